// The next version of a currency's calendar, as a deed of the one dialog: the one that is right now
// stands in the form, so that only what changes has to be written.

import { d } from '../words/day.ts';
import { s } from '../words/deeds.ts';
import type { Deed } from './deed.svelte.ts';
import { daysIn, weekdaysIn } from './fields.ts';
import { rightFor } from './hours.ts';
import type { CalendarOf } from './wire.ts';

const DAY = 86_400_000;

/** The day after another. */
const next = (date: string) => new Date(Date.parse(`${date}T00:00:00Z`) + DAY).toISOString().slice(0, 10);

/** `today` is the date of the day that is open, or was last: a new calendar begins after it. */
export function schedule(agent: string, currency: string, calendars: CalendarOf[], today: string): Deed {
  const newest = calendars.reduce((most, one) => Math.max(most, one.version), 0);
  const last = calendars.reduce((latest, one) => (one.valid_from > latest ? one.valid_from : latest), '');
  const begins = last > next(today) ? last : next(today);
  const now = rightFor(begins, calendars) ?? calendars.at(-1);
  return {
    title: `${s('calendar')}: ${currency}`,
    party: agent,
    fields: [
      { name: 'valid_from', label: s('first_day'), kind: 'date', value: begins },
      { name: 'open', label: d('opens'), kind: 'clock', value: now?.open ?? '09:00' },
      { name: 'cut_off', label: d('cut_off'), kind: 'clock', value: now?.customer_cut_off ?? '16:00' },
      { name: 'close', label: d('closes'), kind: 'clock', value: now?.close ?? '18:00', hint: s('close_hint') },
      { name: 'offset', label: s('offset'), kind: 'number', value: String(now?.utc_offset_minutes ?? 0), least: -720, most: 840 },
      { name: 'weekend', label: d('weekend'), kind: 'weekdays', value: (now?.weekend ?? ['saturday', 'sunday']).join(','), optional: true },
      { name: 'holidays', label: d('holidays'), kind: 'dates', value: (now?.holidays ?? []).join('\n'), optional: true, hint: s('holidays_hint') },
      { name: 'source', label: d('source'), kind: 'text', value: now?.source ?? '' },
      { name: 'verified', label: d('verified'), kind: 'date', value: '', optional: true },
    ],
    build: (values) => ({
      command: 'SetCalendar',
      fields: {
        currency,
        version: newest + 1,
        valid_from: values['valid_from'] ?? '',
        utc_offset_minutes: Number(values['offset']),
        weekend: weekdaysIn(values['weekend']),
        open: values['open'] ?? '',
        customer_cut_off: values['cut_off'] ?? '',
        close: values['close'] ?? '',
        holidays: daysIn(values['holidays']),
        source: values['source'] ?? '',
        verified_on: values['verified'] || null,
      },
    }),
    about: (values) => s('about_calendar', { currency, n: newest + 1, date: values['valid_from'] ?? '', open: values['open'] ?? '', cut_off: values['cut_off'] ?? '', close: values['close'] ?? '' }),
    warn: () => s('warn_calendar'),
  };
}
