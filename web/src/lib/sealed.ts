// A key under a passphrase, as it leaves this browser or where a browser cannot keep a key that
// nobody reads: AES-256-GCM under PBKDF2 of HMAC-SHA-256, both by WebCrypto.

import { ascii, hex, unhex, type Bytes } from './bytes.ts';
import { signer } from './signature.ts';

/** A sealed key; bytes are hexadecimal. */
export interface Sealed {
  form: 'sarraf-sealed-key/v1';
  party: string;
  /** The public half, and what the seal is bound to beside the party. */
  verifying: string;
  /** Rounds of PBKDF2. */
  rounds: number;
  salt: string;
  nonce: string;
  sealed: string;
}

/** What one of OWASP's password storage cheat sheet asks of PBKDF2 with HMAC-SHA-256. */
export const ROUNDS = 600_000;
// What a file may ask of this page at most, so that none stops it for minutes.
const MOST_ROUNDS = 10_000_000;

/** The shortest passphrase that is taken. Unit: characters. */
export const SHORTEST = 12;

// The key file of the system's own programs (decision 0042).
const PLAIN = /^ed25519-secret:([0-9a-f]{64})\s*$/i;

async function under(passphrase: string, salt: Bytes, rounds: number): Promise<CryptoKey> {
  // One passphrase is the same bytes from every keyboard.
  const base = await crypto.subtle.importKey('raw', ascii(passphrase.normalize('NFKC')), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

const bound = (party: string, verifying: string) => ascii(`sarraf/sealed-key/v1\0${party}\0${verifying}`);

/** Seals the 32 bytes of a key's seed, in hexadecimal. */
export async function seal(party: string, seed: string, passphrase: string, rounds = ROUNDS): Promise<Sealed> {
  const { verifying } = await signer(seed);
  const [salt, nonce] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))];
  const key = await under(passphrase, salt, rounds);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: bound(party, verifying) }, key, unhex(seed));
  return { form: 'sarraf-sealed-key/v1', party, verifying, rounds, salt: hex(salt), nonce: hex(nonce), sealed: hex(new Uint8Array(sealed)) };
}

/** The seed in a sealed key, in hexadecimal; fails where the passphrase is another or a byte was changed. */
export async function unseal(sealed: Sealed, passphrase: string): Promise<string> {
  const key = await under(passphrase, unhex(sealed.salt), sealed.rounds);
  const seed = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: unhex(sealed.nonce), additionalData: bound(sealed.party, sealed.verifying) }, key, unhex(sealed.sealed));
  return hex(new Uint8Array(seed));
}

/** Whether something that was read is a sealed key. */
export function isSealed(read: unknown): read is Sealed {
  const one = read as Sealed | null;
  const digits = (text: unknown, bytes: number) => typeof text === 'string' && /^[0-9a-f]*$/.test(text) && text.length === 2 * bytes;
  return (
    !!one && typeof one === 'object' && one.form === 'sarraf-sealed-key/v1' && typeof one.party === 'string' && Number.isInteger(one.rounds) && one.rounds > 0 && one.rounds <= MOST_ROUNDS &&
    digits(one.verifying, 32) && digits(one.salt, 16) && digits(one.nonce, 12) && digits(one.sealed, 48)
  );
}

/** What a file holds: a sealed key, the seed of a key file of the system's programs, or neither. */
export function keyIn(file: string): { sealed: Sealed } | { seed: string } | null {
  const plain = PLAIN.exec(file);
  if (plain?.[1]) return { seed: plain[1].toLowerCase() };
  try {
    const read: unknown = JSON.parse(file);
    return isSealed(read) ? { sealed: read } : null;
  } catch {
    return null;
  }
}
