// The operator's public key, against which everything is verified: one for the whole page.

import { sandbox } from './door.ts';
import { live } from './live.svelte.ts';
import { read } from './read.svelte.ts';
import { signer } from './signature.ts';

class Operator {
  /** As it was given or found. */
  key = $state('');

  /** In hexadecimal digits, without what says of which kind it is. */
  get hex(): string {
    return this.key.trim().replace(/^ed25519:/, '');
  }

  /** In a demo the key can be derived by anybody; elsewhere the reader brings it. */
  async seek(): Promise<void> {
    const bic = live.overview?.system.operator;
    if (!live.sandbox || !bic || this.key) return;
    const lent = await read(sandbox<{ seed: string }>(`/keys/${encodeURIComponent(bic)}`)).catch(() => null);
    if (lent) this.key ||= (await signer(lent.seed)).verifying;
  }
}

export const operator = new Operator();
