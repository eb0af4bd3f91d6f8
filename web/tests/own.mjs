// A system of one's own, which lends no key and tells nothing to whoever shows none.
// node tests/own.mjs ADDRESS FOLDER BIC OTHER-BIC
// FOLDER has sarraf.toml and the keys BIC.key and OVERSEER.key; SARRAF names the program, which
// this test starts, and starts anew.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [address, folder, bic, other] = process.argv.slice(2);
const [file, overseers] = [`${folder}/${bic}.key`, `${folder}/OVERSEER.key`];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Starts the node, and answers once it serves. */
async function serve() {
  const node = spawn(process.env.SARRAF, ['serve', '--config', `${folder}/sarraf.toml`], { stdio: 'ignore' });
  const there = () => fetch(`${address}/v1/system`).then((response) => response.ok, () => false);
  for (let tries = 0; !(await there()); tries += 1) {
    assert.ok(tries < 300 && node.exitCode === null, 'the node serves');
    await new Promise((wait) => setTimeout(wait, 100));
  }
  return node;
}

async function stop(node) {
  node.kill('SIGTERM');
  await once(node, 'exit');
}

let node = await serve();
process.on('exit', () => node.kill('SIGKILL'));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await (await browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' })).newPage();
const errors = [];
page.on('pageerror', (error) => errors.push(String(error)));

const enter = async (who) => {
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('BIC of the party, or overseer').fill(who);
};

await page.goto(`${address}/#/position/${bic}`);
await enter(other);
await page.evaluate(axe);
const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
assert.deepEqual(violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => one.id), []);
// Another party's name with one's own key: the node says no.
await page.getByLabel('Key file').setInputFiles(file);
await page.getByRole('button', { name: 'Sign in' }).click();
await page.getByText(/^The node says no: /).waitFor();
await enter(bic);
await page.getByLabel('Key file').setInputFiles(file);
await page.getByRole('button', { name: 'Sign in' }).click();
await page.locator('nav p', { hasText: `Signed in as ${bic}` }).waitFor();
await page.getByRole('table', { name: 'Accounts' }).locator('.drawn .row').first().waitFor();
await page.locator('.connection.live').waitFor();
assert.equal(await page.getByLabel('View as').inputValue(), 'participant');
assert.ok(!(await page.evaluate(() => JSON.stringify(localStorage))).includes(readFileSync(file, 'utf8').trim().slice(-64)), 'the seed is nowhere');

// The key signs a command, and goes on doing so when the page is opened anew.
await page.reload();
await page.locator('nav p', { hasText: `Signed in as ${bic}` }).waitFor();
await page.goto(`${address}/#/liquidity/${bic}`);
await page.getByRole('button', { name: 'Limit all others' }).click();
const dialog = page.locator('dialog[open]');
await dialog.locator('input').fill('5000');
await dialog.getByRole('button', { name: 'Sign and send' }).click();
await dialog.getByText(/^Done/).waitFor();
await dialog.getByRole('button', { name: 'Close' }).click();

// The node is stopped and started anew: the page says so meanwhile, signs in anew by the key of
// this browser, goes on by itself, and still acts.
await page.evaluate(() => {
  [globalThis.same, globalThis.blank] = [true, 0];
  const stands = () => document.querySelector('main [role=table][aria-label=Accounts] .drawn .row') !== null;
  new MutationObserver(() => (globalThis.blank += stands() ? 0 : 1)).observe(document.querySelector('main'), { childList: true, subtree: true });
});
await stop(node);
await page.getByText('The stream is broken off.').waitFor();
await page.locator('.connection.lost', { hasText: 'Disconnected' }).waitFor();
assert.ok((await page.getByRole('table', { name: 'Accounts' }).locator('.drawn .row').count()) > 0, 'what was known stays');
node = await serve();
await page.locator('.connection.live').waitFor();
await page.getByText('The stream is broken off.').waitFor({ state: 'hidden' });
await page.locator('nav p', { hasText: `Signed in as ${bic}` }).waitFor();
assert.equal(await page.evaluate(() => globalThis.blank), 0, 'the same party reads on: what stood goes on standing');
await page.getByRole('button', { name: 'Change all others together' }).click();
await dialog.locator('input').fill('6000');
await dialog.getByRole('button', { name: 'Sign and send' }).click();
await dialog.getByText(/^Done/).waitFor();
await dialog.getByRole('button', { name: 'Close' }).click();
await page.getByText('6,000.00').first().waitFor();
assert.equal(await page.evaluate(() => globalThis.same), true, 'the page was never opened anew');

