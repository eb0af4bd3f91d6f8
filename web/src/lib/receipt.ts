// Verifying a receipt in the page, without asking anybody: the same checks in the same order as
// crates/receipts makes them. Layout: "SRFR", version, then postcard of event, path, headers, seal.

import { ascii, concat, little, same, sha256, unhex, type Bytes } from './bytes.ts';

export interface Header {
  network: Bytes;
  position: bigint;
  instant: bigint;
  previous: Bytes;
  commands: Bytes;
  outcome: { position: bigint; events: Bytes; books: Bytes };
}

export interface Receipt {
  event: Bytes;
  path: { index: number; count: number; siblings: Bytes[] };
  headers: Header[];
  signatures: { member: number; algorithm: number; bytes: Bytes }[];
}

export interface Proven {
  network: Bytes;
  position: bigint;
  /** Nanoseconds since the Unix epoch. */
  instant: bigint;
  event: Bytes;
  books: Bytes;
  headers: number;
  /** The event's place among those of its record, and how many these are. */
  index: number;
  count: number;
  /** The root over them, which the last header seals, and how many steps lead to it. */
  root: Bytes;
  steps: number;
  /** The digest of the record's own header, and of the last one, which is signed. */
  header: Bytes;
  sealed: Bytes;
}

/** Why a receipt proves nothing; the code is the word shown. */
export class Unproven extends Error {
  constructor(readonly code: 'form' | 'version' | 'chain' | 'root' | 'seal') {
    super(code);
  }
}

const MOST_BYTES = 1_048_576;
const MOST_EVENT = 65_536;
const MOST_HEADERS = 64;
const MOST_EVENTS = 16_777_216;

class Reader {
  #at = 0;
  constructor(readonly bytes: Uint8Array) {}

  number(bits: number): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.#at++];
      if (byte === undefined) throw new Unproven('form');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        // One written form: no zero byte at the end of a number, and no number beyond its width.
        if ((byte === 0 && shift > 0n) || value >> BigInt(bits) > 0n) throw new Unproven('form');
        return value;
      }
    }
    throw new Unproven('form');
  }

  length(most: number): number {
    const length = this.number(32);
    if (length > BigInt(most)) throw new Unproven('form');
    return Number(length);
  }

  take(length: number): Bytes {
    const part = this.bytes.slice(this.#at, this.#at + length) as Bytes;
    if (part.length !== length) throw new Unproven('form');
    this.#at += length;
    return part;
  }

  digest(): Bytes {
    if (this.length(32) !== 32) throw new Unproven('form');
    return this.take(32);
  }

  many<T>(most: number, one: () => T): T[] {
    return Array.from({ length: this.length(most) }, one);
  }

  ended(): boolean {
    return this.#at === this.bytes.length;
  }
}

/** Reads a receipt in its one form; nothing is verified yet. */
export function decode(bytes: Uint8Array): Receipt {
  if (bytes.length > MOST_BYTES || !same(bytes.subarray(0, 4), ascii('SRFR'))) throw new Unproven('form');
  if (bytes[4] !== 1 || bytes[5] !== 0) throw new Unproven('version');
  const reader = new Reader(bytes.subarray(6));
  const event = reader.take(reader.length(MOST_EVENT));
  const index = Number(reader.number(32));
  const total = Number(reader.number(32));
  const path = { index, count: total, siblings: reader.many(32, () => reader.digest()) };
  const headers = reader.many(MOST_HEADERS, () => header(reader));
  const signatures = reader.many(64, () => ({
    member: Number(reader.number(16)),
    algorithm: Number(reader.number(32)),
    bytes: reader.take(reader.length(4096)),
  }));
  if (!reader.ended()) throw new Unproven('form');
  return { event, path, headers, signatures };
}

function header(reader: Reader): Header {
  return {
    network: reader.digest(),
    position: reader.number(64),
    instant: reader.number(64),
    previous: reader.digest(),
    commands: reader.digest(),
    outcome: { position: reader.number(64), events: reader.digest(), books: reader.digest() },
  };
}

