// Which rounds of offsetting a page holds. Their numbers count every round, and most settle nothing:
// those that did are kept apart, so that what was empty never pushes them out.

import type { OffsettingRound } from './wire.ts';

/** A page of rounds after a number, at most so many. */
export type Ask = (after: number, limit: number) => Promise<{ rounds: OffsettingRound[]; next: number }>;

/** What is held: everything that the node keeps with a number above `from` and up to `to`. */
export interface Held {
  /** Order: by number. */
  settled: OffsettingRound[];
  empty: OffsettingRound[];
  from: number;
  to: number;
}

/** The most rounds that one answer holds. */
const PAGE = 100;
/** The most that are held of those that settled something, and of those that did not. */
const MOST = { settled: 2000, empty: 500 };

/**
 * A number after which some round comes, and no more than so many numbers up to the newest; 0 where
 * there is none. `known` is a number that rounds are known to have passed, or a guess at one.
 */
export async function nearNewest(ask: Ask, known: number, within: number): Promise<number> {
  const following = async (after: number) => (await ask(after, 1)).rounds[0]?.round;
  let [low, high] = [known, known];
  let found = await following(known);
  if (found === undefined) {
    // It is the newest itself, or beyond it.
    for (let step = within; found === undefined && low > 0; step *= 4) {
      [low, high] = [Math.max(0, low - step), low];
      if (low > 0) found = await following(low);
    }
  } else {
    for (let step = within; found !== undefined; step *= 8) {
      low = Math.max(high, found - 1);
      high = low + step;
      found = await following(high);
    }
  }
  while (high - low > within) {
    const middle = Math.floor((low + high) / 2);
    found = await following(middle);
    if (found === undefined) high = middle;
    else low = Math.max(middle, found - 1);
  }
  return low;
}

/** All rounds after one number and up to another. */
async function span(ask: Ask, after: number, until: number): Promise<OffsettingRound[]> {
  const found: OffsettingRound[] = [];
  for (let at = after; at < until; ) {
    const answer = await ask(at, PAGE);
    found.push(...answer.rounds.filter((round) => round.round <= until));
    if (answer.rounds.length === 0 || answer.next <= at) break;
    at = answer.next;
  }
  return found;
}

/** What is held, with the newest: of nothing yet, the last few hundred numbers. */
export async function newer(ask: Ask, held: Held | null, known: number): Promise<Held> {
  const from = held?.to ?? Math.max(0, (await nearNewest(ask, known, 2 * PAGE)) - PAGE);
  const before = held ?? { settled: [], empty: [], from, to: from };
  const came = await span(ask, from, Number.MAX_SAFE_INTEGER);
  return {
    ...before,
    to: came.at(-1)?.round ?? from,
    settled: before.settled.concat(came.filter((round) => round.settled > 0)).slice(-MOST.settled),
    empty: before.empty.concat(came.filter((round) => round.settled === 0)).slice(-MOST.empty),
  };
}

/** What is held, with older ones: at least one more, if the node keeps any. */
export async function older(ask: Ask, held: Held): Promise<Held> {
  let from = held.from;
  let came: OffsettingRound[] = [];
  // Where the node keeps few of many, steps grow, so that a long log is not walked through.
  for (let step = PAGE; from > 0 && came.length === 0; step *= 4) {
    const after = Math.max(0, from - step);
    came = await span(ask, after, from);
    from = after;
  }
  return {
    ...held,
    from,
    settled: came.filter((round) => round.settled > 0).concat(held.settled).slice(-MOST.settled),
    empty: came.filter((round) => round.settled === 0).concat(held.empty).slice(-MOST.empty),
  };
}
