// What would release what waits, in words.

import { rl } from '../words/releases.ts';
import { minuteOf } from './moment.ts';
import { figure } from './settings.svelte.ts';
import type { Releases } from './wire.ts';

export function releasing(releases: Releases | null | undefined): string {
  if (!releases) return rl('nothing');
  return rl(releases.kind, {
    amount: `${figure(releases.amount ?? '0')} ${releases.currency ?? ''}`,
    bank: releases.participant ?? '',
    towards: releases.towards ?? rl('all'),
    uetr: releases.behind?.slice(0, 8) ?? '',
    reference: releases.reference ?? '',
    at: releases.at ? `${minuteOf(releases.at)} UTC` : '',
    currency: releases.currency ?? '',
  });
}
