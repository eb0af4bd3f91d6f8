// Curves over the day, read from samples: of one currency in its own units, or of all of them in
// units of the yardstick. Floats, since they are drawn and never sent.

import type { CurrencySample, Sample } from './wire.ts';

/** What is measured of a currency at a moment. */
export interface Measured {
  depth: number;
  queued: number;
  settled: number;
  offset: number;
  used: number;
  floor: number;
}

/** Curves with a point for each moment; waits are none where nothing settled. */
export interface Curves extends Record<keyof Measured, number[]> {
  /** Indices into the samples. */
  at: number[];
  p50: (number | null)[];
  p99: (number | null)[];
}

const FIELDS: (keyof Measured)[] = ['depth', 'queued', 'settled', 'offset', 'used', 'floor'];

/** What a currency's sample comes to, each amount by what it is worth. */
export function measured(row: CurrencySample, worth: (amount: string) => number): Measured {
  return {
    depth: row.queued,
    queued: worth(row.queued_value),
    settled: worth(row.settled_value),
    offset: worth(row.offset_value ?? '0'),
    used: worth(row.liquidity_used ?? '0'),
    floor: worth(row.liquidity_floor ?? '0'),
  };
}

/**
 * The curves of some currencies together, at most about so many points.
 *
 * A currency stands in a sample only when it moved, so its last figures are carried on; sums are
 * moved by what changed, so that the cost is that of the samples alone.
 */
export function curvesOf(samples: Sample[], counts: (currency: string) => boolean, measure: (currency: string, row: CurrencySample) => Measured, most: number): Curves {
  const curves: Curves = { at: [], depth: [], queued: [], settled: [], offset: [], used: [], floor: [], p50: [], p99: [] };
  const last = new Map<string, Measured>();
  const sums: Measured = { depth: 0, queued: 0, settled: 0, offset: 0, used: 0, floor: 0 };
  const step = Math.max(1, Math.ceil(samples.length / most));
  let waited: Sample['waited'] = null;
  for (const [at, sample] of samples.entries()) {
    for (const [currency, row] of Object.entries(sample.currencies)) {
      if (!counts(currency)) continue;
      const next = measure(currency, row);
      const before = last.get(currency);
      for (const field of FIELDS) sums[field] += next[field] - (before?.[field] ?? 0);
      last.set(currency, next);
    }
    if (sample.waited && (!waited || sample.waited.p99 >= waited.p99)) waited = sample.waited;
    // The last is always drawn.
    if ((samples.length - 1 - at) % step !== 0) continue;
    curves.at.push(at);
    for (const field of FIELDS) curves[field].push(Math.max(0, sums[field]));
    curves.p50.push(waited?.p50 ?? null);
    curves.p99.push(waited?.p99 ?? null);
    waited = null;
  }
  return curves;
}

/** A part of a whole in percent, point by point; none where there is no whole. */
export function percent(part: number[], of: number[]): (number | null)[] {
  return part.map((value, at) => ((of[at] ?? 0) > 0 ? (value / (of[at] ?? 1)) * 100 : null));
}

/** How often each unit of liquidity was used, point by point. */
export function turnover(settled: number[], used: number[]): (number | null)[] {
  return settled.map((value, at) => ((used[at] ?? 0) > 0 ? value / (used[at] ?? 1) : null));
}
