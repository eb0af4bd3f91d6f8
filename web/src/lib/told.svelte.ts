// The node's fixed sentences in the reader's language.

import { live } from './live.svelte.ts';
import { day, minuteOn } from './moment.ts';
import { count, grouped } from './money.ts';
import { saidBy } from './reasons.ts';
import { settings, t } from './settings.svelte.ts';
import type { LiveEvent } from './wire.ts';
import { e } from '../words/effects.ts';
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
    ...(towards ? { towards: towards === 'all' ? w('all') : towards } : {}),
  });
}

const KINDS = { payment: 'kind_payment', 'liquidity transfer': 'kind_transfer', issue: 'kind_issue', redemption: 'kind_redemption', conversion: 'kind_conversion' } as const;
const EVENTS = ['settled', 'waiting', 'confirmed', 'rejected', 'cancelled', 'refused', 'offsetting', 'exchange', 'day'] as const;

/** Of what kind an instruction is. */
export function toldKind(kind: string): string {
  const key = KINDS[kind as keyof typeof KINDS];
  return key ? w(key) : kind;
}

/** What happened in a record: kinds of events, as the stream names them. */
export function toldEvents(kinds: string[]): string {
  return kinds.map((kind) => { const known = EVENTS.find((one) => one === kind); return known ? w(`event_${known}`) : kind; }).join(', ');
}

/** What an entry of the log tells, in a sentence; what leads to a payment stands beside it. */
export function toldEntry(told: LiveEvent): string {
  return `${toldEvents([told.kind])}: ${detailOf(told)}`;
}

function detailOf(told: LiveEvent): string {
  switch (told.kind) {
    case 'settled':
      return told.legs.map((leg) => `${leg.debtor} \u2192 ${leg.creditor} ${grouped(leg.amount, settings.language)} ${leg.currency}`).join(', ');
    case 'waiting':
      return toldWhy(told.reason);
    case 'confirmed':
      return told.by;
    case 'rejected':
      return toldWhy(told.refusal.text);
    case 'cancelled':
      return told.uetr;
    case 'refused':
      return `${told.by}, ${toldWhy(told.refusal.text)}`;
    case 'offsetting':
      return `${t('round_n', { n: told.round })}, ${t(`scope_${told.scope}`)}, ${count(told.settled, settings.language)}/${count(told.considered, settings.language)}`;
    case 'exchange':
      return t('round_n', { n: told.round });
    case 'day':
      return `${told.currency} ${told.date ?? ''} ${e(`is_${told.phase}`)}`;
  }
}

/** A day of the week by its English name, as the calendars name it. */
export function weekday(name: string): string {
  const at = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'].indexOf(name);
  // The fourth of January 1970 was a Sunday.
  return at < 0 ? name : new Intl.DateTimeFormat(settings.language, { weekday: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(1970, 0, 4 + at)));
}
