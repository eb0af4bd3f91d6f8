// The requests of who is signed in that failed, as the node keeps them for a while.

import { door, type Documented } from './door.ts';
import type { Ask } from './log.ts';
import { read } from './read.svelte.ts';

export type Failure = Documented<'/v1/requests/failed'>['requests'][number];

/** One of them with its place in the list, by which older ones are asked for. */
export type Listed = Failure & { position: number };

/** A page of them before a number. */
export const askOf = (signal?: AbortSignal): Ask<Listed> => async (before) => {
  const { requests, next } = await read(door('/v1/requests/failed', { query: { before } }), signal);
  return { records: requests.map((one) => ({ ...one, position: one.number })), next };
};
