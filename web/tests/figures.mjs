// How fast the console is: figures from a real browser against a demo of its own. Nothing is
// asserted.
// SARRAF=PROGRAM node tests/figures.mjs PORT [ARGUMENTS OF THE DEMO ...]
import { spawn } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { chromium } from 'playwright-core';
import { batchesOf, fakeStream, sampledDay } from './volume.mjs';

const [port, ...more] = process.argv.slice(2);
const address = `http://127.0.0.1:${port}`;
const say = (what, figure) => console.log(`${what.padEnd(66)} ${figure}`);
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;
const pause = (milliseconds) => new Promise((wait) => setTimeout(wait, milliseconds));
const middle = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];

/** Counts frames and the longest time between two of them, from within the page. */
function watched() {
  const seen = { frames: 0, longest: 0, over: 0, since: performance.now(), lost: 0 };
  let last;
  const frame = (now) => {
    if (last !== undefined) {
      seen.longest = Math.max(seen.longest, now - last);
      if (now - last > 250) seen.over += 1;
    }
    last = now;
    seen.frames += 1;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new MutationObserver(() => {
    if (document.querySelector('.connection.lost')) seen.lost += 1;
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['class'] });
  globalThis.seen = seen;
  globalThis.anew = () => Object.assign(seen, { frames: 0, longest: 0, over: 0, since: performance.now() });
  globalThis.told = () => ({ ...seen, rate: (seen.frames * 1000) / (performance.now() - seen.since), heap: performance.memory?.usedJSHeapSize ?? 0 });
}
const drawing = async (page) => {
  const { rate, longest, over } = await page.evaluate(() => globalThis.told());
  return `${rate.toFixed(0)} frames a second, longest pause ${longest.toFixed(0)} ms, ${over} above 250 ms`;
};

say('machine', `${cpus().length} x ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB`);
say('load before, over one minute', loadavg()[0].toFixed(2));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--enable-precise-memory-info'] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
await page.addInitScript(watched);
const rings = await context.newPage();

const began = Date.now();
const since = () => seconds(Date.now() - began);
const demo = spawn(process.env.SARRAF, ['demo', '--listen', `127.0.0.1:${port}`, '--no-browser', ...more], { stdio: 'ignore' });
process.on('exit', () => demo.kill('SIGKILL'));
while (!(await fetch(`${address}/v1/overview`).then((response) => response.ok, () => false))) await pause(20);
say('demo: from its start until it answers', since());
await Promise.all([page.goto(`${address}/#/`), rings.goto(`${address}/#/rings`)]);
await page.locator('.figure .value').first().waitFor();
say('demo: until the first screen shows figures', since());
const seen = [
  ['demo: until a payment is seen to settle', () => page.getByRole('table', { name: 'Settlements' }).locator('.drawn .row').first().waitFor({ timeout: 120_000 })],
  ['demo: until something waits', () => page.waitForFunction(() => /[1-9]/.test(document.querySelectorAll('.figure .value')[2]?.textContent ?? ''), undefined, { timeout: 120_000 })],
  ['demo: until a ring is drawn and lit', () => rings.locator('.ring').first().waitFor({ timeout: 120_000 })],
];
await Promise.all(seen.map(([what, wait]) => wait().then(() => say(what, since()), () => say(what, 'not within two minutes'))));
await rings.close();

// The demo's day at full speed, from the overview.
await page.evaluate(() => globalThis.anew());
const [behind, moved] = [[], []];
let before = '';
for (let turn = 0; turn < 20; turn += 1) {
  await pause(1000);
  const { system } = await (await fetch(`${address}/v1/overview`)).json();
  const shown = Number((await page.locator('.connection .at').textContent()).replace(/\D/g, ''));
  behind.push(system.position - shown);
  const figures = await page.locator('.figure .value').allTextContents();
  moved.push(String(figures) !== before);
  before = String(figures);
}
say('overview, demo at full speed, 20 s', await drawing(page));
say('  its figures moved in', `${moved.filter(Boolean).length} of 20 seconds`);
say('  records it is behind the node, middle and most', `${middle(behind)}, ${Math.max(...behind)}`);
say('  streams dropped', String(await page.evaluate(() => globalThis.seen.lost)));

const opened = [];
for (let turn = 0; turn < 7; turn += 1) {
  const fresh = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const from = Date.now();
  await fresh.goto(`${address}/#/`);
  await fresh.locator('.figure .value').first().waitFor();
  opened.push(Date.now() - from);
  await fresh.context().close();
}
say('first screen, nothing cached, demo at full speed: middle and worst of 7', `${middle(opened)} ms, ${Math.max(...opened)} ms`);
await page.close();

// A day of one-second samples, and two thousand live rows, fed as fast as the page draws.
const much = await context.newPage();
await much.addInitScript(watched);
await much.addInitScript(fakeStream);
const { system, currencies, whole, accounts } = await sampledDay.reads(address);
await much.route('**/v1/samples?*', sampledDay.answers(currencies));
await much.goto(`${address}/#/`);
await much.locator('.figure .value').first().waitFor();
const batches = batchesOf(system, accounts);
async function feeding(turns) {
  await much.evaluate(() => globalThis.anew());
  for (let turn = 0; turn < turns; turn += 1) {
    const { records, position } = batches();
    const drawn = await much.evaluate(() => globalThis.fed.frames);
    await much.evaluate(([records, overview]) => {
      for (const one of records) globalThis.feed('record', one);
      globalThis.feed('overview', overview);
    }, [records, { ...whole, system: { ...system, position } }]);
    await much.waitForFunction((was) => globalThis.fed.frames > was, drawn);
  }
  return drawing(much);
}
say('day of one-second samples, 86,400 of them, and 2,000 rows: overview', await feeding(60));
await much.goto(`${address}/#/figures`);
await much.locator('.u-over').first().waitFor();
say('  every curve of that day on the figures', await feeding(60));
const from = Date.now();
await much.keyboard.press('Control+k');
await much.locator('dialog[open]').waitFor();
say('  the palette opens meanwhile after', `${Date.now() - from} ms`);
say('  memory of its scripts', `${Math.round((await much.evaluate(() => globalThis.told().heap)) / 2 ** 20)} MiB`);
say('  streams dropped', String((await much.evaluate(() => globalThis.fed.sources.length)) - 1));
say('load after, over one minute', loadavg()[0].toFixed(2));
await browser.close();
demo.kill('SIGTERM');
process.exit(0);
