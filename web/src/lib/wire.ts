// What the node's door answers, as this console reads it. Amounts are decimal text, parties BICs,
// instants RFC 3339 in UTC. A field that an older node may not send yet is optional here.

export type Phase = 'closed' | 'active' | 'closing' | 'suspended';
export type Status = 'pending' | 'settled' | 'rejected' | 'cancelled';

export interface Totals {
  submitted: number;
  settled: number;
  immediately: number;
  released: number;
  offset: number;
  rejected: number;
  cancelled: number;
  refused: number;
  waiting: number;
  rounds: number;
}

export interface CurrencyRow {
  currency: string;
  digits: number;
  agent: string | null;
  country: string | null;
  phase: Phase;
  date: string | null;
  settled: number;
  settled_value: string;
  offset_value: string;
  queued: number;
  queued_value: string;
  oldest_queued: string | null;
  balances: string;
  credit_used: string;
  held_abroad: string;
}

export interface Overview {
  system: { name: string; network?: string; operator: string; position: number; instant: string };
  totals: Totals;
  currencies: CurrencyRow[];
}

export interface System {
  name: string;
  network: string;
  operator: string;
  position: number;
  instant: string;
  head: string;
  waiting: number;
  exchange: { orders: number; filled: number; rounds: number; value: string };
}

export interface Sample {
  at: string;
  settled: number;
  offset: number;
  waiting: number;
  refused: number;
  /** How long those had waited that settled since the sample before. Unit: seconds. */
  waited?: { p50: number; p99: number } | null;
  currencies: Record<string, CurrencySample>;
}

/** A currency in a sample; of the last three an older node tells nothing. */
export interface CurrencySample {
  settled_value: string;
  queued: number;
  queued_value: string;
  offset_value?: string;
  liquidity_used?: string;
  liquidity_floor?: string;
}

export interface Samples {
  samples: Sample[];
  next: string;
}

export interface Leg {
  debtor: string;
  creditor: string;
  currency: string;
  amount: string;
}

export interface SettledLeg extends Leg {
  debtor_balance?: string;
  creditor_balance?: string;
}

export interface Refusal {
  number: number;
  iso: string;
  text: string;
}

export interface Payment {
  uetr: string;
  kind: string;
  status: Status;
  reason: string | null;
  refusal: Refusal | null;
  settles_with: string | null;
  instructed_by: string;
  legs: Leg[];
  position: number;
  history: { status: Status; position: number; at: string }[];
}

export interface Payments {
  payments: Payment[];
  next: string | number | null;
}

export interface Account {
  participant: string;
  currency: string;
  balance: string;
  credit: string;
  opening: string;
  class: string;
  access: string;
  movements_today: number;
}

export interface OffsettingRound {
  /** Items that went on waiting, where the node tells it. */
  remaining?: number | null;
  round: number;
  position: number;
  instant: string;
  scope: 'bilateral' | 'multilateral' | 'proposed';
  by: string | null;
  considered: number;
  settled: number;
  considered_value: string;
  settled_value: string;
  bound: string;
  bound_kind: 'reachable' | 'certified';
  payments: { uetr: string; legs: Leg[] }[];
}

/** What an item or an account lacks, and of what. */
export interface Shortage {
  participant: string;
  currency: string;
  amount: string;
  of: 'money' | 'bilateral limit' | 'multilateral limit' | 'holding cap';
  towards: string | null;
}

/** An item that a round left waiting. */
export interface Remaining {
  uetr: string;
  settles_with: string | null;
  reason: string;
  behind: string | null;
  alone: Shortage[];
  with_what_stands_before: { items: number; lacking: Shortage[] } | null;
}

/** A round by itself: also what it was taken apart into, and why the rest waits. */
export interface OffsettingTold extends OffsettingRound {
  between: [string, string] | null;
  rings: { value: string | null; flows: Leg[] }[];
  waiting: Remaining[] | null;
  release_all: Shortage[] | null;
}

export interface OffsettingRounds {
  rounds: OffsettingRound[];
  next: number;
}

export interface RateRow {
  currency: string;
  agent: string | null;
  minor_units: number;
  rate: string | null;
  coming: { rate: string; from: string; approved: boolean } | null;
  trading: 'open' | 'halted';
  band_basis_points: number | null;
  quota: string | null;
  switched_off_against: string[];
}

export interface Rates {
  yardstick: string;
  rates: RateRow[];
}

export interface Fill {
  order: number;
  participant: string;
  received_by: string;
  sell: string;
  sold: string;
  buy: string;
  received: string;
  left: string;
}

export interface ExchangeRound {
  round: number;
  position: number;
  at: string;
  found_by: string | null;
  standing: 'equilibrium' | 'partial';
  orders: number;
  value: string;
  priced_in: string | null;
  prices: Record<string, string>;
  constraints: { kind: string; currency: string; against: string | null }[];
  residues: { currency: string; agent: string; amount: string }[];
  fills: Fill[];
}

export interface ExchangeRounds {
  yardstick: string;
  oldest: number | null;
  next: number;
  rounds: ExchangeRound[];
}

/** An entry of a record, as far as the live stream has words for it. */
export interface LogEntry {
  entry: number;
  area: string;
  event: string;
  told: Record<string, unknown> | null;
}

/** A record of the log. */
export interface RecordTold {
  position: number;
  instant: string;
  digest: string;
  previous: string;
  commands: string;
  outcome: { position: number; events: string; books: string };
  commands_count: number;
  entries_count: number;
  entries: LogEntry[];
}

export interface Sandbox {
  banks: { bic: string; name: string; country: string }[];
  agents?: { bic: string; name: string; country: string }[];
}

// Kinds that are not listed are passed over, so that an older console reads a newer node.
export type Told =
  | { kind: 'settled'; uetr: string; how: 'entry' | 'queue' | 'offsetting'; round: number | null; legs: SettledLeg[] }
  | { kind: 'waiting'; uetr: string; by?: string; reason: string }
  | { kind: 'rejected'; uetr: string; refusal: Refusal }
  | { kind: 'cancelled'; uetr: string }
  | { kind: 'refused'; by: string; uetr: string | null; refusal: Refusal }
  | { kind: 'offsetting'; round: number; scope: string; considered: number; settled: number; settled_value: string; bound: string }
  | { kind: 'exchange'; round: number }
  | { kind: 'day'; currency: string; phase: string; date: string | null };

export interface LiveRecord {
  position: number;
  instant: string;
  events: Told[];
}
