// Signing in through a provider of OpenID Connect that others have written: a login is bound to a key,
// signs in without one, and is ended; what the provider says counts in answer to what was asked alone.
// node tests/openid.mjs ADDRESS FOLDER BIC
// FOLDER has sarraf.toml and BIC.key; SARRAF names the program, which this test starts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { begin, leaves, says, shows } from './provider.mjs';

const [address, folder, bic] = process.argv.slice(2);
const file = `${folder}/${bic}.key`;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CLIENT = 'sarraf-console';
const SECRET = 'of/the:client_with+signs%';
const page = `${address}/`;

const more = { backchannel_logout_uri: `${page}v1/logins/ended`, backchannel_logout_session_required: true };
const provider = await begin({ client: CLIENT, secret: SECRET, page, more });
const { issuer } = provider;
writeFileSync(`${folder}/openid.secret`, `${SECRET}\n`, { mode: 0o600 });
const rows = `[openid]\nissuer = "${issuer}"\nclient = "${CLIENT}"\nsecret = "${folder}/openid.secret"\npage = "${page}"\n`;
writeFileSync(`${folder}/openid.toml`, `${readFileSync(`${folder}/sarraf.toml`, 'utf8')}${rows}`);
const node = spawn(process.env.SARRAF, ['serve', '--config', `${folder}/openid.toml`], { stdio: 'ignore' });
process.on('exit', () => node.kill('SIGKILL'));
const there = () => fetch(`${address}/v1/system`).then((response) => response.ok, () => false);
for (let tries = 0; !(await there()); tries += 1) {
  assert.ok(tries < 300 && node.exitCode === null, 'the node serves');
  await new Promise((wait) => setTimeout(wait, 100));
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const errors = [];
/** Of each view, why the node took no login that it brought. */
const reasons = new Map();

async function opened(hash) {
  const view = await (await browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' })).newPage();
  view.on('pageerror', (error) => errors.push(String(error)));
  reasons.set(view, []);
  view.on('response', async (response) => {
    if (response.url() === `${address}/v1/sessions/login` && !response.ok()) reasons.get(view).push((await response.json()).detail);
  });
  await view.goto(`${page}${hash}`);
  return view;
}

async function readable(view) {
  await view.evaluate(axe);
  const { violations } = await view.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  assert.deepEqual(violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => one.id), []);
}

const through = new RegExp('Sign in through localhost:');
const signedIn = (view) => view.locator('nav p', { hasText: `Signed in as ${bic}` }).waitFor();
const byProvider = (view) => view.getByRole('button', { name: through }).click();
const signOut = (view) => view.getByRole('button', { name: 'Sign out' }).click();
const nobody = (view, word = '') => view.getByText(`Nobody was signed in through the provider: ${word}`).waitFor();

async function refused(view, why) {
  for (let tries = 0; reasons.get(view).length === 0; tries += 1) {
    assert.ok(tries < 300, `${why} is told`);
    await new Promise((wait) => setTimeout(wait, 100));
  }
  assert.equal(reasons.get(view).shift().split(':')[0], why);
  await nobody(view);
}

// Who is known to the provider alone is nobody here.
const stranger = await opened(`#/position/${bic}`);
await byProvider(stranger);
await shows(stranger, 'stranger');
await refused(stranger, 'unknown');
assert.equal(new URL(stranger.url()).search, '', 'no code stays in the address');
assert.equal(new URL(stranger.url()).hash, `#/position/${bic}`);
await readable(stranger);
// She is asked anew who she is, though the provider remembers her; who turns back there is nobody either.
await byProvider(stranger);
await stranger.getByRole('link', { name: 'Cancel' }).click();
await nobody(stranger, 'access_denied');

// Who has signed in with the key goes to the provider and binds what it knows her by.
const first = await opened(`#/participants/${bic}`);
await first.getByLabel('BIC of the party, or overseer').fill(bic);
await first.getByLabel('Key file').setInputFiles(file);
await first.getByRole('button', { name: 'Sign in', exact: true }).click();
await signedIn(first);
const list = first.locator('[data-list=logins]');
await list.getByText('None is bound').waitFor();
await first.getByRole('button', { name: 'Add a login' }).click();
await shows(first, 'clerk');
await first.getByText('You are back from').waitFor();
await readable(first);
assert.equal(await first.evaluate(() => document.activeElement?.closest('label')?.innerText), 'Name of the login');
await first.getByLabel('Name of the login').fill('treasury');
await first.getByRole('button', { name: 'Bind it' }).click();
await list.getByText('treasury').waitFor();
assert.match(await list.innerText(), /not used yet/);

// In a browser that holds no key one reads, and signs nothing.
const second = await opened(`#/position/${bic}`);
await byProvider(second);
await shows(second, 'clerk');
await signedIn(second);
await second.getByRole('table', { name: 'Accounts' }).locator('.drawn .row').first().waitFor();
assert.equal(new URL(second.url()).search, '');
await second.reload();
await signedIn(second);
await second.goto(`${page}#/liquidity/${bic}`);
await second.getByRole('button', { name: 'Reserve for urgent payments' }).click();
const dialog = second.locator('dialog[open]');
await dialog.getByText('You signed in through a provider, which signs no command').waitFor();
assert.equal(await dialog.getByRole('button', { name: 'Sign and send' }).count(), 0);

// She ends her session, and the provider, which remembers her, signs her in again by keys that it
// has begun to sign with meanwhile.
await second.goto(`${page}#/position/${bic}`);
await second.reload();
await signOut(second);
await second.locator('nav p', { hasText: 'Not signed in' }).waitFor();
provider.rotate();
await byProvider(second);
await signedIn(second);

/** Has what a browser asks the provider for be otherwise. */
async function bent(change) {
  const view = await opened('');
  await view.route(`${issuer}/auth?*`, (route) => {
    const url = new URL(route.request().url());
    change(url.searchParams);
    return route.fulfill({ status: 302, headers: { location: url.href } });
  });
  return view;
}

for (const [name, value, why] of [
  // The provider signs that it answers another request.
  ['nonce', '07'.repeat(32), 'other-nonce'],
  // It has given the code to another client, or to who has another verifier.
  ['client_id', 'another', 'declined'],
  ['code_challenge', 'A'.repeat(43), 'declined'],
]) {
  const view = await bent((parameters) => parameters.set(name, value));
  await byProvider(view);
  await shows(view, 'clerk');
  await refused(view, why);
  await view.context().close();
}

// It takes no request without PKCE.
const plain = await bent((parameters) => ['code_challenge', 'code_challenge_method'].forEach((name) => parameters.delete(name)));
await byProvider(plain);
await nobody(plain, 'invalid_request');

// Who sends her back by another name is another.
provider.calls('https://evil.example');
const misled = await opened('');
await byProvider(misled);
await shows(misled, 'clerk');
await refused(misled, 'other-issuer');
provider.calls(issuer);

// What this browser has not asked for is let lie, and nothing of it is said.
const led = await opened('');
for (const brought of ['code=code-of-thief', 'error=Call%20this%20number']) {
  await led.goto(`${page}?${brought}&state=${'07'.repeat(32)}`);
  await nobody(led, 'other-browser');
  assert.equal(new URL(led.url()).search, '');
  assert.equal(await led.getByText('Call this number').count(), 0);
}

// A provider that knows the node by another secret fails, which is not hers to mend.
provider.knows({ client_secret: 'another-secret' });
await signOut(second);
await byProvider(second);
await refused(second, 'client');
provider.knows({ client_secret: SECRET });
await byProvider(second);
await says(second, 'clerk');
await signedIn(second);

// Who signs out at the provider, or is signed out there, has no session here either; nobody else's ends.
const elsewhere = await second.context().newPage();
await leaves(elsewhere, issuer);
await elsewhere.close();
await second.reload();
await second.locator('nav p', { hasText: 'Not signed in' }).waitFor();

// Whoever ends it by the key has it sign in no more.
await first.reload();
await signedIn(first);
await list.getByText(/^used /).waitFor();
await list.getByRole('button', { name: 'End it' }).click();
await list.getByRole('button', { name: 'Really end treasury?' }).click();
await list.getByText('None is bound').waitFor();
await byProvider(stranger);
await shows(stranger, 'clerk');
await refused(stranger, 'unknown');

await browser.close();
provider.close();
node.kill('SIGTERM');
await once(node, 'exit');
assert.deepEqual([errors, provider.faults], [[], []]);
console.log('ok    a login of a provider is bound to a key, signs in without one, signs no command, and is ended');
