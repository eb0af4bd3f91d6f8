// Words that belong to one screen and come with it, in every language that is complete; those of what
// the overview, positions and payments show in every language.

import { filled, settings } from './settings.svelte.ts';

export type Blanks = Record<string, string | number>;

type Said<K extends string> = Record<K, string>;

/** Says a screen's own words in the reader's language; in English where they are not said yet. What
 *  they are in English is told beside, to be recognised by; and whether a word is one of them. */
export function speaking<K extends string>(words: { en: Said<K>; ru: Said<K>; zh: Said<K> } & Partial<Record<'pt' | 'hi' | 'ar' | 'fa', Said<K>>>) {
  const known = words as Record<string, Said<K>>;
  const say = (key: K, blanks: Blanks = {}): string => {
    const said = (known[settings.language] ?? words.en)[key] ?? words.en[key];
    return filled(said, blanks);
  };
  const knows = (key: string): key is K => Object.hasOwn(words.en, key);
  return Object.assign(say, { english: words.en, knows });
}
