// What an agent says of exchange in its currency, and what banks offer in it.

import type { Change } from '../change.ts';
import type { Operation } from '../commands.ts';
import { door } from '../door.ts';
import { negative, sum } from '../money.ts';
import { stepOf } from '../price.ts';
import type { RateRow } from '../wire.ts';
import { balances, moment, money, official, part, percent, priceOf, row, seen, stand, tools, unusable, type Reader, type Source } from './source.ts';

type Readers<O extends Operation> = { [N in O]: Reader<N> };

async function rated(currency: string, from: Source): Promise<{ own: RateRow | undefined; yardstick: string }> {
  const { rates, yardstick } = await from.read(door('/v1/rates'));
  return { own: rates.find((one) => one.currency === currency), yardstick };
}

/** What was posted and does not count yet. */
const coming = (own: RateRow | undefined, from: Source) =>
  own?.coming ? from.say(own.coming.approved ? 'coming_approved' : 'coming_waits', { rate: official(own.coming.rate, own.currency, own.minor_units, from) ?? '', date: own.coming.from }) : null;

function moved({ basisPoints, exact }: { basisPoints: bigint; exact: boolean }, from: Source): string {
  const step = `${basisPoints > 0n ? '+' : ''}${percent(basisPoints)}`;
  return exact ? step : from.say('rounded_away', { step });
}

async function posted(currency: string, rate: string, date: string, from: Source): Promise<Change[]> {
  const { own, yardstick } = await rated(currency, from);
  const { parameters } = await from.read(door('/v1/rulebooks'));
  const digits = own?.minor_units ?? from.digits(currency);
  const step = own?.rate ? stepOf(own.rate, rate) : null;
  const size = step && (step.basisPoints < 0n ? -step.basisPoints : step.basisPoints);
  const alone = size !== null && size <= BigInt(parameters.rate_step);
  return [
    row(from.say('official_rate', { currency, yardstick }), official(own?.rate, currency, digits, from), official(rate, currency, digits, from)),
    ...(step ? [row(from.say('worth_by'), null, moved(step, from))] : []),
    row(from.say('counts'), coming(own, from), from.say(alone ? 'counts_from' : 'counts_approved', { date, step: percent(parameters.rate_step) })),
  ];
}

async function approved(currency: string, rate: string, date: string, from: Source): Promise<Change[]> {
  const { own, yardstick } = await rated(currency, from);
  const digits = own?.minor_units ?? from.digits(currency);
  const same = own?.coming && own.coming.rate === rate && own.coming.from === date && !own.coming.approved;
  return [
    row(from.say('official_rate', { currency, yardstick }), official(own?.rate, currency, digits, from), official(rate, currency, digits, from)),
    row(from.say('counts'), coming(own, from), same ? from.say('approved_from', { date }) : from.say('refused')),
  ];
}

/** What an offer holds of its party's money while it stands, and what it asks. */
async function offered(sell: { currency: string; amount: string }, buy: { currency: string; amount: string }, stands: string | null, by: string, from: Source): Promise<Change[]> {
  const own = await tools(by, sell.currency, from);
  const account = `${by} ${sell.currency}`;
  // More than is free is backed by nothing. R-FX-09
  const over = unusable(by, sell.currency, sell.amount, own, from);
  if (over) return over;
  return [
    row(from.say('available', { account }), part(own, (one) => money(one.available, from), from), part(own, (one) => money(sum(one.available, negative(sell.amount)), from), from)),
    row(from.say('held', { account }), part(own, (one) => money(one.held, from), from), part(own, (one) => money(sum(one.held, sell.amount), from), from)),
    ...(await balances([{ bic: by, ...buy, sign: 1n, atLeast: true }], from, 'once_filled')),
    row(from.say('worst'), null, priceOf(sell, buy, from)),
    ...(stands ? [row(from.say('stands'), null, stands)] : []),
  ];
}

const trading = async (currency: string, to: 'open' | 'halted', from: Source) => [row(from.say('trading', { currency }), stand((await rated(currency, from)).own?.trading, from), stand(to, from))];

