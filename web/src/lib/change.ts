// What is one way now and would be another way then; also where it is not shown what is now.

import { negative, sum } from './money.ts';

export interface Change {
  what: string;
  /** Nothing, where there is nothing yet. */
  before: string | null;
  after: string | null;
  /** By how much it moves, with its sign, where what it stands at is another's and not shown. */
  by?: string;
}

/** What an account stands at: nothing where there is none, and unseen where it is another's. */
export type Standing = string | null | 'unseen';

/** What an account stands at, and would with so much more or less, exactly. */
export function movement(what: string, standing: Standing, amount: string, sign: 1n | -1n): Change {
  const moved = sign < 0n ? negative(amount) : amount;
  if (standing === 'unseen') return { what, before: null, after: null, by: moved.startsWith('-') ? moved : `+${moved}` };
  if (standing === null) return { what, before: null, after: null };
  return { what, before: standing, after: sum(standing, moved) };
}
