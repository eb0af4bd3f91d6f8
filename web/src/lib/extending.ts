// What an extension of an operating day would reach, read before it is sent: the payments that
// wait now and would have more time, or less where an extension is taken back.

import { d } from '../words/day.ts';
import { door } from './door.ts';
import type { Deed } from './deed.svelte.ts';
import { moved } from './hours.ts';
import { day as dateOf, minuteOf, minuteOn } from './moment.ts';
import { decimal, grouped, minor } from './money.ts';
import { read } from './read.svelte.ts';
import { settings } from './settings.svelte.ts';
import type { DayHours, Payment } from './wire.ts';

/** The longest extension. Unit: minutes. R-DAY-05 */
const MOST = 720;

/** Where an hour is moved to, with its date where that is another. */
const hour = (at: string, from: string) => minuteOn(at, dateOf(from));

async function waiting(currency: string): Promise<Payment[]> {
  const all: Payment[] = [];
  let before = '';
  // A queue may be longer than an answer.
  for (let page = 0; page < 20; page += 1) {
    const { payments, next } = await read(door('/v1/payments', { query: { status: 'pending', currency, limit: 500, before } }));
    all.push(...payments);
    if (next === null || payments.length === 0) break;
    before = next;
  }
  return all;
}

/** Which queued payments an extension would reach, as lines for people. */
export async function reached(currency: string, digits: number, day: DayHours, minutes: number): Promise<string[]> {
  const payments = await waiting(currency);
  if (payments.length === 0) return [d('reach_none', { currency })];
  const { cutOff, close } = moved(day, minutes);
  const own = payments.map((payment) => ({ payment, moment: /waits until (\S+Z), the earliest/.exec(payment.reason ?? '')?.[1] ?? null }));
  // What waits for a moment after the old close is another day's, unless the new close is later.
  const todays = own.filter(({ moment }) => moment === null || Date.parse(moment) < Date.parse(day.close));
  const gained = own.filter(({ moment }) => moment !== null && Date.parse(moment) >= Date.parse(day.close) && Date.parse(moment) < Date.parse(close));
  const byBank = new Map<string, bigint>();
  let value = 0n;
  for (const leg of todays.flatMap(({ payment }) => payment.legs)) {
    if (leg.currency !== currency) continue;
    const units = minor(leg.amount, digits);
    value += units;
    byBank.set(leg.debtor, (byBank.get(leg.debtor) ?? 0n) + units);
  }
  const money = (units: bigint) => grouped(decimal(units, digits), settings.language);
  const shorter = Date.parse(close) < Date.parse(day.close);
  const [most] = [...byBank].sort((one, other) => (one[1] < other[1] ? 1 : -1));
  return [
    d(shorter ? 'reach_shorter' : 'reach_count', { n: todays.length, value: money(value), currency, close: hour(close, day.close), before: minuteOf(day.close) }),
    ...(most ? [d('reach_banks', { n: byBank.size, bank: most[0], value: money(most[1]), currency })] : []),
    d('reach_customers', { cut_off: hour(cutOff, day.customer_cut_off), before: minuteOf(day.customer_cut_off) }),
    ...(gained.length > 0 ? [d('reach_moment', { n: gained.length })] : []),
  ];
}

export function extend(agent: string, currency: string, digits: number, day: DayHours, ending = false): Deed {
  const minutes = (values: Record<string, string>) => (ending ? 0 : Number(values['minutes']));
  return {
    title: `${d(ending ? 'take_back' : 'extend')}: ${currency}, ${day.date}`,
    party: agent,
    fields: ending ? [] : [{ name: 'minutes', label: d('minutes'), kind: 'number', value: String(day.extended_minutes + 30), least: 1, most: MOST, hint: `1 - ${MOST}` }],
    build: (values) => ({ command: 'ExtendDay', fields: { currency, date: day.date, minutes: minutes(values) } }),
    about: (values) => {
      const { cutOff, close } = moved(day, minutes(values));
      return d('about_extend', { currency, date: day.date, cut_off: hour(cutOff, day.customer_cut_off), close: hour(close, day.close) });
    },
    preview: (values) => reached(currency, digits, day, minutes(values)),
    undo: () => ({ label: d('back', { n: day.extended_minutes }), command: 'ExtendDay', fields: { currency, date: day.date, minutes: day.extended_minutes } }),
  };
}

export function suspend(agent: string, currency: string, suspended: boolean): Deed {
  const [command, other] = suspended ? (['ResumeCurrency', 'SuspendCurrency'] as const) : (['SuspendCurrency', 'ResumeCurrency'] as const);
  return {
    title: `${d(suspended ? 'resume' : 'suspend')}: ${currency}`,
    party: agent,
    build: () => ({ command, fields: { currency } }),
    about: () => d(suspended ? 'about_resume' : 'about_suspend', { currency }),
    undo: () => ({ label: d(suspended ? 'undo_resume' : 'undo_suspend'), command: other, fields: { currency } }),
  };
}
