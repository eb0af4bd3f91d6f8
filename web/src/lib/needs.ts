// What a payment that waits still needs, account by account, as far as the accounts are shown to
// whoever reads; and who could give it.

import { decimal, minor } from './money.ts';
import type { Leg, QueueItem, Releases, Tools } from './wire.ts';

/** What is needed on the account that a leg debits. */
export interface Need {
  leg: Leg;
  /** What the payment may draw on; nothing where the account is another's. */
  available: string | null;
  /** What of the account's money is kept from it: reserved for more urgent ones, or held. */
  aside: string | null;
  /** What the node says is lacking there; nothing where it names something else, or nothing. */
  short: string | null;
  /** What comes to the account from payments that wait; nothing where these are another's. */
  coming: string | null;
  /** Whether more comes than was counted. */
  more: boolean;
}

type Kept = Pick<Tools, 'available' | 'urgent_reserve' | 'high_reserve' | 'held'>;

/** What a debit of the priority can draw on, and what is kept from it. R-LIQ-01 */
export function drawable(account: Kept, priority: QueueItem['priority'], digits: number): { available: string; aside: string } {
  const of = (text: string) => minor(text, digits);
  const reserved = { urgent: 0n, high: of(account.urgent_reserve), normal: of(account.urgent_reserve) + of(account.high_reserve) };
  const kept = reserved[priority ?? 'normal'];
  return {
    available: decimal(of(account.available) + reserved.normal - kept, digits),
    aside: decimal(kept + of(account.held), digits),
  };
}

/** What the node says is lacking on an account. */
export function lackingOn(releases: Releases | null | undefined, participant: string, currency: string): string | null {
  const here = releases?.kind === 'money' && releases.participant === participant && releases.currency === currency;
  return here ? (releases.amount ?? null) : null;
}

/** The item under which a payment stands in a queue: two that settle as one have one name there. */
export function itemOf(items: QueueItem[], payment: { uetr: string; settles_with: string | null }): QueueItem | undefined {
  return items.find((item) => item.uetr === payment.uetr || item.uetr === payment.settles_with);
}

interface Taker {
  bic: string;
  agent_of: string[];
  currencies: string[];
}

/** Who could pay to an account: whoever has one in its currency, and no settlement agent first. */
export function giversOf(directory: Taker[], to: string, currency: string): string[] {
  const all = directory.filter((row) => row.bic !== to && row.currencies.includes(currency));
  return all.sort((one, other) => Number(one.agent_of.length > 0) - Number(other.agent_of.length > 0) || one.bic.localeCompare(other.bic)).map((row) => row.bic);
}

/** Of those whose accounts are shown, who has most; whoever waits itself would only queue behind. */
export function richest(accounts: { participant: string; currency: string; balance: string }[], to: string, currency: string, short: string, behind: Set<string>, digits: number): string {
  const able = accounts.filter((row) => row.currency === currency && row.participant !== to && minor(row.balance, digits) >= minor(short, digits));
  able.sort((one, other) => Number(behind.has(one.participant)) - Number(behind.has(other.participant)) || (minor(one.balance, digits) < minor(other.balance, digits) ? 1 : -1));
  return able[0]?.participant ?? '';
}
