// Commands by the keys that a demo lends, for what no screen of the console asks.
import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

// PKCS #8 (RFC 8410) of an Ed25519 key, up to the 32 bytes of its seed.
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Asks something of the node as a party; answers what it says. */
export async function asked(address, party, path, command, fields) {
  const { seed } = await (await fetch(`${address}/v1/sandbox/keys/${party}`)).json();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, Buffer.from(seed, 'hex')]), format: 'der', type: 'pkcs8' });
  const verifying = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  const { system } = await (await fetch(`${address}/v1/overview`)).json();
  const body = JSON.stringify({ command, asked_at: system.instant, ...fields });
  const said = Buffer.concat([Buffer.from('sarraf/message/v1\0'), createHash('sha256').update(body).digest()]);
  const signature = `ed25519:${verifying}:${sign(null, said, key).toString('hex')}`;
  const response = await fetch(address + path, { method: 'POST', headers: { 'content-type': 'application/json', 'sarraf-signature': signature }, body });
  const told = await response.json();
  assert.ok(response.ok, `${command} by ${party} was answered with ${response.status}: ${JSON.stringify(told)}`);
  return told;
}
