// What one does in the console: every action is confirmed in the one dialog, signed in the page,
// answered by the node, and then seen where it stands.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { get as read, openAs, stepInto } from './screens.mjs';

const PASSPHRASE = 'eleven caravans to Kashgar';

export async function acts({ address, flow, pictures, rotated }) {
  const get = (path) => read(address, path);
  const { currencies } = await get('/v1/overview');
  const agents = new Set(currencies.map((row) => row.agent));
  const open = new Set(currencies.filter((row) => row.phase === 'active').map((row) => row.currency));
  const { accounts } = await get('/v1/accounts');
  const banks = accounts.filter((row) => !agents.has(row.participant));
  const shot = async (page, name) => pictures && page.screenshot({ path: `${pictures}/act-${name}.png` });

  /** Confirms the dialog that is open; answers what it says. */
  async function confirm(page, name) {
    const dialog = page.locator('dialog[open]');
    if (name) await shot(page, name);
    await dialog.getByRole('button', { name: 'Sign and send' }).click();
    await dialog.locator('.after p').first().waitFor();
    const said = await dialog.locator('.after').innerText();
    assert.match(said, /Done/, said);
    return dialog;
  }

  /** Takes an order back; while a round is open it stays where it is (R-FX-13), so this tries again. */
  async function cancelled(page, order) {
    await page.locator('[role=table][aria-label^="Orders and quotes"] .drawn .row', { has: page.locator('.cell:first-child', { hasText: new RegExp(`^\\s*${order.toLocaleString('en')}\\s*$`) }) }).click();
    // That it may not be cancelled yet is an answer, and no error of the page.
    page.quiet = true;
    for (let tries = 0; ; tries++) {
      await page.getByRole('button', { name: `Cancel ${order}`, exact: true }).click();
      try {
        const dialog = await confirm(page);
        page.quiet = false;
        return dialog;
      } catch (refused) {
        if (tries === 20 || !/\b1909\b/.test(refused.message)) throw refused;
        await shut(page);
        await page.waitForTimeout(500);
      }
    }
  }

  const shut = (page) => page.locator('dialog[open]').getByRole('button', { name: 'Close' }).click();
  const row = async (bank, currency) => (await get(`/v1/liquidity?participant=${bank}`)).accounts.find((one) => one.currency === currency);

  const stands = async (bank, currency) => (await get(`/v1/queues?participant=${bank}`)).queues.find((one) => one.currency === currency);

  await flow('a bank moves what waits, gives it another priority, takes that back, and cancels it', async (page) => {
    // Two payments of more than anybody has, so that they wait and stay where they are put.
    const own = banks.filter((each) => open.has(each.currency)).sort((one, other) => Number(other.currency === 'INR') - Number(one.currency === 'INR') || one.movements_today - other.movements_today)[0];
    assert.ok(own, 'a currency is open');
    const { participant: bank, currency } = own;
    const payee = banks.find((each) => each.currency === currency && each.participant !== bank).participant;
    let last = '';
    for (const amount of ['900000000000', '800000000000']) {
      await openAs(page, address, { role: 'participant', party: bank, path: `pay/${bank}?to=${payee}&currency=${currency}&amount=${amount}` });
      await page.getByRole('button', { name: 'Sign and send' }).click();
      last = (await page.getByRole('link', { name: 'Open the payment' }).getAttribute('href')).split('/').at(-1);
    }
    await openAs(page, address, { role: 'participant', party: bank, path: `queue/${bank}?currency=${currency}&picked=${last}` });
    await page.getByRole('heading', { name: 'Why it waits' }).waitFor();
    await page.getByRole('heading', { name: 'What would release it' }).waitFor();
    // By keyboard: the list has the focus, and F asks for the front.
    await page.locator('.items .scroller').focus();
    await page.keyboard.press('f');
    let dialog = await confirm(page, 'front');
    const moved = await stands(bank, currency);
    const priority = moved.items.find((item) => item.uetr === last)?.priority;
    assert.equal(moved.items.find((item) => item.priority === priority)?.uetr, last, 'it stands before all of its priority');
    await shut(page);
    await page.getByRole('button', { name: 'urgent', exact: true }).click();
    dialog = await confirm(page);
    assert.equal((await stands(bank, currency)).items.find((item) => item.uetr === last)?.priority, 'urgent');
    await dialog.getByRole('button', { name: /^Back to/ }).click();
    await dialog.getByText('Taken back').waitFor();
    assert.equal((await stands(bank, currency)).items.find((item) => item.uetr === last)?.priority, priority);
    await shut(page);
    await page.getByRole('button', { name: 'Cancel it' }).click();
    await confirm(page, 'cancel');
    assert.equal((await get(`/v1/payments/${last}`)).status, 'cancelled');
    await shut(page);
    const { policy } = await stands(bank, currency);
    await page.getByRole('button', { name: 'Change policy' }).click();
    dialog = await confirm(page);
    assert.notEqual((await stands(bank, currency)).policy, policy);
    await dialog.getByRole('button', { name: 'Back to the old policy' }).click();
    await dialog.getByText('Taken back').waitFor();
    assert.equal((await stands(bank, currency)).policy, policy);
  });

  await flow('a bank reserves, limits, orders daily and transfers, and ends each again', async (page) => {
    const one = banks.find((each) => open.has(each.currency) && Number(each.balance) > 10_000 && banks.some((other) => other.currency === each.currency && other.participant !== each.participant));
    assert.ok(one, 'somebody has money in an open currency');
    const { participant: bank, currency } = one;
    const other = banks.find((each) => each.currency === currency && each.participant !== bank).participant;
    const is = async (field, value) => assert.equal(Number((await row(bank, currency))[field]), value);
    await openAs(page, address, { role: 'participant', party: bank, path: `liquidity/${bank}?currency=${currency}` });
    await page.getByRole('button', { name: 'Reserve for urgent payments' }).click();
    await page.locator('dialog[open] input').fill('12');
    let dialog = await confirm(page, 'reserve');
    await is('urgent_reserve', 12);
    await shut(page);
    await page.getByRole('button', { name: 'Remove for urgent payments' }).click();
    await confirm(page);
    await is('urgent_reserve', 0);
    await shut(page);
    await page.getByRole('button', { name: 'Limit a counterparty' }).click();
    await page.locator('dialog[open] select').last().selectOption(other);
    await page.locator('dialog[open] input').fill('5000');
    await confirm(page);
    assert.equal((await row(bank, currency)).limits.length, 1);
    await shut(page);
    await page.getByRole('button', { name: `Remove ${other}` }).click();
    await confirm(page);
    assert.equal((await row(bank, currency)).limits.length, 0);
    await shut(page);
    await page.getByRole('button', { name: 'Limit all others' }).click();
    await page.locator('dialog[open] input').fill('700000000000');
    dialog = await confirm(page);
    await dialog.getByRole('button', { name: 'End it again' }).click();
    await dialog.getByText('Taken back').waitFor();
    assert.equal((await row(bank, currency)).limits.length, 0);
    await shut(page);
    await page.getByRole('button', { name: 'Add a standing order' }).click();
    await page.locator('dialog[open]').getByLabel('To').selectOption(other);
    await page.locator('dialog[open] input').fill('3');
    await confirm(page, 'standing');
    assert.equal((await row(bank, currency)).standing_orders.length, 1);
    await shut(page);
    await page.getByRole('button', { name: 'Remove 1' }).click();
    await confirm(page);
    assert.equal((await row(bank, currency)).standing_orders.length, 0);
    await shut(page);
    const before = (await get(`/v1/accounts?participant=${bank}`)).accounts.find((each) => each.currency === currency).movements_today;
    await page.getByRole('button', { name: 'Transfer' }).click();
    await page.locator('dialog[open] select').last().selectOption(other);
    await page.locator('dialog[open] input').fill('1');
    await confirm(page);
    const after = (await get(`/v1/accounts?participant=${bank}`)).accounts.find((each) => each.currency === currency).movements_today;
    assert.ok(after > before, 'the account moved');
  });

  await flow('what the rules refuse is told with rule and number, and stands in the log of requests', async (page) => {
    const one = banks.find((each) => open.has(each.currency) && banks.some((other) => other.currency === each.currency && other.participant !== each.participant));
    page.quiet = true;
    await openAs(page, address, { role: 'participant', party: one.participant, path: `liquidity/${one.participant}?currency=${one.currency}` });
    await page.getByRole('button', { name: 'Transfer' }).click();
    const dialog = page.locator('dialog[open]');
    const other = banks.find((each) => each.currency === one.currency && each.participant !== one.participant).participant;
    await dialog.locator('select').last().selectOption(other);
    await dialog.locator('input').fill('999999999999999');
    await dialog.getByRole('button', { name: 'Sign and send' }).click();
    await dialog.getByText(/rule R-\w+-\d+, refusal \d+/).waitFor();
    await shot(page, 'refused');
    await shut(page);
    await page.getByRole('link', { name: 'Developer' }).click();
    await page.locator('.drawn .row').first().click();
    await page.getByRole('heading', { name: 'Why not' }).waitFor();
    await page.getByRole('button', { name: 'curl' }).nth(1).waitFor();
    assert.match(await page.locator('pre').first().textContent(), /"command": "TransferLiquidity"/);
    await shot(page, 'developer');
  });

  await flow('a settlement agent sees what a longer day would reach, extends it, and takes it back', async (page) => {
    const now = (await get('/v1/overview')).system.instant;
    const told = (await get('/v1/calendars')).currencies;
    // A day that is open and has a while to go before the next begins.
    const can = told.find((each) => {
      const at = each.days.findIndex((day) => day.customer_cut_off > now);
      const [day, next] = [each.days[at], each.days[at + 1]];
      return day && next && day.extended_minutes === 0 && Date.parse(next.open) - Date.parse(day.close) > 3_600_000;
    });
    assert.ok(can, 'a day can be extended');
    await openAs(page, address, { role: 'agent', party: can.agent, path: `day/${can.currency}` });
    await page.getByRole('button', { name: 'Extend this day' }).click();
    for (const minutes of ['-30', '0', '721', '1.5']) {
      await page.locator('dialog[open] input').fill(minutes);
      await page.getByText('a whole number from 1 to 720').waitFor();
      assert.ok(await page.locator('dialog[open]').getByRole('button', { name: 'Sign and send' }).isDisabled(), minutes);
    }
    await page.locator('dialog[open] input').fill('30');
    const preview = page.locator('dialog[open] .preview li').first();
    await preview.waitFor({ timeout: 20_000 });
    assert.match(await preview.textContent(), /queued payments|No payment/);
    const dialog = await confirm(page, 'extend');
    const day = async () => (await get(`/v1/calendars?currency=${can.currency}`)).currencies[0].days.find((each) => each.extended_minutes > 0);
    assert.equal((await day())?.extended_minutes, 30);
    await dialog.getByRole('button', { name: 'Back to 0 min' }).click();
    await dialog.getByText('Taken back').waitFor();
    assert.equal(await day(), undefined);
    await shut(page);
    await page.getByRole('button', { name: 'Suspend settlement' }).click();
    const asked = await confirm(page);
    await asked.getByRole('button', { name: 'Resume it again' }).click();
    await asked.getByText('Taken back').waitFor();
  });

  await flow('a settlement agent sets its terms of exchange; a bank orders, quotes and cancels', async (page) => {
    const rate = async (currency) => (await get('/v1/rates')).rates.find((each) => each.currency === currency);
    const agent = currencies.find((each) => each.currency === 'KZT').agent;
    await openAs(page, address, { role: 'agent', party: agent, path: 'exchange' });
    await page.getByRole('button', { name: 'Set band' }).click();
    await page.locator('dialog[open] input').fill('333');
    let dialog = await confirm(page, 'band');
    assert.equal((await rate('KZT')).band_basis_points, 333);
    await dialog.getByRole('button', { name: 'As it was before' }).click();
    await dialog.getByText('Taken back').waitFor();
    assert.equal((await rate('KZT')).band_basis_points, 500);
    await shut(page);
    await page.getByRole('button', { name: 'Post official rate' }).click();
    await page.locator('dialog[open]').getByLabel(/^Units of KZT/).fill('508.1');
    await confirm(page, 'rate');
    assert.equal((await rate('KZT')).rate, '1/50810');
    await shut(page);
    await page.getByRole('button', { name: 'Halt exchange' }).click();
    dialog = await confirm(page);
    assert.equal((await rate('KZT')).trading, 'halted');
    await dialog.getByRole('button', { name: 'As it was before' }).click();
    await dialog.getByText('Taken back').waitFor();
    assert.equal((await rate('KZT')).trading, 'open');

    const rich = banks.find((each) => Number(each.balance) > 10_000 && each.currency !== 'MMK' && banks.filter((other) => other.participant === each.participant).length > 1);
    const want = banks.find((each) => each.participant === rich.participant && each.currency !== rich.currency).currency;
    for (const [button, more] of [['Place an order', 'own-order'], ['Post a quote', 'own-quote']]) {
      await openAs(page, address, { role: 'participant', party: rich.participant, path: 'exchange' });
      await page.getByRole('button', { name: button }).click();
      dialog = page.locator('dialog[open]');
      await dialog.getByLabel('Sell').selectOption(rich.currency);
      await dialog.getByLabel('Buy').selectOption(want);
      await dialog.locator('input').nth(0).fill('10');
      // So much is asked that nobody takes it.
      await dialog.locator('input').nth(1).fill('900000000');
      await confirm(page, more);
      await shut(page);
      const standing = async () => (await get(`/v1/orders?participant=${rich.participant}&status=standing`)).orders;
      const mine = (await standing()).filter((each) => each.sell === rich.currency && Number(each.left) === 10);
      assert.equal(mine.length, 1, 'it stands');
      await cancelled(page, mine[0].order);
      assert.ok(!(await standing()).some((each) => each.order === mine[0].order), 'it is gone');
      await shut(page);
    }
  });

  const others = (currency) => banks.filter((each) => each.currency === currency && each.participant !== rotated.bank).map((each) => each.participant);
  if (rotated) await fourEyes({ address, flow, get, confirm, shut, row, shot, rotated, others });
}

