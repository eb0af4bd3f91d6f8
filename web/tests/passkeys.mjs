// Passkeys, of a device that Chromium makes up: bound to a key, shown to sign in, and ended.
// node tests/passkeys.mjs ADDRESS FOLDER BIC
// FOLDER has sarraf.toml and BIC.key; SARRAF names the program, which this test starts, and starts
// anew.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [address, folder, bic] = process.argv.slice(2);
const file = `${folder}/${bic}.key`;
// A browser takes no passkeys for an address in digits.
const here = address.replace('127.0.0.1', 'localhost');
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

let node = await serve();
process.on('exit', () => node.kill('SIGKILL'));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const errors = [];

/** A browser of its own with a device of its own. */
async function device() {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' })).newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`${here}/`);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
  return { page, cdp, authenticatorId };
}

const signedIn = (page) => page.locator('nav p', { hasText: `Signed in as ${bic}` }).waitFor();
const byPasskey = (page) => page.getByRole('button', { name: 'Sign in with a passkey' }).click();
const signOut = (page) => page.locator('nav').getByRole('button', { name: 'Sign out' }).click();

// Where the page stands at an address in digits, it says where passkeys are shown.
const digits = await (await browser.newContext()).newPage();
await digits.goto(`${address}/#/participants/${bic}`);
await digits.getByText('Passkeys are shown on the page').waitFor();
assert.equal(await digits.getByRole('link', { name: here }).getAttribute('href'), `${here}/#/participants/${bic}`);

// Who has signed in with the key binds a passkey to it.
const first = await device();
await first.page.goto(`${here}/#/participants/${bic}`);
await first.page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
await first.page.evaluate(axe);
const { violations } = await first.page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
assert.deepEqual(violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => one.id), []);
await first.page.getByLabel('BIC of the party, or overseer').fill(bic);
await first.page.getByLabel('Key file').setInputFiles(file);
await first.page.getByRole('button', { name: 'Sign in', exact: true }).click();
await signedIn(first.page);
const list = first.page.locator('[data-list=passkeys]');
await list.getByText('None is bound').waitFor();
await first.page.getByLabel('Name of the device').fill('telephone');
await first.page.getByRole('button', { name: 'Add a passkey' }).click();
await list.getByText('telephone').waitFor();
assert.match(await list.innerText(), /not used yet/);
const { credentials } = await first.cdp.send('WebAuthn.getCredentials', { authenticatorId: first.authenticatorId });
assert.equal(credentials.length, 1);
assert.equal(credentials[0].isResidentCredential, true);
assert.equal(credentials[0].rpId, 'localhost');

// The node that is started anew knows it still.
node.kill('SIGTERM');
await once(node, 'exit');
node = await serve();

// The same passkey in a browser that holds no key: no name is typed, one reads, and signs nothing.
const second = await device();
await second.cdp.send('WebAuthn.addCredential', { authenticatorId: second.authenticatorId, credential: credentials[0] });
await second.page.goto(`${here}/#/position/${bic}`);
await byPasskey(second.page);
await signedIn(second.page);
await second.page.getByRole('table', { name: 'Accounts' }).locator('.drawn .row').first().waitFor();
assert.equal(await second.page.getByLabel('View as').inputValue(), 'participant');
await second.page.reload();
await signedIn(second.page);
await second.page.goto(`${here}/#/liquidity/${bic}`);
await second.page.getByRole('button', { name: 'Reserve for urgent payments' }).click();
const dialog = second.page.locator('dialog[open]');
await dialog.getByText('You signed in with a passkey, which signs no command').waitFor();
assert.equal(await dialog.getByRole('button', { name: 'Sign and send' }).count(), 0);
await dialog.getByRole('link', { name: 'Bring the key' }).click();
await second.page.getByRole('button', { name: 'Bring a key' }).waitFor();

// Whoever ends it by the key has it sign in no more; the page has signed in anew by itself.
await first.page.goto(`${here}/#/participants/${bic}`);
await first.page.reload();
await signedIn(first.page);
await list.getByText(/^used /).waitFor();
await list.getByRole('button', { name: 'End it' }).click();
await list.getByRole('button', { name: 'Really end telephone?' }).click();
await list.getByText('None is bound').waitFor();
await signOut(second.page);
await byPasskey(second.page);
await second.page.getByText(/^The node says no: .*passkey/).waitFor();

await browser.close();
node.kill('SIGTERM');
await once(node, 'exit');
assert.deepEqual(errors, []);
console.log('ok    a passkey is bound to a key, signs in without a name, signs no command, and is ended');
