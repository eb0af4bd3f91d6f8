// Which rounds of offsetting a page holds. Their numbers count every round, and most settle nothing:
// those that did are kept apart, so that what was empty never pushes them out.

import type { OffsettingRound } from './wire.ts';

/** A page of rounds, at most so many: those after a number, or the newest before one. */
export type Ask = (which: { after: number } | { before: number }, limit: number) => Promise<{ rounds: OffsettingRound[]; next: number }>;

/** What is held: everything that the node keeps with a number above `from` and up to `to`. */
export interface Held {
  /** Order: by number. */
  settled: OffsettingRound[];
  empty: OffsettingRound[];
  from: number;
  to: number;
}

/** How many rounds are asked for at a time: few for what is seen first, and as many as one answer holds
 *  of older ones, most of which settled nothing. */
const PAGE = 100;
const FURTHER = 500;
/** Above every number of a round. */
const NEWEST = Number.MAX_SAFE_INTEGER - 1;
/** The most that are held of those that settled something, and of those that did not. */
const MOST = { settled: 2000, empty: 500 };

/** All rounds after a number. */
async function since(ask: Ask, after: number): Promise<OffsettingRound[]> {
  const found: OffsettingRound[] = [];
  for (let at = after; ; ) {
    const answer = await ask({ after: at }, PAGE);
    found.push(...answer.rounds);
    if (answer.rounds.length < PAGE || answer.next <= at) return found;
    at = answer.next;
  }
}

/** The newest rounds up to a number, and the number above which these are all that there are. */
async function upTo(ask: Ask, number: number, most: number): Promise<{ came: OffsettingRound[]; from: number }> {
  const { rounds: came } = await ask({ before: number + 1 }, most);
  return { came, from: came.length < most ? 0 : (came[0]?.round ?? 1) - 1 };
}

/** What is held, with the newest: of nothing yet, one page of them. */
export async function newer(ask: Ask, held: Held | null): Promise<Held> {
  const { came, from } = held ? { came: await since(ask, held.to), from: held.from } : await upTo(ask, NEWEST, PAGE);
  return {
    settled: (held?.settled ?? []).concat(came.filter((round) => round.settled > 0)).slice(-MOST.settled),
    empty: (held?.empty ?? []).concat(came.filter((round) => round.settled === 0)).slice(-MOST.empty),
    from,
    to: came.at(-1)?.round ?? held?.to ?? 0,
  };
}

/** What is held, with a page of older ones, if the node keeps any. */
export async function older(ask: Ask, held: Held): Promise<Held> {
  const { came, from } = await upTo(ask, held.from, FURTHER);
  return {
    ...held,
    from,
    settled: came.filter((round) => round.settled > 0).concat(held.settled).slice(-MOST.settled),
    empty: came.filter((round) => round.settled === 0).concat(held.empty).slice(-MOST.empty),
  };
}
