// What a bank has to fund and by when, and what bounds what flows from its accounts and into them.

import type { Answer } from './door.ts';
import { decimal, minor } from './money.ts';
import type { DayHours, Proposals, Tools } from './wire.ts';

/** What is lacking on an account, why, and until when it can be brought. */
export interface Need {
  key: string;
  currency: string;
  lacks: string;
  why: 'queue' | 'floor' | 'cycle';
  cycle: number | null;
  /** Until when; nothing where the node knows no operating day ahead. */
  by: string | null;
  /** Until when for payments of customers, where that is still ahead. */
  customers: string | null;
}

/** The operating day that is open, or else the next. */
export function dayAhead(days: DayHours[], now: string): DayHours | null {
  const ahead = days.filter((day) => Date.parse(day.close) > Date.parse(now));
  return ahead.sort((one, other) => Date.parse(one.close) - Date.parse(other.close))[0] ?? null;
}

/** What an account lacks once all that is queued has settled. */
export function needOf(account: Pick<Tools, 'currency' | 'balance' | 'credit' | 'held'>, comes: string, goes: string, digits: number, days: DayHours[], now: string): Need | null {
  const of = (text: string) => minor(text, digits);
  // What is held for orders and pay-ins pays nothing else.
  const room = of(account.balance) + of(account.credit) - of(account.held);
  const after = room + of(comes) - of(goes);
  const lacks = after < room ? after : room;
  if (lacks >= 0n) return null;
  const day = dayAhead(days, now);
  const customers = day && Date.parse(day.customer_cut_off) > Date.parse(now) ? day.customer_cut_off : null;
  return { key: account.currency, currency: account.currency, lacks: decimal(-lacks, digits), why: room < 0n ? 'floor' : 'queue', cycle: null, by: day?.close ?? null, customers };
}

/** What a bank still has to pay in to a netting cycle. */
export function payInsOf(cycle: Answer<'/v1/cycles/{cycle}'>, bank: string): Need[] {
  const due = cycle.pay_ins.filter((row) => row.participant === bank && /[1-9]/.test(row.lacking));
  return due.map((row) => ({ key: `${row.currency}.${cycle.cycle}`, currency: row.currency, lacks: row.lacking, why: 'cycle', cycle: cycle.cycle, by: row.until, customers: null }));
}

/** Something that bounds, and what is left of it. */
export interface Bound {
  key: string;
  currency: string;
  what: 'towards' | 'cap' | 'imbalance' | 'key';
  /** The counterparty, where it is not all others; or the number of the key. */
  of: string | null;
  bound: string;
  left: string;
}

type Bounded = Pick<Tools, 'currency' | 'limits' | 'holding_cap' | 'room_to_hold' | 'imbalance_above'>;

/** All that bounds an account, from what its holder, its agent and its keys' caps say. */
export function boundsOf(account: Bounded, projected: string, digits: number, caps: Proposals['caps']): Bound[] {
  const { currency } = account;
  const row = (what: Bound['what'], of: string | null, bound: string, left: string): Bound => ({ key: `${currency} ${what} ${of ?? ''}`, currency, what, of, bound, left });
  const bounds = account.limits.map((limit) => row('towards', limit.counterparty ?? null, limit.amount, limit.left));
  if (account.holding_cap && account.room_to_hold) bounds.push(row('cap', null, account.holding_cap, account.room_to_hold));
  if (account.imbalance_above) bounds.push(row('imbalance', null, account.imbalance_above, decimal(minor(account.imbalance_above, digits) - minor(projected, digits), digits)));
  for (const cap of caps.filter((one) => one.currency === currency)) {
    bounds.push(...cap.sent.map((sent) => row('key', String(sent.key), cap.cap, sent.left)));
  }
  return bounds;
}

/** How much of a bound is used, from 0 to 1. */
export function usedOf({ bound, left }: Pick<Bound, 'bound' | 'left'>, digits: number): number {
  const [all, rest] = [minor(bound, digits), minor(left, digits)];
  if (all <= 0n) return rest > 0n ? 0 : 1;
  return Math.min(1, Math.max(0, 1 - Number(rest) / Number(all)));
}
