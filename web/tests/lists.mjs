// What stands in lists of its own: orders of everybody, pairs, cycles, swap lines, investments; each
// with an address that shows it again, for whoever may see it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { get as read, openAs, stepInto } from './screens.mjs';
import { asked } from './signed.mjs';

export async function lists({ address, flow, axe, pictures }) {
  const get = (path) => read(address, path);
  const { currencies } = await get('/v1/overview');
  const agentOf = (code) => currencies.find((row) => row.currency === code).agent;
  const shot = async (page, name) => pictures && page.screenshot({ path: `${pictures}/list-${name}.png` });

  /** Nothing serious is found on what is shown. */
  async function sound(page, name) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
    assert.deepEqual(violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes[0].target} ${one.nodes[0].failureSummary}`), [], name);
  }

  /** What an address shows once it is opened anew. */
  async function anew(page) {
    const own = page.url();
    await page.goto('about:blank');
    await page.goto(own);
  }

  const opened = async (page, role, party, path) => {
    await openAs(page, address, { role, party, path });
    if (role === 'overseer') await page.locator('nav p', { hasText: 'Signed in as Overseer' }).waitFor();
    else if (party) await page.locator('nav p', { hasText: `Signed in as ${party}` }).waitFor();
  };

  await flow('operator, overseer and agent list orders and quotes of all that they see, and each has an address', async (page) => {
    let all = [];
    for (let tries = 0; all.length < 3; tries += 1) {
      assert.ok(tries < 120, 'the demo placed orders');
      all = (await get('/v1/orders')).orders;
      if (all.length < 3) await page.waitForTimeout(500);
    }
    const { sell, order } = all.at(-1);
    const rows = page.locator('[role=table][aria-label^="Orders and quotes"] .drawn .row');
    for (const [role, party] of [['operator', ''], ['overseer', ''], ['agent', agentOf(sell)]]) {
      await opened(page, role, party, 'exchange?ended=1');
      await rows.first().waitFor();
      await sound(page, role);
      await shot(page, `orders-${role}`);
      await page.goto(`${address}/#/exchange?ended=1&order=${order}`);
      await page.getByRole('heading', { name: `Order ${order.toLocaleString('en')}`, exact: true }).waitFor();
      await anew(page);
      await page.getByRole('heading', { name: `Order ${order.toLocaleString('en')}`, exact: true }).waitFor();
      await page.locator('[role=table][aria-label^="Orders and quotes"] .row.lit').waitFor();
      assert.equal(await page.getByRole('checkbox', { name: 'Ended ones too' }).isChecked(), true, 'the address says that ended ones are shown');
    }
    // The agent's are in its currency, by the page and by the door.
    const seen = await page.evaluate(async () => (await fetch('/v1/orders')).json());
    assert.ok(seen.orders.length > 0 && seen.orders.every((one) => one.sell === sell || one.buy === sell), 'an agent sees its currency alone');
    // By number in the palette.
    await page.keyboard.press('Control+k');
    await page.locator('dialog[open] input').waitFor();
    await page.keyboard.type(`order ${order}`);
    await page.locator('dialog[open] li', { hasText: `Order ${order}` }).waitFor();
    await page.locator('dialog[open] li', { hasText: `Order ${order}` }).click();
    await page.waitForURL(new RegExp(`order=${order}`));
  });

  await flow('a bank lists its own orders and none of another\'s', async (page) => {
    page.quiet = true;
    const { orders } = await get('/v1/orders');
    const bank = orders.at(-1).participant;
    const other = orders.find((one) => one.participant !== bank);
    await opened(page, 'participant', bank, 'exchange?ended=1');
    await page.locator(`[role=table][aria-label="Orders and quotes of ${bank}"] .drawn .row`).first().waitFor();
    const seen = await page.evaluate(async () => (await fetch('/v1/orders')).json());
    assert.ok(seen.orders.length > 0 && seen.orders.every((one) => one.participant === bank));
    if (other) {
      await page.goto(`${address}/#/exchange?ended=1&order=${other.order}`);
      await page.getByText(`No order ${other.order} is known, or none that is shown to you.`).waitFor();
    }
  });

  await flow('the rates of a pair have an address, and are found by their letters', async (page) => {
    await page.goto(`${address}/#/`);
    await page.locator('.connection.live').waitFor();
    await page.keyboard.press('Control+k');
    await page.locator('dialog[open] input').waitFor();
    await page.keyboard.type('CNY/INR');
    await page.locator('dialog[open] li', { hasText: 'CNY/INR' }).click();
    await page.waitForURL(/pair=CNY\.INR/);
    const panel = page.getByRole('region', { name: /^CNY\/INR/ });
    await panel.getByText('One CNY officially').waitFor();
    await panel.getByRole('combobox').last().selectOption('RUB');
    await page.waitForURL(/pair=CNY\.RUB/);
    await anew(page);
    await page.getByRole('region', { name: /^CNY\/RUB/ }).getByText('One CNY officially').waitFor();
    await page.locator('[role=table][aria-label="Official rates"] .row.lit').waitFor();
    await sound(page, 'pair');
    await shot(page, 'pair');
  });

  await flow('a netting cycle is followed from what it gathers to what it settled, and a bank sees its own of it', async (page) => {
    let cycle = null;
    for (let tries = 0; !cycle; tries += 1) {
      assert.ok(tries < 240, 'the demo gathers obligations');
      cycle = (await get('/v1/cycles')).cycles.find((one) => one.gathered > 0) ?? null;
      if (!cycle) await page.waitForTimeout(500);
    }
    await page.goto(`${address}/#/cycles`);
    await page.getByRole('table', { name: 'Netting cycles' }).locator('.drawn .row').first().click();
    await page.waitForURL(/#\/cycles\/\d+/);
    await page.goto(`${address}/#/cycles/${cycle.cycle}`);
    const owed = page.getByRole('table', { name: 'Obligations gathered' });
    await owed.locator('.drawn .row').first().waitFor();
    await sound(page, 'cycle');
    await shot(page, 'cycle');
    await owed.locator('.drawn .row').nth(1).click();
    await page.waitForURL(/obligation=/);
    const [name] = await owed.locator('.row.lit .cell').allInnerTexts();
    await anew(page);
    await owed.locator('.row.lit').waitFor();
    assert.equal((await owed.locator('.row.lit .cell').allInnerTexts())[0], name);
    // Positions and pay-ins, once they are called; the schedule says until when.
    for (let tries = 0; (await get(`/v1/cycles/${cycle.cycle}`)).positions.length === 0; tries += 1) {
      assert.ok(tries < 240, 'the cut-off comes');
      await page.waitForTimeout(500);
    }
    const told = await get(`/v1/cycles/${cycle.cycle}`);
    const net = page.getByRole('table', { name: 'Net positions' });
    await net.locator('.drawn .row').first().waitFor({ timeout: 20_000 });
    await shot(page, 'cycle-called');
    const bank = told.positions[0].participant;
    await opened(page, 'participant', bank, `cycles/${cycle.cycle}`);
    await net.locator('.drawn .row').first().waitFor();
    const banks = await net.locator('.drawn .row .cell:first-child').allInnerTexts();
    assert.ok(banks.every((one) => one.trim() === bank), `positions of others: ${banks}`);
    const seen = await page.evaluate(async (path) => (await fetch(path)).json(), `/v1/cycles/${cycle.cycle}/obligations`);
    assert.ok(seen.obligations.length > 0 && seen.obligations.every((one) => one.debtor === bank || one.creditor === bank));
    page.quiet = true;
    const other = told.positions.find((one) => one.participant !== bank).participant;
    assert.equal(await page.evaluate(async (path) => (await fetch(path)).status, `/v1/cycles/${cycle.cycle}/obligations?participant=${other}`), 403);
    // An address that asks of another tells a bank its own.
    await page.goto(`${address}/#/cycles/${cycle.cycle}?participant=${other}`);
    await owed.locator('.drawn .row').first().waitFor();
    assert.equal(await page.getByText('This is another\'s, and not shown to you').count(), 0);
  });

  await flow('a swap line between two agents is shown with limits, draws and dates, to them and to nobody else', async (page) => {
    const [one, other] = ['CNY', 'INR'].map((code) => ({ code, agent: agentOf(code) }));
    const { participants } = await get('/v1/participants');
    for (const [of, party] of [[one, other], [other, one]]) {
      const has = participants.find((row) => row.bic === party.agent).accounts.some((account) => account.currency === of.code);
      if (!has) await asked(address, of.agent, '/v1/participants', 'AdmitParticipant', { currency: of.code, party: party.agent, class: 'foreign-bank', access: 'full' });
    }
    const terms = { own: { currency: one.code, amount: '9000.00' }, other: { currency: other.code, amount: '100000.00' }, rate: null, term: 30, interest_basis_points: 500, day_count: 'actual/360' };
    const { events } = await asked(address, one.agent, '/v1/swap-lines', 'ProposeSwapLine', { terms });
    const { line } = events.find((event) => 'line' in event);
    await asked(address, other.agent, `/v1/swap-lines/${line}/agree`, 'AgreeSwapLine', { line, terms });
    await asked(address, other.agent, `/v1/swap-lines/${line}/draws`, 'DrawSwapLine', { line, name: randomUUID(), money: { currency: one.code, amount: '500.00' } });
    for (const [role, party] of [['agent', one.agent], ['overseer', '']]) {
      await opened(page, role, party, `lines/${line}`);
      await page.getByRole('heading', { name: `Swap line ${line}` }).waitFor();
      const draws = page.getByRole('table', { name: 'Drawn on it' });
      await draws.locator('.drawn .row').first().click();
      await page.waitForURL(/draw=\d+/);
      assert.match(await draws.locator('.row.lit').innerText(), /500\.00 CNY/);
      await anew(page);
      await draws.locator('.row.lit').waitFor();
      await sound(page, `line, ${role}`);
      await shot(page, `line-${role}`);
    }
    page.quiet = true;
    await opened(page, 'participant', participants.find((row) => row.agent_of.length === 0 && row.accounts.length > 0).bic, `lines/${line}`);
    await page.getByText('No swap line has this number, or none that is shown to you.').waitFor();
    await page.getByText('No swap line that is shown to you.').waitFor();
  });

  await flow('what is invested and what may stay overnight is told, and an account of it has an address', async (page) => {
    const { offers } = await get('/v1/surplus');
    const offer = offers.find((row) => row.terms);
    assert.ok(offer, 'an agent takes investments');
    const { accounts } = await get(`/v1/accounts?currency=${offer.currency}`);
    const agents = new Set(currencies.map((row) => row.agent));
    let holder = '';
    for (const { participant } of accounts.filter((row) => !agents.has(row.participant))) {
      const own = (await get(`/v1/liquidity?participant=${participant}`)).accounts.find((row) => row.currency === offer.currency);
      if (Number(own.available) < 1000) continue;
      holder = participant;
      break;
    }
    assert.ok(holder, 'somebody has money to invest');
    await asked(address, holder, '/v1/investments', 'InvestFunds', { name: randomUUID(), currency: offer.currency, amount: '10.00' });
    await page.goto(`${address}/#/investments?account=${holder}.${offer.currency}`);
    const invested = page.getByRole('table', { name: 'Invested', exact: true });
    await invested.locator('.row.lit').waitFor();
    assert.match(await invested.locator('.row.lit').innerText(), new RegExp(holder));
    await page.getByRole('table', { name: 'What agents take' }).locator('.drawn .row').first().waitFor();
    await sound(page, 'investments');
    await shot(page, 'investments');
    page.quiet = true;
    const bank = accounts.find((row) => ![holder, agentOf(offer.currency)].includes(row.participant)).participant;
    await opened(page, 'participant', bank, 'investments');
    await invested.waitFor();
    assert.ok(!(await invested.innerText()).includes(holder), 'a bank sees nothing of another\'s');
    // An address that asks of another tells a bank its own, and nothing of what an operator saw there.
    await stepInto(page, address, { bank, path: `investments?participant=${holder}`, shown: (main) => main.locator('.drawn .row', { hasText: holder }) });
    await invested.waitFor();
    assert.equal(await page.getByText('This is another\'s, and not shown to you').count(), 0);
  });

  await flow('what needs somebody, a key, a limit and a standing order each have an address that shows it, is copied and is found', async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: address });
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    /** Copies an object's address, opens that, and sees the same marked; answers its words. */
    const marked = async (list, at) => {
      const row = page.locator(`[data-list=${list}] li`).nth(at);
      await row.waitFor();
      await row.locator('a.anchor').click();
      await page.locator(`[data-list=${list}] li[data-lit=true]`).waitFor();
      const name = await row.locator('a.anchor').getAttribute('aria-label');
      assert.equal(await clipboard(), page.url(), 'what is copied is where one stands');
      await anew(page);
      const lit = page.locator(`[data-list=${list}] li[data-lit=true]`);
      await lit.waitFor();
      assert.equal(await lit.locator('a.anchor').getAttribute('aria-label'), name);
      assert.ok(await lit.evaluate((one) => { const { top, bottom } = one.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }), `${list}: what the address names is in view`);
      return name;
    };
    /** Takes from the palette what is called just so. */
    const found = async (text, words) => {
      await page.keyboard.press('Control+k');
      await page.locator('dialog[open] input').waitFor();
      await page.keyboard.type(text);
      await page.locator('dialog[open] li', { has: page.getByText(words, { exact: true }) }).first().click();
      await page.locator('dialog[open]').waitFor({ state: 'hidden' });
      await page.locator('[data-lit=true]').waitFor();
    };
    for (let tries = 0; (await get('/v1/alerts')).alerts.length < 3; tries += 1) {
      assert.ok(tries < 120, 'something needs somebody');
      await page.waitForTimeout(500);
    }
    await page.goto(`${address}/#/`);
    await marked('alerts', 1);
    await sound(page, 'an alert that is marked');

    const { accounts } = await get('/v1/accounts');
    const agents = new Set(currencies.map((row) => row.agent));
    const { participant: bank, currency } = accounts.find((row) => !agents.has(row.participant) && currencies.find((one) => one.currency === row.currency).digits === 2);
    const other = accounts.find((row) => row.currency === currency && row.participant !== bank).participant;
    await asked(address, bank, '/v1/limits/bilateral', 'SetBilateralLimit', { currency, counterparty: other, amount: '900000000000.00' });
    await asked(address, bank, '/v1/standing-orders', 'SetStandingOrder', { currency, number: 7, order: { trigger: 'open', to: other, amount: '1.00', above: null } });
    await opened(page, 'participant', bank, `participants/${bank}`);
    await marked('keys', 0);
    await page.goto(`${address}/#/liquidity/${bank}?currency=${currency}`);
    await marked('limits', 0);
    await page.goto(`${address}/#/liquidity/${bank}?currency=${currency}`);
    await marked('standing-orders', 0);
    await sound(page, 'a standing order that is marked');
    await shot(page, 'marked');
    await page.goto(`${address}/#/payments`);
    await found(`standing ${currency} 7`, `${currency} 7 \u2192 ${other}`);
    assert.match(page.url(), /standing=7/);
    await found(`limits ${other}`, `${currency} ${other}`);
    assert.match(page.url(), new RegExp(`limit=${other}`));
    const [{ number }] = (await get(`/v1/keys?participant=${bank}`)).keys;
    await found(`key ${number}`, `Key ${number}`);
    assert.match(page.url(), new RegExp(`key=${number}`));
    await asked(address, bank, '/v1/limits/bilateral', 'SetBilateralLimit', { currency, counterparty: other, amount: null });
    await asked(address, bank, '/v1/standing-orders', 'SetStandingOrder', { currency, number: 7, order: null });
  });

  await flow('an address says what was seen: the curve, the scope of rounds, failed requests alone', async (page) => {
    await page.goto(`${address}/#/`);
    await page.getByRole('button', { name: 'Queue', exact: true }).click();
    await page.waitForURL(/#\/\?curve=queue/);
    await anew(page);
    await page.locator('[aria-pressed=true]', { hasText: 'Queue' }).waitFor();
    await page.goto(`${address}/#/rings`);
    await page.locator('main select').selectOption('bilateral');
    await page.waitForURL(/scope=bilateral/);
    await page.locator('.list .drawn .row').first().waitFor({ timeout: 20_000 });
    await page.locator('.list .drawn .row').first().click();
    await page.waitForURL(/#\/rings\/\d+\?scope=bilateral/);
    await anew(page);
    await page.locator('.list .drawn .row.lit').waitFor({ timeout: 20_000 });
    assert.equal(await page.locator('main select').inputValue(), 'bilateral');
    await page.goto(`${address}/#/developer`);
    await page.getByRole('checkbox', { name: /failed/ }).check();
    await page.waitForURL(/only=failed/);
    await anew(page);
    assert.equal(await page.getByRole('checkbox', { name: /failed/ }).isChecked(), true);
  });

  await flow('the first records of the log are reached at once, and those in which nothing happened are left out', async (page) => {
    const { position: head } = await get('/v1/system');
    await page.goto(`${address}/#/audit`);
    const list = page.getByRole('table', { name: 'Records' });
    const rows = list.locator('.drawn .row');
    await rows.first().waitFor();
    await page.getByRole('button', { name: 'First of the log' }).click();
    await page.waitForURL(/from=50/);
    const firsts = () => rows.locator('.cell:first-child').allInnerTexts();
    await page.getByText('Records 50 to 1 of').waitFor();
    assert.equal((await firsts())[0], '50');
    await anew(page);
    await page.getByText('Records 50 to 1 of').waitFor();
    // In the middle, by its number: the record and its place in the list.
    const middle = Math.floor(head / 2);
    await page.getByRole('textbox', { name: 'Log position' }).fill(String(middle));
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`#/audit/${middle}\\?from=`));
    await list.locator('.row.lit').waitFor();
    assert.equal((await list.locator('.row.lit .cell').allInnerTexts())[0], middle.toLocaleString('en'));
    await sound(page, 'the log from a position on');
    await page.getByRole('button', { name: 'Later ones' }).click();
    await page.waitForFunction((was) => !location.hash.includes(was), `from=${middle + 25}`);
    await page.getByRole('button', { name: 'Newest' }).click();
    await page.goto(`${address}/#/audit?from=50`);
    await page.getByText('Records 50 to 1 of').waitFor();
    const told = [];
    for (let record = 50; record >= 1; record -= 1) {
      const { commands_count, entries_count } = await get(`/v1/records/${record}`);
      if (commands_count + entries_count > 0) told.push(String(record));
    }
    await page.getByRole('checkbox', { name: 'Leave out records in which nothing happened' }).check();
    await page.waitForURL(/silent=hidden/);
    await anew(page);
    await page.getByText('Records 50 to 1 of').waitFor();
    const first = await firsts();
    assert.ok(first.length > 0, 'something happened in some of them');
    assert.deepEqual(first, told.slice(0, first.length), 'those alone in which something happened');
    assert.equal(await page.getByRole('checkbox', { name: 'Leave out records in which nothing happened' }).isChecked(), true);
  });

  await flow('the file of a list holds all of it, and not only what was read', async (page) => {
    const { payments } = await get('/v1/payments?status=settled&limit=500');
    const most = new Map();
    for (const { legs } of payments) for (const bank of new Set(legs.flatMap((leg) => [leg.debtor, leg.creditor]))) most.set(bank, (most.get(bank) ?? 0) + 1);
    const [[bank]] = [...most].sort((one, other) => other[1] - one[1]);
    const every = async () => {
      const all = [];
      for (let before = ''; before !== null; ) {
        const told = await get(`/v1/payments?status=settled&participant=${bank}&limit=500${before && `&before=${before}`}`);
        all.push(...told.payments);
        before = told.next;
      }
      return all.flatMap((payment) => payment.legs).filter((leg) => leg.debtor === bank || leg.creditor === bank).length;
    };
    for (let tries = 0; (await every()) <= 220; tries += 1) {
      assert.ok(tries < 120, 'a bank has more movements than one page');
      await page.waitForTimeout(1000);
    }
    await page.goto(`${address}/#/position/${bank}`);
    const panel = page.locator('section.panel', { has: page.getByRole('heading', { name: 'Movements' }) });
    await panel.locator('.drawn .row').first().waitFor();
    const before = await every();
    const [file] = await Promise.all([page.waitForEvent('download', { timeout: 30_000 }), panel.getByRole('button', { name: 'CSV' }).click()]);
    const rows = readFileSync(await file.path(), 'utf8').trim().split('\r\n').length - 1;
    const after = await every();
    assert.ok(rows >= before && rows <= after, `${rows} rows of ${before} to ${after}`);
  });

  await flow('corridors say from when they are, and hold the whole day once it is read', async (page) => {
    await page.goto(`${address}/#/figures`);
    const panel = page.locator('section.panel', { has: page.getByRole('heading', { name: 'Corridors' }) });
    await panel.getByText(/^settled between countries since \d\d:\d\d UTC$/).waitFor();
    await panel.getByRole('button', { name: 'The whole day' }).click();
    await panel.getByText('settled between countries today').waitFor({ timeout: 60_000 });
    await panel.getByRole('img', { name: /^Corridors/ }).waitFor();
    assert.equal(await panel.getByRole('button', { name: 'The whole day' }).count(), 0);
  });

  await flow('the projected close counts standing orders, each on a line of its own that leads to it', async (page) => {
    const { accounts } = await get('/v1/accounts');
    const agents = new Set(currencies.map((row) => row.agent));
    const called = (await get('/v1/cycles')).cycles.flatMap((one) => one.currencies);
    const able = accounts.filter((row) => !agents.has(row.participant) && Number(row.balance) > 1000 && !called.includes(row.currency)).sort((one, other) => one.movements_today - other.movements_today);
    let quiet = null;
    for (const row of able) {
      // Of an account for which nothing waits.
      const told = await get(`/v1/payments?status=pending&participant=${row.participant}&currency=${row.currency}&limit=1`);
      if (told.payments.length > 0 || told.next !== null) continue;
      quiet = row;
      break;
    }
    assert.ok(quiet, 'an account for which nothing waits');
    const other = accounts.find((row) => row.currency === quiet.currency && row.participant !== quiet.participant).participant;
    const { digits } = currencies.find((row) => row.currency === quiet.currency);
    const amount = digits === 0 ? '12' : `12.${'0'.repeat(digits)}`;
    const ordered = (order) => asked(address, quiet.participant, '/v1/standing-orders', 'SetStandingOrder', { currency: quiet.currency, number: 9, order });
    await ordered({ trigger: 'close', to: other, amount, above: null });
    await page.goto(`${address}/#/position/${quiet.participant}`);
    const closing = page.getByRole('table', { name: 'What the close will bring besides' });
    const row = closing.locator('.drawn .row', { hasText: `Standing order 9 to ${other}` });
    await row.waitFor();
    assert.match(await row.innerText(), /\u221212/);
    await sound(page, 'what the close will bring');
    await shot(page, 'closing');
    await row.click();
    await page.waitForURL(/standing=9/);
    await page.locator('[data-list=standing-orders] li[data-lit=true]').waitFor();
    await ordered(null);
  });
}
