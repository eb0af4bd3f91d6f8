// What agents lend each other: lines, what is drawn on them and what goes back, to the minor unit.

import type { Change } from '../change.ts';
import type { BodyOf, Operation } from '../commands.ts';
import { door } from '../door.ts';
import { decimal, digitsOf, minor, negative, sum } from '../money.ts';
import { parts, quotient } from '../price.ts';
import type { Documented } from '../door.ts';
import { balances, percent, row, seen, stand, sumOf, type Reader, type Source } from './source.ts';

type Readers<O extends Operation> = { [N in O]: Reader<N> };
type Line = Documented<'/v1/swap-lines/{line}'>;
type Draw = Line['draws'][number];
type Terms = BodyOf<'ProposeSwapLine'>['terms'];

const line = (number: number, from: Source) => seen(from.read(door('/v1/swap-lines/{line}', { path: { line: number } })));

/** A fixed rate is minor units of the other's currency for minor units of the proposer's. */
function rateOf({ rate, own, other }: Terms | Line['terms'], from: Source): string {
  const fixed = parts(rate);
  if (!fixed) return from.say('official_then');
  const [is, was] = [from.digits(other.currency), from.digits(own.currency)];
  const price = quotient(fixed.numerator * 10n ** BigInt(was), fixed.denominator * 10n ** BigInt(is), is);
  return from.say(price.exact ? 'price' : 'price_rounded', { one: own.currency, amount: from.figure(price.text), currency: other.currency, n: price.places });
}

/** Each of the terms, as nothing yet or as they were proposed. */
function terms(of: Terms, before: Line['terms'] | null, from: Source): Change[] {
  const told = (one: Terms | Line['terms']) => ({
    line_own: sumOf(one.own, from),
    line_other: sumOf(one.other, from),
    line_rate: rateOf(one, from),
    line_term: from.say('days_n', { n: one.term }),
    line_interest: `${percent(one.interest_basis_points)}, ${one.day_count}`,
  });
  const [was, is] = [before && told(before), told(of)];
  return (Object.keys(is) as (keyof typeof is)[]).map((field) => row(from.say(field), was?.[field] ?? null, is[field]));
}

/** The quotient, rounded up. */
const up = (numerator: bigint, denominator: bigint) => (numerator + denominator - 1n) / denominator;

/** What is given for what is drawn, in minor units, rounded up: at the line's rate, or the official
 *  ones; nothing where there is none. R-SWP-03 */
async function givenFor(of: Line, drawn: bigint, currency: string, from: Source): Promise<bigint | null> {
  const fixed = parts(of.terms.rate);
  const own = currency === of.terms.own.currency;
  if (fixed) return own ? up(drawn * fixed.numerator, fixed.denominator) : up(drawn * fixed.denominator, fixed.numerator);
  const { rates } = await from.read(door('/v1/rates'));
  const worth = (code: string) => parts(rates.find((one) => one.currency === code)?.rate);
  const [what, against] = [worth(currency), worth(own ? of.terms.other.currency : of.terms.own.currency)];
  return what && against && up(drawn * what.numerator * against.denominator, what.denominator * against.numerator);
}

async function drawn({ line: number, money }: BodyOf<'DrawSwapLine'>, by: string, from: Source): Promise<Change[]> {
  const told = await line(number, from);
  if (told === 'unseen' || told === null) return [row(from.say('line_n', { n: number }), told && from.say('unseen'), told ? sumOf(money, from) : from.say('refused'))];
  const { own, other } = told.terms;
  const [limit, against, lender] = money.currency === own.currency ? [own, other, told.proposer] : [other, own, told.partner];
  const out = told.drawn.find((one) => one.currency === money.currency)?.amount ?? '0';
  const drawn = row(from.say('drawn', { n: number, currency: money.currency, limit: from.figure(limit.amount) }), from.figure(out), from.figure(sum(out, money.amount)));
  if (sum(limit.amount, negative(sum(out, money.amount))).startsWith('-')) return [{ ...drawn, after: from.say('refused') }];
  const digits = from.digits(against.currency);
  const given = await givenFor(told, minor(money.amount, from.digits(money.currency)), money.currency, from);
  const counter = given === null ? null : decimal(given, digits);
  return [
    drawn,
    ...(await balances([
      { bic: by, ...money, sign: 1n },
      ...(counter === null ? [] : [{ bic: lender, currency: against.currency, amount: counter, sign: 1n as const }]),
    ], from)),
    row(from.say('given_held', { bank: lender }), null, counter === null ? from.say('refused') : sumOf({ amount: counter, currency: against.currency }, from)),
  ];
}

