// Signing in the page, by WebCrypto: Ed25519 (RFC 8032) over a domain and the SHA-256 of the exact
// bytes that are sent. The header reads ed25519:KEY:SIGNATURE, both in hexadecimal.

import { ascii, concat, hex, sha256, unhex, type Bytes } from './bytes.ts';

// PKCS #8 (RFC 8410) of an Ed25519 key, up to the 32 bytes of its seed.
const PKCS8 = unhex('302e020100300506032b657004220420');

export interface Signer {
  key: CryptoKey;
  /** The public half, in hexadecimal. */
  verifying: string;
}

/** A signer from the 32 bytes of a key's seed, in hexadecimal. Its key signs and cannot be read. */
export async function signer(seed: string): Promise<Signer> {
  const encoded = concat(PKCS8, unhex(seed));
  // WebCrypto tells the public half of a key only where it may tell the key.
  const { x } = await crypto.subtle.exportKey('jwk', await crypto.subtle.importKey('pkcs8', encoded, 'Ed25519', true, ['sign']));
  if (!x) throw new TypeError('the key has no public half');
  const raw = atob(x.replaceAll('-', '+').replaceAll('_', '/'));
  const key = await crypto.subtle.importKey('pkcs8', encoded, 'Ed25519', false, ['sign']);
  return { key, verifying: hex(Uint8Array.from(raw, (letter) => letter.charCodeAt(0))) };
}

/** What a sender signs of a body. */
export async function messageToSign(body: Bytes): Promise<Bytes> {
  return concat(ascii('sarraf/message/v1\0'), await sha256(body));
}

/** The value of the header sarraf-signature. */
export async function sign({ key, verifying }: Signer, body: Bytes): Promise<string> {
  const signature = await crypto.subtle.sign('Ed25519', key, await messageToSign(body));
  return `ed25519:${verifying}:${hex(new Uint8Array(signature))}`;
}
