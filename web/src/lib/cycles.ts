// Netting cycles, swap lines and what is invested, as this page reads them.

import { door, type Answer } from './door.ts';
import { rounded } from './money.ts';
import { read } from './read.svelte.ts';
import { c } from '../words/cycles.ts';

export type Cycle = Answer<'/v1/cycles'>['cycles'][number];
export type CycleTold = Answer<'/v1/cycles/{cycle}'>;
export type Obligation = Answer<'/v1/cycles/{cycle}/obligations'>['obligations'][number];
export type SwapLine = Answer<'/v1/swap-lines'>['lines'][number];
export type Draw = Answer<'/v1/swap-lines/{line}'>['draws'][number];
export type Surplus = Answer<'/v1/surplus'>;

/** Every cycle that the node keeps. Order: the newest first. */
export async function cyclesOf(signal?: AbortSignal): Promise<Cycle[]> {
  const rows: Cycle[] = [];
  for (let after = 0; ; ) {
    const answer = await read(door('/v1/cycles', { query: { after } }), signal);
    rows.push(...answer.cycles);
    if (answer.cycles.length === 0 || answer.next <= after) return rows.reverse();
    after = answer.next;
  }
}

/** What a cycle gathered, so many pages of it. Order: by name. */
export async function obligationsOf(cycle: number, participant: string, pages: number, signal?: AbortSignal, told?: (rows: number) => void): Promise<{ rows: Obligation[]; more: boolean }> {
  const rows: Obligation[] = [];
  let after: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const answer = await read(door('/v1/cycles/{cycle}/obligations', { path: { cycle }, query: { participant, after } }), signal);
    rows.push(...answer.obligations);
    told?.(rows.length);
    if (answer.next === null) return { rows, more: false };
    after = answer.next;
  }
  return { rows, more: true };
}

/** How far a cycle has come, from 0 to 2. */
export const stepOf = (status: string): number => Math.max(0, ['open', 'pay-in', 'settled'].indexOf(status));

/** Interest for a year, and how long that is, as the reader writes it. */
export function aYear(points: number, count: string, language: string): string {
  const key = `count_${count}`;
  return c('a_year', { percent: rounded(points / 100, 2, language), count: c.knows(key) ? c(key) : count });
}
