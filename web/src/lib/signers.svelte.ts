// The keys this page can sign with: those a demo lends, and those that were made or brought here.
// A real system lends none; there a bank signs with its own key, best far from any browser.
//
// A key of this browser is a CryptoKey that signs and that no script can read. Where a browser
// cannot keep such a key, it is kept sealed under a passphrase, which opens it until the page is
// closed. The seed is in the page only while the key is made or brought. What a demo lends is
// published to anybody who asks, and is not kept at all.

import { hex, unhex } from './bytes.ts';
import { sandbox } from './door.ts';
import { all, keepsKeys, put, remove, type Kept } from './keystore.ts';
import { live } from './live.svelte.ts';
import { read } from './read.svelte.ts';
import { keyIn, seal, SHORTEST, unseal, type Sealed } from './sealed.ts';
import { sign, signer, type Signer } from './signature.ts';

/** A key of this browser. */
export interface Own {
  /** The public half, in hexadecimal. */
  verifying: string;
  /** Its copy under a passphrase, where one was asked for. */
  sealed: Sealed | null;
  /** Whether its passphrase has to be given before it signs. */
  locked: boolean;
}

/** What is said of a key that cannot be used or brought; the words are the screen's. */
export class KeyFault extends Error {
  readonly why: 'form' | 'passphrase' | 'party' | 'locked' | 'not_kept' | 'short';

  constructor(why: KeyFault['why']) {
    super(why === 'locked' ? 'the key is locked: give its passphrase first' : `key: ${why}`);
    this.why = why;
  }
}

/** Where earlier pages kept seeds as they are. */
const EARLIER = 'sarraf.keys';

class Signers {
  /** Keys of this browser, by the party that has them. */
  own = $state.raw<Record<string, Own[]>>({});
  /** Which key each party signs with: the public half of one of its own, or nothing for the demo's. */
  chosen = $state.raw<Record<string, string>>({});
  /** Whether this browser keeps keys that it lets nobody read; without, a passphrase is needed. */
  keeps = $state(true);
  /** Seeds of an earlier page that wait for a passphrase, as this browser cannot keep keys. */
  bare = $state.raw<Record<string, { seed: string; verifying: string }[]>>({});
  #lent = new Map<string, Promise<Signer>>();
  #keys = new Map<string, CryptoKey>();
  #ready: Promise<void> | undefined;

  /** Reads what is kept, and takes over what an earlier page kept. */
  ready(): Promise<void> {
    this.#ready ??= this.#begin();
    return this.#ready;
  }