const band = (points: number | null | undefined, from: Source) => (points === null || points === undefined ? from.say('no_band') : `\u00b1${percent(points)}`);

export const ofExchange: Readers<
  'PostOfficialRate' | 'ApproveOfficialRate' | 'SetBand' | 'SetQuota' | 'SwitchPair' | 'HaltExchange' | 'ResumeExchange' | 'PlaceOrder' | 'PostQuote' | 'CancelOrder' | 'NameYardstick' | 'ProposePrices'
> = {
  PostOfficialRate: ({ currency, rate, from: date }, _, from) => posted(currency, rate, date, from),
  ApproveOfficialRate: ({ currency, rate, from: date }, _, from) => approved(currency, rate, date, from),
  SetBand: async ({ currency, basis_points }, _, from) => [row(from.say('band', { currency }), band((await rated(currency, from)).own?.band_basis_points, from), band(basis_points, from))],
  SetQuota: async ({ currency, amount }, _, from) => [row(from.say('quota', { currency }), money((await rated(currency, from)).own?.quota, from) ?? from.say('no_quota'), money(amount, from) ?? from.say('no_quota'))],
  SwitchPair: async ({ currency, against, switch: to }, _, from) => [row(`${currency} / ${against}`, stand((await rated(currency, from)).own?.switched_off_against.includes(against) ? 'off' : 'on', from), stand(to, from))],
  HaltExchange: ({ currency }, _, from) => trading(currency, 'halted', from),
  ResumeExchange: ({ currency }, _, from) => trading(currency, 'open', from),
  PlaceOrder: ({ sell, buy, rounds, until, date }, by, from) => {
    const stands = until ? from.say('until', { at: moment(until) }) : rounds ? from.say('for_rounds', { n: rounds }) : (date ?? null);
    return offered(sell, { currency: buy.currency, amount: buy.at_least }, stands, by, from);
  },
  PostQuote: ({ sell, buy, until }, by, from) => offered(sell, buy, from.say('until', { at: moment(until) }), by, from),
  CancelOrder: async ({ number }, by, from) => {
    const { orders } = await from.read(door('/v1/orders', { query: { participant: by, before: number + 1, limit: 1 } }));
    const order = orders.find((one) => one.order === number);
    if (!order || order.status !== 'standing') return [row(from.say('order_n', { n: number }), stand(order?.status, from), from.say('refused'))];
    const own = await tools(by, order.sell, from);
    const account = `${by} ${order.sell}`;
    // What a payment with conversion offers is held only once it is there.
    const holds = order.kind === 'order' || order.kind === 'quote';
    return [
      row(from.say('order_n', { n: number }), stand(order.status, from), stand('cancelled', from)),
      ...(holds ? [
        row(from.say('held', { account }), part(own, (one) => money(one.held, from), from), part(own, (one) => money(sum(one.held, negative(order.left)), from), from)),
        row(from.say('available', { account }), part(own, (one) => money(one.available, from), from), part(own, (one) => money(sum(one.available, order.left), from), from)),
      ] : []),
    ];
  },
  NameYardstick: async ({ name }, _, from) => {
    const { rates, yardstick } = await from.read(door('/v1/rates'));
    const posted = rates.filter((one) => one.rate !== null).length;
    return [
      row(from.say('yardstick'), yardstick || null, name),
      // When another is named, every official rate ends.
      row(from.say('rates_posted'), String(posted), yardstick === name ? String(posted) : '0'),
    ];
  },
  ProposePrices: async ({ round, prices, fills, value, standing }, _, from) => {
    const open = await seen(from.read(door('/v1/exchange/problem')));
    // Values are told times 2^49.
    const told = (standing: string, value: string) => from.say('prices_worth', { standing: stand(standing, from) ?? '', value: from.figure((BigInt(value) >> 49n).toString()) });
    return [
      row(from.say('round_answer', { n: round }), part(open, (one) => (one.round === round ? told(one.best.standing, one.best.value) : null), from), told(standing, value)),
      row(from.say('prices_of', { n: round }), null, from.say('prices_n', { n: prices.length, fills: fills.length })),
    ];
  },
};
