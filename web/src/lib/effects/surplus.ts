// What becomes of money that nobody else takes: invested, charged, capped, or not kept overnight.

import type { BodyOf, Operation } from '../commands.ts';
import { door } from '../door.ts';
import { negative, sum } from '../money.ts';
import { balances, money, percent, row, stand, type Reader, type Source } from './source.ts';

type Readers<O extends Operation> = { [N in O]: Reader<N> };

const surplus = (from: Source, participant?: string) => from.read(door('/v1/surplus', { query: { participant } }));

interface Investment {
  cap: string;
  day_count: string;
  interest_basis_points: number;
}

const invests = (terms: Investment | null | undefined, from: Source) =>
  terms ? from.say('invests', { interest: percent(terms.interest_basis_points), year: terms.day_count, cap: from.figure(terms.cap) }) : from.say('takes_none');

interface Imbalance {
  above: string;
  day_count: string;
  surplus_basis_points: number;
  deficit_basis_points: number;
}

const charges = (terms: Imbalance | null | undefined, from: Source) =>
  terms ? from.say('charges', { above: from.figure(terms.above), surplus: percent(terms.surplus_basis_points), deficit: percent(terms.deficit_basis_points), year: terms.day_count }) : from.say('charges_none');

type Overnight = Pick<BodyOf<'SetOvernightPolicy'>, 'stay' | 'cap' | 'disposal'>;

const stays = ({ stay, cap, disposal }: { stay: string; cap?: string | null | undefined; disposal?: string | null | undefined }, from: Source) =>
  [stay === 'capped' ? from.say('stays_up_to', { amount: from.figure(cap ?? '') }) : stand(stay, from), disposal ? stand(disposal, from) : null].filter((one) => one !== null).join(', ');

/** What is invested, and what stands in the account, before and after so much is. */
async function invested(currency: string, amount: string, sign: 1n | -1n, by: string, from: Source) {
  const { investments, offers } = await surplus(from, by);
  const before = investments.find((one) => one.currency === currency && one.participant === by)?.amount ?? '0';
  const all = offers.find((one) => one.currency === currency)?.invested;
  const moved = sign < 0n ? negative(amount) : amount;
  // More than is invested cannot be taken back.
  if (sum(before, moved).startsWith('-')) return [row(from.say('invested', { bank: by, currency }), from.figure(before), from.say('refused'))];
  return [
    row(from.say('invested', { bank: by, currency }), from.figure(before), from.figure(sum(before, moved))),
    ...(all === undefined ? [] : [row(from.say('invested_all', { currency }), from.figure(all), from.figure(sum(all, moved)))]),
    ...(await balances([{ bic: by, currency, amount, sign: sign < 0n ? 1n : -1n }], from)),
  ];
}

export const ofSurplus: Readers<'SetInvestmentTerms' | 'InvestFunds' | 'WithdrawInvestment' | 'SetImbalanceTerms' | 'SetHoldingCap' | 'SetOvernightPolicy'> = {
  SetInvestmentTerms: async ({ currency, terms }, _, from) => {
    const offer = (await surplus(from)).offers.find((one) => one.currency === currency);
    return [
      row(from.say('investment', { currency }), invests(offer?.terms, from), invests(terms, from)),
      row(from.say('counts'), offer?.next ? from.say('next_opening', { terms: invests(offer.next, from) }) : null, from.say(offer?.terms ? 'from_opening' : 'at_once')),
    ];
  },
  InvestFunds: ({ currency, amount }, by, from) => invested(currency, amount, 1n, by, from),
  WithdrawInvestment: ({ currency, amount }, by, from) => invested(currency, amount, -1n, by, from),
  SetImbalanceTerms: async ({ currency, class: of, terms }, _, from) => {
    const before = (await surplus(from)).imbalance_terms.find((one) => one.currency === currency && one.class === of);
    return [row(from.say('imbalance', { currency, class: stand(of, from) ?? '' }), charges(before, from), charges(terms, from))];
  },
  SetHoldingCap: async ({ currency, class: of, cap }, _, from) => {
    const before = (await surplus(from)).holding_caps.find((one) => one.currency === currency && one.class === of);
    return [row(from.say('holding', { currency, class: stand(of, from) ?? '' }), money(before?.cap, from) ?? from.say('any_amount'), money(cap, from) ?? from.say('any_amount'))];
  },
  SetOvernightPolicy: async (body, _, from) => {
    const before = (await surplus(from)).overnight_policies.find((one) => one.currency === body.currency && one.class === body.class);
    const next: Overnight = body;
    return [row(from.say('overnight', { currency: body.currency, class: stand(body.class, from) ?? '' }), before ? stays(before, from) : stand('free', from), stays(next, from))];
  },
};
