// Amounts are decimal text of a currency; they are compared and added as whole minor units.
// A float appears where something is drawn or rounded for the eye, never in what is sent.

/** Minor units of a decimal; the digits are the currency's. */
export function minor(text: string, digits: number): bigint {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const units = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return negative ? -units : units;
}

/** The decimal of minor units. */
export function decimal(units: bigint, digits: number): string {
  const negative = units < 0n;
  const text = (negative ? -units : units).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const sign = negative ? '-' : '';
  return digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(text.length - digits)}`;
}

/** Digits after the point. */
export function digitsOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/** Whether a text is an amount of a currency with so many digits, above zero. */
export function isAmount(text: string, digits: number): boolean {
  const shape = digits === 0 ? /^\d{1,18}$/ : new RegExp(`^\\d{1,18}(\\.\\d{1,${digits}})?$`);
  return shape.test(text) && minor(text, digits) > 0n;
}

/** Whether a text is a whole number between two, both included. */
export function isWhole(text: string, least: number, most: number): boolean {
  return /^-?\d{1,15}$/.test(text) && Number(text) >= least && Number(text) <= most;
}

const whole = new Map<string, Intl.NumberFormat>();
const compact = new Map<string, Intl.NumberFormat>();

function kept(cache: Map<string, Intl.NumberFormat>, language: string, options: Intl.NumberFormatOptions) {
  let format = cache.get(language);
  if (!format) {
    // Latin digits in every language, so that columns line up and files agree with the screen.
    format = new Intl.NumberFormat(`${language}-u-nu-latn`, options);
    cache.set(language, format);
  }
  return format;
}

/** A decimal with its groups, as the language writes it, to the last digit. */
export function grouped(text: string, language = 'en'): string {
  const negative = text.startsWith('-');
  const [units = '0', fraction] = (negative ? text.slice(1) : text).split('.');
  const format = kept(whole, language, { maximumFractionDigits: 0 });
  const point = format.formatToParts(1.5).find((part) => part.type === 'decimal')?.value ?? separator(language);
  const sign = negative ? '\u2212' : '';
  return sign + format.format(BigInt(units)) + (fraction === undefined ? '' : point + fraction);
}

function separator(language: string): string {
  const parts = new Intl.NumberFormat(`${language}-u-nu-latn`).formatToParts(1.5);
  return parts.find((part) => part.type === 'decimal')?.value ?? '.';
}

/** A count with its groups. */
export function count(value: number, language = 'en'): string {
  return kept(whole, language, { maximumFractionDigits: 0 }).format(value);
}

/** A number to so many digits after the point, as the language writes it; and no zero has a sign. */
export function rounded(value: number, digits: number, language = 'en'): string {
  const format = new Intl.NumberFormat(`${language}-u-nu-latn`, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'negative' });
  return format.format(value).replace('-', '\u2212');
}

/** The same with its sign, plus as well as minus. */
export function signed(value: number, digits: number, language = 'en'): string {
  const told = rounded(value, digits, language);
  return value > 0 && /[1-9]/.test(told) ? `+${told}` : told;
}

/** A decimal shortened for the eye, as 5.18M. */
export function short(text: string | number, language = 'en'): string {
  const options: Intl.NumberFormatOptions = { notation: 'compact', maximumSignificantDigits: 3 };
  return kept(compact, language, options).format(Number(text));
}

/** Part of a whole, from 0 to 1, for bars. */
export function share(part: string, of: string): number {
  const base = Number(of);
  return base > 0 ? Math.min(1, Math.max(0, Number(part) / base)) : 0;
}

/** Units of the yardstick for an amount, by a currency's official rate; for widths and sizes only. */
export function inYardstick(amount: string, digits: number, rate: string | null | undefined): number {
  const [numerator, denominator] = (rate ?? '').split('/');
  if (!numerator || !denominator) return 0;
  return (Number(minor(amount, digits)) * Number(numerator)) / Number(denominator);
}

/** The exact sum of two decimals, with the digits of the longer. */
export function sum(one: string, other: string): string {
  const digits = Math.max(digitsOf(one), digitsOf(other));
  return decimal(minor(one, digits) + minor(other, digits), digits);
}

/** Whether an amount is more than there is of it. */
export const exceeds = (amount: string, most: string) => sum(most, negative(amount)).startsWith('-');

/** The decimal with the other sign. */
export function negative(text: string): string {
  return decimal(-minor(text, digitsOf(text)), digitsOf(text));
}
