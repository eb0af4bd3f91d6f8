// Obligations that are gathered and settle net; and sets that are proposed to settle together.

import type { Change } from '../change.ts';
import type { Operation } from '../commands.ts';
import { door } from '../door.ts';
import { negative, sum } from '../money.ts';
import { moment, part, payment, row, seen, stand, sumOf, type Reader, type Source } from './source.ts';

type Readers<O extends Operation> = { [N in O]: Reader<N> };

interface Owed {
  debtor: string;
  creditor: string;
  currency: string;
  amount: string;
  status: string;
}

/** What a party would receive net of all that is gathered in a currency; below zero it pays. */
function net(all: Owed[], of: string, currency: string): string {
  const own = all.filter((one) => one.currency === currency && one.status === 'gathered');
  return own.reduce((total, one) => sum(total, one.debtor === of ? negative(one.amount) : one.amount), '0');
}

const cycle = (cycle: number, participant: string, from: Source) => seen(from.read(door('/v1/cycles/{cycle}', { path: { cycle }, query: { participant } })));

/** What a party owes and is owed net, before and after one obligation more or less. */
async function obliged(number: number, by: string, currency: string, amount: string, from: Source): Promise<Change[]> {
  const told = await cycle(number, by, from);
  return [row(from.say('net', { bank: by, currency, n: number }), part(told, (one) => from.figure(net(one.obligations ?? [], by, currency)), from), part(told, (one) => from.figure(sum(net(one.obligations ?? [], by, currency), amount)), from))];
}

/** The most payments of a set that are read one by one. */
const MOST_READ = 100;

export const ofCycles: Readers<'OpenCycle' | 'SubmitObligation' | 'WithdrawObligation' | 'ProposeOffsetting'> = {
  OpenCycle: async ({ currencies, cut_off, deadline }, _, from) => [
    // Cycles are told the oldest first, a page at a time, so that how many there are is not asked.
    row(from.say('cycle_new'), null, currencies.join(', ')),
    row(from.say('gathered_until'), null, moment(cut_off)),
    row(from.say('paid_in_by'), null, moment(deadline)),
  ],
  SubmitObligation: async ({ cycle: number, creditor, currency, amount }, by, from) => [
    row(from.say('obligation', { bank: by, to: creditor, n: number }), null, sumOf({ amount, currency }, from)),
    ...(await obliged(number, by, currency, negative(amount), from)),
  ],
  WithdrawObligation: async ({ cycle: number, name }, by, from) => {
    const told = await cycle(number, by, from);
    const own = told === 'unseen' || told === null ? undefined : told.obligations?.find((one) => one.name === name);
    if (!own) return [row(name, part(told, () => null, from), told === 'unseen' ? stand('withdrawn', from) : from.say('refused'))];
    const open = own.status === 'gathered' && own.debtor === by;
    return [
      row(from.say('obligation', { bank: own.debtor, to: own.creditor, n: number }), `${sumOf(own, from)}, ${stand(own.status, from) ?? ''}`, open ? stand('withdrawn', from) : from.say('refused')),
      ...(open ? await obliged(number, by, own.currency, own.amount, from) : []),
    ];
  },
  ProposeOffsetting: async ({ items }, _, from) => {
    const known = await Promise.all(items.slice(0, MOST_READ).map((uetr) => payment(uetr, from)));
    const told = known.filter((one) => one !== null && one !== 'unseen');
    const waiting = told.filter((one) => one.status === 'pending').length;
    const [hidden, unread] = [known.length - told.length, items.length - known.length];
    const before = [
      from.say('waiting_n', { k: waiting, n: items.length }),
      ...(hidden > 0 ? [from.say('hidden_n', { n: hidden })] : []),
      ...(unread > 0 ? [from.say('unread_n', { n: unread })] : []),
    ].join('; ');
    // One that is known to wait no more makes the whole set stale. R-OFF-04
    return [row(from.say('set_n', { n: items.length }), before, from.say(waiting < told.length ? 'refused' : 'set_settles'))];
  },
};
