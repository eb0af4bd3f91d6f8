import { where } from './place.svelte.ts';
import { settings } from './settings.svelte.ts';

/** Of whom the address asks to read; a bank reads of itself alone, whatever an address says. */
export const watched = () => (settings.role === 'participant' ? '' : (where.place.query['participant'] ?? ''));
