// The stream breaks: what a person sees meanwhile, and that it goes on by itself without loss.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/** A way to the node that can be cut and mended, as a network is. */
async function cable(address) {
  const { hostname, port } = new URL(address);
  const ends = new Set();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [[near, far], [far, near]]) {
      ends.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        ends.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    cut() {
      whole = false;
      for (const end of ends) end.destroy();
    },
    mend() {
      whole = true;
    },
    end() {
      for (const end of ends) end.destroy();
      server.close();
    },
  };
}

/** The records that the node itself tells after one position, up to another. */
async function toldBy(address, after, last) {
  const ended = new AbortController();
  const response = await fetch(`${address}/v1/live?after=${after}`, { signal: ended.signal });
  const found = [];
  let text = '';
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    const messages = text.split('\n\n');
    text = messages.pop();
    const records = messages.filter((message) => /^event: record$/m.test(message));
    found.push(...records.map((message) => JSON.parse(/^data: (.*)$/m.exec(message)[1])));
    if (found.at(-1)?.position >= last) break;
  }
  ended.abort();
  return found.filter((record) => record.position <= last);
}

export async function streams({ address, flow, pay, pictures }) {
  await flow('the stream is cut, which is seen; it goes on by itself, and nothing of what happened meanwhile is lost', async (page) => {
    page.quiet = true;
    const way = await cable(address);
    try {
      await page.goto(`${way.address}/#/audit`);
      await page.locator('.connection.live').waitFor();
      const other = await page.context().newPage();
      const records = page.getByRole('table', { name: 'Records' });
      const before = await pay(other);
      await records.locator('.drawn .row').first().waitFor({ timeout: 20_000 });
      await page.evaluate(() => (globalThis.same = true));
      way.cut();
      await page.getByText('The stream is broken off.').waitFor();
      await page.locator('.connection.lost', { hasText: 'Disconnected' }).waitFor();
      assert.ok((await records.locator('.drawn .row').count()) > 0, 'what was known stays');
      if (pictures) await page.screenshot({ path: `${pictures}/disconnected.png` });
      const missed = await pay(other);
      assert.notEqual(missed, before);
      await page.waitForTimeout(3000);
      assert.equal(await page.locator('.connection.live').count(), 0, 'it is not told that it lives while it does not');
      way.mend();
      await page.locator('.connection.live').waitFor({ timeout: 20_000 });
      await page.getByText('The stream is broken off.').waitFor({ state: 'hidden' });
      const after = await pay(other);
      const { position: last } = await (await fetch(`${address}/v1/payments/${after}`)).json();
      await records.getByText(last.toLocaleString('en'), { exact: true }).waitFor({ timeout: 20_000 });
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).first().click()]);
      const seen = readFileSync(await file.path(), 'utf8').trim().split('\r\n').slice(1).map((line) => Number(line.split(',')[0])).filter((position) => position <= last).sort((one, next) => one - next);
      assert.deepEqual(seen, Array.from({ length: last - seen[0] + 1 }, (_, at) => seen[0] + at), 'every record of the log is there, once');
      await page.goto(`${way.address}/#/`);
      const { position: first } = await (await fetch(`${address}/v1/payments/${before}`)).json();
      const told = (await toldBy(address, first - 1, last)).flatMap((record) => record.events).filter((event) => event.kind === 'settled').map((event) => event.uetr);
      for (const uetr of [before, missed, after]) assert.ok(told.includes(uetr), `${uetr} is among what was told`);
      // Only what is seen is drawn: the list is gone through to its end.
      const lines = new Set();
      const table = page.getByRole('table', { name: 'Settlements' });
      for (let size = -1; lines.size > size; ) {
        size = lines.size;
        for (const uetr of await table.locator('.cell[title]').evaluateAll((cells) => cells.map((cell) => cell.title))) lines.add(uetr);
        await table.locator('.scroller').evaluate((one) => one.scrollBy(0, one.clientHeight));
        await page.waitForTimeout(80);
      }
      assert.deepEqual(told.filter((uetr) => !lines.has(uetr)), [], 'everything that the node told settled is among what settled');
      assert.equal(await page.evaluate(() => globalThis.same), true, 'the page was never opened anew');
    } finally {
      way.end();
    }
  });

  await flow('after a gap in the stream everything is read again, and what stands goes on standing as far down as one has gone', async (page) => {
    await page.addInitScript(() => {
      const Plain = EventSource;
      globalThis.EventSource = class extends Plain {
        constructor(...all) {
          super(...all);
          globalThis.stream = this;
        }
      };
    });
    await page.goto(`${address}/#/payments`);
    await page.locator('.connection.live').waitFor();
    const table = page.getByRole('table', { name: 'Payments' });
    const rows = async () => Number(await table.getAttribute('aria-rowcount')) - 1;
    await table.locator('.drawn .row').first().waitFor();
    const first = await rows();
    for (let tries = 0; (await rows()) < 2 * first; tries += 1) {
      assert.ok(tries < 200, 'the list goes on');
      await table.locator('.scroller').evaluate((one) => one.scrollTo(0, one.scrollHeight));
      await page.waitForTimeout(100);
    }
    const [many, place] = [await rows(), await table.locator('.scroller').evaluate((one) => one.scrollTop)];
    await page.evaluate(() => {
      globalThis.blank = 0;
      new MutationObserver(() => (globalThis.blank += document.querySelector('main .drawn .row') ? 0 : 1)).observe(document.querySelector('main'), { childList: true, subtree: true });
    });
    const again = page.waitForResponse((told) => /\/v1\/payments\?.*before=/.test(told.url()), { timeout: 20_000 });
    await page.evaluate(() => globalThis.stream.dispatchEvent(new MessageEvent('gap', { data: JSON.stringify({ oldest: Number.MAX_SAFE_INTEGER }) })));
    await again;
    await page.locator('.connection.live').waitFor();
    await page.waitForTimeout(500);
    assert.equal(await page.evaluate(() => globalThis.blank), 0, 'nothing was blanked');
    assert.ok((await rows()) >= many, 'as much of the list stands');
    assert.equal(await table.locator('.scroller').evaluate((one) => one.scrollTop), place, 'at the same place');
  });
}