// Nothing of another's; and nothing at all once one has left, until the key of this browser signs in again.
await page.goto(`${address}/#/position/${other}`);
await page.getByText('This is another\'s, and not shown to you').first().waitFor();
await page.locator('nav').getByRole('button', { name: 'Sign out' }).click();
await page.getByRole('heading', { name: 'Sign in' }).waitFor();
assert.ok(!(await page.locator('main').innerText()).includes('Accounts'));
await enter(bic);
await page.getByRole('button', { name: 'Sign in' }).click();
await page.locator('nav p', { hasText: `Signed in as ${bic}` }).waitFor();


// With the key of this browser the bank gives a payment as JSON: it is shown before, confirmed, and
// waits for money. The agent issues that with its own key, and the payment settles; who is paid
// confirms it. What the rules do not let is refused by number.
const enterAs = async (who) => {
  await page.locator('nav').getByRole('button', { name: 'Sign out' }).click();
  await enter(who);
  // Where a key was kept under this name, another file is chosen.
  const kept = page.locator('form select');
  if ((await kept.count()) > 0) await kept.selectOption('file');
  await page.locator('form input[type=file]').setInputFiles(`${folder}/${who}.key`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('nav p', { hasText: `Signed in as ${who}` }).waitFor();
};
const sends = async (says) => {
  await dialog.locator('[data-list=changes] tbody tr').first().waitFor();
  await dialog.getByRole('button', { name: 'Sign and send' }).click();
  await dialog.getByText(says).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
};
const [currency, agent] = ['CNY', 'PBOCCNBJ'];
await page.goto(`${address}/#/position/${bic}`);
await page.getByRole('link', { name: 'Pay as this bank' }).click();
await page.getByLabel('Currency').selectOption(currency);
await page.getByLabel('Creditor').selectOption(other);
await page.getByLabel('Amount').fill('250.50');
await page.getByRole('button', { name: 'Review and sign' }).click();
await dialog.getByText(`${bic} ${currency}, once it has settled`).waitFor();
await sends(/^Done/);
const opened = page.getByRole('link', { name: 'Open the payment' });
const uetr = (await opened.getAttribute('href')).split('/').at(-1);
await opened.click();
await page.getByText(`waits for`).first().waitFor();
await enterAs(agent);
await page.goto(`${address}/#/liquidity/${bic}?currency=${currency}`);
await page.getByRole('button', { name: 'Redeem money' }).click();
await dialog.getByLabel('Amount').fill('1');
await sends(/R-ISS-02, refusal 1101/);
await page.getByRole('button', { name: 'Issue money' }).click();
await dialog.getByLabel('Amount').fill('250.50');
await sends(/^Done: issued/);
await enterAs(other);
await page.goto(`${address}/#/payments/${uetr}`);
await page.getByRole('button', { name: 'Confirm the credit' }).click();
await sends(/^Done: confirmed/);
await page.getByRole('button', { name: 'Confirm the credit' }).waitFor({ state: 'hidden' });
await page.locator('nav').getByRole('button', { name: 'Sign out' }).click();
await enter(bic);
await page.getByRole('button', { name: 'Sign in' }).click();
await page.locator('nav p', { hasText: `Signed in as ${bic}` }).waitFor();

// An overseer signs in with a key file too, reads of everybody, and is offered nothing to do.
await page.locator('nav').getByRole('button', { name: 'Sign out' }).click();
await enter('overseer');
await page.getByLabel('Key file').setInputFiles(overseers);
await page.getByRole('button', { name: 'Sign in' }).click();
await page.locator('nav p', { hasText: 'Signed in as Overseer' }).waitFor();
assert.equal(await page.getByLabel('View as').inputValue(), 'overseer');
for (const one of [bic, other]) {
  await page.goto(`${address}/#/liquidity/${one}`);
  await page.getByRole('table', { name: 'Accounts' }).locator('.drawn .row').first().waitFor();
  assert.equal(await page.getByRole('button', { name: /^(Limit|Transfer|Reserve)/ }).count(), 0);
}

await browser.close();
await stop(node);
assert.deepEqual(errors, []);
console.log('ok    on a system of one\'s own one signs in with a key file, acts by it, pays, is issued money and confirms, also after the node was started anew, and leaves; an overseer reads');
