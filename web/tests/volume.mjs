// More than a demo brings: a day of one-second samples and thousands of records, fed to the page by
// a stream of our own. No time is measured but whether the page still draws and answers.
import assert from 'node:assert/strict';

const DAY = 86_400;
const BATCHES = 24;
const BATCH = 150;

/** A stream that the test feeds; the page makes it as it makes its own. */
export function fakeStream() {
  globalThis.fed = { sources: [], frames: 0 };
  globalThis.EventSource = class {
    static CLOSED = 2;
    readyState = 1;
    listeners = new Map();
    constructor() {
      globalThis.fed.sources.push(this);
      setTimeout(() => this.onopen?.(), 0);
    }
    addEventListener(kind, listener) {
      this.listeners.set(kind, listener);
    }
    close() {
      this.readyState = 2;
    }
  };
  globalThis.feed = (kind, data) => globalThis.fed.sources.at(-1).listeners.get(kind)?.({ data: JSON.stringify(data) });
  const frame = () => {
    globalThis.fed.frames += 1;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** A day of one-second samples, in place of the node's own. */
export const sampledDay = {
  async reads(address) {
    const whole = await (await fetch(`${address}/v1/overview`)).json();
    const { accounts } = await (await fetch(`${address}/v1/accounts`)).json();
    return { whole, accounts, system: whole.system, currencies: whole.currencies.map((row) => row.currency) };
  },
  /** Answers what the page reads of samples: first the day, then one more each time. */
  answers(codes) {
    const start = Date.parse('2026-11-24T00:00:00Z');
    const sampleOf = (second) => ({
      at: new Date(start + second * 1000).toISOString(),
      settled: second * 3,
      offset: second,
      waiting: 500 + (second % 300),
      refused: 0,
      waited: { p50: second % 7, p99: second % 600 },
      currencies: Object.fromEntries([0, 1, 2].map((at) => {
        const value = String(second * 1000);
        return [codes[(second + at) % codes.length], { settled_value: value, queued: second % 50, queued_value: value, offset_value: value, liquidity_used: value, liquidity_floor: value }];
      })),
    });
    const day = JSON.stringify({ samples: Array.from({ length: DAY }, (_, second) => sampleOf(second)), next: '1' });
    let asked = 0;
    return (route) => {
      asked += 1;
      const more = JSON.stringify({ samples: [sampleOf(DAY + asked)], next: String(asked) });
      return route.fulfill({ contentType: 'application/json', body: asked === 1 ? day : more });
    };
  },
};

/** Gives records after the system's head, so many at a time. */
export function batchesOf(system, accounts) {
  let position = system.position + 1000;
  return () => {
    const records = Array.from({ length: BATCH }, () => {
      position += 1;
      const [one, other] = [accounts[position % accounts.length], accounts[(position * 7 + 1) % accounts.length]];
      const uetr = `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`;
      const leg = { debtor: one.participant, creditor: other.participant, currency: one.currency, amount: String(1 + (position % 9999)), debtor_balance: null, creditor_balance: null };
      return { position, instant: system.instant, events: [{ kind: 'settled', uetr, how: 'queue', round: null, legs: [leg] }] };
    });
    return { records, position };
  };
}

export async function volume({ address, flow }) {
  const { whole, accounts, system, currencies: codes } = await sampledDay.reads(address);
  const batch = batchesOf(system, accounts);

  await flow('a day of one-second samples and two thousand live rows are held, and the page goes on drawing', async (page) => {
    await page.route('**/v1/samples?*', sampledDay.answers(codes));
    await page.addInitScript(fakeStream);
    await page.goto(`${address}/#/`);
    await page.locator('.figure .value').first().waitFor();
    const rows = page.getByRole('table', { name: 'Settlements' });
    const frames = () => page.evaluate(() => globalThis.fed.frames);

    /** Feeds for a while; between any two batches the page has drawn. */
    async function feeding() {
      for (let turn = 0; turn < BATCHES; turn += 1) {
        const before = await frames();
        const { records, position } = batch();
        await page.evaluate(([records, overview]) => {
          for (const one of records) globalThis.feed('record', one);
          globalThis.feed('overview', overview);
        }, [records, { ...whole, system: { ...system, position } }]);
        await page.waitForFunction((was) => globalThis.fed.frames > was, before);
      }
    }
    await feeding();
    assert.equal(await rows.getAttribute('aria-rowcount'), '2001', 'two thousand rows and their head');
    assert.ok((await rows.locator('.drawn .row').count()) < 80, 'of which only what is seen is drawn');
    await rows.locator('.scroller').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await rows.locator('.row[aria-rowindex="2001"]').waitFor();
    await page.getByRole('button', { name: 'Queue', exact: true }).click();

    await page.goto(`${address}/#/figures`);
    await page.locator('.u-over').first().waitFor();
    await feeding();
    assert.ok((await page.locator('.plots .u-over').count()) >= 5, 'every curve of the day is drawn');
    await page.locator('main select').selectOption(codes[0]);
    await page.waitForURL(/currency=/);
    await feeding();
    await page.keyboard.press('Control+k');
    await page.locator('dialog[open]').waitFor();
    assert.equal(await page.evaluate(() => globalThis.fed.sources.length), 1, 'the stream was never dropped');
  });
}
