// What the node's door answers, as this console reads it. The shapes are the document's; where it
// says text and means one of a few words, or leaves a part open, the words stand here. Each of
// these types is a case of the document's, which the compiler holds.

import type { components } from './api.gen.d.ts';
import type { Documented } from './door.ts';

/** A type of the document with some fields told more exactly. */
type Told<T, N extends { [K in keyof N]: K extends keyof T ? T[K] : never }> = Omit<T, keyof N> & N;

export type Phase = 'closed' | 'active' | 'closing' | 'suspended';
export type Status = 'pending' | 'settled' | 'rejected' | 'cancelled';

export type CurrencyRow = Told<Documented<'/v1/overview'>['currencies'][number], { phase: Phase }>;
export type Overview = Told<Documented<'/v1/overview'>, { currencies: CurrencyRow[] }>;
export type Totals = Overview['totals'];

export type System = Told<Documented<'/v1/system'>, { exchange: { orders: number; filled: number; rounds: number; value: string } }>;

export type Samples = Documented<'/v1/samples'>;
export type Sample = Samples['samples'][number];
export type CurrencySample = Sample['currencies'][string];

type PaymentRow = Documented<'/v1/payments'>['payments'][number];
type OneTold = Documented<'/v1/payments/{uetr}'>;
export type Leg = PaymentRow['legs'][number];
export type Refusal = NonNullable<PaymentRow['refusal']>;
type Moment = Told<PaymentRow['history'][number], { status: Status }>;
export type Payment = Told<PaymentRow, { status: Status; history: Moment[] }>;
export type PaymentTold = Told<OneTold, { status: Status; history: Moment[] }>;
export type Payments = Told<Documented<'/v1/payments'>, { payments: Payment[] }>;


export type Account = Documented<'/v1/accounts'>['accounts'][number];

type RoundRow = Documented<'/v1/offsetting/rounds'>['rounds'][number];
type RoundTold = Documented<'/v1/offsetting/rounds/{number}'>;
interface OfRound {
  scope: 'bilateral' | 'multilateral' | 'proposed';
  bound_kind: 'reachable' | 'certified';
}
export type OffsettingRound = Told<RoundRow, OfRound>;
export type OffsettingRounds = Told<Documented<'/v1/offsetting/rounds'>, { rounds: OffsettingRound[] }>;

type RemainingRow = NonNullable<RoundTold['waiting']>[number];
/** What an item or an account lacks, and of what. */
export type Shortage = Told<RemainingRow['alone'][number], { of: 'money' | 'bilateral limit' | 'multilateral limit' | 'holding cap' }>;
/** An item that a round left waiting. */
export type Remaining = Told<RemainingRow, { alone: Shortage[]; with_what_stands_before: { items: number; lacking: Shortage[] } | null }>;
/** A round by itself: also what it was taken apart into, and why the rest waits. */
export type OffsettingTold = Told<RoundTold, OfRound & { waiting: Remaining[] | null; release_all: Shortage[] | null }>;

export type RateRow = Told<Documented<'/v1/rates'>['rates'][number], { trading: 'open' | 'halted' }>;
export type Rates = Told<Documented<'/v1/rates'>, { rates: RateRow[] }>;

export type ExchangeRound = Told<Documented<'/v1/exchange/rounds'>['rounds'][number], { standing: 'equilibrium' | 'partial' }>;
export type ExchangeRounds = Told<Documented<'/v1/exchange/rounds'>, { rounds: ExchangeRound[] }>;
export type Fill = ExchangeRound['fills'][number];

/** An entry of a record, as far as the live stream has words for it. */
export type LogEntry = Told<Documented<'/v1/records/{position}'>['entries'][number], { told: LiveEvent | null }>;
/** A record in a list of them. */
export type LogRow = Documented<'/v1/records'>['records'][number];
/** A record of the log. */
export type RecordTold = Told<Documented<'/v1/records/{position}'>, { entries: LogEntry[] }>;

export interface Releases {
  kind: 'counterpart' | 'consent' | 'moment' | 'resumption' | 'access' | 'turn' | 'limit' | 'money' | 'cap';
  participant?: string;
  currency?: string;
  amount?: string;
  towards?: string | null;
  behind?: string;
  reference?: string;
  at?: string;
}

export type Pressing = components['schemas']['Pressing'];

type QueueRow = Documented<'/v1/queues'>['queues'][number];
export type QueueItem = Told<QueueRow['items'][number], { priority: Pressing | null; releases: Releases | null }>;
export type AccountQueue = Told<QueueRow, { policy: 'fifo' | 'bypass'; items: QueueItem[] }>;
export type Queues = Told<Documented<'/v1/queues'>, { queues: AccountQueue[] }>;

/** As it is asked for, and told. */
export type StandingOrder = components['schemas']['Daily'];

type ToolsRow = Documented<'/v1/liquidity'>['accounts'][number];
export type Tools = Told<ToolsRow, { standing_orders: { number: number; order: StandingOrder }[] }>;
export type Liquidity = Told<Documented<'/v1/liquidity'>, { accounts: Tools[] }>;

export type Proposals = Documented<'/v1/proposals'>;
export type Proposal = Documented<'/v1/proposals/{proposal}'>;
export type PartyRow = Documented<'/v1/participants'>['participants'][number];

export type KeyRow = Told<Documented<'/v1/keys'>['keys'][number], { state: 'active' | 'cooling' | 'revoked' }>;
export type Keys = Told<Documented<'/v1/keys'>, { keys: KeyRow[] }>;

export interface CalendarOf {
  version: number;
  valid_from: string;
  utc_offset_minutes: number;
  weekend: string[];
  open: string;
  customer_cut_off: string;
  close: string;
  holidays: string[];
  source: string;
  verified_on: string | null;
}

type CalendarRow = Documented<'/v1/calendars'>['currencies'][number];
export type DayHours = CalendarRow['days'][number];
export type Calendars = Told<Documented<'/v1/calendars'>, { currencies: Told<CalendarRow, { calendars: CalendarOf[] }>[] }>;

export type OrderRow = Documented<'/v1/orders'>['orders'][number];

/** The reads whose answers are told more exactly here than in the document. */
export interface Narrowed {
  '/v1/overview': Overview;
  '/v1/system': System;
  '/v1/payments': Payments;
  '/v1/payments/{uetr}': PaymentTold;
  '/v1/offsetting/rounds': OffsettingRounds;
  '/v1/offsetting/rounds/{number}': OffsettingTold;
  '/v1/rates': Rates;
  '/v1/exchange/rounds': ExchangeRounds;
  '/v1/records/{position}': RecordTold;
  '/v1/queues': Queues;
  '/v1/liquidity': Liquidity;
  '/v1/keys': Keys;
  '/v1/calendars': Calendars;
}

// The live stream, by the document's schemas of its messages.

export type LiveEvent = components['schemas']['LiveEvent'];
export type LiveGap = components['schemas']['LiveGap'];
export type LiveRecord = components['schemas']['LiveRecord'];
export type SettledLeg = Extract<LiveEvent, { kind: 'settled' }>['legs'][number];
/** What of a leg is told wherever payments are. */
export type Moved = Pick<SettledLeg, keyof SettledLeg & keyof Leg>;

// The sandbox's own answers, of which the document tells no shape.

export interface Sandbox {
  banks: { bic: string; name: string; country: string }[];
  agents?: { bic: string; name: string; country: string }[];
}
