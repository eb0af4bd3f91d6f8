// Colours of things that are many, told apart by whoever sees red, green or blue poorly, which a test
// measures. Beyond eight they repeat, and what is drawn says its name too.

/** Names of custom properties in app.css. */
export const HUES = ['hue-1', 'hue-2', 'hue-3', 'hue-4', 'hue-5', 'hue-6', 'hue-7', 'hue-8'];

/** A colour for each of these. Order: as given, so that the greatest get the strongest. */
export function huesOf(names: string[]): Map<string, string> {
  return new Map(names.map((name, at) => [name, `var(--${HUES[at % HUES.length]})`]));
}
