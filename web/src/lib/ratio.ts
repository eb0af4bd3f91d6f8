// Official rates are exact ratios of minor units; people say how many units one of the yardstick is.

import { decimal } from './money.ts';

function divisor(one: bigint, other: bigint): bigint {
  while (other !== 0n) [one, other] = [other, one % other];
  return one;
}

/** Units of the yardstick for minor units, from how many units of the currency make one of it:
 *  92.40 with two digits is 1/9240. Null where it is no such decimal. */
export function ratioOf(units: string, digits: number): string | null {
  if (!/^\d{1,15}(\.\d{1,9})?$/.test(units)) return null;
  const [whole = '0', fraction = ''] = units.split('.');
  const numerator = 10n ** BigInt(fraction.length);
  const denominator = BigInt(whole + fraction) * 10n ** BigInt(digits);
  if (denominator === 0n) return null;
  const common = divisor(numerator, denominator);
  return `${numerator / common}/${denominator / common}`;
}

/** How many units of the currency one of the yardstick is, as a decimal of at most nine places. */
export function unitsOf(ratio: string | null, digits: number): string {
  const [numerator, denominator] = (ratio ?? '').split('/').map((part) => (/^\d+$/.test(part) ? BigInt(part) : 0n));
  if (!numerator || !denominator) return '';
  const scaled = (denominator * 10n ** 9n) / (numerator * 10n ** BigInt(digits));
  return decimal(scaled, 9).replace(/\.?0+$/, '');
}
