// What takes several keys of a party, as a deed of the one dialog.

import { areaName } from './naming.ts';
import { k } from '../words/tasks.ts';
import { chosen, type FieldsOf } from './commands.ts';
import type { Deed } from './deed.svelte.ts';
import type { Proposals } from './wire.ts';

const AREAS = ['participation', 'issuance', 'payment', 'queue', 'liquidity', 'operating-day', 'rulebook', 'exchange', 'cycle', 'swap', 'surplus'] as const satisfies FieldsOf<'RequireApprovals'>['area'][];

/** `standing` is what the party requires of itself now. */
export function requireKeys(party: string, standing: Proposals['requirements']): Deed {
  return {
    title: k('require'),
    party,
    fields: [
      { name: 'area', label: k('area'), kind: 'choice', value: 'liquidity', options: AREAS.map((value) => ({ value, label: areaName(value) })) },
      { name: 'keys', label: k('keys'), kind: 'number', value: '2', least: 1, most: 8 },
      { name: 'hours', label: k('hours'), kind: 'number', value: '24', least: 1, most: 720 },
    ],
    build: ({ area, keys, hours }) => ({ command: 'RequireApprovals', fields: { area: chosen(AREAS, area), keys: Number(keys), hours: Number(hours) } }),
    about: ({ area = '', keys = '', hours = '' }) => k(keys === '1' ? 'about_require_one' : 'about_require', { party, area: areaName(area), keys, hours }),
    warn: ({ keys }) => (keys === '1' ? '' : k('warn_require')),
    undo: ({ area }) => {
      const before = standing.find((one) => one.area === area);
      return { label: k('back_require'), command: 'RequireApprovals', fields: { area: chosen(AREAS, area), keys: before?.keys ?? 1, hours: before?.hours ?? 24 } };
    },
  };
}