/** A key that is added counts a day later, so this comes first; what it answers is for the last flow. */
export async function rotation({ address, flow, pictures }) {
  let rotated = null;
  await flow('a bank makes a key in the page and adds it; it cools', async (page) => {
    const { currencies } = await (await fetch(`${address}/v1/overview`)).json();
    const agents = new Set(currencies.map((row) => row.agent));
    const { accounts } = await (await fetch(`${address}/v1/accounts`)).json();
    const { participant: bank, currency } = accounts.find((row) => !agents.has(row.participant) && Number(row.balance) > 10_000);
    await openAs(page, address, { role: 'participant', party: bank, path: `participants/${bank}` });
    await page.getByRole('button', { name: 'Rotate: add a key' }).click();
    const dialog = page.locator('dialog[open]');
    await dialog.getByLabel('Passphrase for a copy, or nothing').fill(PASSPHRASE);
    await dialog.getByLabel('Once more').fill(PASSPHRASE);
    await dialog.getByRole('button', { name: 'Make the key' }).click();
    await dialog.getByRole('button', { name: 'Sign and send' }).click();
    await dialog.getByText(/^Done/).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByText(/cooling until/).waitFor();
    if (pictures) await page.screenshot({ path: `${pictures}/act-cooling.png` });
    const [copy] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Download the sealed copy/ }).click()]);
    rotated = { bank, currency, copy: readFileSync(await copy.path()) };
  });
  return rotated;
}

