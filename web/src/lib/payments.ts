// Payments as a whole list, beyond the page that a screen holds.

import { door } from './door.ts';
import { read } from './read.svelte.ts';
import type { Payment, Payments } from './wire.ts';

/** Which of them. */
export interface Which {
  participant?: string | undefined;
  status?: string | undefined;
  currency?: string | undefined;
}

/** The most that one answer holds. */
const LIMIT = 500;

/** All of them that the node knows, telling how many are read. Order: the newest first. */
export async function everyPayment(which: Which, told: (rows: number) => void): Promise<Payment[]> {
  const rows: Payment[] = [];
  for (let before: string | undefined; ; ) {
    const { payments, next }: Payments = await read(door('/v1/payments', { query: { ...which, limit: LIMIT, before } }));
    // Of a page that found none the next one may.
    rows.push(...payments);
    told(rows.length);
    if (next === null) return rows;
    before = next;
  }
}