const DAY = 86_400_000;

/** Interest on what goes back, for the days since it was drawn, rounded up. R-SWP-04 */
export function interest(amount: bigint, basisPoints: number, days: number, dayCount: string): bigint {
  return up(amount * BigInt(basisPoints) * BigInt(Math.max(0, days)), 10_000n * (dayCount === 'actual/365' ? 365n : 360n));
}

/** The line on which something was drawn. */
async function lineOf(draw: number, by: string, from: Source): Promise<{ line: Line; draw: Draw } | null> {
  const { lines } = await from.read(door('/v1/swap-lines', { query: { participant: by } }));
  for (const one of lines) {
    const whole = await line(one.line, from);
    const found = whole === 'unseen' || whole === null ? undefined : whole.draws.find((each) => each.draw === draw);
    if (found && whole !== 'unseen' && whole !== null) return { line: whole, draw: found };
  }
  return null;
}

async function repaid({ draw: number, money }: BodyOf<'RepaySwap'>, by: string, from: Source): Promise<Change[]> {
  const found = await lineOf(number, by, from);
  if (!found) return [row(from.say('draw_n', { n: number }), null, from.say('refused'))];
  const { draw, line: of } = found;
  const digits = digitsOf(draw.left);
  const [amount, left] = [minor(money.amount, digits), minor(draw.left, digits)];
  if (amount > left) return [row(from.say('draw_n', { n: number }), from.figure(draw.left), from.say('refused'))];
  // A draw is due its term after the date on which it was drawn.
  const days = Math.round((Date.parse(from.instant().slice(0, 10)) - Date.parse(draw.due)) / DAY) + of.terms.term;
  const owed = decimal(interest(amount, of.terms.interest_basis_points, days, of.terms.day_count), digits);
  const places = digitsOf(draw.given);
  const given = minor(draw.given, places);
  const back = amount === left ? given : (given * amount) / left;
  return [
    row(from.say('draw_n', { n: number }), sumOf({ amount: draw.left, currency: draw.currency }, from), sumOf({ amount: sum(draw.left, negative(money.amount)), currency: draw.currency }, from)),
    row(from.say('interest_today', { n: days }), null, sumOf({ amount: owed, currency: draw.currency }, from)),
    ...(await balances([
      { bic: by, currency: draw.currency, amount: sum(money.amount, owed), sign: -1n },
      { bic: draw.from, currency: draw.currency, amount: owed, sign: 1n },
      { bic: draw.from, currency: draw.against, amount: decimal(back, places), sign: -1n },
    ], from)),
    row(from.say('given_held', { bank: draw.from }), sumOf({ amount: draw.given, currency: draw.against }, from), sumOf({ amount: decimal(given - back, places), currency: draw.against }, from)),
  ];
}

export const ofSwaps: Readers<'ProposeSwapLine' | 'AgreeSwapLine' | 'CloseSwapLine' | 'DrawSwapLine' | 'RepaySwap'> = {
  ProposeSwapLine: async (body, by, from) => [
    row(from.say('line_new', { bank: by }), null, stand('proposed', from)),
    ...terms(body.terms, null, from),
  ],
  AgreeSwapLine: async (body, _, from) => {
    const told = await line(body.line, from);
    const before = told === 'unseen' || told === null ? null : told;
    return [
      row(from.say('line_n', { n: body.line }), told === 'unseen' ? from.say('unseen') : stand(before?.status, from), before && before.status !== 'proposed' ? from.say('refused') : stand('agreed', from)),
      ...terms(body.terms, before?.terms ?? null, from),
    ];
  },
  CloseSwapLine: async (body, _, from) => {
    const told = await line(body.line, from);
    if (told === 'unseen' || told === null) return [row(from.say('line_n', { n: body.line }), told && from.say('unseen'), told ? stand('closed', from) : from.say('refused'))];
    const out = told.drawn.filter((one) => /[1-9]/.test(one.amount));
    return [
      row(from.say('line_n', { n: body.line }), stand(told.status, from), out.length > 0 ? from.say('refused') : stand('closed', from)),
      ...out.map((one) => row(from.say('still_out'), sumOf(one, from), sumOf(one, from))),
    ];
  },
  DrawSwapLine: (body, by, from) => drawn(body, by, from),
  RepaySwap: (body, by, from) => repaid(body, by, from),
};
