// What money moves: issued and redeemed, transferred, and by instructions to pay.

import type { Change } from '../change.ts';
import type { Operation } from '../commands.ts';
import { door } from '../door.ts';
import { mayConfirm, mayConsent } from '../entitled.ts';
import { sum } from '../money.ts';
import { balances, beyond, isOver, moment, part, payment, priceOf, row, stand, sumOf, tools, unusable, type Move, type Reader, type Source } from './source.ts';

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

export const ofMoney: Readers<'Issue' | 'Redeem' | 'TransferLiquidity' | 'SubmitInstruction' | 'ConvertPayment' | 'CancelInstruction' | 'ConsentToInstruction' | 'ConfirmCredit'> = {
  Issue: async ({ currency, amount, to }, _, from) => [...(await balances([{ bic: to, currency, amount, sign: 1n }], from)), ...(await total(currency, amount, from))],
  Redeem: async ({ currency, amount, from: of }, _, from) => {
    const own = await tools(of, currency, from);
    // Only money that is there, neither credit nor what is reserved. R-ISS-02
    const over = beyond(`${of} ${currency}`, amount, own, ({ balance }) => balance, from) ?? unusable(of, currency, amount, own, from);
    return over ?? [...(await balances([{ bic: of, currency, amount, sign: -1n }], from)), ...(await total(currency, `-${amount}`, from))];
  },
  // At once, or not at all. R-LIQ-05
  TransferLiquidity: async ({ currency, amount, to }, by, from) =>
    unusable(by, currency, amount, await tools(by, currency, from), from) ?? balances([{ bic: by, currency, amount, sign: -1n }, { bic: to, currency, amount, sign: 1n }], from),
  SubmitInstruction: async (body, _, from) => {
    const { counter, returns } = body;
    return [
      // It is made new: a name is used once, and what was refused on entry or is only proposed has none.
      row(returns && body.uetr === '' ? from.say('return_of', { uetr: returns }) : from.say('payment', { uetr: body.uetr }), null, from.say('given', { date: body.date, priority: stand(body.priority, from) ?? '' })),
      ...(await balances(movesOf(body.legs), from, 'once_settled')),
      ...(counter ? [row(from.say('trade', { reference: counter.reference }), null, from.say('only_with', { sum: sumOf(counter, from), to: counter.receiver }))] : []),
      ...(returns && body.uetr !== '' ? [row(from.say('gives_back'), null, returns)] : []),
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
    const due = known === 'unseen' || (known !== null && mayConsent(known, by));
    return [
      row(from.say('consent_of', { bank: by }), part(known, (one) => (due ? from.say('consent_missing') : stand(one.status, from)), from), due ? from.say('consent_given') : from.say('refused')),
      ...(due && known !== 'unseen' ? await balances(movesOf(known?.legs ?? []), from, 'once_settled') : []),
    ];
  },
  ConfirmCredit: async ({ uetr }, by, from) => {
    const known = await payment(uetr, from);
    const may = known === 'unseen' || (known !== null && mayConfirm(known, by));
    return [row(from.say('payment', { uetr }), part(known, (one) => stand(one.stamps.at(-1)?.stamp ?? one.status, from), from), may ? from.say('confirmed_by', { bank: by }) : from.say('refused'))];
  },
};
