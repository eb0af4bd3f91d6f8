// From what an effect is told: what the node answers, and how the reader is spoken to. Nothing else
// is known here, so that each effect can be tried without a page.

import type { Change, Standing } from '../change.ts';
import { movement } from '../change.ts';
import type { BodyOf, Operation } from '../commands.ts';
import { door, type Address } from '../door.ts';
import { exceeds, minor, negative, sum } from '../money.ts';
import { perUnit, perYardstick } from '../price.ts';
import type { PaymentTold, Tools } from '../wire.ts';
import type { c } from '../../words/changes.ts';
import type { e } from '../../words/effects.ts';

/** A word of how things stand, or of what would change. */
export type Word = keyof (typeof c)['english'] | keyof (typeof e)['english'];

export interface Source {
  read<A>(address: Address<A>): Promise<A>;
  say(word: Word, blanks?: Record<string, string | number>): string;
  /** Whether the node shows an account to who is signed in. */
  sees(participant: string, currency: string): boolean;
  /** The currency's digits after the point. */
  digits(currency: string): number;
  /** An amount as it is read, in its groups. */
  figure(amount: string): string;
  /** An area of commands by its name. */
  area(name: string): string;
  /** A day of the week by its name. */
  weekday(name: string): string;
  /** The system's own instant. */
  instant(): string;
}

/** What a command would change, for the party that gives it. */
export type Reader<O extends Operation> = (body: BodyOf<O>, by: string, from: Source) => Promise<Change[]>;

/** A thing as it stands and as it would stand. */
export const row = (what: string, before: string | null, after: string | null): Change => ({ what, before, after });

const WORDS = [
  'urgent', 'high', 'normal', 'fifo', 'bypass', 'front', 'back', 'on', 'off', 'open', 'halted', 'resumed', 'active', 'closing', 'closed', 'suspended', 'pending', 'settled', 'rejected', 'cancelled',
  'cooling', 'revoked', 'full', 'send-only', 'receive-only', 'agent', 'resident-bank', 'foreign-bank', 'exchange-provider', 'indirect', 'standing', 'filled', 'expired', 'redenominated', 'proposed', 'agreed',
  'gathered', 'withdrawn', 'received', 'delivered', 'acknowledged', 'free', 'forbidden', 'sweep', 'return', 'invest', 'invest-overnight', 'equilibrium', 'partial',
] as const;

/** A word by which the node names how a thing stands; what is none of them, as it is. */
export function stand(word: string | null | undefined, from: Source): string | null {
  const known = WORDS.find((one) => one === word);
  return known ? from.say(`is_${known}`) : (word ?? null);
}

/** What is read; nothing of what is not there, and unseen of what is not shown to who asks. */
export function seen<T>(reading: Promise<T>): Promise<T | null | 'unseen'> {
  return reading.catch((error: unknown) => {
    const status = error && typeof error === 'object' && 'status' in error ? error.status : 0;
    if (status === 404) return null;
    if (status === 401 || status === 403) return 'unseen' as const;
    throw error;
  });
}

/** How a part of what was read stands; that it is not shown, where it is not. */
export function part<T>(whole: T | null | 'unseen', of: (whole: T) => string | null | undefined, from: Source): string | null {
  if (whole === 'unseen') return from.say('unseen');
  return whole === null ? null : (of(whole) ?? null);
}

/** An amount as it is read; nothing where there is none. */
export const money = (amount: string | null | undefined, from: Source) => (amount === null || amount === undefined ? null : from.figure(amount));

/** An amount with its currency, as it is read. */
export const sumOf = ({ amount, currency }: { amount: string; currency: string }, from: Source) => `${from.figure(amount)} ${currency}`;

