// The console, used as a person uses it, against a node that plays the demo's day.
// node tests/flows.mjs ADDRESS [FOLDER FOR PICTURES]
//
// Exit code 0 means: no error on the browser's console, nothing serious found by axe, and every
// flow below did what it says.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { acts, rotation } from './acts.mjs';
import { deeds } from './deeds.mjs';
import { habits } from './habits.mjs';
import { lists } from './lists.mjs';
import { keys } from './keys.mjs';
import { languages } from './languages.mjs';
import { needs } from './needs.mjs';
import { roles } from './roles.mjs';
import { signing } from './signing.mjs';
import { streams } from './stream.mjs';
import { desksOf, openAs, screensOf } from './screens.mjs';
import { volume } from './volume.mjs';
import { webhooks } from './webhooks.mjs';

const [address = 'http://127.0.0.1:7700', pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const screens = await screensOf(address);
const desks = await desksOf(address);
const errors = [];
let done = 0;

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && !(page.quiet ?? false) && errors.push(`${page.url()}: ${message.text()} ${message.location().url}`));
  page.on('pageerror', (error) => errors.push(`${page.url()}: ${error}`));
  return page;
}

// ONLY runs the flows whose name holds these words.
async function flow(name, run, options) {
  if (process.env.ONLY && !name.includes(process.env.ONLY)) return;
  const page = await open(options);
  try {
    await run(page);
    done += 1;
    console.log(`ok    ${name}`);
  } catch (error) {
    errors.push(`${name}: ${error.message}`);
    console.log(`FAIL  ${name}\n${error.stack}`);
    if (pictures) await page.screenshot({ path: `${pictures}/failed-${done}.png` });
  } finally {
    await page.context().close();
  }
}

const go = (page, path) => page.goto(`${address}/#/${path}`);
const live = (page) => page.locator('.connection.live').waitFor({ timeout: 10_000 });

if (pictures) mkdirSync(pictures, { recursive: true });

const rotated = await rotation({ address, flow, pictures });

await flow('the first screen stands within 1.5 s and figures move by themselves', async (page) => {
  // The best of three, of which the first has nothing cached: what else the machine does is not the page's.
  const took = [];
  for (let turn = 0; turn < 3 && !(took.at(-1) < 1500); turn += 1) {
    await page.goto('about:blank');
    const before = Date.now();
    await go(page, '');
    await page.locator('.figure .value').first().waitFor();
    took.push(Date.now() - before);
  }
  console.log(`      first figures after ${took.join(', ')} ms`);
  assert.ok(Math.min(...took) < 1500, `took ${took.join(', ')} ms`);
  await live(page);
  const time = await page.locator('.time b').textContent();
  await page.waitForFunction((was) => document.querySelector('.time b')?.textContent !== was, time, { timeout: 20_000 });
});

for (const theme of ['light', 'dark']) {
  await flow(`axe finds nothing serious on any screen, ${theme}`, async (page) => {
    for (const [name, path] of [...Object.entries(screens), ...Object.entries(desks)]) {
      if (typeof path === 'string') await go(page, path);
      else await openAs(page, address, path);
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await page.waitForTimeout(700);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
      const serious = violations.filter((one) => ['serious', 'critical'].includes(one.impact));
      const told = serious.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary ?? ''}`).join(' | ')}`);
      assert.deepEqual(told, [], name);
      assert.equal(await page.locator('h1').count() > 0, true, `${name} has a heading`);
      if (pictures) await page.screenshot({ path: `${pictures}/${name}-${theme}.png` });
    }
  }, { colorScheme: theme });
}

for (const locale of ['en', 'ar']) await flow(`nothing is wider than a telephone, ${locale}`, async (page) => {
  for (const [name, path] of [...Object.entries(screens), ...Object.entries(desks)]) {
    if (typeof path === 'string') await go(page, path);
    else await openAs(page, address, path);
    await page.waitForTimeout(500);
    const wide = await page.evaluate(() => document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth);
    assert.ok(wide <= 1, `${name} is ${wide} px too wide`);
    if (pictures) await page.screenshot({ path: `${pictures}/${name}-${locale}-390.png` });
  }
}, { viewport: { width: 390, height: 844 }, locale });

