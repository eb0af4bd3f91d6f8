// Which records of the log a list holds: all from the newest down to where one has scrolled, each once.

/** A page of records, the newest first, and before which position the next one goes on. */
export interface Page<R> {
  records: R[];
  next: number | null | undefined;
}

/** A page of records before a position; without one, the newest. */
export type Ask<R> = (before?: number) => Promise<Page<R>>;

/** What is held. Order: the newest first, without a gap. */
export interface Held<R> {
  records: R[];
  /** Before which position older ones are read; none where the log begins. */
  next: number | null;
}

/** The most records that are held at once; a list goes on with the next so many. */
const MOST = 20_000;
/** Pages that are read to come up to what is held; where that is further away, the newest are held alone. */
const PAGES = 5;

function bounded<R extends { position: number }>(held: Held<R>): Held<R> {
  if (held.records.length <= MOST) return held;
  const records = held.records.slice(0, MOST);
  return { records, next: records.at(-1)?.position ?? held.next };
}

/** What is held, with the newest; what was held is left where too much has come since. */
export async function newer<R extends { position: number }>(ask: Ask<R>, held: Held<R> | null): Promise<Held<R>> {
  const top = held?.records[0]?.position ?? 0;
  const came: R[] = [];
  let next: number | null = null;
  for (let pages = 0; pages < PAGES; pages += 1) {
    const page = await ask(next ?? undefined);
    const fresh = page.records.filter((record) => record.position > top);
    came.push(...fresh);
    next = page.next ?? null;
    if (held && top > 0 && (next === null || next <= top + 1)) return bounded({ records: came.concat(held.records), next: held.next });
    if (!held || next === null) break;
  }
  return bounded({ records: came, next });
}

/** From which position a list goes on that holds as many as it may; nothing while it holds fewer, or where the log begins. */
export function beyond<R extends { position: number }>(held: Held<R>): number | null {
  return held.next !== null && held.records.length >= MOST ? held.next - 1 : null;
}

/** What is held, with a page of older ones. */
export async function older<R extends { position: number }>(ask: Ask<R>, held: Held<R>): Promise<Held<R>> {
  if (held.next === null || held.records.length >= MOST) return held;
  const page = await ask(held.next);
  return { records: held.records.concat(page.records), next: page.next ?? null };
}
