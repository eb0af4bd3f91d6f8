// The pictures of README and guides, taken from a demo while its day runs.
// node tests/pictures.mjs ADDRESS FOLDER
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { get as read, openAs } from './screens.mjs';

const [address = 'http://127.0.0.1:7700', folder = '../docs/pictures'] = process.argv.slice(2);
const get = (path) => read(address, path);
/** Shown no wider than so; a telephone's picture is taken at twice its size. Unit: pixels. */
const [WIDE, TALL] = [1240, 760];

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

/** Writes one picture, and makes it small where pngquant is there. */
async function take(page, name) {
  const file = `${folder}/console-${name}.png`;
  await page.screenshot({ path: file });
  try {
    execFileSync('pngquant', ['--force', '--skip-if-larger', '--strip', '--speed', '1', '--output', file, '64', file]);
  } catch {
    // Without it the picture is the same and larger.
  }
  console.log(`${file}: ${Math.round(statSync(file).size / 1000)} kB`);
}

async function open(options, path, ready) {
  const page = await (await browser.newContext({ viewport: { width: WIDE, height: TALL }, reducedMotion: 'reduce', colorScheme: 'light', locale: 'en', ...options })).newPage();
  await page.goto(`${address}/#/${path}`);
  await page.locator(ready).first().waitFor({ timeout: 30_000 });
  await page.waitForTimeout(1200);
  return page;
}

async function shoot(name, options, path, ready, before) {
  const page = await open(options, path, ready);
  if (before) await before(page);
  await take(page, name);
  await page.context().close();
}

// Something of the day has settled together, and something waits.
for (let patience = 600; patience > 0; patience -= 1) {
  const { totals, system } = await get('/v1/overview');
  if (totals.offset > 60 && totals.waiting > 60 && system.instant.slice(11, 13) >= '09') break;
  await new Promise((done) => setTimeout(done, 200));
}

await shoot('overview', {}, '', '.drawn .row');
await shoot('overview-dark', { colorScheme: 'dark' }, '', '.drawn .row');

const rounds = [];
for (let after = 0; ; after = rounds.at(-1).round) {
  const more = (await get(`/v1/offsetting/rounds?after=${after}`)).rounds;
  if (more.length === 0) break;
  rounds.push(...more);
}
const whole = await Promise.all(rounds.filter((round) => round.settled > 3).slice(-30).map((round) => get(`/v1/offsetting/rounds/${round.round}`)));
// The more rings and the fewer legs outside of them, the more there is to see.
const seen = (round) => Math.min(round.rings.length, 6) - round.settled / 40;
const most = whole.sort((one, other) => seen(other) - seen(one))[0];
if (most) await shoot('rings', { viewport: { width: 1440, height: 860 } }, `rings/${most.round}`, '.ring');

const { payments } = await get('/v1/payments?status=pending&limit=500');
// The largest waits longest.
const short = payments
  .filter((one) => one.kind === 'payment' && one.legs.length === 1 && /^waits for [A-Z]{3} \d/.test(one.reason ?? ''))
  .sort((one, other) => Number(other.legs[0].currency === 'INR') - Number(one.legs[0].currency === 'INR') || Number(other.legs[0].amount) - Number(one.legs[0].amount))[0] ?? payments[0];
if (short) await shoot('waiting', {}, `payments/${short.uetr}`, 'h1');

await shoot('exchange', {}, 'exchange', '.drawn .row');
const bank = short?.legs[0].debtor ?? (await get('/v1/accounts')).accounts[0].participant;
await shoot('position-arabic', { locale: 'ar' }, `position/${bank}`, '.drawn .row');
await shoot('figures', { viewport: { width: WIDE, height: 900 } }, 'figures', '.plots .u-over');
await shoot('telephone', { viewport: { width: 390, height: 780 }, deviceScaleFactor: 1.5 }, '', '.drawn .row');

// What is signed, before it is sent.
const { accounts } = await get(`/v1/accounts?participant=${bank}`);
const acting = await open({}, '', '.drawn .row');
await openAs(acting, address, { role: 'participant', party: bank, path: `liquidity/${bank}?currency=${accounts[0].currency}` });
await acting.getByRole('button', { name: 'Reserve for urgent payments' }).click();
await acting.locator('dialog[open] input').fill('250000');
await acting.locator('dialog[open] summary').click();
await acting.waitForTimeout(600);
await take(acting, 'signing');

await browser.close();