async function fourEyes({ address, flow, get, confirm, shut, row, shot, rotated, others }) {
  const { bank, currency, copy } = rotated;

  /** Opens the page of the bank's keys, and brings the second key by its sealed copy. */
  async function bring(page) {
    await openAs(page, address, { role: 'participant', party: bank, path: `participants/${bank}` });
    await page.getByRole('button', { name: 'Bring a key' }).click();
    const bringing = page.locator('dialog[open]');
    await bringing.getByLabel('Key file').setInputFiles({ name: 'copy.json', mimeType: 'application/json', buffer: copy });
    await bringing.getByLabel('Passphrase').fill(PASSPHRASE);
    await bringing.getByRole('button', { name: 'Bring it' }).click();
    await page.getByText('Kept in this browser').waitFor();
  }

  await flow('once the key counts, what one key proposes another approves or rejects, and never the same', async (page) => {
    const counts = async () => (await get(`/v1/keys?participant=${bank}`)).keys.filter((key) => key.state === 'active').length;
    const patience = Date.now() + 1000 * Number(process.env.COOLING ?? 900);
    while ((await counts()) < 2) {
      assert.ok(Date.now() < patience, 'the key counts after a day');
      await page.waitForTimeout(1000);
    }
    const area = 'liquidity';
    // In another browser: the key comes with its sealed copy, and with no other passphrase.
    await openAs(page, address, { role: 'participant', party: bank, path: `participants/${bank}` });
    await page.getByRole('button', { name: 'Bring a key' }).click();
    const bringing = page.locator('dialog[open]');
    await bringing.getByLabel('Key file').setInputFiles({ name: 'copy.json', mimeType: 'application/json', buffer: copy });
    await bringing.getByLabel('Passphrase').fill(`${PASSPHRASE}?`);
    await bringing.getByRole('button', { name: 'Bring it' }).click();
    await bringing.getByText('It is another passphrase').waitFor();
    await bringing.getByLabel('Passphrase').fill(PASSPHRASE);
    await bringing.getByRole('button', { name: 'Bring it' }).click();
    await page.getByText('Kept in this browser').waitFor();
    await openAs(page, address, { role: 'participant', party: bank, path: 'tasks' });
    await page.getByRole('button', { name: 'Require keys' }).click();
    await page.locator('dialog[open]').getByLabel('Area').selectOption(area);
    await confirm(page);
    await shut(page);
    // Who steps from the operator into another bank sees nothing more of what this one proposes.
    const another = async () => {
      const [{ proposal }] = (await get(`/v1/proposals?participant=${bank}`)).proposals;
      const own = await page.context().browser().newContext({ viewport: { width: 1440, height: 900 } });
      await stepInto(await own.newPage(), address, { bank: others(currency)[0], path: `tasks/${proposal}`, shown: (main) => main.getByRole('heading', { name: 'What it would change' }) });
      await own.close();
    };
    // Two proposals: one is approved, the other rejected.
    for (const [amount, deed] of [['21', 'Approve'], ['22', 'Reject']]) {
      await page.goto(`${address}/#/liquidity/${bank}?currency=${currency}`);
      await page.getByRole('button', { name: 'Reserve for urgent payments' }).click();
      const dialog = page.locator('dialog[open]');
      await dialog.locator('select').selectOption({ index: 0 });
      await dialog.locator('input').fill(amount);
      await dialog.getByRole('button', { name: 'Sign and send' }).click();
      await dialog.getByText(/^Proposed/).waitFor();
      if (deed === 'Approve') await another();
      await dialog.getByRole('link', { name: 'Open the task list' }).click();
      await page.locator('.drawn .row').first().click();
      await page.getByRole('heading', { name: 'What it would change' }).waitFor();
      assert.match(await page.locator('tbody').innerText(), new RegExp(amount));
      // Never one's own: the key that proposed cannot approve.
      const approve = page.getByRole('button', { name: 'Approve' });
      await page.getByText(/has proposed or agreed/).waitFor();
      assert.ok(await approve.isDisabled());
      await page.getByLabel('You sign with').selectOption({ index: 1 });
      await page.waitForFunction(() => [...document.querySelectorAll('button')].some((button) => button.textContent === 'Approve' && !button.disabled));
      await shot(page, `proposal-${deed.toLowerCase()}`);
      await page.getByRole('button', { name: deed }).click();
      await confirm(page);
      await shut(page);
      await page.getByLabel('You sign with').waitFor({ state: 'hidden' });
      const kept = Number((await row(bank, currency)).urgent_reserve);
      assert.equal(kept === Number(amount), deed === 'Approve', `${deed}: ${kept} is reserved`);
      assert.deepEqual((await get(`/v1/proposals?participant=${bank}`)).proposals, []);
      await page.reload();
    }
  });

  await flow('a transfer that one key proposes is shown to its own bank, approved by another, and told as refused where funds lack', async (page) => {
    const payee = others(currency)[0];
    const payable = async () => Number((await row(bank, currency)).available);
    const first = await payable();
    assert.ok(first > 1000, `${bank} can pay: ${first}`);
    await bring(page);
    for (const [amount, refused] of [['23', false], ['900000000000', true]]) {
      await page.goto(`${address}/#/liquidity/${bank}?currency=${currency}`);
      await page.getByRole('button', { name: 'Transfer' }).click();
      const dialog = page.locator('dialog[open]');
      await dialog.getByLabel('With key').selectOption({ index: 0 });
      await dialog.getByLabel('To').selectOption(payee);
      await dialog.getByLabel('Amount').fill(amount);
      await dialog.getByRole('button', { name: 'Sign and send' }).click();
      await dialog.getByText(/^Proposed/).waitFor();
      await dialog.getByRole('link', { name: 'Open the task list' }).click();
      // The payee's balance is another's: it is said, and the proposal is shown all the same.
      await page.locator('.drawn .row').first().click();
      await page.getByRole('heading', { name: 'Transfer liquidity' }).waitFor();
      const told = await page.locator('[data-list=changes] tbody tr').allInnerTexts();
      // What is more than is free is told as refused before it is approved.
      if (refused) assert.match(told.join(' / '), /free to use[^/]*it would be refused$/);
      else assert.equal(told.length, 2, told.join(' / '));
      if (!refused) assert.match(told[1], new RegExp(`${payee} ${currency}\\s+balance not shown\\s+\\+${Number(amount).toLocaleString('en')}`));
      await page.getByLabel('You sign with').selectOption({ index: 1 });
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.locator('dialog[open]').getByRole('button', { name: 'Sign and send' }).click();
      await page.locator('dialog[open] .after p').first().waitFor();
      const said = await page.locator('dialog[open] .after').innerText();
      await shot(page, refused ? 'approved-refused' : 'approved-transfer');
      if (refused) assert.match(said, /^Refused.*AM04\)[^]*rule R-LIQ-\d+, refusal \d+/);
      else assert.match(said, /^Done/);
      await shut(page);
      await page.getByLabel('You sign with').waitFor({ state: 'hidden' });
      assert.deepEqual((await get(`/v1/proposals?participant=${bank}`)).proposals, []);
      await page.goto(`${address}/#/developer`);
      assert.match(await page.locator('.drawn .row').first().innerText(), refused ? /Approve[^]*AM04/ : /Approve[^]*approved/);
    }
  });

  await flow('what one key may send in a day is capped by one key, and freed by two, and what is left is told', async (page) => {
    await bring(page);
    const list = page.locator('[data-list=caps]');
    await list.getByText('No cap is set').waitFor();
    // One key proposes, and nothing has changed; the other agrees, and it stands.
    const agreed = async () => {
      const dialog = page.locator('dialog[open]');
      await dialog.getByLabel('With key').selectOption({ index: 0 });
      await dialog.getByRole('button', { name: 'Sign and send' }).click();
      await dialog.getByText(/^Proposed/).waitFor();
      await dialog.getByRole('link', { name: 'Open the task list' }).click();
      await page.locator('.drawn .row').first().click();
      await page.getByLabel('You sign with').selectOption({ index: 1 });
      await page.getByRole('button', { name: 'Approve' }).click();
      await confirm(page);
      await shut(page);
      await page.goto(`${address}/#/participants/${bank}`);
    };
    const caps = async () => (await get(`/v1/proposals?participant=${bank}`)).caps;
    await page.getByRole('button', { name: 'Set a cap' }).click();
    await page.locator('dialog[open]').getByLabel('Currency').selectOption(currency);
    await page.locator('dialog[open]').getByLabel('At most, on a business day').fill('700000000000');
    // One key binds itself at once; R-APR-08 asks for two where a cap that stands is changed.
    await page.locator('dialog[open]').getByLabel('With key').selectOption({ index: 0 });
    await confirm(page);
    await shut(page);
    await list.getByText('700,000,000,000').first().waitFor();
    assert.deepEqual((await caps()).map((cap) => [cap.currency, Number(cap.cap)]), [[currency, 700_000_000_000]]);
    await shot(page, 'cap');
    await list.getByRole('button', { name: `End the cap ${currency}` }).click();
    await agreed();
    await list.getByText('No cap is set').waitFor();
    assert.deepEqual(await caps(), []);
  });
}