await flow('a round of offsetting is opened, its rings lit one after another, and its address kept', async (page) => {
  await go(page, 'rings');
  // One round before it and one after, so that there is one to step to on either side.
  await page.locator('.list .drawn .row').nth(2).waitFor({ timeout: 60_000 });
  await page.locator('.list .drawn .row').nth(1).click();
  await page.waitForURL(/#\/rings\/\d+/);
  await page.getByRole('button', { name: 'Next ring' }).click();
  await page.locator('.ring.lit').waitFor();
  assert.equal(await page.locator('.ring.lit').count(), 1);
  await page.keyboard.press('ArrowRight');
  const [title, told] = [await page.locator('.stage h2').textContent(), await page.locator('.steps [aria-live]').textContent()];
  assert.match(page.url(), /#\/rings\/\d+\?ring=/, 'the address names the ring');
  await page.reload();
  await page.locator('.ring.lit').waitFor();
  assert.equal(await page.locator('.stage h2').textContent(), title);
  assert.equal(await page.locator('.steps [aria-live]').textContent(), told, 'the same ring is lit again');
  await page.keyboard.press('Home');
  assert.equal(await page.locator('.ring.lit').count(), 0);
  await page.locator('.list .drawn .row.lit').waitFor();
  await page.keyboard.press('Shift+ArrowLeft');
  await page.waitForFunction((was) => document.querySelector('.stage h2')?.textContent !== was, title);
  assert.equal(await page.locator('.course li').count(), 6, 'the round is told from what came in to what waits');
});

await flow('of a round just held it is told why each item waits and what would release it', async (page) => {
  const { rounds } = await (await fetch(`${address}/v1/offsetting/rounds?after=0`)).json();
  let all = rounds;
  for (let more = rounds; more.length > 0; all = all.concat(more)) more = (await (await fetch(`${address}/v1/offsetting/rounds?after=${all.at(-1).round}`)).json()).rounds;
  const round = all.reverse().find((one) => one.remaining > 0);
  assert.ok(round, 'a round left something waiting');
  await go(page, `rings/${round.round}`);
  const remains = page.getByRole('table', { name: 'Why the rest waits' });
  await remains.locator('.drawn .row').first().waitFor();
  await remains.locator('.drawn .row').first().click();
  await page.getByRole('heading', { name: /^What \w{8} waits for/ }).waitFor();
});

await flow('the day is told in curves, flows and balances, of all currencies and of one', async (page) => {
  await go(page, 'figures');
  // An older node tells neither liquidity nor waits.
  const { samples } = await (await fetch(`${address}/v1/samples?after=0`)).json();
  const plots = samples.some((sample) => sample.waited) ? 6 : 3;
  await page.locator('.plots .u-over').nth(plots - 1).waitFor();
  assert.equal(await page.locator('.plots .u-over').count(), plots);
  await page.getByRole('img', { name: /^Corridors/ }).waitFor();
  await page.getByRole('table', { name: 'Trapped balances' }).locator('.drawn .row').first().waitFor();
  await page.locator('main select').selectOption('INR');
  await page.waitForURL(/#\/figures\?currency=INR/);
  await page.reload();
  await page.locator('.plots .u-over').first().waitFor();
  assert.equal(await page.locator('main select').inputValue(), 'INR');
  const told = await page.getByRole('table', { name: 'Trapped balances' }).locator('.drawn .row').allInnerTexts();
  assert.ok(told.every((row) => row.includes('INR')), 'one currency is told by itself');
});

await flow('payments are filtered, walked by keyboard, opened and downloaded', async (page) => {
  await go(page, 'payments?status=settled');
  const list = page.locator('.scroller').first();
  await page.locator('.drawn .row').first().waitFor();
  assert.ok((await page.locator('.drawn .row').count()) < 80, 'only what is seen is drawn');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
  const text = readFileSync(await file.path(), 'utf8');
  assert.match(text.split('\r\n')[0], /^Time,Status,Debtor,Creditor,Currency,Amount/);
  assert.ok(text.split('\r\n').length > 2);
  await list.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#\/payments\/[0-9a-f-]{36}/);
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
});

// Signs and sends what the form holds, and waits for the node's own answer, not for the words that stand in its place.
async function sendAs(page) {
  await live(page);
  await page.getByRole('button', { name: 'Sign and send' }).click();
  return page.locator('.answer p').filter({ has: page.locator('b') }).textContent();
}

/** Pays a little as a bank that can and has nothing waiting; the payment's UETR. */
async function pay(page) {
  const { currencies } = await (await fetch(`${address}/v1/overview`)).json();
  const open = new Set(currencies.filter((row) => row.phase === 'active').map((row) => row.currency));
  const agents = new Set(currencies.map((row) => row.agent));
  const { payments } = await (await fetch(`${address}/v1/payments?status=pending&limit=500`)).json();
  const waiting = new Set(payments.flatMap((payment) => payment.legs).map((leg) => `${leg.debtor} ${leg.currency}`));
  const { accounts } = await (await fetch(`${address}/v1/accounts`)).json();
  const banks = accounts.filter((row) => open.has(row.currency) && !agents.has(row.participant));
  const payer = banks.find((row) => Number(row.balance) > 1000 && !waiting.has(`${row.participant} ${row.currency}`) && banks.some((other) => other.participant !== row.participant && other.currency === row.currency));
  assert.ok(payer, 'a currency is open and somebody has money in it');
  const payee = banks.find((row) => row.participant !== payer.participant && row.currency === payer.currency);
  // The page is opened for it alone, as for whoever pays once.
  await page.goto('about:blank');
  await go(page, `pay/${payer.participant}?to=${payee.participant}&currency=${payer.currency}&amount=7`);
  assert.match(await sendAs(page), /ACSC/);
  return (await page.getByRole('link', { name: 'Open the payment' }).getAttribute('href')).split('/').at(-1);
}

await flow('a bank pays: signed in the page, answered, settled, its receipt verified in the page', async (page) => {
  const uetr = await pay(page);
  await page.getByRole('link', { name: 'Open the payment' }).click();
  await page.waitForURL(new RegExp(`#/payments/${uetr}`));
  await page.getByRole('button', { name: 'Verify here' }).waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Verify here' }).click();
  await page.getByText('Proven').waitFor({ timeout: 20_000 });
  if (pictures) await page.screenshot({ path: `${pictures}/paid.png` });
});

await flow('any entry of the log is proven in the page, and a receipt of another entry is not taken for it', async (page) => {
  const { payments } = await (await fetch(`${address}/v1/payments?status=settled&limit=1`)).json();
  const position = payments[0].position;
  await go(page, 'audit');
  await page.getByRole('textbox', { name: 'Log position' }).fill(String(position));
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`#/audit/${position}`));
  const entries = page.getByRole('table', { name: 'Entries' });
  await entries.locator('.drawn .row').last().click();
  await page.waitForURL(/entry=\d+/);
  await page.getByRole('button', { name: 'Prove this entry' }).click();
  await page.getByText(/^Proven: these [\d,]+ bytes are entry/).waitFor({ timeout: 20_000 });
  if (pictures) await page.screenshot({ path: `${pictures}/proven.png` });
  await page.reload();
  await page.getByRole('button', { name: 'Prove this entry' }).waitFor();
  // Somebody between gives the receipt of a record before, which holds by itself.
  let other = position - 1;
  while (other > 1 && (await (await fetch(`${address}/v1/records/${other}`)).json()).entries_count === 0) other -= 1;
  await page.route('**/v1/records/*/receipt?*', async (route) => route.fulfill({ response: await route.fetch({ url: `${address}/v1/records/${other}/receipt?entry=0` }) }));
  await page.getByRole('button', { name: 'Prove this entry' }).click();
  await page.getByText('The receipt holds, but it is of another place in the log.').waitFor();
});

await flow('the log is read back from its newest record, and an old entry is proven as a new one is', async (page) => {
  const { position: head } = await (await fetch(`${address}/v1/system`)).json();
  assert.ok(head > 200, `the log has ${head} records`);
  await go(page, 'audit');
  const list = page.getByRole('table', { name: 'Records' });
  await list.locator('.drawn .row').first().waitFor();
  const last = async () => Number((await list.locator('.drawn .row').last().locator('.cell').first().textContent()).replaceAll(',', ''));
  let seen = await last();
  for (let tries = 0; seen > head - 150; tries += 1) {
    assert.ok(tries < 60, `it ends at ${seen} of ${head}`);
    await list.locator('.scroller').evaluate((one) => one.scrollTo(0, one.scrollHeight));
    await page.waitForTimeout(150);
    seen = await last();
  }
  await list.locator('.drawn .row').last().click();
  await page.waitForURL(/#\/audit\/\d+/);
  const position = Number(/audit\/(\d+)/.exec(page.url())[1]);
  assert.ok(position <= head - 150, `${position} of ${head}`);
  // Of those before it the first that made an entry.
  let told = position;
  while (told > 1 && (await (await fetch(`${address}/v1/records/${told}`)).json()).entries_count === 0) told -= 1;
  await go(page, `audit/${told}?entry=0`);
  await page.getByRole('button', { name: 'Prove this entry' }).click();
  await page.getByText(/^Proven: these [\d,]+ bytes are entry/).waitFor({ timeout: 20_000 });
});

await flow('a payment\'s message is shown to its banks, as XML and JSON, and to nobody else', async (page) => {
  const { payments } = await (await fetch(`${address}/v1/payments?status=settled&limit=100`)).json();
  const payment = payments.find((one) => one.kind === 'payment');
  const bank = payment.legs[0].creditor;
  await openAs(page, address, { role: 'participant', party: bank, path: `payments/${payment.uetr}` });
  await page.locator('nav p', { hasText: `Signed in as ${bank}` }).waitFor();
  await page.getByRole('button', { name: 'Show the message' }).click();
  await page.getByText('Its digest is the one that stands in the log.').waitFor();
  assert.match(await page.locator('pre').textContent(), new RegExp(`<UETR>${payment.uetr}</UETR>`));
  await page.getByRole('button', { name: 'JSON', exact: true }).click();
  assert.match(await page.locator('pre').textContent(), new RegExp(`"UETR": "${payment.uetr}"`));
  if (pictures) await page.screenshot({ path: `${pictures}/message.png` });
  await openAs(page, address, { role: 'operator', party: '', path: `payments/${payment.uetr}` });
  await page.getByLabel('View as').selectOption('overseer');
  await page.getByLabel('View as').selectOption('operator');
  await page.locator('nav p', { hasText: 'Signed in as' }).waitFor();
  await page.getByText('Only the banks of this payment may read its message.').waitFor();
  page.quiet = true;
  // The session of the role before is told 403; it ends when the next one stands.
  const asked = () => page.evaluate(async (uetr) => (await fetch(`/v1/payments/${uetr}/message`)).status, payment.uetr).catch(() => 0);
  let status = await asked();
  for (let tries = 0; status !== 404 && tries < 20; tries++) {
    await page.waitForTimeout(250);
    status = await asked();
  }
  assert.equal(status, 404);
});

await flow('a payment beyond the balance waits, says what it lacks, is funded, settles, and its receipt is verified', async (page) => {
  const { currencies } = await (await fetch(`${address}/v1/overview`)).json();
  const open = new Set(currencies.filter((row) => row.phase === 'active').map((row) => row.currency));
  const agents = new Set(currencies.map((row) => row.agent));
  const { accounts } = await (await fetch(`${address}/v1/accounts`)).json();
  const banks = accounts.filter((row) => open.has(row.currency) && !agents.has(row.participant));
  // A quiet account, so that nothing of the day's comes between, and somebody rich to fund it.
  const quiet = banks.filter((row) => !/[1-9]/.test(row.credit)).sort((one, other) => one.movements_today - other.movements_today || Number(one.balance) - Number(other.balance));
  let payer;
  let payee;
  for (const row of quiet) {
    payee = banks.find((other) => other.participant !== row.participant && other.currency === row.currency);
    const queue = await (await fetch(`${address}/v1/payments?status=pending&currency=${row.currency}&limit=200`)).json();
    const waiting = new Set(queue.payments.flatMap((queued) => queued.legs).map((leg) => leg.debtor));
    const able = banks.some((other) => other.participant !== row.participant && other.currency === row.currency && Number(other.balance) > 1000 && !waiting.has(other.participant));
    if (payee && able && !waiting.has(row.participant)) {
      payer = row;
      break;
    }
  }
  assert.ok(payer, 'a quiet account');
  const whole = Math.floor(Number(payer.balance)) + 5;
  await go(page, `pay/${payer.participant}?to=${payee.participant}&currency=${payer.currency}&amount=${whole}`);
  assert.match(await sendAs(page), /PDNG/);
  await page.getByRole('link', { name: 'Open the payment' }).click();
  const payment = page.url();
  await page.getByRole('link', { name: /^Fund it/ }).click();
  assert.match(await sendAs(page), /ACSC/);
  await page.goto(payment);
  await page.getByRole('button', { name: 'Verify here' }).waitFor({ timeout: 30_000 });
  assert.equal(await page.locator('.timeline li').count(), 2, 'it waited before it settled');
  await page.getByRole('button', { name: 'Verify here' }).click();
  await page.getByText('Proven').waitFor({ timeout: 20_000 });
}, { viewport: { width: 1280, height: 900 } });

await flow('an overseer reads and cannot pay; a participant sees its own', async (page) => {
  await go(page, screens.position);
  await live(page);
  await page.getByRole('link', { name: 'Pay as this bank' }).waitFor();
  await page.getByLabel('View as').selectOption('overseer');
  await page.locator('nav p', { hasText: 'Signed in as Overseer' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Pay as this bank' }).count(), 0);
  await page.getByLabel('View as').selectOption('participant');
  await page.waitForURL(/#\/position\/\w+/);
  assert.equal(await page.getByRole('link', { name: 'Overview' }).count(), 0);
});

for (const [language, heading] of [['ar', '\u0627\u0644\u0645\u062f\u0641\u0648\u0639\u0627\u062a'], ['fa', '\u067e\u0631\u062f\u0627\u062e\u062a\u200c\u0647\u0627']]) {
  await flow(`written from the right, ${language}: the page is turned, numbers are not, and axe finds nothing serious`, async (page) => {
    for (const path of ['payments', '', screens.position]) {
      await go(page, path);
      await page.locator('.drawn .row').first().waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
      assert.equal(await page.evaluate(() => document.documentElement.lang), language);
      if (path === 'payments') await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      const [nav, main] = [await page.locator('nav[aria-label]').first().boundingBox(), await page.locator('main').boundingBox()];
      assert.ok(nav.x > main.x, 'the screens are named on the right');
      // Of an amount the first digit stands on the left of the last.
      const turned = await page.locator('.drawn .row .number .text').evaluateAll((cells) => cells.filter((cell) => /^[+\u2212]?\d[\d,.]*\d( [A-Z]{3})?$/.test(cell.textContent)).filter((cell) => {
        const place = (at) => {
          const range = document.createRange();
          range.setStart(cell.firstChild, at);
          range.setEnd(cell.firstChild, at + 1);
          return range.getBoundingClientRect().x;
        };
        // Nor is the first cut off.
        return place(0) > place(cell.textContent.length - 1) || place(0) < cell.parentElement.getBoundingClientRect().x - 1;
      }).map((cell) => cell.textContent));
      assert.deepEqual(turned, []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 1, `${path} is ${wide} px too wide`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
      assert.deepEqual(violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes[0].target} ${one.nodes[0].failureSummary}`), [], path);
      if (pictures) await page.screenshot({ path: `${pictures}/${language}-${path.split('/')[0] || 'overview'}.png` });
    }
  }, { locale: language });
}

await flow('three languages, and the choice is kept', async (page) => {
  await go(page, 'payments');
  await page.getByLabel('Language').selectOption('ru');
  await page.getByRole('heading', { level: 1, name: '\u041f\u043b\u0430\u0442\u0435\u0436\u0438' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'ru');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: '\u041f\u043b\u0430\u0442\u0435\u0436\u0438' }).waitFor();
  await page.locator('select').nth(1).selectOption('zh');
  await page.getByRole('heading', { level: 1, name: '\u652f\u4ed8' }).waitFor();
});

await flow('what does not exist is said, and a broken connection too', async (page) => {
  page.quiet = true;
  await go(page, 'payments/00000000-0000-4000-8000-000000000000');
  await page.getByRole('heading', { name: 'No payment has this UETR' }).waitFor();
  await go(page, 'nowhere');
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  await page.context().setOffline(true);
  await go(page, 'queue/NOSUCHBB');
  await page.getByText('The node cannot be reached').waitFor();
  await page.context().setOffline(false);
});

await flow('what was opened while the line was down is shown by itself once it is back', async (page) => {
  page.quiet = true;
  for (const path of [screens.position, screens.liquidity, 'payments']) {
    await go(page, '');
    await live(page);
    await page.context().setOffline(true);
    await go(page, path);
    await page.getByText('The node cannot be reached').first().waitFor();
    await page.context().setOffline(false);
    await page.getByText('The node cannot be reached').first().waitFor({ state: 'hidden', timeout: 15_000 });
    await page.locator('.drawn .row').first().waitFor();
  }
});

await languages({ address, flow, screens, desks, pictures });

await volume({ address, flow });

await streams({ address, flow, pay, pictures });

await habits({ address, flow, screens });

await lists({ address, flow, axe, pictures });

await signing({ address, flow });

await roles({ address, flow });

await keys({ address, flow, pictures });

await needs({ address, flow, pictures });

await webhooks({ address, flow, pictures });

await deeds({ address, flow, pictures });

await acts({ address, flow, pictures, rotated });

await browser.close();
for (const error of errors) console.log(`error: ${error}`);
console.log(errors.length === 0 ? `${done} flows, no error` : `${errors.length} errors`);
process.exit(errors.length === 0 ? 0 : 1);
