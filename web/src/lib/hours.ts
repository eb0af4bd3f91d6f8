// A currency's hours: the calendar that gives them, and how an extension moves them.

import type { CalendarOf, DayHours } from './wire.ts';

/** The calendar that is right for a date: of those not after it the one with the latest first date,
 *  and of two of these the newer. */
export function rightFor(date: string, all: CalendarOf[]): CalendarOf | undefined {
  const begun = all.filter((one) => one.valid_from <= date);
  return begun.reduce<CalendarOf | undefined>((best, one) => (!best || one.valid_from > best.valid_from || (one.valid_from === best.valid_from && one.version > best.version) ? one : best), undefined);
}

/** A clock's distance from UTC. */
export function ahead(minutes: number): string {
  const all = Math.abs(minutes);
  return `${minutes < 0 ? '\u2212' : '+'}${String(Math.floor(all / 60)).padStart(2, '0')}:${String(all % 60).padStart(2, '0')}`;
}

const later = (at: string, minutes: number) => new Date(Date.parse(at) + minutes * 60_000).toISOString();

/** The hours of a day that is extended by so much in all. */
export function moved(day: DayHours, minutes: number): { cutOff: string; close: string } {
  const by = minutes - day.extended_minutes;
  return { cutOff: later(day.customer_cut_off, by), close: later(day.close, by) };
}
