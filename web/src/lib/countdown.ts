// What comes, against the system's own clock: the browser's plays no part.

import { seconds } from './moment.ts';

/** When rounds of exchange come, as the node tells it. */
export interface Coming {
  open?: { round: number; clears_at: string } | null;
  opens_at?: string | null;
  interval: number;
  window: number;
}

/** How far off the next turn is. Unit: seconds. */
export interface Turn {
  /** The round that is open; null where the next one is still to open. */
  round: number | null;
  left: number;
  of: number;
}

/** The next thing that happens to rounds; null where the node names none. */
export function turnOf(coming: Coming, now: string): Turn | null {
  const round = coming.open?.round ?? null;
  const at = coming.open ? coming.open.clears_at : coming.opens_at;
  if (!at) return null;
  return { round, left: Math.max(0, Math.ceil(seconds(at) - seconds(now))), of: coming.open ? coming.window : coming.interval };
}

/** So many seconds as 4:05, or as 1:04:05. */
export function stopwatch(total: number): string {
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
