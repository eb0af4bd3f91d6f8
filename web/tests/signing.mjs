// Stepping into a party signs in where the node keeps sessions. The node of these flows keeps none,
// so a small door stands before it that does: it checks the signature over the exact bytes, gives a
// cookie that no script sees, and answers only what the party that signed in may see.
import assert from 'node:assert/strict';
import { createHash, createPublicKey, randomUUID, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { openAs } from './screens.mjs';

/** What is signed of a body: a domain, then its SHA-256. */
const messageOf = (body) => Buffer.concat([Buffer.from('sarraf/message/v1\0'), createHash('sha256').update(body).digest()]);

/** Whether a header's signature is of these bytes; answers the public half. */
function signedBy(header, body) {
  const [, key, signature] = /^ed25519:([0-9a-f]{64}):([0-9a-f]{128})$/.exec(header ?? '') ?? [];
  if (!key) return null;
  // SubjectPublicKeyInfo of Ed25519 (RFC 8410), then the key.
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key, 'hex')]);
  const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return verify(null, messageOf(body), publicKey, Buffer.from(signature, 'hex')) ? key : null;
}

/** Reads that name a participant, which only that participant may see here. */
const OWN = ['/v1/liquidity', '/v1/queues', '/v1/orders', '/v1/accounts', '/v1/payments'];

async function door(address, seen) {
  const sessions = new Map();
  const nonces = new Set();
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const url = new URL(request.url, 'http://door');
    const id = /sarraf_session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
    const tell = (status, value, headers = {}) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
    if (url.pathname === '/v1/sessions' && request.method === 'POST') {
      const asked = JSON.parse(body.toString());
      const keys = await (await fetch(`${address}/v1/keys?participant=${asked.party}`)).json();
      const by = signedBy(request.headers['sarraf-signature'], body);
      const known = by && keys.keys?.some((key) => key.key === `ed25519:${by}` && key.state === 'active');
      const fresh = asked.command === 'OpenSession' && Math.abs(asked.signed_at - Date.now() / 1000) < 300;
      if (!known || !fresh || !/^[\w-]{16,64}$/.test(asked.nonce) || nonces.has(asked.nonce)) return tell(401, { title: 'not signed by a key that counts' });
      nonces.add(asked.nonce);
      const made = randomUUID();
      sessions.set(made, { party: asked.party, kind: 'participant', currencies: [], roles: ['participant'], expires_in: 28_800 });
      seen.push(asked.party);
      return tell(200, sessions.get(made), { 'set-cookie': `sarraf_session=${made}; HttpOnly; SameSite=Strict; Path=/` });
    }
    if (url.pathname === '/v1/sessions/current') {
      if (!sessions.has(id)) return tell(401, { title: 'nobody is signed in' });
      if (request.method === 'DELETE') {
        sessions.delete(id);
        return response.writeHead(204, { 'set-cookie': 'sarraf_session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0' }).end();
      }
      return tell(200, sessions.get(id) ?? {});
    }
    const whose = url.searchParams.get('participant');
    const party = sessions.get(id)?.party;
    if (party && whose && whose !== party && OWN.includes(url.pathname)) return tell(403, { title: 'this is of another participant' });
    const { host, connection, ...headers } = request.headers;
    const upstream = await fetch(address + request.url, { method: request.method, headers, ...(body.length > 0 ? { body } : {}) }).catch(() => null);
    if (!upstream) return response.destroy();
    if (url.pathname === '/v1/openapi.json') {
      const document = await upstream.json();
      document.paths['/v1/sessions'] = {};
      return tell(200, document);
    }
    response.writeHead(upstream.status, { 'content-type': upstream.headers.get('content-type') ?? 'text/plain' });
    const reader = upstream.body?.getReader();
    response.on('close', () => void reader?.cancel().catch(() => undefined));
    for (;;) {
      const { done, value } = (await reader?.read().catch(() => ({ done: true }))) ?? { done: true };
      if (done) break;
      response.write(value);
    }
    response.end();
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, at: `http://127.0.0.1:${server.address().port}` };
}

export async function signing({ address, flow }) {
  const { banks } = await (await fetch(`${address}/v1/sandbox`)).json();
  const [one, other] = banks.map((bank) => bank.bic);
  const seen = [];
  const { server, at } = await door(address, seen);

  await flow('stepping into a bank signs in by its key, stays so, changes with the bank, and ends', async (page) => {
    const foot = (text) => page.locator('nav p', { hasText: text }).waitFor();
    await openAs(page, at, { role: 'participant', party: one, path: `position/${one}` });
    await foot(`Signed in as ${one}`);
    assert.equal(await page.evaluate(() => document.cookie), '', 'no script sees the cookie');
    await page.reload();
    await foot(`Signed in as ${one}`);
    assert.deepEqual(seen, [one], 'a reload signs nobody in anew');
    await page.locator('.tools select').nth(1).selectOption(other);
    await foot(`Signed in as ${other}`);
    await page.getByLabel('View as').selectOption('overseer');
    await foot('Nobody is signed in');
    assert.deepEqual(await page.context().cookies(), [], 'nothing is left of it');
    assert.equal(await page.evaluate(async () => (await fetch('/v1/payments?limit=1')).status), 200);
  });

  await flow('a bank that is signed in and opens another\'s screens sees nothing of it', async (page) => {
    page.quiet = true;
    await openAs(page, at, { role: 'participant', party: one, path: `position/${one}` });
    await page.locator('nav p', { hasText: `Signed in as ${one}` }).waitFor();
    for (const screen of ['position', 'liquidity', 'queue']) {
      await page.goto(`${at}/#/${screen}/${other}`);
      await page.getByRole('heading', { name: 'This is another' }).first().waitFor();
      assert.equal(await page.locator('.drawn .row').count(), 0, `${screen} shows no row`);
    }
    await page.goto(`${at}/#/liquidity/${one}`);
    await page.locator('.drawn .row').first().waitFor();
  });

  server.closeAllConnections();
  server.close();
}
