import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../../src/lib/bytes.ts';
import { names, Unproven, verify } from '../../src/lib/receipt.ts';
import { sign, signer } from '../../src/lib/signature.ts';
import { OPERATOR_SEED, RECEIPT } from './receipt.fixture.ts';

test('a receipt made by the node is proven in the page', async () => {
  const { verifying } = await signer(OPERATOR_SEED);
  const proven = await verify(unhex(RECEIPT), verifying);
  assert.equal(proven.position, 110n);
  assert.equal(hex(proven.network), 'be0c2305d1d2ae19379af2d514e726b749632fee54824d5b4974fc225f88a310');
});

test('a receipt says which payment it is of', async () => {
  const { verifying } = await signer(OPERATOR_SEED);
  const { event } = await verify(unhex(RECEIPT), verifying);
  assert.ok(names(event, '687a9d65-8b2f-4fc8-bb68-ea66c5a98fb5'));
  assert.ok(!names(event, '8a562c67-ca16-48ba-b074-65581be6f001'));
});

test('no bit of a receipt is free', async () => {
  const { verifying } = await signer(OPERATOR_SEED);
  const bytes = unhex(RECEIPT);
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    await assert.rejects(verify(changed, verifying), Unproven, `byte ${at}`);
  }
  await assert.rejects(verify(bytes.subarray(0, -1), verifying), Unproven);
});

test('the key of another proves nothing', async () => {
  const { verifying } = await signer('11'.repeat(32));
  await assert.rejects(verify(unhex(RECEIPT), verifying), { code: 'seal' });
});

test('a public key is that of RFC 8032, section 7.1, test 1', async () => {
  const made = await signer('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
  assert.equal(made.verifying, 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
  assert.match(await sign(made, unhex('00')), /^ed25519:[0-9a-f]{64}:[0-9a-f]{128}$/);
});
