// A system of one's own, which lends no key and tells nothing to whoever shows none.
// node tests/own.mjs ADDRESS BIC KEY-FILE OTHER-BIC OVERSEERS-KEY-FILE
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [address, bic, file, other, overseers] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
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

// Nothing of another's; and nothing at all once one has left, until the key of this browser signs in again.
await page.goto(`${address}/#/position/${other}`);
await page.getByText('This is another\'s, and not shown to you').first().waitFor();
await page.locator('nav').getByRole('button', { name: 'Sign out' }).click();
await page.getByRole('heading', { name: 'Sign in' }).waitFor();
assert.ok(!(await page.locator('main').innerText()).includes('Accounts'));
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
assert.deepEqual(errors, []);
console.log('ok    on a system of one\'s own one signs in with a key file, acts by it, and leaves; an overseer reads');
