// What an account comes to at the close: what stands, what is queued, netting cycles that were called,
// and standing orders at the close, each told by itself.

import type { CycleTold } from './cycles.ts';
import { decimal, minor } from './money.ts';
import type { Tools } from './wire.ts';

/** Something that will move an account by the close, beside what is queued. */
export interface Coming {
  key: string;
  currency: string;
  what: 'cycle' | 'standing';
  /** The number of the cycle, or of the standing order. */
  number: number;
  /** To whom; of a cycle nobody in particular. */
  to: string;
  /** Below zero it leaves the account. */
  amount: string;
  /** When; nothing where it is the close itself. */
  at: string | null;
}

/** What an account comes to, and by what. */
export interface Closing {
  projected: string;
  lines: Coming[];
}

type Account = Pick<Tools, 'currency' | 'balance' | 'credit'> & Partial<Pick<Tools, 'standing_orders' | 'urgent_reserve' | 'high_reserve'>>;

/**
 * What stays of a balance once what is queued has settled, cycles have, and then the standing orders
 * of the close have been carried out in the order of their numbers: a fixed amount as far as balance
 * and credit go beyond what is reserved, or what stands above an amount. What others will order to it is not known here.
 */
export function closingOf(account: Account, holder: string, [comes, goes]: [string, string], cycles: CycleTold[], digits: number): Closing {
  const of = (text: string) => minor(text, digits);
  const { currency } = account;
  let left = of(account.balance) + of(comes) - of(goes);
  const lines: Coming[] = [];
  const add = (line: Omit<Coming, 'key' | 'currency' | 'amount'>, amount: bigint) => {
    left += amount;
    lines.push({ ...line, key: `${currency}.${line.what}.${line.number}`, currency, amount: decimal(amount, digits) });
  };
  for (const cycle of cycles) {
    const own = cycle.positions.find((row) => row.participant === holder && row.currency === currency);
    // Who was left out for what it lacked neither pays nor receives.
    if (own && own.left_out_lacking === null && of(own.net) !== 0n) add({ what: 'cycle', number: cycle.cycle, to: '', at: cycle.deadline }, of(own.net));
  }
  const orders = (account.standing_orders ?? []).filter((one) => one.order.trigger === 'close').sort((one, other) => one.number - other.number);
  for (const { number, order } of orders) {
    const room = left + of(account.credit) - of(account.urgent_reserve ?? '0') - of(account.high_reserve ?? '0');
    const wanted = order.above != null ? left - of(order.above) : of(order.amount ?? '0');
    const moved = wanted < room ? wanted : room;
    add({ what: 'standing', number, to: order.to, at: null }, moved > 0n ? -moved : 0n);
  }
  return { projected: decimal(left, digits), lines };
}
