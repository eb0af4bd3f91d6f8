// What is happening, from one connection. Messages are gathered and shown once a frame, so that a
// thousand settlements a second cost the page no more than one.

import { door, sandbox, stream, type Address, type Stream } from './door.ts';
import { line } from './line.svelte.ts';
import { clock, day } from './moment.ts';
import { inYardstick } from './money.ts';
import { Problem, read } from './read.svelte.ts';
import { held } from './samples.ts';
import type { PartyRow } from './wire.ts';
import type { LiveGap, LiveRecord, Overview, Payment, Payments, Rates, Sandbox, Sample, Samples, Moved, LiveEvent } from './wire.ts';

/** How many lines of the ticker are kept. */
const MOST_LINES = 2000;

/** How long a lost stream is left alone before it is tried again. Unit: milliseconds. */
const PAUSE = 2000;

export type Connection = 'connecting' | 'live' | 'lost' | 'absent';

/** A bank or a settlement agent, and in which currencies it has accounts. */
export interface Party {
  bic: string;
  country: string;
  agent_of: string[];
  currencies: string[];
}

/** Who takes part is who has an account; the directory is the same for whoever reads it. */
function partyOf(row: PartyRow): Party {
  return { bic: row.bic, country: row.country ?? row.bic.slice(4, 6), agent_of: row.agent_of, currencies: row.accounts.map((account) => account.currency) };
}

/** One line of the ticker. */
export interface Line {
  key: string;
  position: number;
  at: string;
  kind: 'settled' | 'waiting' | 'rejected' | 'cancelled' | 'refused';
  how: 'entry' | 'queue' | 'offsetting' | '';
  uetr: string | null;
  by: string;
  leg: Moved | null;
  legs: number;
  text: string;
}

/** What one country's banks paid another's, as far as this page has seen. Unit: of the yardstick. */
export interface Corridor {
  from: string;
  to: string;
  value: number;
  payments: number;
}

class Live {
  connection = $state<Connection>('connecting');
  overview = $state.raw<Overview | null>(null);
  /** Whether the node tells its affairs to nobody who shows no key. */
  closed = $state(false);
  lines = $state.raw<Line[]>([]);
  samples = $state.raw<Sample[]>([]);
  corridors = $state.raw<Map<string, Corridor>>(new Map());
  /** From which instant on corridors hold all that settled; empty where nothing has yet. */
  corridorsSince = $state('');
  /** Whether what settled before that is being read, and whether all of the day is. */
  corridorsReading = $state(false);
  corridorsWhole = $state(false);
  participants = $state.raw<Party[]>([]);
  sandbox = $state.raw<Sandbox | null>(null);
  rates = $state.raw<Rates | null>(null);
  /** The payments that the last frame told something of. */
  touched = $state.raw<Set<string>>(new Set());
  /** The banks whose accounts the last frame moved. */
  moved = $state.raw<Set<string>>(new Set());
  /** Rises whenever offsetting settled something, and whenever a round of exchange cleared. */
  rings = $state(0);
  cleared = $state(0);
  /** Rises when everything has to be read again: after a gap, when a session goes on, or for another reader. */
  generation = $state(0);
  /** Rises with it when what was read before is not for who looks now: another reads, or another node answers. */
  reader = $state(0);

  /** Called when the node knows no more who is signed in; who signs in sets it. */
  ended: () => void = () => this.open();

  #source: EventSource | null = null;
  #last: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: LiveRecord[] = [];
  #overview: Overview | null = null;
  #due = false;
  #sampled = '0';
  #sampling = false;
  /** Where the stream began, and where the payments before it go on. */
  #began = 0;
  #older: string | number | null = null;
  #names = $state.raw(new Map<string, string>());
  #rateOf = new Map<string, { rate: string | null; digits: number }>();

  async start(): Promise<void> {
    await this.reload();
    this.open();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  /** Reads again who has accounts, as once somebody was admitted; where that fails, who had stays. */
  async directory(): Promise<void> {
    const told = await read(door('/v1/participants')).catch(() => null);
    if (told) this.#holders(told.participants);
  }

  #holders(all: PartyRow[]): void {
    this.participants = all.filter((row) => row.accounts.length > 0).map(partyOf);
  }

