// Lists that the node hands out page by page, read as a whole up to a bound that is told.

/** All rows up to so many, and whether the node has more. */
export interface Whole<R> {
  rows: R[];
  more: boolean;
  pages: number;
}

/** Reads page after page, each going on where the one before ended, until there is none or `most` are read. */
export async function whole<R, C>(page: (before: C | undefined) => Promise<{ rows: R[]; next: C | null }>, most: number): Promise<Whole<R>> {
  const rows: R[] = [];
  let pages = 0;
  for (let before: C | undefined; ; ) {
    const answer = await page(before);
    rows.push(...answer.rows);
    pages += 1;
    if (answer.next === null || answer.rows.length === 0) return { rows, more: false, pages };
    if (rows.length >= most) return { rows, more: true, pages };
    before = answer.next;
  }
}
