// Prices of one currency in another, of which the node tells each against a third.

import type { ExchangeRound, RateRow } from './wire.ts';

/** What one unit of a currency came to in another. Unit: whole units, for the eye alone. */
export interface Priced {
  round: number;
  at: string;
  price: number;
  official: number | null;
}

/** Two currencies that are known, as CNY.INR, CNY/INR or CNYINR names them. */
export function pairIn(text: string, codes: string[]): [string, string] | null {
  const said = /^\s*([a-z]{3})[\s./]?([a-z]{3})\s*$/i.exec(text);
  const [base, quote] = [said?.[1]?.toUpperCase() ?? '', said?.[2]?.toUpperCase() ?? ''];
  return base !== quote && codes.includes(base) && codes.includes(quote) ? [base, quote] : null;
}

function quotient(ratio: string | null | undefined): number | null {
  const [numerator, denominator] = (ratio ?? '').split('/').map(Number);
  return numerator !== undefined && denominator ? numerator / denominator : null;
}

type Rated = Pick<RateRow, 'currency' | 'rate' | 'minor_units'>;

/** What one unit of the first came to in the second, in a round or, without one, officially; null where it did not trade both. */
export function priceOf(round: Pick<ExchangeRound, 'round' | 'at' | 'prices'> | null, base: Rated, quote: Rated): Priced | null {
  // Ratios are of minor units.
  const scale = 10 ** (base.minor_units - quote.minor_units);
  const between = (one: number | null, other: number | null) => (one !== null && other ? (one / other) * scale : null);
  const official = between(quotient(base.rate), quotient(quote.rate));
  if (!round) return official === null ? null : { round: 0, at: '', price: official, official };
  const price = between(quotient(round.prices[base.currency]), quotient(round.prices[quote.currency]));
  return price === null ? null : { round: round.round, at: round.at, price, official };
}
