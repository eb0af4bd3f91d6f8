// What a screen reads, read again: when another thing is asked, by another reader, and as records come.

import { untrack } from 'svelte';
import { live } from './live.svelte.ts';
import { paced } from './read.svelte.ts';

/** What was read, as far as it is dropped. */
interface Held {
  readonly value: unknown;
  forget(): void;
}

interface Asking {
  /** What is asked, and upon what it is asked at once: whatever this looks at. */
  of: () => unknown;
  load: () => void;
  /** Before it is asked for the first time, for another thing or by another reader. */
  first?: () => void;
  /** How it is read anew as records come, where that is another way. */
  anew?: () => void;
  /** The shortest time between two readings as records come. Unit: milliseconds. */
  every?: number;
  /** Whether what this looks at lets it be read anew; else every record does, once there is something. */
  when?: () => boolean;
}

/** Whether what is looked at with each record holds by then. */
export function uponRecords(holds: () => boolean): () => boolean {
  return () => {
    void live.overview;
    return untrack(holds);
  };
}

/**
 * Reads at once, anew whenever another thing is asked or everything has to be read again, and, where
 * it says how often, as records come.
 *
 * For another reader what was read before is dropped first; for the same one it stands meanwhile, as
 * far as it was read. Gives what reads it again, paced.
 */
export function followed(held: Held[], { of, load, first, anew = load, every, when = uponRecords(() => held.some((one) => one.value !== null)) }: Asking): () => void {
  let reader = untrack(() => live.reader);
  let generation = -1;
  const ask = (another: boolean) => {
    const isOther = reader !== live.reader;
    [reader, generation] = [live.reader, live.generation];
    if (isOther) for (const one of held) one.forget();
    if (isOther || another) first?.();
    load();
  };
  $effect(() => {
    of();
    untrack(() => ask(true));
  });
  $effect(() => {
    // What was just asked is not asked twice.
    if (live.generation !== generation) untrack(() => ask(false));
  });
  if (every === undefined) return load;
  const again = paced(anew, every);
  // What has just been asked for is not asked for twice.
  let begun = false;
  $effect(() => {
    if (when() && begun) untrack(again);
    begun = true;
  });
  return again;
}
