// Balances that lie in a currency in which their holder has nothing to pay, and which tool of the
// system would free them. Decided here from what the node tells, as a hint and not as advice.

import { decimal, minor } from './money.ts';
import type { Account, CurrencyRow, Payment, RateRow } from './wire.ts';

export type Tool = 'exchange' | 'home' | 'invest' | 'policy' | 'pay';

/** Tools. Order: the one is named first that brings what the holder lacks itself. */
export const TOOLS: Tool[] = ['exchange', 'home', 'invest', 'policy', 'pay'];

export interface Trapped {
  bank: string;
  currency: string;
  balance: string;
  /** What it still has to pay in it, queued. */
  queued: string;
  /** What is left when that is paid. */
  trapped: string;
  tool: Tool;
  /** What it would be exchanged for, or what becomes of it overnight. */
  into: string;
}

/** What agents take and do, as far as it frees a balance. */
export interface Surplus {
  offers: { currency: string }[];
  overnight_policies: { class: string; currency: string; disposal: string | null; stay: string }[];
}

export interface Known {
  accounts: Account[];
  pending: Payment[];
  currencies: CurrencyRow[];
  rates: RateRow[];
  surplus: Surplus;
}

const country = (bic: string) => bic.slice(4, 6);

/** What foreign banks hold beyond what they have queued to pay in it. Order: by bank, currency. */
export function trapped(known: Known): Trapped[] {
  const digits = new Map(known.currencies.map((row) => [row.currency, row.digits]));
  const home = new Map(known.currencies.map((row) => [row.currency, row.country]));
  const queued = queuedOf(known.pending, digits);
  const lacks = lackingOf(known.accounts, queued, digits);
  const rates = new Map(known.rates.map((row) => [row.currency, row]));
  return known.accounts.flatMap((account) => {
    const { participant: bank, currency } = account;
    const exponent = digits.get(currency);
    const abroad = home.get(currency);
    if (exponent === undefined || !abroad || abroad === country(bank)) return [];
    const balance = minor(account.balance, exponent);
    const out = queued.get(`${bank} ${currency}`) ?? 0n;
    const rest = balance - out;
    if (rest <= 0n) return [];
    const own = known.currencies.find((row) => row.country === country(bank))?.currency ?? '';
    const { tool, into } = toolFor(currency, lacks.get(bank) ?? [], own, rates, known.surplus);
    return [{ bank, currency, balance: account.balance, queued: decimal(out, exponent), trapped: decimal(rest, exponent), tool, into }];
  });
}

function queuedOf(pending: Payment[], digits: Map<string, number>): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const leg of pending.flatMap((payment) => payment.legs)) {
    const name = `${leg.debtor} ${leg.currency}`;
    sums.set(name, (sums.get(name) ?? 0n) + minor(leg.amount, digits.get(leg.currency) ?? 2));
  }
  return sums;
}

/** The currencies in which a bank has more to pay than it has. */
function lackingOf(accounts: Account[], queued: Map<string, bigint>, digits: Map<string, number>): Map<string, string[]> {
  const lacks = new Map<string, string[]>();
  for (const account of accounts) {
    const exponent = digits.get(account.currency) ?? 2;
    const has = minor(account.balance, exponent) + minor(account.credit, exponent);
    if ((queued.get(`${account.participant} ${account.currency}`) ?? 0n) <= has) continue;
    lacks.set(account.participant, [...(lacks.get(account.participant) ?? []), account.currency]);
  }
  return lacks;
}

function toolFor(currency: string, lacks: string[], own: string, rates: Map<string, RateRow>, surplus: Surplus): { tool: Tool; into: string } {
  const trades = (into: string) => {
    const [sell, buy] = [rates.get(currency), rates.get(into)];
    if (!sell || !buy || sell.trading !== 'open' || buy.trading !== 'open' || !sell.rate || !buy.rate) return false;
    return !sell.switched_off_against.includes(into) && !buy.switched_off_against.includes(currency);
  };
  const wanted = lacks.find((one) => one !== currency && trades(one));
  if (wanted) return { tool: 'exchange', into: wanted };
  if (surplus.offers.some((offer) => offer.currency === currency)) return { tool: 'invest', into: '' };
  if (own && own !== currency && trades(own)) return { tool: 'home', into: own };
  const policy = surplus.overnight_policies.find((one) => one.currency === currency && one.class === 'foreign-bank');
  if (policy) return { tool: 'policy', into: policy.disposal ?? policy.stay };
  return { tool: 'pay', into: '' };
}
