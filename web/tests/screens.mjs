// Every screen of the console, with objects that the node at this address really has.
import assert from 'node:assert/strict';

/** What the node at this address answers to whoever asks. */
export async function get(address, path) {
  const response = await fetch(address + path);
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}`);
  return response.json();
}

export async function screensOf(address) {
  const settled = (await get(address, '/v1/payments?status=settled&limit=1')).payments[0];
  const pending = (await get(address, '/v1/payments?status=pending&limit=1')).payments[0];
  const bank = settled?.legs[0].debtor ?? (await get(address, '/v1/accounts')).accounts[0].participant;
  const ring = (await get(address, '/v1/offsetting/rounds?after=0')).rounds.find((round) => round.settled > 0);
  return {
    overview: '',
    rings: 'rings',
    ...(ring ? { ring: `rings/${ring.round}?ring=1` } : {}),
    figures: 'figures',
    payments: 'payments',
    ...(settled ? { settled: `payments/${settled.uetr}` } : {}),
    ...(pending ? { pending: `payments/${pending.uetr}` } : {}),
    position: `position/${bank}`,
    pay: `pay/${bank}`,
    exchange: 'exchange',
    queue: 'queue',
    day: 'day',
    audit: 'audit',
    ...(settled ? { record: `audit/${settled.position}?entry=0` } : {}),
    liquidity: `liquidity/${bank}`,
    tasks: 'tasks',
    participants: `participants/${bank}`,
    calendar: 'day/CNY',
    developer: 'developer',
    cycles: 'cycles',
    lines: 'lines',
    investments: 'investments',
    pair: 'exchange?pair=CNY.INR',
  };
}

/** Screens as those see them who act there: by whom, and where. */
export async function desksOf(address) {
  const { currencies } = await get(address, '/v1/overview');
  const pending = (await get(address, '/v1/payments?status=pending&limit=1')).payments[0];
  const { accounts } = await get(address, '/v1/accounts');
  const agents = new Set(currencies.map((row) => row.agent));
  const bank = pending?.instructed_by ?? accounts.find((row) => !agents.has(row.participant)).participant;
  const agent = currencies.find((row) => row.currency === 'CNY').agent;
  return {
    'own-queue': { role: 'participant', party: bank, path: pending ? `queue/${bank}?picked=${pending.uetr}` : `queue/${bank}` },
    'own-liquidity': { role: 'participant', party: bank, path: `liquidity/${bank}` },
    'own-keys': { role: 'participant', party: bank, path: `participants/${bank}` },
    'own-orders': { role: 'participant', party: bank, path: 'exchange' },
    'agent-exchange': { role: 'agent', party: agent, path: 'exchange' },
    'agent-day': { role: 'agent', party: agent, path: 'day/CNY' },
    'agent-credit': { role: 'agent', party: agent, path: `liquidity/${accounts.find((row) => row.currency === 'CNY' && row.participant !== agent).participant}?currency=CNY` },
    'operator-exchange': { role: 'operator', party: '', path: 'exchange' },
  };
}

/** Opens a screen as a role; what was chosen before is kept by the browser, as it is for a person. */
export async function openAs(page, address, { role, party, path }) {
  await page.goto(`${address}/#/`);
  // Whoever was signed in before is so no more.
  await page.context().clearCookies({ name: 'sarraf_session' });
  await page.evaluate(
    ([role, party]) => {
      localStorage.removeItem('sarraf.session');
      localStorage.setItem('sarraf.role', role);
      if (role === 'participant') localStorage.setItem('sarraf.bank', party);
      if (role === 'agent') localStorage.setItem('sarraf.agent', party);
    },
    [role, party],
  );
  // Anew, and not as the one before, who may no longer ask.
  await page.goto('about:blank');
  await page.goto(`${address}/#/${path}`);
}

/**
 * Opens a screen as the operator, steps from there into a bank, and sees that nothing of what was
 * shown stands any more, also while the node has not answered the bank yet.
 */
export async function stepInto(page, address, { bank, path, shown }) {
  page.quiet = true;
  await page.addInitScript((bank) => location.protocol !== 'about:' && localStorage.setItem('sarraf.bank', bank), bank);
  await openAs(page, address, { role: 'operator', party: '', path });
  const stands = shown(page.locator('main')).first();
  await stands.waitFor();
  const slow = /\/v1\/(payments|proposals|surplus|cycles)/;
  await page.route(slow, async (route) => {
    await new Promise((wait) => setTimeout(wait, 1500));
    await route.continue().catch(() => {});
  });
  await page.getByLabel('View as').selectOption('participant');
  await page.locator('nav p', { hasText: `Signed in as ${bank}` }).waitFor();
  for (let turn = 0; turn < 25; turn += 1) {
    assert.ok(page.url().endsWith(path), `${path} stays open`);
    assert.equal(await stands.isVisible(), false, `what ${path} showed still stands`);
    await page.waitForTimeout(120);
  }
  await page.unroute(slow);
}