function digestOf(header: Header): Promise<Bytes> {
  return sha256(
    ascii('sarraf/record/v1\0'),
    header.network,
    little(header.position, 8),
    little(header.instant, 8),
    header.previous,
    header.commands,
    little(header.outcome.position, 8),
    header.outcome.events,
    header.outcome.books,
  );
}

async function checkChain(headers: Header[]): Promise<[Header, Header]> {
  const first = headers[0];
  const last = headers.at(-1);
  if (!first || !last || headers.length < 2) throw new Unproven('chain');
  for (const [at, header] of headers.entries()) {
    const before = headers[at - 1];
    if (!before) continue;
    const outcome = header.outcome.position;
    const follows =
      same(header.network, before.network) &&
      header.position === before.position + 1n &&
      header.instant >= before.instant &&
      outcome >= before.outcome.position &&
      outcome < header.position &&
      same(header.previous, await digestOf(before));
    const early = header !== last && outcome === first.position;
    if (!follows || early) throw new Unproven('chain');
  }
  if (last.outcome.position !== first.position) throw new Unproven('chain');
  return [first, last];
}

/** On which side a sibling stands at each step up, from the leaf; the tree is that of RFC 6962. */
function sides(place: number, total: number): ('left' | 'right')[] {
  const turns: ('left' | 'right')[] = [];
  let [start, end] = [0, total];
  while (end - start > 1) {
    let left = 1;
    while (left * 2 < end - start) left *= 2;
    if (place < start + left) {
      turns.push('right');
      end = start + left;
    } else {
      turns.push('left');
      start += left;
    }
  }
  return turns.reverse();
}

async function rootOf({ event, path }: Receipt): Promise<Bytes> {
  if (path.index >= path.count || path.count > MOST_EVENTS) throw new Unproven('root');
  const turns = sides(path.index, path.count);
  if (turns.length !== path.siblings.length) throw new Unproven('root');
  let hash = await sha256(Uint8Array.of(0), little(BigInt(path.index), 4), event);
  for (const [at, side] of turns.entries()) {
    const sibling = path.siblings[at] as Bytes;
    hash = side === 'left' ? await sha256(Uint8Array.of(1), sibling, hash) : await sha256(Uint8Array.of(1), hash, sibling);
  }
  return sha256(Uint8Array.of(2), little(BigInt(path.count), 4), hash);
}

/** Whether an event names a payment: the 16 bytes of a UETR stand in it as they are. */
export function names(event: Uint8Array, uetr: string): boolean {
  const name = unhex(uetr.replaceAll('-', ''));
  return event.some((_, at) => same(event.subarray(at, at + name.length), name));
}

/** Checks a receipt against the operator's key, 64 hexadecimal digits, and says what it proves. */
export async function verify(bytes: Uint8Array, operator: string): Promise<Proven> {
  const receipt = decode(bytes);
  const [first, last] = await checkChain(receipt.headers);
  if (!same(await rootOf(receipt), last.outcome.events)) throw new Unproven('root');
  await checkSeal(receipt, last, operator);
  return {
    network: first.network,
    position: first.position,
    instant: first.instant,
    event: receipt.event,
    books: last.outcome.books,
    headers: receipt.headers.length,
    index: receipt.path.index,
    count: receipt.path.count,
    root: last.outcome.events,
    steps: receipt.path.siblings.length,
    header: await digestOf(first),
    sealed: await digestOf(last),
  };
}

/**
 * A committee of one: its only member has signed, by Ed25519, and nobody else.
 * Beside it stands an ML-DSA-65 signature, which browsers cannot verify; `sarraf verify` does.
 */
async function checkSeal(receipt: Receipt, last: Header, operator: string): Promise<void> {
  const [signature, beside, ...more] = receipt.signatures;
  if (!signature || more.length > 0 || signature.member !== 0 || signature.algorithm !== 0) throw new Unproven('seal');
  if (beside && (beside.member !== 0 || beside.algorithm !== 1)) throw new Unproven('seal');
  const key = await crypto.subtle.importKey('raw', unhex(operator), 'Ed25519', false, ['verify']).catch(() => {
    throw new Unproven('seal');
  });
  const message = concat(ascii('sarraf/header/v1\0'), await digestOf(last));
  if (!(await crypto.subtle.verify('Ed25519', key, signature.bytes, message))) throw new Unproven('seal');
}
