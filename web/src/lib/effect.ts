// What a command would change: each thing as it stands now and as it would stand then, read from
// the node and never guessed.

import type { Change } from './change.ts';
import type { Source, Word } from './effects/source.ts';
import { changesOf } from './effects/all.ts';
import { live } from './live.svelte.ts';
import { areaName } from './naming.ts';
import { read } from './read.svelte.ts';
import { session } from './session.svelte.ts';
import { figure } from './settings.svelte.ts';
import type { Body } from './signed.ts';
import { weekday } from './week.ts';
import { whyOf } from './wrong.svelte.ts';
import { c } from '../words/changes.ts';
import { e } from '../words/effects.ts';

/** What would change; why nothing of it could be read, where that is so. */
export interface Effect {
  /** None where this page does not know how to say it. */
  changes: Change[];
  unread: string;
}

const isState = (word: Word): word is keyof typeof e.english => word in e.english;

const source: Source = {
  read: (address) => read(address),
  say: (word, blanks) => (isState(word) ? e(word, blanks) : c(word, blanks)),
  sees: (participant, currency) => session.sees(participant, currency),
  digits: (currency) => live.digits(currency),
  figure,
  area: areaName,
  weekday,
  instant: () => live.overview?.system.instant ?? new Date().toISOString(),
};

/** Before and after. What cannot be read hides no proposal: it is said instead. */
export async function effectOf(body: Body | null, by: string): Promise<Effect> {
  return changesOf(body, by, source).then(
    (changes) => ({ changes: changes ?? [], unread: '' }),
    async (error: unknown) => ({ changes: [], unread: await whyOf(error) }),
  );
}
