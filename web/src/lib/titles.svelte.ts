// What the rules refuse, and what is wrong with a request, by their titles in the reader's language.
// No screen needs them at first, so they are fetched when the first is to be shown.

import { settings } from './settings.svelte.ts';
import type { Titles } from '../words/titles/en.ts';

const TITLES: Record<string, () => Promise<{ default: Titles }>> = {
  en: () => import('../words/titles/en.ts'),
  ru: () => import('../words/titles/ru.ts'),
  zh: () => import('../words/titles/zh.ts'),
  pt: () => import('../words/titles/pt.ts'),
  hi: () => import('../words/titles/hi.ts'),
  ar: () => import('../words/titles/ar.ts'),
  fa: () => import('../words/titles/fa.ts'),
};

class Held {
  #of = $state.raw<{ language: string; titles: Titles } | null>(null);
  #asked = '';
  fetched: Promise<void> | null = null;

  /** The titles, once they are here; whoever shows one is then told. */
  get titles(): Titles | null {
    const language = settings.language in TITLES ? settings.language : 'en';
    if (this.#asked !== language) {
      this.#asked = language;
      this.fetched = this.#fetch(language);
    }
    return this.#of?.language === language ? this.#of.titles : null;
  }

  async #fetch(language: string): Promise<void> {
    const fetched = await TITLES[language]?.().catch(() => null);
    if (fetched && this.#asked === language) this.#of = { language, titles: fetched.default };
    else if (this.#asked === language) this.#asked = '';
  }
}

const held = new Held();

/** Waits until titles are here, or cannot be. */
export async function titlesReady(): Promise<void> {
  if (!held.titles) await held.fetched;
}

/** What a refusal says, by its number; nothing before its titles are here. */
export function refusalTitle(number: number): string {
  return held.titles?.refusals[number] ?? '';
}

/** What is wrong with a request, by the code of the problem; nothing before the titles are here. */
export function problemTitle(code: string): string {
  return (held.titles?.problems as Record<string, string> | undefined)?.[code] ?? '';
}
