// Where the keys of this browser lie: an object store of IndexedDB, which keeps a CryptoKey that
// signs and that no script can read. Where there is none, sealed keys lie in localStorage.

import { isSealed, type Sealed } from './sealed.ts';

/** A key as it is kept: to sign with, sealed under a passphrase, or both. */
export interface Kept {
  party: string;
  /** The public half, in hexadecimal. */
  verifying: string;
  key: CryptoKey | null;
  sealed: Sealed | null;
}

const BASE = 'sarraf';
const STORE = 'keys';
const NAME = 'sarraf.sealed-keys';

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((kept, failed) => {
    request.onsuccess = () => kept(request.result);
    request.onerror = () => failed(request.error ?? new Error('the browser keeps nothing'));
  });
}

let opened: Promise<IDBDatabase> | undefined;

function base(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((kept, failed) => {
    const request = indexedDB.open(BASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ['party', 'verifying'] });
    request.onsuccess = () => kept(request.result);
    request.onerror = () => failed(request.error ?? new Error('the browser keeps nothing'));
    request.onblocked = () => failed(new Error('another page of this browser holds the keys'));
  });
  return opened;
}

/** Runs one request and answers once it is on disk, as far as a browser says so. */
async function run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await base()).transaction(STORE, mode);
  const result = done(ask(transaction.objectStore(STORE)));
  await new Promise<void>((kept, failed) => {
    transaction.oncomplete = () => kept();
    transaction.onabort = transaction.onerror = () => failed(transaction.error ?? new Error('the browser keeps nothing'));
  });
  return result;
}

/** How long a page tries at most whether keys are kept. Unit: milliseconds. */
const TRIAL = 60_000;

/** The name of a trial: when it began, and what tells it from another page's of the same moment. */
const trialAt = (now: number) => `${now}.${crypto.randomUUID()}`;

/** Whether a trial was left by a page that is gone; one that names no moment is an earlier page's. */
export function isLeft(trial: string, now: number): boolean {
  const began = /^(\d+)\./.exec(trial)?.[1];
  return began === undefined || now - Number(began) > TRIAL;
}

/** Removes what pages left that were closed while they tried; one that tries now is let be. */
async function sweep(): Promise<void> {
  const names = (await run('readonly', (store) => store.getAllKeys())) as [string, string][];
  for (const [party, verifying] of names) {
    if (party === '' && isLeft(verifying, Date.now())) await run('readwrite', (store) => store.delete([party, verifying]));
  }
}

/** Whether this browser keeps a key that it lets nobody read: tried with one, and read back. */
export async function keepsKeys(): Promise<boolean> {
  const place = { party: '', verifying: trialAt(Date.now()) };
  try {
    const { privateKey } = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
    await run('readwrite', (store) => store.put({ ...place, key: privateKey, sealed: null } satisfies Kept));
    const read = (await run('readonly', (store) => store.get([place.party, place.verifying]))) as Kept | undefined;
    await run('readwrite', (store) => store.delete([place.party, place.verifying]));
    if (!read?.key) return false;
    await crypto.subtle.sign('Ed25519', read.key, new Uint8Array(1));
    return true;
  } catch {
    return false;
  }
}

/** Every key that is kept. Order: by party and public half. */
export async function all(): Promise<Kept[]> {
  await sweep().catch(() => undefined);
  const stored = (await run('readonly', (store) => store.getAll()).catch(() => [])) as Kept[];
  const sound = stored.filter((one) => one.party !== '' && (one.key instanceof CryptoKey || isSealed(one.sealed)));
  return [...sound, ...sealedAlone().map((sealed) => ({ party: sealed.party, verifying: sealed.verifying, key: null, sealed }))];
}

/** Keeps a key. A key that signs is kept only where the browser keeps it unreadable. */
export async function put(one: Kept): Promise<void> {
  if (one.key) await run('readwrite', (store) => store.put(one));
  else if (one.sealed) localStorage.setItem(NAME, JSON.stringify([...sealedAlone().filter((other) => other.party !== one.party || other.verifying !== one.verifying), one.sealed]));
}

/** Forgets a key, wherever it lies. */
export async function remove(party: string, verifying: string): Promise<void> {
  const others = sealedAlone().filter((one) => one.party !== party || one.verifying !== verifying);
  try {
    if (others.length > 0) localStorage.setItem(NAME, JSON.stringify(others));
    else localStorage.removeItem(NAME);
  } catch {
    // Where nothing can be written nothing was kept.
  }
  await run('readwrite', (store) => store.delete([party, verifying])).catch(() => undefined);
}

function sealedAlone(): Sealed[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(NAME) ?? '[]');
    return Array.isArray(read) ? read.filter(isSealed) : [];
  } catch {
    return [];
  }
}
