// Which columns of a list have room, and how wide each is: an amount is never cut off, so that what
// has to be there may push out what may be left out, and what is no amount is made narrower last.

/** A column, as far as its width goes. */
export interface Wanted {
  /** A track of a grid: `92px`, `minmax(80px, 1fr)` or `minmax(0, 1fr)`, which is also the default. */
  width?: string | undefined;
  /** Left out where the list is narrower than this; `true` is a telephone's width. Unit: pixels. */
  wide?: boolean | number | undefined;
  /** What it needs to be read at all; nothing, where it may be cut off. Unit: pixels. */
  needs?: number | undefined;
  /** What the longest word of its head takes. Unit: pixels. */
  head?: number | undefined;
}

/** Columns that are shown, by their places among those that were asked for, and the grid's tracks. */
export interface Fitted {
  shown: number[];
  tracks: string;
  gap: number;
  padding: number;
}

const TELEPHONE = 620;
/** What a thin scrollbar takes. */
const SCROLLBAR = 11;
/** Between columns, and at either end: as it looks well, and as it is still read. */
const WIDE = { gap: 14, padding: 14 };
const TIGHT = { gap: 8, padding: 10 };
/** The least that a column which may be cut off is left. */
const LEAST = 44;

const from = (wide: boolean | number | undefined) => (wide === true ? TELEPHONE : Number(wide ?? 0));

function parsed(width = 'minmax(0, 1fr)'): { least: number; share: string | null } {
  const told = /^minmax\((\d+)(?:px)?, ([\d.]+fr)\)$/.exec(width);
  if (told) return { least: Number(told[1]), share: told[2] ?? null };
  return { least: Number.parseFloat(width), share: null };
}

export function fitted(columns: Wanted[], width: number): Fitted {
  const all = columns.map((column, at) => {
    const { least, share } = parsed(column.width);
    // What was measured counts, and not what was guessed, where it may grow from there.
    const needs = column.needs === undefined ? least : share ? column.needs : Math.max(least, column.needs);
    // A head gives way to what stands below it.
    return { at, share, least: Math.ceil(Math.max(needs, column.head ?? 0)), from: from(column.wide), floor: Math.ceil(column.needs ?? LEAST) };
  });
  let shown = all.filter((column) => width >= column.from);
  const over = ({ gap, padding }: typeof WIDE) => shown.reduce((sum, column) => sum + column.least + gap, -gap) - (width - 2 * padding - SCROLLBAR);
  let space = WIDE;
  while (over(space) > 0) {
    const optional = shown.filter((column) => column.from > 0).sort((one, other) => other.from - one.from || other.at - one.at)[0];
    if (space !== TIGHT) space = TIGHT;
    else if (optional) shown = shown.filter((column) => column !== optional);
    else break;
  }
  const excess = Math.max(0, over(space));
  const spare = (column: { least: number; floor: number }) => Math.max(0, column.least - column.floor);
  const spares = shown.reduce((sum, column) => sum + spare(column), 0);
  const tracks = shown.map(({ share, ...column }) => {
    const least = excess > 0 && spares > 0 ? Math.floor(column.least - (spare(column) * Math.min(excess, spares)) / spares) : column.least;
    return share ? `minmax(${least}px, ${share})` : `${least}px`;
  });
  return { shown: shown.map((column) => column.at), tracks: tracks.join(' '), ...space };
}
