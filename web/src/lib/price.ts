// Ratios as people read them: how many whole units of one thing one whole unit of another is.

import { decimal } from './money.ts';

/** A quotient as a decimal, and whether that is exactly it. */
export interface Decimal {
  text: string;
  exact: boolean;
  places: number;
}

/** Digits that say something, where a quotient has to be rounded. */
const TELLING = 6;
/** Places beyond which no quotient is looked at. */
const MOST = 24;

/** A quotient of two whole numbers above zero: with at least so many places, exactly where it ends
 *  within four more, and else rounded half up where six digits of it are told. */
export function quotient(numerator: bigint, denominator: bigint, least: number): Decimal {
  for (let places = least; ; places += 1) {
    const scaled = numerator * 10n ** BigInt(places);
    const exact = scaled % denominator === 0n;
    const whole = scaled / denominator;
    if (exact) return { text: decimal(whole, places), exact, places };
    if ((places >= least + 4 && whole.toString().length >= TELLING) || places >= MOST) {
      return { text: decimal((2n * scaled + denominator) / (2n * denominator), places), exact, places };
    }
  }
}

/** The parts of a ratio that the node tells; nothing where it is none. */
export function parts(ratio: string | null | undefined): { numerator: bigint; denominator: bigint } | null {
  const [, numerator, denominator] = /^(\d+)\/(\d+)$/.exec(ratio ?? '') ?? [];
  if (numerator === undefined || denominator === undefined || BigInt(numerator) === 0n || BigInt(denominator) === 0n) return null;
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

/** What an official rate says: whole units of the currency for one unit of the yardstick, where a
 *  ratio is units of the yardstick for minor units. */
export function perYardstick(ratio: string | null | undefined, digits: number): Decimal | null {
  const rate = parts(ratio);
  return rate && quotient(rate.denominator, rate.numerator * 10n ** BigInt(digits), digits);
}

/** Whole units of what is bought for one whole unit of what is sold, both amounts in minor units. */
export function perUnit(bought: bigint, boughtDigits: number, sold: bigint, soldDigits: number): Decimal | null {
  if (bought <= 0n || sold <= 0n) return null;
  return quotient(bought * 10n ** BigInt(soldDigits), sold * 10n ** BigInt(boughtDigits), boughtDigits);
}

/** By how much of the old one ratio of worth stands from another, in hundredths of a percent,
 *  rounded away from zero so that no step is told as smaller than it is. */
export function stepOf(old: string, next: string): { basisPoints: bigint; exact: boolean } | null {
  const [before, after] = [parts(old), parts(next)];
  if (!before || !after) return null;
  const was = before.numerator * after.denominator;
  const is = after.numerator * before.denominator;
  const apart = (is > was ? is - was : was - is) * 10_000n;
  const up = (apart + was - 1n) / was;
  return { basisPoints: is < was ? -up : up, exact: apart % was === 0n };
}
