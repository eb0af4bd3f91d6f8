// What an offsetting round did, read from the legs that settled: who closed a ring with whom, and
// how much liquidity was needed beside what came in.

import { decimal, minor } from './money.ts';
import type { Leg, OffsettingRound, OffsettingTold } from './wire.ts';

/** A leg of a round, with the payment it belongs to. */
export interface Edge extends Leg {
  uetr: string;
}

/**
 * A closed ring: legs of which each pays the next one's debtor, and the last the first's.
 * What is not closed holds all the legs of a round that close no ring, in no order.
 */
export interface Ring {
  closed: boolean;
  edges: Edge[];
  /** What goes round it, in the yardstick, where the node tells it. */
  value?: string | null;
  /** Whether only a part of it is seen, as by a bank that does not see all. */
  part?: boolean;
}

/** All legs of a round. Order: as settled. */
export function edgesOf(round: Pick<OffsettingRound, 'payments'>): Edge[] {
  return round.payments.flatMap((payment) => payment.legs.map((leg) => ({ ...leg, uetr: payment.uetr })));
}

/**
 * The rings as the node tells them, each with its part of every flow, and at the end what is left of
 * the flows: it closes no ring, and is what took liquidity. Order: the greatest ring first.
 */
export function ringsTold(round: Pick<OffsettingTold, 'rings' | 'payments'>, digitsOf: (currency: string) => number): Ring[] {
  const left = new Map<string, { edge: Edge; minor: bigint }>();
  for (const edge of edgesOf(round)) {
    const name = flowOf(edge);
    const amount = minor(edge.amount, digitsOf(edge.currency));
    const before = left.get(name);
    if (before) before.minor += amount;
    else left.set(name, { edge, minor: amount });
  }
  const rings = round.rings.map((ring): Ring => {
    for (const flow of ring.flows) {
      const rest = left.get(flowOf(flow));
      if (rest) rest.minor -= minor(flow.amount, digitsOf(flow.currency));
    }
    return { closed: true, part: !closes(ring.flows), edges: ring.flows.map((flow) => ({ ...flow, uetr: '' })), value: ring.value };
  });
  rings.sort((one, other) => Number(other.value ?? 0) - Number(one.value ?? 0) || other.edges.length - one.edges.length);
  const open = [...left.values()].filter((rest) => rest.minor > 0n).map(({ edge, minor }): Edge => ({ ...edge, amount: decimal(minor, digitsOf(edge.currency)) }));
  return open.length > 0 ? [...rings, { closed: false, edges: open }] : rings;
}

const flowOf = (leg: Leg) => `${leg.debtor}>${leg.creditor}>${leg.currency}`;

/** Whether each pays the next, and the last the first: who does not see all sees parts of rings. */
function closes(flows: Leg[]): boolean {
  return flows.every((flow, at) => flow.creditor === (flows[at + 1] ?? flows[0])?.debtor);
}

/** The currencies of a round. Order: by what was settled in them, the greatest first. */
export function currenciesOf(edges: Edge[], worth: (currency: string, amount: string) => number): string[] {
  const sums = new Map<string, number>();
  for (const edge of edges) sums.set(edge.currency, (sums.get(edge.currency) ?? 0) + worth(edge.currency, edge.amount));
  return [...sums].sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0])).map(([currency]) => currency);
}

/**
 * Takes the legs apart into rings, each leg in one of them: walks from bank to bank, lifts a ring
 * off whenever the walk meets itself, and steps back where it can go no further. A leg that was
 * stepped back over is in no ring of what was left then; these stand together at the end, and hold
 * no ring among themselves. Order: the longest ring first.
 */
export function ringsOf(edges: Edge[]): Ring[] {
  const leaving = new Map<string, Edge[]>();
  for (const edge of edges) {
    const list = leaving.get(edge.debtor);
    if (list) list.push(edge);
    else leaving.set(edge.debtor, [edge]);
  }
  const rings: Ring[] = [];
  const open: Edge[] = [];
  for (const start of startsOf(edges)) {
    while ((leaving.get(start)?.length ?? 0) > 0) open.push(...walk(start, leaving, rings));
  }
  rings.sort((one, other) => other.edges.length - one.edges.length);
  return open.length > 0 ? [...rings, { closed: false, edges: open }] : rings;
}

