// What needs somebody, what is to be funded and by when, what moved in the books, and when the next
// round comes: each as the node told it, and to each bank its own.
import assert from 'node:assert/strict';
import { get as read, openAs } from './screens.mjs';

export async function needs({ address, flow, pictures }) {
  const get = (path) => read(address, path);
  const { currencies } = await get('/v1/overview');
  const agents = new Set(currencies.map((row) => row.agent));
  const open = new Set(currencies.filter((row) => row.phase === 'active').map((row) => row.currency));
  const banks = (await get('/v1/accounts')).accounts.filter((row) => !agents.has(row.participant));
  const shot = async (page, name) => pictures && page.screenshot({ path: `${pictures}/needs-${name}.png` });
  const table = (page, name) => page.getByRole('table', { name, exact: true }).locator('.drawn .row');

  async function confirm(page) {
    const dialog = page.locator('dialog[open]');
    await dialog.getByRole('button', { name: 'Sign and send' }).click();
    await dialog.locator('.after p').first().waitFor();
    const said = await dialog.locator('.after').innerText();
    assert.match(said, /Done/, said);
    await dialog.getByRole('button', { name: 'Close' }).click();
  }

  await flow('the next round of exchange is counted down by the system\'s clock, whatever the browser\'s says', async (page) => {
    // A browser that is nine hours wrong counts the same.
    await page.addInitScript(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + 9 * 3_600_000;
    });
    await page.goto(`${address}/#/exchange`);
    await page.getByRole('timer').waitFor();
    const seen = async () => {
      const [clock, said] = await page.evaluate(() => [document.querySelector('.time b').textContent, document.querySelector('[role=timer]').textContent]);
      const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
      const left = /in ((?:\d+:)?\d+:\d\d)$/.exec(said)?.[1].split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
      return { said, at: left === undefined ? null : seconds + left };
    };
    const known = new Set();
    const told = new Set();
    const until = Date.now() + 40_000;
    let agreed = 0;
    while (Date.now() < until && (agreed < 3 || told.size < 3)) {
      const { coming } = await get('/v1/exchange/rounds?after=0&limit=1');
      for (const at of [coming.opens_at, coming.open?.clears_at]) if (at) known.add(Math.floor(Date.parse(at) / 1000) % 86_400);
      const { said, at } = await seen();
      told.add(said);
      assert.match(said, /^(opens in|round [\d,]+ clears in|with the next record)/);
      // Rounded up to the second.
      if (at !== null && [...known].some((one) => Math.abs(one - (at % 86_400)) <= 1)) agreed += 1;
      await page.waitForTimeout(400);
    }
    assert.ok(agreed >= 3, `clock and countdown together are when the node says: ${[...told].join(', ')}`);
    assert.ok(told.size >= 3, 'it moves');
    await shot(page, 'countdown');
  });

  await flow('a payment shows each of its banks its own side of the books, and who reads all both', async (page) => {
    const { payments } = await get('/v1/payments?status=settled&limit=200');
    const one = payments.find((each) => each.kind === 'payment' && !each.settles_with && each.legs.length === 1 && !agents.has(each.legs[0].debtor) && !agents.has(each.legs[0].creditor));
    assert.ok(one, 'a payment between two banks has settled');
    const [{ debtor, creditor, currency }] = one.legs;
    const rows = async (role, party) => {
      await openAs(page, address, { role, party, path: `payments/${one.uetr}` });
      await page.locator('nav p', { hasText: 'Signed in as' }).waitFor();
      await table(page, 'Ledger entries').first().waitFor();
      return table(page, 'Ledger entries').allInnerTexts();
    };
    const own = await rows('participant', debtor);
    assert.equal(own.length, 1);
    assert.ok(own[0].includes(`${debtor} ${currency}`) && own[0].includes('debit'), own[0]);
    const theirs = await rows('participant', creditor);
    assert.equal(theirs.length, 1);
    assert.ok(theirs[0].includes(`${creditor} ${currency}`) && theirs[0].includes('credit'), theirs[0]);
    const agent = currencies.find((row) => row.currency === currency).agent;
    assert.equal((await rows('agent', agent)).length, 2);
    await shot(page, 'entries');
    // By keyboard from the entry to its place in the log.
    await page.getByRole('table', { name: 'Ledger entries', exact: true }).locator('.scroller').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`#/audit/${one.position}\\?entry=\\d+`));
  });

  await flow('what is set aside for a payment that waits is shown to its payer alone', async (page) => {
    const one = banks.find((each) => open.has(each.currency) && Number(each.balance) > 10_000 && banks.some((other) => other.currency === each.currency && other.participant !== each.participant));
    assert.ok(one, 'somebody has money in an open currency');
    const { participant: bank, currency } = one;
    const payee = banks.find((each) => each.currency === currency && each.participant !== bank).participant;
    await openAs(page, address, { role: 'participant', party: bank, path: `liquidity/${bank}?currency=${currency}` });
    await page.getByRole('button', { name: 'Reserve for urgent payments' }).click();
    await page.locator('dialog[open] input').fill('7');
    await confirm(page);
    await openAs(page, address, { role: 'participant', party: bank, path: `pay/${bank}?to=${payee}&currency=${currency}&amount=700000000000` });
    await page.getByLabel('Urgent', { exact: false }).check();
    await page.getByRole('button', { name: 'Sign and send' }).click();
    const uetr = (await page.getByRole('link', { name: 'Open the payment' }).getAttribute('href')).split('/').at(-1);
    await page.goto(`${address}/#/payments/${uetr}`);
    await page.getByRole('heading', { name: 'Held for it' }).waitFor();
    assert.match(await page.locator('[data-list=holds]').innerText(), new RegExp(`7.*${currency}[^]*${bank}[^]*urgent`));
    await page.getByText('Nothing has moved in the books for it.').waitFor();
    await openAs(page, address, { role: 'participant', party: payee, path: `payments/${uetr}` });
    await page.locator('nav p', { hasText: `Signed in as ${payee}` }).waitFor();
    await page.getByText('Nothing has moved in the books for it.').waitFor();
    await page.locator('[data-list=holds]').waitFor({ state: 'detached' });
    await openAs(page, address, { role: 'participant', party: bank, path: `queue/${bank}?currency=${currency}&picked=${uetr}` });
    await page.getByRole('button', { name: 'Cancel it' }).click();
    await confirm(page);
    await openAs(page, address, { role: 'participant', party: bank, path: `liquidity/${bank}?currency=${currency}` });
    await page.getByRole('button', { name: 'Remove for urgent payments' }).click();
    await confirm(page);
  });

  await flow('a bank sees what it is to fund, by when, and what is left of its limits', async (page) => {
    const one = banks.find((each) => open.has(each.currency) && Number(each.balance) > 10_000 && banks.some((other) => other.currency === each.currency && other.participant !== each.participant));
    assert.ok(one, 'somebody has money in an open currency');
    const { participant: bank, currency } = one;
    const payee = banks.find((each) => each.currency === currency && each.participant !== bank).participant;
    await openAs(page, address, { role: 'participant', party: bank, path: `liquidity/${bank}?currency=${currency}` });
    await page.getByRole('button', { name: 'Limit a counterparty' }).click();
    await page.locator('dialog[open] select').last().selectOption(payee);
    await page.locator('dialog[open] input').fill('900000000001');
    await confirm(page);
    await openAs(page, address, { role: 'participant', party: bank, path: `pay/${bank}?to=${payee}&currency=${currency}&amount=900000000000` });
    await page.getByRole('button', { name: 'Sign and send' }).click();
    const uetr = (await page.getByRole('link', { name: 'Open the payment' }).getAttribute('href')).split('/').at(-1);
    await page.goto(`${address}/#/position/${bank}`);
    const fund = table(page, 'What to fund, and by when').filter({ hasText: currency }).first();
    await fund.waitFor();
    // The close of the operating day that is ahead.
    const closes = async () => {
      const [{ currencies: days }, { system }] = await Promise.all([get('/v1/calendars'), get('/v1/overview')]);
      const ahead = days.find((row) => row.currency === currency).days.map((day) => day.close).filter((close) => close > system.instant);
      return ahead.sort()[0].slice(11, 16);
    };
    const told = await fund.innerText();
    assert.ok(told.includes(await closes()), `${told} is by ${await closes()}`);
    const lacks = Number(/([\d,]+\.?\d*)/.exec(told.replace(currency, ''))[1].replaceAll(',', ''));
    assert.ok(lacks > 1_000_000_000 && lacks <= 900_000_000_000, `${lacks} lacks`);
    const bound = table(page, 'Limits and what is left').filter({ hasText: `net flow to ${payee}` });
    await bound.waitFor();
    assert.match(await bound.innerText(), /900,000,000,001/);
    await shot(page, 'funding');
    // By keyboard to where one acts.
    await page.getByRole('table', { name: 'What to fund, and by when', exact: true }).locator('.scroller').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`#/liquidity/${bank}\\?currency=`));
    await openAs(page, address, { role: 'participant', party: bank, path: `queue/${bank}?currency=${currency}&picked=${uetr}` });
    await page.getByRole('button', { name: 'Cancel it' }).click();
    await confirm(page);
    await openAs(page, address, { role: 'participant', party: bank, path: `liquidity/${bank}?currency=${currency}` });
    await page.getByRole('button', { name: `Remove ${payee}` }).click();
    await confirm(page);
    await page.goto(`${address}/#/position/${bank}`);
    await page.getByRole('table', { name: 'Accounts' }).locator('.drawn .row').first().waitFor();
    assert.equal(await table(page, 'Limits and what is left').filter({ hasText: `net flow to ${payee}` }).count(), 0);
  });

  await flow('what stands still is told on the overview to whom it concerns, with the way to where one acts', async (page) => {
    const alerts = page.getByRole('region', { name: 'What needs somebody' });
    const all = async () => {
      await alerts.waitFor();
      const more = alerts.getByRole('button', { name: /^Show all/ });
      if (await more.count()) await more.click();
    };
    // A bank that has an account beside another one's, in a currency whose agent is not its own.
    const one = banks.find((each) => open.has(each.currency) && banks.some((other) => other.currency === each.currency && other.participant !== each.participant));
    const { participant: bank, currency } = one;
    const other = banks.find((each) => each.participant !== bank).participant;
    const agent = currencies.find((row) => row.currency === currency).agent;
    const told = `${bank} is suspended in ${currency}.`;
    await openAs(page, address, { role: 'agent', party: agent, path: `participants/${bank}` });
    await page.getByRole('button', { name: `Change access ${currency}` }).click();
    await page.locator('dialog[open]').getByLabel('Access').selectOption('suspended');
    await page.locator('dialog[open]').getByRole('button', { name: 'Sign and send' }).click();
    await page.locator('dialog[open]').getByText('Done').waitFor();
    await page.locator('dialog[open]').getByRole('button', { name: 'Close' }).click();
    try {
      for (const [role, party] of [['operator', ''], ['agent', agent], ['participant', bank]]) {
        await openAs(page, address, { role, party, path: '' });
        if (party) await page.locator('nav p', { hasText: `Signed in as ${party}` }).waitFor();
        await alerts.locator('li').first().waitFor();
        await all();
        const link = alerts.getByRole('link', { name: told, exact: true });
        await link.waitFor();
        // In words and in a shape, and not by a colour alone.
        const line = alerts.locator('li', { hasText: told });
        await line.getByText('stands still').waitFor();
        assert.equal(await line.locator('svg path.full').count(), 1);
        if (role === 'operator') await shot(page, 'alerts');
        await link.focus();
        await page.keyboard.press('Enter');
        await page.waitForURL(new RegExp(`#/participants/${bank}`));
      }
      await openAs(page, address, { role: 'participant', party: other, path: '' });
      await page.locator('nav p', { hasText: `Signed in as ${other}` }).waitFor();
      await all();
      const text = await alerts.innerText();
      assert.ok(!text.includes(bank), `another bank is told: ${text}`);
    } finally {
      await openAs(page, address, { role: 'agent', party: agent, path: `participants/${bank}` });
      await page.getByRole('button', { name: `Change access ${currency}` }).click();
      await page.locator('dialog[open]').getByLabel('Access').selectOption('full');
      await confirm(page);
    }
    await openAs(page, address, { role: 'participant', party: bank, path: '' });
    await page.locator('nav p', { hasText: `Signed in as ${bank}` }).waitFor();
    await alerts.waitFor();
    await alerts.getByRole('link', { name: told, exact: true }).waitFor({ state: 'detached' });
  });

  await flow('a bank is told what its payment lacks beside what it has reserved, another\'s account is not taken for nothing, and another funds it', async (page) => {
    const { payments } = await get('/v1/payments?status=pending&limit=500');
    const waiting = new Set(payments.flatMap((payment) => payment.legs).map((leg) => `${leg.debtor} ${leg.currency}`));
    const quiet = banks.filter((each) => open.has(each.currency) && Number(each.balance) > 1000 && !waiting.has(`${each.participant} ${each.currency}`)).sort((one, other) => one.movements_today - other.movements_today);
    const one = quiet.find((each) => quiet.filter((other) => other.currency === each.currency).length > 2);
    assert.ok(one, 'three quiet accounts in an open currency');
    const { participant: bank, currency } = one;
    const [payee, giver] = quiet.filter((each) => each.currency === currency && each.participant !== bank).map((each) => each.participant);
    const row = async () => (await get(`/v1/liquidity?participant=${bank}`)).accounts.find((each) => each.currency === currency);
    await openAs(page, address, { role: 'participant', party: bank, path: `liquidity/${bank}?currency=${currency}` });
    await page.getByRole('button', { name: 'Reserve for high and urgent payments' }).click();
    await page.locator('dialog[open] input').fill('70');
    await confirm(page);
    const { available, balance, credit } = await row();
    // It is there, and not for this payment.
    const amount = Math.floor(Number(available)) + 30;
    assert.ok(amount < Number(balance) + Number(credit));
    await page.goto(`${address}/#/pay/${bank}?to=${payee}&currency=${currency}&amount=1`);
    // The address changes while the form stands.
    await page.goto(`${address}/#/pay/${bank}?to=${payee}&currency=${currency}&amount=${amount}`);
    await page.waitForFunction((amount) => document.querySelector('input[inputmode=decimal]')?.value === amount, String(amount));
    await page.getByRole('button', { name: 'Sign and send' }).click();
    const uetr = (await page.getByRole('link', { name: 'Open the payment' }).getAttribute('href')).split('/').at(-1);
    await page.goto(`${address}/#/payments/${uetr}`);
    const need = page.locator(`[data-need=${bank}]`);
    await need.getByText('Still lacks').waitFor();
    const lacks = (amount - Number((await row()).available)).toFixed(2);
    assert.ok((await need.innerText()).replaceAll(',', '').includes(String(Number(lacks))), `${lacks} is lacking: ${await need.innerText()}`);
    assert.match(await need.innerText(), /Kept from it\s+7\d/);
    await need.getByRole('link', { name: 'Reservations, limits and credit line' }).waitFor();
    await shot(page, 'lacks');
    // Who is paid is told no balance of another's, and is offered nothing on the ground of it.
    await openAs(page, address, { role: 'participant', party: payee, path: `payments/${uetr}` });
    await page.locator('nav p', { hasText: `Signed in as ${payee}` }).waitFor();
    await need.getByText('is another\'s: what stands on it is not shown to you').waitFor();
    assert.equal(await page.getByRole('link', { name: /^Fund it/ }).count(), 0);
    await openAs(page, address, { role: 'participant', party: bank, path: `payments/${uetr}` });
    await page.locator('nav p', { hasText: `Signed in as ${bank}` }).waitFor();
    await need.getByLabel('Who pays to it').selectOption(giver);
    await need.getByRole('link', { name: `Fund it: pay as ${giver}` }).click();
    await page.getByText('Can pay: not shown to you').waitFor();
    await page.getByRole('button', { name: 'Sign and send' }).click();
    assert.match(await page.locator('.answer p').filter({ has: page.locator('b') }).first().textContent(), /ACSC/);
    await page.goto(`${address}/#/payments/${uetr}`);
    await page.getByRole('button', { name: 'Verify here' }).waitFor({ timeout: 30_000 });
  });

  await flow('of two instructions that settle as one a bank sees its own in its queue, and is offered no move', async (page) => {
    const { payments } = await get('/v1/payments?status=pending&limit=500');
    let pair = null;
    for (const one of payments.filter((each) => each.settles_with)) {
      const { debtor } = one.legs[0];
      const { queues } = await get(`/v1/queues?participant=${debtor}`);
      // The queue names the pair by the other bank's instruction.
      if (queues.some((queue) => queue.items.some((item) => item.uetr === one.settles_with))) pair = one;
      if (pair) break;
    }
    // Not at every moment does a trade wait so.
    if (!pair) return;
    const [{ debtor, creditor, currency, amount }] = pair.legs;
    await openAs(page, address, { role: 'participant', party: debtor, path: `queue/${debtor}?picked=${pair.uetr}` });
    await page.locator('nav p', { hasText: `Signed in as ${debtor}` }).waitFor();
    await page.getByText(pair.uetr).first().waitFor();
    const detail = (await page.locator('.detail').innerText()).replaceAll(',', '');
    assert.ok(detail.includes(`${amount} ${currency}`) && detail.includes(`${debtor} \u2192 ${creditor}`), detail);
    await page.getByText('has no single owner').waitFor();
    await page.locator('.items .scroller').focus();
    await page.keyboard.press('f');
    assert.equal(await page.locator('dialog[open]').count(), 0, 'a key does nothing that no button offers');
    assert.equal(await page.getByRole('button', { name: 'To the front' }).count(), 0);
    await shot(page, 'pair');
  });

  await flow('where nothing needs anybody, that is said', async (page) => {
    await page.route('**/v1/alerts', (route) => route.fulfill({ json: { instant: '2026-11-24T09:00:00Z', waited: 3600, alerts: [], left_off: 0 } }));
    await page.goto(`${address}/#/`);
    await page.getByText('Nothing needs anybody').waitFor();
    await shot(page, 'nothing');
  });
}
