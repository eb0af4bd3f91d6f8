// What the operator says of currencies and parameters, and an agent of a new money for an old one.

import type { Change } from '../change.ts';
import type { BodyOf, Operation } from '../commands.ts';
import { door } from '../door.ts';
import { decimal, minor } from '../money.ts';
import { row, seen, type Reader, type Source } from './source.ts';

type Readers<O extends Operation> = { [N in O]: Reader<N> };

const currencies = async (from: Source) => (await from.read(door('/v1/currencies'))).currencies;

const dates = (first: string | null | undefined, last: string | null | undefined, from: Source) => from.say(last ? 'dates' : 'dates_open', { from: first ?? '', until: last ?? '' });

async function defined(body: BodyOf<'DefineCurrency'>, from: Source): Promise<Change[]> {
  const { code, agent, minor_units, valid_from, valid_until } = body;
  const what = from.say('currency', { currency: code });
  // A definition never alters another: one whose dates meet those of one that stands is refused. R-RUL-02
  const meets = (await currencies(from)).find((one) => one.currency === code && (one.valid_from ?? '') <= (valid_until ?? '9999-12-31') && valid_from <= (one.valid_until ?? '9999-12-31'));
  if (meets) return [row(what, dates(meets.valid_from, meets.valid_until, from), from.say('refused'))];
  return [row(what, null, dates(valid_from, valid_until, from)), row(from.say('digits', { currency: code }), null, String(minor_units)), row(from.say('agent_of', { currency: code }), null, agent)];
}

/** One account's share of a redenomination, in minor units: whole new ones, and what is left over. */
export interface Turned {
  whole: bigint;
  left: bigint;
}

/** What so many old minor units come to, where so many of them make one new minor unit. Whole new
 *  ones are counted towards zero, so that below zero the agent gives what is missing. */
export const turned = (old: bigint, ratio: bigint): Turned => ({ whole: old / ratio, left: old % ratio });

async function redenominated({ old, new: next, units }: BodyOf<'Redenominate'>, by: string, from: Source): Promise<Change[]> {
  const told = await currencies(from);
  const digits = (currency: string) => told.find((one) => one.currency === currency)?.minor_units ?? from.digits(currency);
  const [was, is] = [digits(old), digits(next)];
  // So many old minor units make one new minor unit; where they are not whole, the rules refuse it.
  const scaled = BigInt(units) * 10n ** BigInt(was);
  const ratio = scaled / 10n ** BigInt(is);
  if (ratio === 0n || scaled % 10n ** BigInt(is) !== 0n) return [row(`${old} \u2192 ${next}`, null, from.say('refused'))];
  const [before, there] = await Promise.all([old, next].map((currency) => seen(from.read(door('/v1/accounts', { query: { currency } })))));
  const unit = row(from.say('unit', { currency: next }), null, from.say('units', { n: units, currency: old }));
  if (before === 'unseen' || before === null || before === undefined) return [unit];
  const accounts = before.accounts.filter((one) => one.currency === old && one.access !== 'closed');
  let [sum, whole, agent] = [0n, 0n, 0n];
  for (const account of accounts) {
    const money = minor(account.balance, was);
    sum += money;
    if (account.participant === by) agent += money;
    else {
      const part = turned(money, ratio);
      whole += part.whole;
      agent += part.left;
    }
  }
  // The agent's own comes last, with what was left over of the others; what is left of it stays.
  const last = turned(agent, ratio);
  whole += last.whole;
  const standing = there === 'unseen' || !there ? null : there.accounts.filter((one) => one.currency === next).reduce((all, one) => all + minor(one.balance, is), 0n);
  const money = (units: bigint, digits: number) => from.figure(decimal(units, digits));
  return [
    unit,
    row(from.say('total', { currency: old }), money(sum, was), money(last.left, was)),
    row(from.say('total', { currency: next }), standing === null ? from.say('unseen') : money(standing, is), money((standing ?? 0n) + whole, is)),
    row(from.say('left_with_agent', { currency: old, bank: by }), null, money(last.left, was)),
  ];
}

type Parameters = BodyOf<'ActivateRulebook'>['parameters'];

async function activated({ version, parameters, from: position }: BodyOf<'ActivateRulebook'>, from: Source): Promise<Change[]> {
  const now = await from.read(door('/v1/rulebooks'));
  const names = Object.keys(parameters) as (keyof Parameters)[];
  const other = names.filter((name) => now.parameters[name] !== parameters[name]);
  return [
    row(from.say('rulebook'), from.say('version_n', { n: now.version }), from.say('version_from', { n: version, position })),
    // Those that stay as they are need not be read again.
    ...other.map((name) => row(from.say(`parameter_${name}`), String(now.parameters[name]), String(parameters[name]))),
    row(from.say('unchanged'), String(names.length - other.length), String(names.length - other.length)),
  ];
}

export const ofRulebook: Readers<'DefineCurrency' | 'Redenominate' | 'ActivateRulebook'> = {
  DefineCurrency: (body, _, from) => defined(body, from),
  Redenominate: (body, by, from) => redenominated(body, by, from),
  ActivateRulebook: (body, _, from) => activated(body, from),
};
