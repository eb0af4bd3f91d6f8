// The node's fixed sentences in the reader's language.

import { live } from './live.svelte.ts';
import { day, minuteOn } from './moment.ts';
import { grouped } from './money.ts';
import { saidBy } from './reasons.ts';
import { settings } from './settings.svelte.ts';
import { refusalTitle } from './titles.svelte.ts';
import { w } from '../words/reasons.ts';

/** Why something waits or was refused, as the node says it in a sentence. */
export function toldWhy(text: string | null | undefined): string {
  const said = text ? saidBy(text) : null;
  if (!said) return text ?? '';
  const { at, towards, ...rest } = said.blanks;
  return w(said.key, {
    ...rest,
    ...(said.amount ? { amount: `${grouped(said.amount.amount, settings.language)} ${said.amount.currency}` } : {}),
    ...(at ? { at: `${minuteOn(at, day(live.overview?.system.instant))} UTC` } : {}),
    ...(rest['number'] ? { name: refusalTitle(Number(rest['number'])) || rest['name'] || '' } : {}),
    ...(towards ? { towards: towards === 'all' ? w('all') : towards } : {}),
  });
}

/** Of what kind an instruction is; one that is not known here stands as it is. */
export function toldKind(kind: string): string {
  const key = `kind_${kind}`;
  return w.knows(key) ? w(key) : kind;
}
