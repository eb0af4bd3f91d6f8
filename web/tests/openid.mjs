// Signing in through a provider of OpenID Connect, which is made up here: a login is bound to a key,
// signs in without one, and is ended.
// node tests/openid.mjs ADDRESS FOLDER BIC
// FOLDER has sarraf.toml and BIC.key; SARRAF names the program, which this test starts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [address, folder, bic] = process.argv.slice(2);
const file = `${folder}/${bic}.key`;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CLIENT = 'sarraf-console';
const SECRET = 'of-the-client';
const page = `${address}/`;

// The provider: one page with a button for each person, and a code for whoever presses one.
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const codes = new Map();
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const digest = (text) => createHash('sha256').update(text).digest('base64url');

function signedFor({ nonce, subject }) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, sub: subject, aud: CLIENT, iat: now, exp: now + 60, nonce };
  const said = `${part({ alg: 'RS256', kid: 'a' })}.${part(claims)}`;
  return `${said}.${createSign('RSA-SHA256').update(said).sign(privateKey, 'base64url')}`;
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, issuer);
  const json = (status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  switch (url.pathname) {
    case '/.well-known/openid-configuration':
      return json(200, { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys` });
    case '/keys':
      return json(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'a', use: 'sig', alg: 'RS256' }] });
    case '/authorize': {
      const asked = Object.fromEntries(url.searchParams);
      assert.equal(asked.redirect_uri, page);
      assert.equal(asked.scope, 'openid');
      const links = ['clerk', 'stranger'].map((subject) => {
        const code = `code-of-${subject}-${codes.size}`;
        codes.set(code, { subject, nonce: asked.nonce, challenge: asked.code_challenge });
        return `<p><a href="${page}?${new URLSearchParams({ code, state: asked.state })}">${subject}</a></p>`;
      });
      links.push(`<p><a href="${page}?${new URLSearchParams({ error: 'access_denied', state: asked.state })}">nobody</a></p>`);
      return response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Provider</title>${links.join('')}`);
    }
    case '/token': {
      let body = '';
      for await (const chunk of request) body += chunk;
      const form = new URLSearchParams(body);
      const code = codes.get(form.get('code'));
      codes.delete(form.get('code'));
      const basic = `Basic ${Buffer.from(`${CLIENT}:${SECRET}`).toString('base64')}`;
      const right = code && request.headers.authorization === basic && digest(form.get('code_verifier')) === code.challenge;
      return right ? json(200, { access_token: 'x', token_type: 'Bearer', id_token: signedFor(code) }) : json(400, { error: 'invalid_grant' });
    }
    default:
      return json(404, {});
  }
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

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

async function opened(hash) {
  const view = await (await browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' })).newPage();
  view.on('pageerror', (error) => errors.push(String(error)));
  await view.goto(`${page}${hash}`);
  return view;
}

async function readable(view) {
  await view.evaluate(axe);
  const { violations } = await view.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  assert.deepEqual(violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => one.id), []);
}

const through = new RegExp('Sign in through 127\\.0\\.0\\.1');
const signedIn = (view) => view.locator('nav p', { hasText: `Signed in as ${bic}` }).waitFor();
const byProvider = (view) => view.getByRole('button', { name: through }).click();

// Who is known to the provider alone is nobody here.
const stranger = await opened(`#/position/${bic}`);
await byProvider(stranger);
await stranger.getByRole('link', { name: 'stranger' }).click();
await stranger.getByText('Nobody was signed in through the provider: ').waitFor();
assert.equal(new URL(stranger.url()).search, '', 'no code stays in the address');
assert.equal(new URL(stranger.url()).hash, `#/position/${bic}`);
await readable(stranger);
// Nor is who turned back at the provider.
await byProvider(stranger);
await stranger.getByRole('link', { name: 'nobody' }).click();
await stranger.getByText('access_denied').waitFor();

// Who has signed in with the key goes to the provider and binds what it knows her by.
const first = await opened(`#/participants/${bic}`);
await first.getByLabel('BIC of the party, or overseer').fill(bic);
await first.getByLabel('Key file').setInputFiles(file);
await first.getByRole('button', { name: 'Sign in', exact: true }).click();
await signedIn(first);
const list = first.locator('[data-list=logins]');
await list.getByText('None is bound').waitFor();
await first.getByRole('button', { name: 'Add a login' }).click();
await first.getByRole('link', { name: 'clerk' }).click();
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
await second.getByRole('link', { name: 'clerk' }).click();
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

// A code with a state that this browser has not asked for is let lie.
const led = await opened('');
await led.goto(`${page}?code=code-of-thief&state=${'07'.repeat(32)}`);
await led.getByText('other-browser').waitFor();
assert.equal(new URL(led.url()).search, '');

// Whoever ends it by the key has it sign in no more.
await first.reload();
await signedIn(first);
await list.getByText(/^used /).waitFor();
await list.getByRole('button', { name: 'End it' }).click();
await list.getByRole('button', { name: 'Really end treasury?' }).click();
await list.getByText('None is bound').waitFor();
await stranger.getByRole('button', { name: through }).click();
await stranger.getByRole('link', { name: 'clerk' }).click();
await stranger.getByText('Nobody was signed in through the provider: ').waitFor();

await browser.close();
server.close();
node.kill('SIGTERM');
await once(node, 'exit');
assert.deepEqual(errors, []);
console.log('ok    a login of a provider is bound to a key, signs in without one, signs no command, and is ended');
