// Whether a message is the one of the log: the same digest as crates/node makes of an original.

import { ascii, hex, sha256, unhex } from './bytes.ts';
import type { Documented } from './door.ts';

/** A message as the node keeps it, with what its digest is made of. */
export type Told = Documented<'/v1/payments/{uetr}/message'>;

/** The digest that stands in the log for a message. */
export async function evidenceOf({ text, salt, signed }: Pick<Told, 'text' | 'salt' | 'signed'>): Promise<string> {
  const [bytes, salted] = [ascii(text), unhex(salt)];
  if (signed === null) return hex(await sha256(ascii('sarraf/evidence/v1\0'), salted, bytes));
  return hex(await sha256(ascii('sarraf/evidence/v2\0'), salted, await sha256(bytes), ascii(signed)));
}
