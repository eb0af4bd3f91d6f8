// What stands in a field of the one dialog, and what is wrong with it.

import type { Field } from './deed.svelte.ts';
import { isAmount, isWhole } from './money.ts';

/** The days of a week, as calendars name them. */
export const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** What is wrong: the sentence that says it, with its blanks; nothing where it is right. */
export type Wrong = { key: 'needed' | 'amount_bad' | 'number_bad' | 'number_least' | 'clock_bad' | 'dates_bad'; blanks?: Record<string, string | number> } | null;

/** Whether a text is a day that there is. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** Whether a text is a time of day; a day may close at 24:00. */
export const isClock = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text);

/** Days that are listed, in any order and with anything between them; each once, in their order. */
export function daysIn(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(/[\s,;]+/).filter((day) => day !== ''))].sort();
}

/** Days of the week that are chosen, in their order. */
export function weekdaysIn(text: string | undefined): (typeof WEEK)[number][] {
  const chosen = (text ?? '').split(',');
  return WEEK.filter((day) => chosen.includes(day));
}

/** A choice of days with one more, or one less. */
export function toggled(text: string | undefined, day: (typeof WEEK)[number]): string {
  const chosen = weekdaysIn(text);
  return WEEK.filter((one) => (one === day ? !chosen.includes(one) : chosen.includes(one))).join(',');
}

/** What is wrong with a field; an amount has the digits of its currency. */
export function wrongIn(field: Field, value: string, digits: number): Wrong {
  if (value === '') return field.optional ? null : { key: 'needed' };
  switch (field.kind) {
    case 'number': {
      const { least = 0, most = Number.MAX_SAFE_INTEGER } = field;
      if (isWhole(value, least, most)) return null;
      return field.most === undefined ? { key: 'number_least', blanks: { least } } : { key: 'number_bad', blanks: { least, most } };
    }
    case 'amount':
      return isAmount(value, digits) || (field.zero === true && /^0(\.0*)?$/.test(value)) ? null : { key: 'amount_bad', blanks: { n: digits } };
    case 'clock':
      return isClock(value) ? null : { key: 'clock_bad' };
    case 'dates': {
      const bad = daysIn(value).find((day) => !isDay(day));
      return bad === undefined ? null : { key: 'dates_bad', blanks: { day: bad } };
    }
    case 'bank':
    case 'choice':
    case 'date':
    case 'text':
    case 'time':
    case 'weekdays':
      return null;
  }
}
