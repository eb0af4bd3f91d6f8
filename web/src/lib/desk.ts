// What the node answers to reads that the screens of actions are built on.

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

export type Pressing = 'urgent' | 'high' | 'normal';

export interface QueueItem {
  uetr: string;
  priority: Pressing | null;
  reason: string | null;
  releases: Releases | null;
}

export interface AccountQueue {
  currency: string;
  policy: 'fifo' | 'bypass';
  items: QueueItem[];
}

export interface Queues {
  participant: string;
  queues: AccountQueue[];
}

export interface StandingOrder {
  trigger: 'open' | 'close';
  to: string;
  amount?: string;
  above?: string;
}

export interface Tools {
  participant: string;
  currency: string;
  balance: string;
  credit: string;
  urgent_reserve: string;
  high_reserve: string;
  held: string;
  available: string;
  limits: { counterparty: string | null; amount: string }[];
  standing_orders: { number: number; order: StandingOrder }[];
}

export interface Liquidity {
  accounts: Tools[];
}

export interface Proposal {
  proposal: number;
  participant: string;
  asks: { area: string | null; name: string | null };
  agreed: number[];
  missing: number;
  until: string;
  position: number;
  at: string;
  message?: string | null;
}

export interface Proposals {
  proposals: Proposal[];
  requirements: { area: string; keys: number; hours: number }[];
}

export interface PartyRow {
  bic: string;
  country: string | null;
  operator: boolean;
  agent_of: string[];
  accounts: { currency: string; class: string; access: string }[];
}

export interface KeyRow {
  number: number;
  key: string;
  state: 'active' | 'cooling' | 'revoked';
  counts_from: string | null;
}

export interface Keys {
  participant: string;
  keys: KeyRow[];
}

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

export interface DayHours {
  date: string;
  open: string;
  customer_cut_off: string;
  close: string;
  extended_minutes: number;
}

export interface Calendars {
  currencies: { currency: string; agent: string | null; calendars: CalendarOf[]; days: DayHours[] }[];
}

export interface OrderRow {
  order: number;
  name: string;
  kind: string;
  participant: string;
  sell: string;
  buy: string;
  amount: string;
  limit: string;
  rounds: number | null;
  until: string | null;
  left: string;
  received: string;
  status: string;
  placed_at: number;
  position: number;
  at: string;
}
