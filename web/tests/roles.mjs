// Whatever is opened by its address or asked of the door: as each role one sees what is one's own,
// and of another's nothing.
import assert from 'node:assert/strict';
import { get as read, openAs, stepInto } from './screens.mjs';

export async function roles({ address, flow }) {
  const get = (path) => read(address, path);
  const { currencies } = await get('/v1/overview');
  const agents = new Set(currencies.map((row) => row.agent));
  const { accounts } = await get('/v1/accounts');
  const { payments } = await get('/v1/payments?status=settled&limit=500');
  // Another's payment: in one currency alone, between two banks that are neither party below.
  const theirs = payments.find((one) => one.kind === 'payment' && one.settles_with === null && one.legs.every((leg) => leg.currency === one.legs[0].currency && !agents.has(leg.debtor) && !agents.has(leg.creditor)));
  if (!theirs) return;
  const { uetr, position } = theirs;
  const [{ debtor: other, currency }] = theirs.legs;
  const concerned = new Set(theirs.legs.flatMap((leg) => [leg.debtor, leg.creditor]));
  const bank = accounts.find((row) => row.currency === currency && !agents.has(row.participant) && !concerned.has(row.participant)).participant;
  // An agent in whose currency the other bank has an account, and the payment none of its legs.
  const own = accounts.find((row) => row.participant === other && row.currency !== currency)?.currency ?? currencies.find((row) => row.currency !== currency).currency;
  const agent = currencies.find((row) => row.currency === own).agent;

  /** Asks the door by the page's own session: status and text of each answer. */
  const ask = (page, paths) =>
    page.evaluate(async (paths) => {
      const answers = await Promise.all(paths.map(async (path) => {
        const response = await fetch(path);
        return [path, { status: response.status, text: await response.text() }];
      }));
      return Object.fromEntries(answers);
    }, paths);
  const signedIn = (page, party) => page.locator('nav p', { hasText: `Signed in as ${party}` }).waitFor();
  const refused = (answers) => {
    for (const [path, { status, text }] of Object.entries(answers)) {
      assert.ok(status === 403 || status === 404, `${path} was answered with ${status}`);
      assert.ok(!text.includes(uetr) || path.includes(uetr), `${path} tells of another's payment`);
    }
  };
  const of = (party) => (one) => one.instructed_by === party || one.legs.some((leg) => leg.debtor === party || leg.creditor === party);
  const sees = async (page, path, text) => {
    await page.goto(`${address}/#/${path}`);
    await page.getByText(text).first().waitFor();
  };
  const ofPayment = [`/v1/payments/${uetr}`, `/v1/payments/${uetr}/entries`, `/v1/payments/${uetr}/message`, `/v1/payments/${uetr}/proof`, `/v1/receipts/${uetr}`, `/v1/records/${position}/receipt?entry=0`];
  const ofBank = ['accounts', 'liquidity', 'queues', 'orders', 'outbox', 'surplus', 'proposals'].map((what) => `/v1/${what}?participant=${other}`);
  const problems = ['/v1/offsetting/problem', '/v1/exchange/problem'];

  await flow('a bank sees nothing of another\'s, by any address of the page or the door', async (page) => {
    page.quiet = true;
    await openAs(page, address, { role: 'participant', party: bank, path: `position/${bank}` });
    await signedIn(page, bank);
    refused(await ask(page, [...ofPayment, ...ofBank, ...problems, '/v1/webhooks/1']));
    const told = await ask(page, ['/v1/payments?limit=500', `/v1/payments?participant=${other}&limit=500`, '/v1/accounts', `/v1/records/${position}`, '/v1/offsetting/rounds?after=0', '/v1/exchange/rounds?after=0', '/v1/orders']);
    for (const { status } of Object.values(told)) assert.equal(status, 200);
    for (const { text } of Object.values(told)) assert.ok(!text.includes(uetr), 'the payment of others is nowhere');
    const read = (path) => JSON.parse(told[path].text);
    assert.ok(read('/v1/payments?limit=500').payments.every(of(bank)));
    assert.ok(read(`/v1/payments?participant=${other}&limit=500`).payments.every(of(bank)));
    assert.ok(read('/v1/accounts').accounts.every((row) => row.participant === bank));
    assert.ok(read('/v1/offsetting/rounds?after=0').rounds.flatMap((round) => round.payments).every((one) => of(bank)(one)));
    assert.ok(read('/v1/exchange/rounds?after=0').rounds.flatMap((round) => round.fills).every((fill) => fill.participant === bank));
    assert.ok(read('/v1/orders').orders.every((one) => one.participant === bank));
    // By the page.
    await sees(page, `payments/${uetr}`, 'No payment has this UETR');
    for (const screen of ['position', 'liquidity', 'queue']) {
      await sees(page, `${screen}/${other}`, 'This is another\'s, and not shown to you');
      assert.equal(await page.locator('.drawn .row').count(), 0, `${screen} shows a row`);
    }
    await page.goto(`${address}/#/payments?participant=${other}`);
    await page.waitForTimeout(1500);
    const rows = await page.locator('.drawn .row').allInnerTexts();
    assert.ok(rows.every((row) => row.includes(bank)), `payments of others: ${rows.filter((row) => !row.includes(bank))}`);
    await page.goto(`${address}/#/audit/${position}?entry=0`);
    await page.waitForTimeout(1500);
    assert.ok(!(await page.locator('main').innerText()).includes(uetr));
  });

  await flow('who steps from the operator into a bank sees nothing more of a payment that is others\'', async (page) => {
    await stepInto(page, address, { bank, path: `payments/${uetr}`, shown: (main) => main.getByText('Timeline') });
    await page.getByText('No payment has this UETR').first().waitFor();
  });

  await flow('the live stream tells a bank its own events alone', async (page) => {
    await openAs(page, address, { role: 'participant', party: bank, path: 'payments' });
    await signedIn(page, bank);
    const after = Math.max(0, position - 50);
    const events = await page.evaluate((after) => new Promise((done) => {
      const source = new EventSource(`/v1/live?after=${after}`);
      const heard = [];
      source.onmessage = (message) => heard.push(...JSON.parse(message.data).events);
      setTimeout(() => {
        source.close();
        done(heard);
      }, 3000);
    }), after);
    assert.ok(!JSON.stringify(events).includes(uetr));
    for (const event of events) if (event.kind === 'settled') assert.ok(event.legs.some((leg) => leg.debtor === bank || leg.creditor === bank), JSON.stringify(event));
  });

  await flow('a settlement agent sees its own currency of a bank, and nothing of another\'s', async (page) => {
    page.quiet = true;
    await openAs(page, address, { role: 'agent', party: agent, path: 'payments' });
    await signedIn(page, agent);
    const mine = new Set(currencies.filter((row) => row.agent === agent).map((row) => row.currency));
    refused(await ask(page, [...ofPayment, `/v1/outbox?participant=${other}`, `/v1/proposals?participant=${other}`, ...problems, '/v1/webhooks/1']));
    const told = await ask(page, [`/v1/accounts?participant=${other}`, `/v1/liquidity?participant=${other}`, `/v1/queues?participant=${other}`, `/v1/payments?participant=${other}&limit=500`]);
    const read = (what) => JSON.parse(told[Object.keys(told).find((path) => path.startsWith(`/v1/${what}?`))].text);
    for (const what of ['accounts', 'liquidity']) assert.ok(read(what).accounts.every((row) => mine.has(row.currency)), what);
    assert.ok(read('queues').queues.every((row) => mine.has(row.currency)));
    assert.ok(read('payments').payments.every((one) => of(agent)(one) || one.legs.some((leg) => mine.has(leg.currency))));
    await sees(page, `payments/${uetr}`, 'No payment has this UETR');
    await page.goto(`${address}/#/position/${other}`);
    await page.getByRole('table', { name: 'Accounts' }).waitFor();
    const codes = await page.getByRole('table', { name: 'Accounts' }).locator('.drawn .row .cell:first-child').allInnerTexts();
    assert.ok(codes.every((code) => mine.has(code.trim())), `currencies of others: ${codes}`);
  });

  await flow('the operator reads all but messages and webhooks of banks', async (page) => {
    page.quiet = true;
    await openAs(page, address, { role: 'operator', party: '', path: 'payments' });
    await page.locator('.connection.live').waitFor();
    await page.getByLabel('View as').selectOption('overseer');
    await signedIn(page, 'Overseer');
    await page.getByLabel('View as').selectOption('operator');
    await page.locator('nav p', { hasText: 'Signed in as' }).waitFor();
    refused(await ask(page, [`/v1/payments/${uetr}/message`, '/v1/webhooks', '/v1/webhooks/1', '/v1/webhooks/1/deliveries']));
    await page.goto(`${address}/#/payments/${uetr}`);
    await page.getByText('Only the banks of this payment may read its message.').waitFor();
    await sees(page, 'developer', 'Webhooks are shown to the bank whose they are');
  });

  await flow('an overseer signs in, reads of everybody all but messages, and is offered nothing to do on whichever screen', async (page) => {
    page.quiet = true;
    await openAs(page, address, { role: 'overseer', party: '', path: 'payments' });
    await signedIn(page, 'Overseer');
    const current = JSON.parse((await ask(page, ['/v1/sessions/current']))['/v1/sessions/current'].text);
    assert.deepEqual([current.party, current.roles], ['overseer', ['overseer']]);
    const read = await ask(page, [...ofPayment.filter((path) => !path.endsWith('/message')), ...ofBank.filter((path) => !path.includes('outbox')), '/v1/payments?limit=500', '/v1/offsetting/problem']);
    for (const [path, { status }] of Object.entries(read)) assert.equal(status, 200, path);
    refused(await ask(page, [`/v1/payments/${uetr}/message`, `/v1/outbox?participant=${other}`, '/v1/webhooks', '/v1/webhooks/1/deliveries']));
    // A session reads and does nothing, whoever has it.
    const posted = await page.evaluate(async () => (await fetch('/v1/sessions/current')).ok && (await fetch('/v1/reservations', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status);
    assert.ok([400, 401].includes(posted), `posting was answered with ${posted}`);
    await sees(page, `payments/${uetr}`, 'Timeline');
    await sees(page, `pay/${other}`, 'An overseer reads and does not act.');
    const screens = ['', 'rings', 'figures', 'payments', 'queue', 'liquidity', 'exchange', 'tasks', 'participants', 'day', 'audit', 'developer', 'cycles', 'lines', 'investments'];
    for (const path of [...screens, `liquidity/${other}`, `queue/${other}`, `participants/${other}`, `day/${currency}`, `tasks?participant=${other}`, `position/${other}`, `payments/${uetr}`]) {
      await page.goto(`${address}/#/${path}`);
      await page.waitForTimeout(900);
      await page.locator('h1').first().waitFor();
      // The heads of lists are buttons too, and order them.
      const offered = await page.locator('button').evaluateAll((buttons) => buttons.filter((button) => !button.closest('[role=columnheader]')).map((button) => button.textContent.trim()));
      assert.deepEqual(offered.filter((name) => /^(Transfer|Reserve|Limit|Add(?!ress)|Rotate|Bring|Revoke|Cancel|Extend|Suspend|Halt|Set |Post|Place|Change|Remove|Approve|Withdraw|Require|Register|Send|To the|Sign and)/.test(name)), [], path);
      assert.equal(await page.getByRole('link', { name: /Pay as|Fund it/ }).count(), 0, path);
    }
    // It lasts: the page that is opened anew is hers still.
    await page.reload();
    await signedIn(page, 'Overseer');
  });
}
