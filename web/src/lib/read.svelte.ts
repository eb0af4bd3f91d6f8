// Reading from the node's door, with the three ends a reading can have: a value, a fault, a wait.

import { onDestroy, untrack } from 'svelte';
import type { Refused } from './commands.ts';
import type { Address } from './door.ts';
import { isOfTheLine, line } from './line.svelte.ts';

/** Why a request has no value; as in RFC 9457 where the node said so. */
export class Problem extends Error {
  /** `told` is what else the node said of it. */
  constructor(
    readonly status: number,
    title: string,
    readonly told: Partial<Refused> = {},
  ) {
    super(title);
  }
}

/** Reads what an address of the door is answered with. */
export async function read<T>(path: Address<T>, signal?: AbortSignal): Promise<T> {
  underway += 1;
  try {
    const response = await fetch(path, { headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) });
    if (!response.ok) throw await problem(response);
    return (await response.json()) as T;
  } finally {
    underway -= 1;
  }
}

let underway = 0;

/** Waits until nothing is being read, or for two seconds. */
export async function nothingUnderway(): Promise<void> {
  for (let tries = 0; underway > 0 && tries < 40; tries += 1) await new Promise((wait) => setTimeout(wait, 50));
}

const isUnshown = ({ status }: Problem) => [401, 403, 404].includes(status);

/** What is read; nothing where the node does not show it to who asks, or knows none. */
export function shown<T>(reading: Promise<T>): Promise<T | null> {
  return reading.catch((error: unknown) => {
    if (error instanceof Problem && isUnshown(error)) return null;
    throw error;
  });
}

export async function problem(response: Response): Promise<Problem> {
  const told: unknown = await response.json().catch(() => null);
  if (!told || typeof told !== 'object' || !('title' in told)) return new Problem(response.status, response.statusText);
  return new Problem(response.status, String(told.title), told as Partial<Refused>);
}

/** A value that is read, and read again; what was there stays until the next is. What failed for
 *  want of a line is read again once that is back, while the component stands that this is made in. */
export class Reading<T> {
  value = $state.raw<T | null>(null);
  fault = $state.raw<Problem | null>(null);
  busy = $state(false);
  #last: AbortController | null = null;
  #path = '';
  #ask: ((signal: AbortSignal) => Promise<T>) | null = null;

  constructor() {
    $effect(() => {
      void line.opened;
      untrack(() => {
        if (this.fault && isOfTheLine(this.fault.status) && this.#ask) void this.from(this.#path, this.#ask);
      });
    });
  }

  async load(path: Address<T>): Promise<void> {
    return this.from(path, (signal) => read(path, signal));
  }

  /** Drops what was read and what is being read, as for another reader. */
  forget(): void {
    this.#last?.abort();
    this.#ask = null;
    this.value = null;
    this.fault = null;
  }

  /** Reads by a function of ours; the name tells one question from another. */
  async from(name: string, ask: (signal: AbortSignal) => Promise<T>): Promise<void> {
    this.#last?.abort();
    const turn = new AbortController();
    this.#last = turn;
    if (name !== this.#path) this.value = null;
    this.#path = name;
    this.#ask = ask;
    this.busy = true;
    try {
      const value = await ask(turn.signal);
      if (turn.signal.aborted) return;
      this.value = value;
      this.fault = null;
    } catch (error) {
      if (turn.signal.aborted) return;
      this.fault = error instanceof Problem ? error : new Problem(0, error instanceof Error ? error.message : String(error));
      // What is not shown to who asks now stays from whoever asked before on no screen.
      if (isUnshown(this.fault)) this.value = null;
    } finally {
      if (this.#last === turn) this.busy = false;
    }
  }
}

/**
 * Calls at once and then at most once in so many milliseconds, the last call never being lost while
 * the component stands that this is made in; once it is gone nothing is called for it any more.
 */
export function paced(call: () => void, milliseconds: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  onDestroy(() => clearTimeout(timer));
  const run = () => {
    call();
    timer = setTimeout(() => {
      timer = undefined;
      if (again) {
        again = false;
        run();
      }
    }, milliseconds);
  };
  return () => {
    if (timer === undefined) run();
    else again = true;
  };
}
