// Samples of the day, as a page holds them: the last ones each by itself, older ones more coarsely,
// so that a day of one-second samples takes no more room, and no more time to draw, than an hour.

import type { Sample } from './wire.ts';

/** How many are held at most. */
export const MOST_SAMPLES = 7200;

/** So many of the last stay each by itself. */
export const FINE_SAMPLES = 3600;

/** What was held, with more behind it; where they become too many, two old ones become one. */
export function held(before: Sample[], more: Sample[]): Sample[] {
  let all = before.concat(more);
  while (all.length > MOST_SAMPLES) {
    const old = all.length - FINE_SAMPLES;
    all = halved(all.slice(0, old)).concat(all.slice(old));
  }
  return all;
}

/** Each two as one: as it stood at the second, with what moved in either, and the longer waits. */
function halved(samples: Sample[]): Sample[] {
  const made: Sample[] = [];
  // From the end, so that an odd one out is the oldest.
  for (let at = samples.length - 1; at >= 0; at -= 2) {
    const [one, other] = [samples[at - 1], samples[at]];
    if (other) made.push(one ? joined(one, other) : other);
  }
  return made.reverse();
}

function joined(one: Sample, other: Sample): Sample {
  const [a, b] = [one.waited, other.waited];
  const waited = a && b ? { p50: Math.max(a.p50, b.p50), p99: Math.max(a.p99, b.p99) } : (a ?? b ?? null);
  return { ...other, waited, currencies: { ...one.currencies, ...other.currencies } };
}