  /** What changes seldom, and what the stream does not tell of the time before it. */
  async reload(): Promise<void> {
    const quietly = <T>(path: Address<T>) => read(path).catch(() => null);
    const [overview, directory, lent, rates] = await Promise.all([
      read(door('/v1/overview')).then(
        (told) => {
          this.closed = false;
          return told;
        },
        (error: unknown) => {
          this.closed = error instanceof Problem && error.status === 401;
          return null;
        },
      ),
      quietly(door('/v1/participants')),
      quietly(sandbox<Sandbox>('')),
      quietly(door('/v1/rates')),
    ]);
    this.#overview ??= overview;
    this.sandbox = lent;
    this.#names = new Map([...(lent?.agents ?? []), ...(lent?.banks ?? [])].map((bank) => [bank.bic, bank.name]));
    this.#holders(directory?.participants ?? []);
    this.rates = rates;
    this.#rateOf = new Map((rates?.rates ?? []).map((row) => [row.currency, { rate: row.rate, digits: row.minor_units }]));
    if (this.#last === null && overview) await this.#begin(overview.system.position);
    this.#schedule();
    await this.#sample();
  }

  /** The stream begins at a position; what settled just before it is read from the list. */
  async #begin(position: number): Promise<void> {
    const recent = await read(door('/v1/payments', { query: { limit: 200 } })).catch(() => null);
    if (this.#last !== null) return;
    this.#last = position;
    const lines: Line[] = [];
    const corridors = new Map<string, Corridor>();
    for (const payment of recent?.payments ?? []) {
      if (payment.position > position) continue;
      lines.push(lineOfPayment(payment));
      if (payment.status === 'settled') this.#travel(payment.legs, new Set(), corridors);
    }
    this.lines = lines;
    this.corridors = corridors;
    this.#began = position;
    this.#older = recent?.next ?? null;
    this.corridorsSince = recent?.payments.at(-1)?.history.at(-1)?.at ?? this.#overview?.system.instant ?? '';
    this.corridorsWhole = recent !== null && this.#older === null;
  }

  /** Reads what settled earlier in the day, so that corridors hold all of it. */
  async wholeDay(): Promise<void> {
    if (this.corridorsReading || this.corridorsWhole) return;
    this.corridorsReading = true;
    const [generation, today] = [this.generation, day(this.overview?.system.instant)];
    try {
      while (this.#older !== null && day(this.corridorsSince) >= today) {
        const page: Payments = await read(door('/v1/payments', { query: { status: 'settled', limit: 500, before: this.#older } }));
        if (generation !== this.generation) return;
        const corridors = new Map(this.corridors);
        for (const payment of page.payments) {
          // What has changed since the stream began was told by it.
          if (payment.position <= this.#began && day(payment.history.at(-1)?.at) >= today) this.#travel(payment.legs, new Set(), corridors);
        }
        this.corridors = corridors;
        this.corridorsSince = page.payments.at(-1)?.history.at(-1)?.at ?? this.corridorsSince;
        this.#older = page.next;
      }
      this.corridorsWhole = true;
    } finally {
      this.corridorsReading = false;
    }
  }

  /** The stream from just before the oldest of these positions on. */
  since(positions: number[]): Stream {
    return stream(positions.length > 0 ? Math.max(0, Math.min(...positions) - 1) : this.#last);
  }

  nameOf(bic: string): string {
    return this.#names.get(bic) ?? '';
  }

  countryOf(bic: string): string {
    return bic.slice(4, 6);
  }

  digits(currency: string): number {
    const known = this.overview?.currencies.find((row) => row.currency === currency)?.digits;
    return known ?? this.#rateOf.get(currency)?.digits ?? 2;
  }

  /** An amount in units of the yardstick, for widths and sizes. */
  worth(currency: string, amount: string): number {
    const known = this.#rateOf.get(currency);
    return known ? inYardstick(amount, known.digits, known.rate) : 0;
  }

  open(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    // Who shows no key is told nothing; the stream begins with the session.
    if (this.closed) return;
    const source = new EventSource(stream(this.#last));
    this.#source = source;
    source.onopen = () => {
      if (this.connection === 'lost') void this.reload();
      this.connection = 'live';
      line.open();
    };
    source.onerror = () => {
      if (this.connection !== 'absent') this.connection = 'lost';
      // A browser comes back by itself after a broken connection, and not after a refusal.
      if (source.readyState === EventSource.CLOSED) this.#again();
    };
    source.addEventListener('record', (message) => this.#record(message as MessageEvent<string>));
    source.addEventListener('overview', (message) => this.#glance(JSON.parse((message as MessageEvent<string>).data) as Overview));
    source.addEventListener('gap', (message) => this.#missed(JSON.parse((message as MessageEvent<string>).data) as LiveGap));
  }

  #again(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const there = await fetch('/v1/live', { method: 'HEAD' }).catch(() => null);
      this.connection = there?.status === 404 ? 'absent' : 'lost';
      // The session ended while nobody was told, as when the node was started anew.
      if (there?.status === 401) return this.ended();
      this.open();
    }, PAUSE);
  }

  #record(message: MessageEvent<string>): void {
    const record = JSON.parse(message.data) as LiveRecord;
    this.#last = record.position;
    this.#waiting.push(record);
    this.#schedule();
  }

  /** Reads again what was not told; a log that goes on before where this one was is another log. */
  #missed({ oldest }: LiveGap): void {
    if (this.#last !== null && oldest <= this.#last) this.renew();
    else this.#restart();
  }

  #glance(overview: Overview): void {
    // A log that is shorter than what was seen is another log.
    if (this.#last !== null && overview.system.position < this.#last) this.renew();
    this.#overview = overview;
    this.#schedule();
    void this.#sample();
  }

  /** Goes on after what was told last. */
  resume(): void {
    this.generation += 1;
    this.open();
  }

  /** Drops what was read and reads everything again, as for somebody else. */
  renew(): void {
    this.reader += 1;
    this.#restart();
  }

  #restart(): void {
    this.#last = null;
    this.#waiting = [];
    this.lines = [];
    this.samples = [];
    this.#sampled = '0';
    this.corridors = new Map();
    [this.corridorsSince, this.corridorsWhole, this.#older] = ['', false, null];
    this.generation += 1;
    this.#source?.close();
    void this.start();
  }

  async #sample(): Promise<void> {
    if (this.#sampling) return;
    this.#sampling = true;
    try {
      const { samples, next } = await read(door('/v1/samples', { query: { after: this.#sampled } }));
      this.#sampled = next;
      if (samples.length > 0) this.samples = held(this.samples, samples);
    } catch {
      // The overview says what state the connection is in; a missing sample is read next time.
    } finally {
      this.#sampling = false;
    }
  }

  #schedule(): void {
    if (this.#due) return;
    this.#due = true;
    // A hidden page is given no frames; it keeps up by a slow clock instead.
    if (document.hidden) setTimeout(() => this.#flush(), 1000);
    else requestAnimationFrame(() => this.#flush());
  }

  #flush(): void {
    this.#due = false;
    if (this.#overview) {
      this.overview = this.#overview;
      this.#overview = null;
    }
    const records = this.#waiting;
    if (records.length === 0) return;
    this.#waiting = [];
    const lines: Line[] = [];
    const touched = new Set<string>();
    const moved = new Set<string>();
    const corridors = new Map(this.corridors);
    for (const record of records) {
      for (const [at, told] of record.events.entries()) {
        const line = lineOf(record, at, told);
        if (line) lines.push(line);
        if ('uetr' in told && told.uetr) touched.add(told.uetr);
        if (told.kind === 'settled') this.#travel(told.legs, moved, corridors);
        if (told.kind === 'offsetting') this.rings += 1;
        if (told.kind === 'exchange') this.cleared += 1;
      }
    }
    lines.reverse();
    this.lines = lines.concat(this.lines).slice(0, MOST_LINES);
    this.corridors = corridors;
    this.touched = touched;
    this.moved = moved;
  }

  #travel(legs: Moved[], moved: Set<string>, corridors: Map<string, Corridor>): void {
    for (const leg of legs) {
      moved.add(leg.debtor).add(leg.creditor);
      const from = this.countryOf(leg.debtor);
      const to = this.countryOf(leg.creditor);
      const before = corridors.get(from + to);
      const value = (before?.value ?? 0) + this.worth(leg.currency, leg.amount);
      corridors.set(from + to, { from, to, value, payments: (before?.payments ?? 0) + 1 });
    }
  }
}

function lineOf(record: LiveRecord, at: number, told: LiveEvent): Line | null {
  const line = { key: `${record.position}.${at}`, position: record.position, at: clock(record.instant), how: '', by: '', leg: null, legs: 0, text: '' } as const;
  switch (told.kind) {
    case 'settled':
      return { ...line, kind: 'settled', how: told.how, uetr: told.uetr, leg: told.legs[0] ?? null, legs: told.legs.length };
    case 'waiting':
      return { ...line, kind: 'waiting', uetr: told.uetr, by: told.by ?? '', text: told.reason };
    case 'rejected':
      return { ...line, kind: 'rejected', uetr: told.uetr, text: told.refusal.text };
    case 'cancelled':
      return { ...line, kind: 'cancelled', uetr: told.uetr };
    case 'refused':
      return { ...line, kind: 'refused', uetr: told.uetr, by: told.by, text: told.refusal.text };
    default:
      return null;
  }
}

function lineOfPayment(payment: Payment): Line {
  const at = payment.history.at(-1)?.at;
  const settled = payment.status === 'settled';
  return {
    key: payment.uetr,
    position: payment.position,
    at: clock(at),
    kind: payment.status === 'pending' ? 'waiting' : payment.status,
    how: '',
    uetr: payment.uetr,
    by: payment.instructed_by,
    leg: settled ? (payment.legs[0] ?? null) : null,
    legs: settled ? payment.legs.length : 0,
    text: payment.reason ?? payment.refusal?.text ?? '',
  };
}

export const live = new Live();