/** Banks that pay more legs than they are paid come first: chains begin with them. */
function startsOf(edges: Edge[]): string[] {
  const surplus = new Map<string, number>();
  for (const edge of edges) {
    surplus.set(edge.debtor, (surplus.get(edge.debtor) ?? 0) + 1);
    surplus.set(edge.creditor, (surplus.get(edge.creditor) ?? 0) - 1);
  }
  return [...surplus].sort((one, other) => other[1] - one[1]).map(([bank]) => bank);
}

/** Walks until nothing leaves the start; answers the legs that were stepped back over. */
function walk(start: string, leaving: Map<string, Edge[]>, rings: Ring[]): Edge[] {
  const path: Edge[] = [];
  const open: Edge[] = [];
  // Where on the path each bank was left.
  const left = new Map<string, number>();
  let at = start;
  for (;;) {
    const edge = leaving.get(at)?.shift();
    if (!edge) {
      const back = path.pop();
      if (!back) return open;
      open.push(back);
      left.delete(back.debtor);
      at = back.debtor;
      continue;
    }
    left.set(at, path.length);
    path.push(edge);
    at = edge.creditor;
    const since = left.get(at);
    if (since !== undefined) {
      const ring = path.splice(since);
      for (const lifted of ring) left.delete(lifted.debtor);
      rings.push({ closed: true, edges: ring });
    }
  }
}

/** What a round moved in a currency, and how much of it came out of balances. */
export interface Used {
  currency: string;
  legs: number;
  gross: string;
  used: string;
}

/**
 * Per currency: all that was settled, and the sum of what each bank paid beyond what it received,
 * which is the liquidity the round used. Order: by letters.
 */
export function usedBy(edges: Leg[], digitsOf: (currency: string) => number): Used[] {
  const currencies = new Map<string, Leg[]>();
  for (const edge of edges) currencies.set(edge.currency, [...(currencies.get(edge.currency) ?? []), edge]);
  const rows = [...currencies].map(([currency, legs]) => {
    const digits = digitsOf(currency);
    const net = new Map<string, bigint>();
    let gross = 0n;
    for (const leg of legs) {
      const amount = minor(leg.amount, digits);
      gross += amount;
      net.set(leg.debtor, (net.get(leg.debtor) ?? 0n) - amount);
      net.set(leg.creditor, (net.get(leg.creditor) ?? 0n) + amount);
    }
    const used = [...net.values()].reduce((sum, value) => (value < 0n ? sum - value : sum), 0n);
    return { currency, legs: legs.length, gross: decimal(gross, digits), used: decimal(used, digits) };
  });
  return rows.sort((one, other) => one.currency.localeCompare(other.currency));
}

/** Banks of a round in the order in which its rings meet them, so that rings lie flat on a circle. */
export function seats(rings: Ring[]): string[] {
  const order = new Set<string>();
  for (const ring of rings) {
    for (const edge of ring.edges) {
      order.add(edge.debtor);
      order.add(edge.creditor);
    }
  }
  return [...order];
}

/**
 * Lines of text, each about its middle, of which none covers another: from the top down, each moves
 * below those that it would lie on. Order: as given.
 */
export function apart<T extends { x: number; y: number; width: number }>(boxes: T[], height: number): T[] {
  const order = boxes.map((box, at) => ({ box, at })).sort((one, other) => one.box.y - other.box.y || one.at - other.at);
  const placed: T[] = [];
  const result: T[] = [];
  for (const { box, at } of order) {
    let y = box.y;
    for (const other of placed) {
      const beside = Math.abs(other.x - box.x) >= (other.width + box.width) / 2;
      if (!beside && y < other.y + height) y = other.y + height;
    }
    const moved = { ...box, y };
    // Kept by height, so that what is moved below one is held against the next.
    placed.splice(placed.findLastIndex((other) => other.y <= y) + 1, 0, moved);
    result[at] = moved;
  }
  return result;
}
