// What a reader has chosen: language, colours, and as whom the console is looked at.

import { between } from './moment.ts';
import { grouped } from './money.ts';
import en, { type Key, type Words } from '../words/en.ts';

export type { Key };
export type Theme = 'system' | 'light' | 'dark';
export type Role = 'operator' | 'agent' | 'participant' | 'overseer';

/** Every role, with whom one reads and does most first. */
export const roles: Role[] = ['operator', 'agent', 'participant', 'overseer'];

interface Language {
  name: string;
  direction: 'ltr' | 'rtl';
  words: () => Promise<Partial<Words>>;
}

// A language is added by a file of words and a line here; what it does not say yet is said in
// English. Direction turns the whole layout, which knows no left or right. English, Russian
// and Chinese say everything, which a test holds.
export const languages: Record<string, Language> = {
  en: { name: 'English', direction: 'ltr', words: async () => en },
  ru: { name: '\u0420\u0443\u0441\u0441\u043a\u0438\u0439', direction: 'ltr', words: async () => (await import('../words/ru.ts')).default },
  zh: { name: '\u4e2d\u6587', direction: 'ltr', words: async () => (await import('../words/zh.ts')).default },
  pt: { name: 'Portugu\u00eas', direction: 'ltr', words: async () => (await import('../words/pt.ts')).default },
  hi: { name: '\u0939\u093f\u0928\u094d\u0926\u0940', direction: 'ltr', words: async () => (await import('../words/hi.ts')).default },
  ar: { name: '\u0627\u0644\u0639\u0631\u0628\u064a\u0629', direction: 'rtl', words: async () => (await import('../words/ar.ts')).default },
  fa: { name: '\u0641\u0627\u0631\u0633\u06cc', direction: 'rtl', words: async () => (await import('../words/fa.ts')).default },
};

function kept(name: string): string | null {
  try {
    return localStorage.getItem(`sarraf.${name}`);
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`sarraf.${name}`, value);
  } catch {
    // A browser that keeps nothing shows the same page, and asks again next time.
  }
}

const systemDark = matchMedia('(prefers-color-scheme: dark)');

class Settings {
  language = $state('en');
  theme = $state<Theme>('system');
  role = $state<Role>('operator');
  bank = $state('');
  /** The settlement agent that is stepped into. */
  agent = $state('');
  words = $state.raw<Words>(en);
  #night = $state(systemDark.matches);

  constructor() {
    const theme = kept('theme');
    if (theme === 'light' || theme === 'dark') this.theme = theme;
    const role = kept('role');
    this.role = roles.find((one) => one === role) ?? 'operator';
    this.bank = kept('bank') ?? '';
    this.agent = kept('agent') ?? '';
    document.documentElement.dataset['theme'] = this.theme;
    systemDark.addEventListener('change', (change) => {
      this.#night = change.matches;
    });
    const asked = kept('language') ?? navigator.language.slice(0, 2);
    if (asked !== 'en' && asked in languages) void this.speak(asked);
  }

  async speak(code: string): Promise<void> {
    const language = languages[code];
    if (!language) return;
    this.words = { ...en, ...(await language.words()) };
    this.language = code;
    document.documentElement.lang = code;
    document.documentElement.dir = language.direction;
    keep('language', code);
  }

  colour(theme: Theme): void {
    this.theme = theme;
    document.documentElement.dataset['theme'] = theme;
    keep('theme', theme);
  }

  /** The party is a bank's or a settlement agent's, by the role. */
  viewAs(role: Role, party: string): void {
    this.role = role;
    keep('role', role);
    if (role === 'participant') keep('bank', (this.bank = party));
    if (role === 'agent') keep('agent', (this.agent = party));
  }

  get dark(): boolean {
    return this.theme === 'dark' || (this.theme === 'system' && this.#night);
  }

  /** Whether the reader's language is written from the right. */
  get rightToLeft(): boolean {
    return languages[this.language]?.direction === 'rtl';
  }

  /** Whether this view may write: an overseer only reads. */
  get acts(): boolean {
    return this.role !== 'overseer';
  }
}

export const settings = new Settings();

/** A sentence in the reader's language, with its blanks filled. */
export function t(key: Key, blanks: Record<string, string | number> = {}): string {
  return filled(settings.words[key], blanks);
}

const [LEFT_TO_RIGHT, ISOLATE, END] = [String.fromCodePoint(0x2066), String.fromCodePoint(0x2068), String.fromCodePoint(0x2069)];
const FROM_THE_RIGHT = /[\u0590-\u08ff]/;

/** Fills the blanks of a sentence. Where one writes from the right, each is set apart (UAX 9: FSI
 *  and PDI), so that amounts and codes stand in it as they would by themselves; and a sentence that
 *  is not said in that language yet is set apart as a whole (LRI and PDI). */
export function filled(sentence: string, blanks: Record<string, string | number>): string {
  const fill = (apart: (text: string) => string) =>
    sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (blanks[name] === undefined ? whole : apart(String(blanks[name]))));
  if (!settings.rightToLeft) return fill((text) => text);
  if (FROM_THE_RIGHT.test(sentence)) return fill((text) => ISOLATE + text + END);
  // A word by itself stands as it is, and a file's heads have no marks.
  return /[{}.,:;!?]/.test(sentence) ? LEFT_TO_RIGHT + fill((text) => text) + END : sentence;
}

/** An amount as a sentence tells it, in its groups; what is no amount yet stands as it was typed. */
export function figure(text: string): string {
  return /^-?\d+(\.\d+)?$/.test(text) ? grouped(text, settings.language) : text;
}

/** From how many hours on one counts in days. */
const LONG = 72;

/** How long from one instant to another, as 2 h 05 min, and of what is long as 12 d 7 h. */
export function elapsed(from: string, to: string): string {
  const { hours, minutes, seconds } = between(from, to);
  if (hours >= LONG) return t('days_hours', { d: Math.floor(hours / 24), h: hours % 24 });
  if (hours > 0) return t('hours_minutes', { h: hours, m: String(minutes).padStart(2, '0') });
  return minutes > 0 ? t('minutes', { m: minutes }) : t('seconds', { s: seconds });
}
