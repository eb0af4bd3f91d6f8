// A request that is signed as a whole: HTTP message signatures (RFC 9421) in the one profile that
// the door takes, over method, path, query and the digest of the content (RFC 9530).

import { ascii, hex, sha256, type Bytes } from './bytes.ts';
import type { Signer } from './signature.ts';

export interface Request {
  method: string;
  /** From the first slash, with what follows a question mark. */
  address: string;
  body: Bytes;
}

export interface Stamp {
  /** Unit: seconds since the Unix epoch, of the world outside. */
  created: number;
  /** Used once. */
  nonce: string;
  /** The system it is meant for. */
  network: string;
}

const base64 = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** What is signed: RFC 9421, section 2.5. */
export function baseOf(request: Request, digest: string, parameters: string): string {
  const [path = '', query] = request.address.split(/\?(.*)/s);
  const lines = [`"@method": ${request.method}`, `"@path": ${path}`];
  if (query !== undefined) lines.push(`"@query": ?${query}`);
  return [...lines, `"content-digest": ${digest}`, `"@signature-params": ${parameters}`].join('\n');
}

/** The three fields that carry a signature over a request. */
export async function fieldsOf({ key, verifying }: Signer, request: Request, stamp: Stamp): Promise<Record<string, string>> {
  const digest = `sha-256=:${base64(await sha256(request.body))}:`;
  const covered = `("@method" "@path" ${request.address.includes('?') ? '"@query" ' : ''}"content-digest")`;
  const parameters = `${covered};created=${stamp.created};keyid="ed25519:${verifying}";alg="ed25519";nonce="${stamp.nonce}";tag="${stamp.network}"`;
  const signature = await crypto.subtle.sign('Ed25519', key, ascii(baseOf(request, digest, parameters)));
  return { 'content-digest': digest, 'signature-input': `sarraf=${parameters}`, signature: `sarraf=:${base64(new Uint8Array(signature))}:` };
}

/** What makes a signature the only one of its kind. */
export function stampOf(network: string): Stamp {
  return { created: Math.floor(Date.now() / 1000), nonce: hex(crypto.getRandomValues(new Uint8Array(16))), network };
}