  async #begin(): Promise<void> {
    this.keeps = await keepsKeys();
    for (const one of await all()) this.#take(one);
    await this.#migrate();
  }

  /** Seeds that an earlier page kept as they are become keys that nobody reads; one is removed
   *  only once its key is kept. */
  async #migrate(): Promise<void> {
    const left = earlier();
    for (const [party, keys] of Object.entries(left)) {
      for (const { seed } of this.keeps ? [...keys] : []) {
        try {
          await this.#keep(party, seed, null);
          left[party] = (left[party] ?? []).filter((one) => one.seed !== seed);
        } catch {
          // It stays where it is, and is tried again when the page is opened next.
        }
      }
    }
    this.bare = leave(left);
  }

  /** Seals what an earlier page left bare, where this browser cannot keep keys. */
  async protect(party: string, passphrase: string): Promise<void> {
    const left = earlier();
    for (const { seed } of left[party] ?? []) await this.#keep(party, seed, await seal(party, seed, passphrase));
    delete left[party];
    this.bare = leave(left);
  }

  /** The key that a party signs with now: its public half, where it is one of its own. */
  choice(party: string): string {
    return this.chosen[party] ?? (live.sandbox ? '' : (this.own[party]?.[0]?.verifying ?? ''));
  }

  /** Whether this page has a key to sign with as a party, its own or the demo's; a locked one asks for
   *  its passphrase. */
  signs(party: string): boolean {
    return live.sandbox !== null || (this.own[party]?.length ?? 0) > 0;
  }

  /** The key that a party signs with now. */
  async of(party: string): Promise<Signer> {
    await this.ready();
    const own = this.own[party]?.find((key) => key.verifying === this.choice(party));
    if (!own) return this.lent(party);
    const key = this.#keys.get(place(party, own.verifying));
    if (!key) throw new KeyFault('locked');
    return { key, verifying: own.verifying };
  }

  /** The demo's key of a party. */
  async lent(party: string): Promise<Signer> {
    const known = this.#lent.get(party);
    if (known) return known;
    const asked = read(sandbox<{ seed: string }>(`/keys/${encodeURIComponent(party)}`)).then(({ seed }) => signer(seed));
    this.#lent.set(party, asked);
    // What failed is asked again; another demo lends other keys.
    asked.catch(() => this.#lent.delete(party));
    return asked;
  }

  forget(): void {
    this.#lent.clear();
  }

  choose(party: string, verifying: string): void {
    this.chosen = { ...this.chosen, [party]: verifying };
  }

  /** Makes a key for a party; it counts once the party has added it and a day has passed. With a
   *  passphrase a copy is sealed, which alone can leave this browser. */
  async make(party: string, passphrase: string): Promise<Own> {
    await this.ready();
    const seed = hex(crypto.getRandomValues(new Uint8Array(32)));
    return this.#keep(party, seed, passphrase ? await seal(party, seed, passphrase) : null);
  }

  /** Brings a key from a file: a sealed one with its passphrase, or a key file of the system's
   *  programs, of which a copy is sealed where a passphrase is given. */
  async bring(party: string, file: string, passphrase: string): Promise<Own> {
    await this.ready();
    const found = keyIn(file);
    if (!found) throw new KeyFault('form');
    if ('seed' in found && passphrase !== '' && passphrase.length < SHORTEST) throw new KeyFault('short');
    if ('seed' in found) return this.#keep(party, found.seed, passphrase ? await seal(party, found.seed, passphrase) : null);
    if (found.sealed.party !== party) throw new KeyFault('party');
    return this.#keep(party, await opened(found.sealed, passphrase), found.sealed);
  }

  /** Opens a key that lies sealed, until this page is closed. */
  async unlock(party: string, verifying: string, passphrase: string): Promise<void> {
    const sealed = this.own[party]?.find((key) => key.verifying === verifying)?.sealed;
    if (!sealed) return;
    const { key } = await signer(await opened(sealed, passphrase));
    this.#take({ party, verifying, key, sealed });
  }

  /** Forgets a key; without a copy elsewhere it signs nothing any more. */
  async drop(party: string, verifying: string): Promise<void> {
    await remove(party, verifying);
    this.#keys.delete(place(party, verifying));
    this.own = { ...this.own, [party]: (this.own[party] ?? []).filter((key) => key.verifying !== verifying) };
    if (this.choice(party) === verifying) this.choose(party, '');
  }

  async #keep(party: string, seed: string, sealed: Sealed | null): Promise<Own> {
    const { key, verifying } = await signer(seed);
    if (!this.keeps && !sealed) throw new KeyFault('not_kept');
    await put({ party, verifying, key: this.keeps ? key : null, sealed });
    return this.#take({ party, verifying, key, sealed });
  }

  #take({ party, verifying, key, sealed }: Kept): Own {
    if (key) this.#keys.set(place(party, verifying), key);
    const own: Own = { verifying, sealed, locked: !key };
    this.own = { ...this.own, [party]: [...(this.own[party] ?? []).filter((one) => one.verifying !== verifying), own] };
    return own;
  }
}

/** A signature as its header has it, over the exact bytes of a body. */
export async function signature(party: string, body: Uint8Array<ArrayBuffer>): Promise<string> {
  return sign(await signers.of(party), body);
}

const place = (party: string, verifying: string) => `${party}/${verifying}`;

async function opened(sealed: Sealed, passphrase: string): Promise<string> {
  const seed = await unseal(sealed, passphrase).catch(() => {
    throw new KeyFault('passphrase');
  });
  // Whoever sealed it says whose key it is; the key says so too.
  if ((await signer(seed)).verifying !== sealed.verifying) throw new KeyFault('form');
  return seed;
}

type Bare = Record<string, { seed: string; verifying: string }[]>;

function earlier(): Bare {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(EARLIER) ?? '{}');
    if (!read || typeof read !== 'object') return {};
    const sound = (key: unknown): key is { seed: string; verifying: string } => !!key && typeof key === 'object' && 'seed' in key && unhex(String(key.seed)).length === 32;
    return Object.fromEntries(Object.entries(read).map(([party, keys]) => [party, Array.isArray(keys) ? keys.filter(sound) : []]));
  } catch {
    return {};
  }
}

/** Writes back what could not be taken over, and nothing where all was. */
function leave(left: Bare): Bare {
  const some = Object.fromEntries(Object.entries(left).filter(([, keys]) => keys.length > 0));
  try {
    if (Object.keys(some).length > 0) localStorage.setItem(EARLIER, JSON.stringify(some));
    else localStorage.removeItem(EARLIER);
  } catch {
    // A browser that keeps nothing kept nothing before.
  }
  return some;
}

export const signers = new Signers();
