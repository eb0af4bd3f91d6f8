// What stands in lists of its own: orders of everybody, pairs, cycles, swap lines, investments; each
// with an address that shows it again, for whoever may see it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openAs } from './screens.mjs';
import { asked } from './signed.mjs';

export async function lists({ address, flow, axe, pictures }) {
  const get = async (path) => {
    const response = await fetch(address + path);
    assert.ok(response.ok, `${path} was answered with ${response.status}`);
    return response.json();
  };
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
    const holder = accounts.find((row) => row.participant !== agentOf(offer.currency) && Number(row.balance) > 1000).participant;
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
  });
}
