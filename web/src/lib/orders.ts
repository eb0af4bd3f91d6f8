// Orders and quotes, the newest first, read page by page.

import { door } from './door.ts';
import { Problem, read } from './read.svelte.ts';
import type { OrderRow } from './wire.ts';
import { x } from '../words/trade.ts';

/** Of whom, and which of them. */
export interface Asked {
  participant: string | undefined;
  status: string | undefined;
}

const named = (key: string, plain: string) => (x.knows(key) ? x(key) : plain);

/** What became of an order, and what it is, in words. */
export const statusOf = ({ status }: OrderRow): string => named(`status_${status}`, status);
export const kindOf = ({ kind }: OrderRow): string => named(`kind_${kind}`, kind);

/** So many pages of them. Order: the newest first. */
export async function ordersOf(asked: Asked, pages: number, signal?: AbortSignal, told?: (rows: number) => void): Promise<{ rows: OrderRow[]; more: boolean }> {
  const rows: OrderRow[] = [];
  let before: number | undefined;
  for (let page = 0; page < pages; page += 1) {
    const answer = await read(door('/v1/orders', { query: { ...asked, before } }), signal);
    rows.push(...answer.orders.reverse());
    told?.(rows.length);
    if (answer.next === null || answer.next === undefined) return { rows, more: false };
    before = answer.next;
  }
  return { rows, more: true };
}

/** All of them, as far as the node knows them. */
export const whole = async (asked: Asked, told: (rows: number) => void) => (await ordersOf(asked, Infinity, undefined, told)).rows;

/** The order of a number: the newest of those before the next. */
export async function namedOrder(number: number, signal?: AbortSignal): Promise<OrderRow> {
  const { orders } = await read(door('/v1/orders', { query: { before: number + 1, limit: 1 } }), signal);
  const found = orders.find((one) => one.order === number);
  if (!found) throw new Problem(404, '');
  return found;
}