/** An instant as it is read: its day and minute, in UTC. */
export function moment(at: string): string {
  const told = new Date(at);
  return Number.isNaN(told.getTime()) ? at : `${told.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Hundredths of a percent as a percentage, to the last of them. */
export function percent(basisPoints: number | bigint): string {
  const all = BigInt(basisPoints);
  const size = all < 0n ? -all : all;
  return `${all < 0n ? '\u2212' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')} %`;
}

/** What one account moves by: so much more, or less, or at least so much more. */
export interface Move {
  bic: string;
  currency: string;
  amount: string;
  sign: 1n | -1n;
  atLeast?: boolean;
}

async function standing({ bic, currency }: Move, from: Source): Promise<Standing> {
  if (!from.sees(bic, currency)) return 'unseen';
  const told = await seen(from.read(door('/v1/accounts', { query: { participant: bic } })));
  if (told === 'unseen' || told === null) return told;
  return told.accounts.find((account) => account.currency === currency)?.balance ?? null;
}

/** What accounts stand at, and would once all of it has moved; each once, with what it moves by in
 *  all. Another's is not shown, and hides nothing of what is proposed. */
export async function balances(moves: Move[], from: Source, when?: Word): Promise<Change[]> {
  const net = new Map<string, Move>();
  for (const move of moves) {
    const name = `${move.bic} ${move.currency}`;
    const before = net.get(name);
    const signed = (one: Move) => (one.sign < 0n ? negative(one.amount) : one.amount);
    const all = before ? sum(signed(before), signed(move)) : signed(move);
    const sign = all.startsWith('-') ? (-1n as const) : (1n as const);
    net.set(name, { ...move, amount: all.replace('-', ''), sign, atLeast: (before?.atLeast ?? false) || (move.atLeast ?? false) });
  }
  return Promise.all([...net.values()].map(async (move) => told(move, movement(name(move, from, when), await standing(move, from), move.amount, move.sign), from)));
}

const name = ({ bic, currency }: Move, from: Source, when?: Word) => (when ? from.say('account_when', { bank: bic, currency, when: from.say(when) }) : `${bic} ${currency}`);

/** A movement in groups; where there is no account it is said that there is none. */
function told({ atLeast }: Move, { what, before, after, by }: Change, from: Source): Change {
  const least = (text: string) => (atLeast ? from.say('at_least', { amount: text }) : text);
  if (by !== undefined) return { what, before: null, after: null, by: least(by.startsWith('-') ? from.figure(by) : `+${from.figure(by.slice(1))}`) };
  if (before === null) return row(what, from.say('no_account'), from.say('refused_without'));
  return row(what, from.figure(before), least(from.figure(after ?? '')));
}

/** A payment as it stands; one that is not shown is told as if it were none. */
export const payment = (uetr: string, from: Source) => seen(from.read(door('/v1/payments/{uetr}', { path: { uetr } })));

/** Whether it is known not to wait any more, or not at all. */
export const isOver = (known: PaymentTold | null | 'unseen') => known === null || (known !== 'unseen' && known.status !== 'pending');

/** What a party can do with an account; nothing where it has none. */
export async function tools(of: string, currency: string, from: Source): Promise<Tools | null | 'unseen'> {
  if (!from.sees(of, currency)) return 'unseen';
  const told = await seen(from.read(door('/v1/liquidity', { query: { participant: of } })));
  return told === 'unseen' || told === null ? told : (told.accounts.find((account) => account.currency === currency) ?? null);
}

/** How a part of an account stands and would stand; where there is no account, that it would be
 *  refused. R-PAR-03 */
export function kept(what: string, own: Tools | null | 'unseen', before: (own: Tools) => string | null, after: string | null, from: Source): Change {
  return own === null ? row(what, from.say('no_account'), from.say('refused')) : row(what, part(own, before, from), after);
}

/** That more is asked of an account than there is of it, where that is shown. */
export function beyond(what: string, amount: string, own: Tools | null | 'unseen', most: (own: Tools) => string, from: Source): Change[] | null {
  if (own === null || own === 'unseen' || !exceeds(amount, most(own))) return null;
  return [row(what, from.figure(most(own)), from.say('refused'))];
}

/** That more is to go out of an account than a normal payment could use of it, where that is shown. */
export const unusable = (of: string, currency: string, amount: string, own: Tools | null | 'unseen', from: Source) =>
  beyond(from.say('available', { account: `${of} ${currency}` }), amount, own, ({ available }) => available, from);

/** What an official rate says, in whole units. */
export function official(rate: string | null | undefined, currency: string, digits: number, from: Source): string | null {
  const price = perYardstick(rate, digits);
  return price && from.say(price.exact ? 'rate' : 'rate_rounded', { amount: from.figure(price.text), currency, n: price.places });
}

interface Sum {
  currency: string;
  amount: string;
}

/** What is got for one whole unit of what is given. */
export function priceOf(given: Sum, got: Sum, from: Source): string | null {
  const [gives, gets] = [from.digits(given.currency), from.digits(got.currency)];
  const price = perUnit(minor(got.amount, gets), gets, minor(given.amount, gives), gives);
  return price && from.say(price.exact ? 'price' : 'price_rounded', { one: given.currency, amount: from.figure(price.text), currency: got.currency, n: price.places });
}
