// Days of the week in the reader's language.

import { settings } from './settings.svelte.ts';

/** A day of the week by its English name, as the calendars name it. */
export function weekday(name: string): string {
  const at = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'].indexOf(name);
  // The fourth of January 1970 was a Sunday.
  return at < 0 ? name : new Intl.DateTimeFormat(settings.language, { weekday: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(1970, 0, 4 + at)));
}
