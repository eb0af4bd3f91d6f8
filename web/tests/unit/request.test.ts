import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { ascii } from '../../src/lib/bytes.ts';
import { baseOf, fieldsOf } from '../../src/lib/request.ts';
import { signer } from '../../src/lib/signature.ts';

// RFC 8032, section 7.1, test 1.
const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';

test('a request is signed over method, path, query and content, as RFC 9421 builds its base', async () => {
  const one = await signer(SEED);
  const stamp = { created: 1764086400, nonce: '5f1c', network: 'ab'.repeat(32) };
  for (const [address, query] of [['/v1/webhooks', ''], ['/v1/outbox?participant=A&limit=1', '"@query": ?participant=A&limit=1\n']] as const) {
    const body = ascii('{"command":"RegisterWebhook"}');
    const fields = await fieldsOf(one, { method: 'POST', address, body }, stamp);
    const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
    assert.equal(fields['content-digest'], digest);
    const covered = query ? '("@method" "@path" "@query" "content-digest")' : '("@method" "@path" "content-digest")';
    const parameters = `${covered};created=1764086400;keyid="ed25519:${one.verifying}";alg="ed25519";nonce="5f1c";tag="${stamp.network}"`;
    assert.equal(fields['signature-input'], `sarraf=${parameters}`);
    const base = `"@method": POST\n"@path": ${address.split('?')[0]}\n${query}"content-digest": ${digest}\n"@signature-params": ${parameters}`;
    assert.equal(baseOf({ method: 'POST', address, body }, digest, parameters), base);
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(one.verifying, 'hex').toString('base64url') };
    const signature = /^sarraf=:([A-Za-z0-9+/]{86}==):$/.exec(fields['signature'] ?? '')?.[1] ?? '';
    assert.ok(verify(null, Buffer.from(base), createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64')));
  }
});
