// What happened, as the log and the live stream name it, in the reader's language.

import { count, grouped } from './money.ts';
import { settings, t } from './settings.svelte.ts';
import { toldWhy } from './told.svelte.ts';
import type { LogEntry, LiveEvent } from './wire.ts';
import { e } from '../words/effects.ts';
import { ev } from '../words/events.ts';

/** An event by its name; one that is not known here stands as it is. */
export function eventName(event: string): string {
  return ev.knows(event) ? ev(event) : event;
}

/** What happened in a record: kinds of events, each by its name. */
export function toldEvents(kinds: string[]): string {
  return kinds.map(eventName).join(', ');
}

/** What an entry of the log tells, in a sentence; what leads to a payment stands beside it. */
export function toldEntry({ event, told }: Pick<LogEntry, 'event' | 'told'>): string {
  return told ? `${eventName(told.kind)}: ${detailOf(told)}` : eventName(event);
}

function detailOf(told: LiveEvent): string {
  switch (told.kind) {
    case 'settled':
      return told.legs.map((leg) => `${leg.debtor} \u2192 ${leg.creditor} ${grouped(leg.amount, settings.language)} ${leg.currency}`).join(', ');
    case 'waiting':
      return toldWhy(told.reason);
    case 'consented':
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
