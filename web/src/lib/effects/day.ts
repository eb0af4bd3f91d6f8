// What an agent says of its currency's days: when they open and close, and whether it settles.

import type { Change } from '../change.ts';
import type { BodyOf, Operation } from '../commands.ts';
import { door } from '../door.ts';
import { ahead, moved, rightFor } from '../hours.ts';
import type { CalendarOf } from '../wire.ts';
import { moment, row, stand, type Reader, type Source } from './source.ts';

type Readers<O extends Operation> = { [N in O]: Reader<N> };

async function calendars(currency: string, from: Source) {
  const { currencies } = await from.read(door('/v1/calendars', { query: { currency } }));
  return currencies.find((one) => one.currency === currency);
}

type Hours = Pick<CalendarOf, 'open' | 'customer_cut_off' | 'close' | 'utc_offset_minutes' | 'weekend' | 'holidays' | 'source'> & { verified_on?: string | null };

function named(calendar: Hours | undefined, from: Source) {
  if (!calendar) return null;
  return {
    calendar_open: calendar.open,
    calendar_cut_off: calendar.customer_cut_off,
    calendar_close: calendar.close,
    calendar_clock: `UTC${ahead(calendar.utc_offset_minutes)}`,
    calendar_weekend: calendar.weekend.map((day) => from.weekday(day)).join(', ') || from.say('none'),
    calendar_source: calendar.source || from.say('none'),
    calendar_verified: calendar.verified_on ?? from.say('none'),
  };
}

/** Holidays that are in one list and not in another, as far as one reads them. */
const MOST_NAMED = 12;
function listed(days: string[], from: Source): string {
  if (days.length === 0) return from.say('none');
  return days.length > MOST_NAMED ? from.say('and_more', { list: days.slice(0, MOST_NAMED).join(', '), n: days.length - MOST_NAMED }) : days.join(', ');
}

async function calendar(body: BodyOf<'SetCalendar'>, from: Source): Promise<Change[]> {
  const known = (await calendars(body.currency, from))?.calendars ?? [];
  const before = rightFor(body.valid_from, known);
  const [was, is] = [named(before, from), named(body, from)];
  const fields = Object.entries(is ?? {}) as [keyof NonNullable<typeof is>, string][];
  const [old, own] = [new Set(before?.holidays ?? []), new Set(body.holidays)];
  const added = body.holidays.filter((day) => !old.has(day));
  const dropped = (before?.holidays ?? []).filter((day) => !own.has(day));
  const newest = known.reduce((most, one) => Math.max(most, one.version), 0);
  return [
    row(from.say('calendar_version', { currency: body.currency, date: body.valid_from }), newest > 0 ? String(newest) : null, String(body.version)),
    // What stays as it is need not be read again.
    ...fields.filter(([field, text]) => was?.[field] !== text).map(([field, text]) => row(from.say(field), was?.[field] ?? null, text)),
    ...(added.length > 0 ? [row(from.say('holidays_new'), before ? from.say('days_n', { n: old.size }) : null, listed(added, from))] : []),
    ...(dropped.length > 0 ? [row(from.say('holidays_gone'), listed(dropped, from), from.say('none'))] : []),
  ];
}

async function extended({ currency, date, minutes }: BodyOf<'ExtendDay'>, from: Source): Promise<Change[]> {
  const day = (await calendars(currency, from))?.days.find((one) => one.date === date);
  if (!day) return [row(`${currency} ${date}`, from.say('not_told'), from.say('minutes_more', { n: minutes }))];
  const { cutOff, close } = moved(day, minutes);
  return [row(from.say('cut_off', { currency, date }), moment(day.customer_cut_off), moment(cutOff)), row(from.say('close', { currency, date }), moment(day.close), moment(close))];
}

async function phase(currency: string, to: 'suspended' | 'resumed', from: Source): Promise<Change[]> {
  const { currencies } = await from.read(door('/v1/currencies'));
  const own = currencies.find((one) => one.currency === currency);
  const now = own?.suspended ? 'suspended' : own?.phase;
  return [row(from.say('settlement', { currency }), stand(now, from), to === 'suspended' ? stand(to, from) : stand(own?.suspended ? (own.phase ?? 'resumed') : now, from))];
}

export const ofDay: Readers<'SetCalendar' | 'ExtendDay' | 'SuspendCurrency' | 'ResumeCurrency'> = {
  SetCalendar: (body, _, from) => calendar(body, from),
  ExtendDay: (body, _, from) => extended(body, from),
  SuspendCurrency: ({ currency }, _, from) => phase(currency, 'suspended', from),
  ResumeCurrency: ({ currency }, _, from) => phase(currency, 'resumed', from),
};
