// What money moves: issued and redeemed, transferred, and by instructions to pay.

import type { Change } from '../change.ts';
import type { Operation } from '../commands.ts';
import { door } from '../door.ts';
import { sum } from '../money.ts';
import type { PaymentTold } from '../wire.ts';
import { balances, moment, part, priceOf, row, seen, stand, sumOf, type Move, type Reader, type Source } from './source.ts';

type Readers<O extends Operation> = { [N in O]: Reader<N> };

/** What banks hold in a currency in all, as what is issued or redeemed moves it. */
async function total(currency: string, amount: string, from: Source): Promise<Change[]> {
  const told = await from.read(door('/v1/overview'));
  const before = told.currencies.find((one) => one.currency === currency);
  // What stands below zero is no money; with any, what stands above it may move by another amount.
  if (!before || /[1-9]/.test(before.credit_used)) return [];
  return [row(from.say('total', { currency }), from.figure(before.balances), from.figure(sum(before.balances, amount)))];
}

interface Leg {
  debtor: string;
  creditor: string;
  currency: string;
  amount: string;
}

const movesOf = (legs: Leg[]): Move[] =>
  legs.flatMap(({ debtor, creditor, currency, amount }) => [
    { bic: debtor, currency, amount, sign: -1n as const },
    { bic: creditor, currency, amount, sign: 1n as const },
  ]);

const payment = (uetr: string, from: Source) => seen(from.read(door('/v1/payments/{uetr}', { path: { uetr } })));

/** Whether it is known not to wait any more, or not at all. */
const isOver = (known: PaymentTold | null | 'unseen') => known === null || (known !== 'unseen' && known.status !== 'pending');

export const ofMoney: Readers<'Issue' | 'Redeem' | 'TransferLiquidity' | 'SubmitInstruction' | 'ConvertPayment' | 'CancelInstruction' | 'ConsentToInstruction' | 'ConfirmCredit'> = {
  Issue: async ({ currency, amount, to }, _, from) => [...(await balances([{ bic: to, currency, amount, sign: 1n }], from)), ...(await total(currency, amount, from))],
  Redeem: async ({ currency, amount, from: of }, _, from) => [...(await balances([{ bic: of, currency, amount, sign: -1n }], from)), ...(await total(currency, `-${amount}`, from))],
  TransferLiquidity: ({ currency, amount, to }, by, from) =>
    balances([{ bic: by, currency, amount, sign: -1n }, { bic: to, currency, amount, sign: 1n }], from),
  SubmitInstruction: async (body, _, from) => {
    const { counter, returns } = body;
    return [
      // It is made new: a name is used once, and what was refused on entry or is only proposed has none.
      row(from.say('payment', { uetr: body.uetr }), null, from.say('given', { date: body.date, priority: stand(body.priority, from) ?? '' })),
      ...(await balances(movesOf(body.legs), from, 'once_settled')),
      ...(counter ? [row(from.say('trade', { reference: counter.reference }), null, from.say('only_with', { sum: sumOf(counter, from), to: counter.receiver }))] : []),
      ...(returns ? [row(from.say('gives_back'), null, returns)] : []),
      ...(body.from ? [row(from.say('not_before'), null, moment(body.from))] : []),
      ...(body.till ? [row(from.say('should_by'), null, moment(body.till))] : []),
      ...(body.reject_at ? [row(from.say('rejected_at'), null, moment(body.reject_at))] : []),
    ];
  },
  ConvertPayment: async ({ sell, buy, creditor, rounds, until, uetr }, by, from) => [
    row(from.say('payment', { uetr }), null, from.say('converted')),
    ...(await balances([
      { bic: by, ...sell, sign: -1n },
      { bic: creditor, currency: buy.currency, amount: buy.at_least, sign: 1n, atLeast: true },
    ], from, 'once_settled')),
    row(from.say('worst'), null, priceOf(sell, { currency: buy.currency, amount: buy.at_least }, from)),
    ...(until || rounds ? [row(from.say('stands'), null, until ? from.say('until', { at: moment(until) }) : from.say('for_rounds', { n: rounds ?? 0 }))] : []),
  ],
  CancelInstruction: async ({ uetr }, _, from) => {
    const known = await payment(uetr, from);
    return [row(from.say('payment', { uetr }), part(known, (one) => stand(one.status, from), from), isOver(known) ? from.say('refused') : stand('cancelled', from))];
  },
  ConsentToInstruction: async ({ uetr }, by, from) => {
    const known = await payment(uetr, from);
    const legs = known === 'unseen' || known === null ? [] : known.legs;
    return [
      row(from.say('consent_of', { bank: by }), part(known, (one) => (one.reason?.includes(`the consent of ${by}`) ? from.say('consent_missing') : stand(one.status, from)), from), isOver(known) ? from.say('refused') : from.say('consent_given')),
      ...(isOver(known) ? [] : await balances(movesOf(legs), from, 'once_settled')),
    ];
  },
  ConfirmCredit: async ({ uetr }, by, from) => {
    const known = await payment(uetr, from);
    const settled = known === 'unseen' || known?.status === 'settled';
    return [row(from.say('payment', { uetr }), part(known, (one) => stand(one.stamps.at(-1)?.stamp ?? one.status, from), from), settled ? from.say('confirmed_by', { bank: by }) : from.say('refused'))];
  },
};
