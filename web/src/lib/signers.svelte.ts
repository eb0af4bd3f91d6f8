// The keys this page can sign with: those a demo lends, and those that were made in this browser.
// A real system lends none; there a bank signs with its own key, far from any browser.

import { hex, unhex } from './bytes.ts';
import { read } from './read.svelte.ts';
import { sign, signer, type Signer } from './signature.ts';

/** A key that was made here: its seed never leaves this browser. */
interface Own {
  seed: string;
  /** The public half, in hexadecimal. */
  verifying: string;
}

const NAME = 'sarraf.keys';

class Signers {
  /** Keys made in this browser, by the party that added them. */
  own = $state.raw<Record<string, Own[]>>(kept());
  /** Which key each party signs with: the public half of one of its own, or nothing for the demo's. */
  chosen = $state.raw<Record<string, string>>({});
  #lent = new Map<string, Promise<Signer>>();

  /** The key that a party signs with now. */
  async of(party: string): Promise<Signer> {
    const chosen = this.chosen[party];
    const own = chosen ? this.own[party]?.find((key) => key.verifying === chosen) : undefined;
    return own ? signer(own.seed) : this.lent(party);
  }

  /** The demo's key of a party. */
  async lent(party: string): Promise<Signer> {
    const known = this.#lent.get(party);
    if (known) return known;
    const asked = read<{ seed: string }>(`/v1/sandbox/keys/${encodeURIComponent(party)}`).then(({ seed }) => signer(seed));
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

  /** Makes a key for a party; it counts once the party has added it and a day has passed. */
  async make(party: string): Promise<Own> {
    const seed = hex(crypto.getRandomValues(new Uint8Array(32)));
    const made: Own = { seed, verifying: (await signer(seed)).verifying };
    this.own = { ...this.own, [party]: [...(this.own[party] ?? []), made] };
    keep(this.own);
    return made;
  }
}

/** A signature as its header has it, over the exact bytes of a body. */
export async function signature(party: string, body: Uint8Array<ArrayBuffer>): Promise<string> {
  return sign(await signers.of(party), body);
}

function kept(): Record<string, Own[]> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(NAME) ?? '{}');
    if (!read || typeof read !== 'object') return {};
    const sound = (key: unknown): key is Own => !!key && typeof key === 'object' && 'seed' in key && unhex(String(key.seed)).length === 32;
    return Object.fromEntries(Object.entries(read).map(([party, keys]) => [party, Array.isArray(keys) ? keys.filter(sound) : []]));
  } catch {
    return {};
  }
}

function keep(own: Record<string, Own[]>): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(own));
  } catch {
    // The key lasts as long as the page, then.
  }
}

export const signers = new Signers();
