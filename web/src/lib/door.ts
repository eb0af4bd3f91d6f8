// The door as its own document describes it: addresses that are checked against the document, each
// knowing what it is answered with. The types are generated from it.

import type { paths } from './api.gen.d.ts';
import type { Narrowed } from './wire.ts';

type Answers = {
  [P in keyof paths as paths[P] extends { get: { responses: { 200: { content: { 'application/json': unknown } } } } } ? P : never]: paths[P] extends {
    get: { responses: { 200: { content: { 'application/json': infer A } } } };
  }
    ? A
    : never;
};

/** A path that is read, as the document writes it. */
export type Read = keyof Answers;

/** What the document says is answered. */
export type Documented<P extends Read> = Answers[P];

/** What is answered; where the document's words say more than its types, those of `wire.ts`, which
 *  the compiler holds to be a case of the document's. */
export type Answer<P extends Read> = P extends keyof Narrowed ? Narrowed[P] : Documented<P>;

type Said<P extends Read, In extends 'path' | 'query'> = paths[P] extends { get: { parameters: infer S } } ? (In extends keyof S ? NonNullable<S[In]> : never) : never;

// A cursor is told as text or number, and is given back as it was told. What is not said is left out.
type Query<P extends Read> = { [K in keyof Said<P, 'query'>]: Said<P, 'query'>[K] | string | number | undefined };
type Asked<P extends Read> = ([Said<P, 'path'>] extends [never] ? { path?: never } : { path: { [K in keyof Said<P, 'path'>]: string | number } }) &
  ([Said<P, 'query'>] extends [never] ? { query?: never } : object extends Said<P, 'query'> ? { query?: Query<P> } : { query: Query<P> });

declare const answer: unique symbol;

/** An address of the door that knows what it is answered with. */
export type Address<A> = string & { readonly [answer]: A };

/** The address of what is read. */
export function door<P extends Read>(path: P, ...[asked]: object extends Asked<P> ? [Asked<P>?] : [Asked<P>]): Address<Answer<P>> {
  const { path: names, query } = (asked ?? {}) as { path?: Record<string, string | number>; query?: Record<string, string | number | undefined> };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names?.[name] ?? ''));
  const said = Object.entries(query ?? {}).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]));
  return (said.length > 0 ? `${filled}?${new URLSearchParams(said)}` : filled) as Address<Answer<P>>;
}

declare const streamed: unique symbol;

/** An address of the door that is answered without end. */
export type Stream = string & { readonly [streamed]: true };

/** The live stream, after a log position; without one from now on. */
export function stream(after: number | null): Stream {
  const path = '/v1/live' satisfies keyof paths;
  return (after === null ? path : `${path}?after=${after}`) as Stream;
}

/** What only a sandbox answers, and no document describes. */
export function sandbox<A>(path: string): Address<A> {
  return `/v1/sandbox${path}` as Address<A>;
}
