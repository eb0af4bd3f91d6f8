import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { ascii, unhex } from '../../src/lib/bytes.ts';
import { isSealed, keyIn, seal, unseal } from '../../src/lib/sealed.ts';
import { messageToSign, sign, signer } from '../../src/lib/signature.ts';

// RFC 8032, section 7.1, test 1.
const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const PARTY = 'ICBKCNBJ';
// Few rounds, so that the test is quick; the page asks for more.
const ROUNDS = 1000;

test('a signer signs, knows its public half, and cannot be read', async () => {
  const one = await signer(SEED);
  assert.equal(one.verifying, PUBLIC);
  assert.equal(one.key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey('pkcs8', one.key));
  const body = ascii('{"command":"OpenSession"}');
  const [algorithm, key, signature] = (await sign(one, body)).split(':');
  assert.deepEqual([algorithm, key], ['ed25519', PUBLIC]);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(PUBLIC, 'hex').toString('base64url') };
  assert.ok(verify(null, await messageToSign(body), createPublicKey({ key: jwk, format: 'jwk' }), unhex(signature ?? '')));
});

test('a sealed key opens under its passphrase, however it was typed, and under no other', async () => {
  const sealed = await seal(PARTY, SEED, 'caf\u00e9 at the harbour', ROUNDS);
  assert.equal(sealed.verifying, PUBLIC);
  assert.ok(!JSON.stringify(sealed).includes(SEED));
  assert.equal(await unseal(sealed, 'cafe\u0301 at the harbour'), SEED);
  await assert.rejects(unseal(sealed, 'cafe at the harbour'));
});

test('a sealed key of which a byte, the party or the public half was changed does not open', async () => {
  const sealed = await seal(PARTY, SEED, 'a passphrase', ROUNDS);
  const turned = (digits: string) => (digits.startsWith('0') ? '1' : '0') + digits.slice(1);
  for (const other of [{ party: 'SABRRUMM' }, { verifying: turned(PUBLIC) }, { sealed: turned(sealed.sealed) }, { nonce: turned(sealed.nonce) }, { salt: turned(sealed.salt) }, { rounds: ROUNDS + 1 }]) {
    await assert.rejects(unseal({ ...sealed, ...other }, 'a passphrase'), JSON.stringify(other));
  }
});

test('a file is a sealed key, a key file of the programs, or neither', async () => {
  const sealed = await seal(PARTY, SEED, 'a passphrase', ROUNDS);
  assert.deepEqual(keyIn(JSON.stringify(sealed)), { sealed });
  assert.deepEqual(keyIn(`ed25519-secret:${SEED}\n`), { seed: SEED });
  for (const file of ['', '{}', 'null', `ed25519:${PUBLIC}`, `ed25519-secret:${SEED}00`, 'pkcs11:token=sarraf', JSON.stringify({ ...sealed, rounds: 1e9 }), JSON.stringify({ ...sealed, sealed: '00' })]) assert.equal(keyIn(file), null, file);
  assert.equal(isSealed({ ...sealed, form: 'sarraf-sealed-key/v2' }), false);
});
