// What somebody means who types into the palette: an object by its name, a payment in a few words,
// or what is shown, as a request.

import { door, type Address } from './door.ts';
import { isAmount } from './money.ts';
import type { Place } from './route.ts';

const UETR = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** The least of a UETR's beginning by which one is looked for. */
const LEAST = 4;

/** UETRs that are meant: one that is whole, or those known here that begin so. */
export function uetrsOf(text: string, known: Iterable<string>, most: number): string[] {
  const asked = text.trim().toLowerCase();
  if (UETR.test(asked)) return [asked];
  if (asked.length < LEAST || !/^[0-9a-f][0-9a-f-]*$/.test(asked) || !/[a-f-]/.test(asked)) return [];
  const found = new Set<string>();
  for (const uetr of known) {
    if (uetr.startsWith(asked)) found.add(uetr);
    if (found.size >= most) break;
  }
  return [...found];
}

/** A payment in a few words: an amount, and to whom or in which currency or both. */
export interface Payment {
  to: string;
  currency: string;
  amount: string;
}

/**
 * Reads "500 CNY ICBKCNBJ" in any order; a bank may be told by the letters that only it begins with.
 * `verb` is what one says for paying, and says nothing else.
 */
export function paymentIn(text: string, banks: string[], digitsOf: (currency: string) => number | undefined, verb: string): Payment | null {
  const meant: Payment = { to: '', currency: '', amount: '' };
  for (const word of text.trim().split(/\s+/)) {
    const upper = word.toUpperCase();
    if (/^\d[\d,]*(\.\d+)?$/.test(word)) {
      if (meant.amount) return null;
      meant.amount = word.replaceAll(',', '');
    } else if (!meant.currency && digitsOf(upper) !== undefined) meant.currency = upper;
    else if (!verb.toLowerCase().split(/\s+/).includes(word.toLowerCase())) {
      const those = upper.length < LEAST ? [] : banks.filter((bic) => bic.startsWith(upper));
      if (meant.to || those.length !== 1) return null;
      meant.to = those[0] ?? '';
    }
  }
  if (!meant.amount || !(meant.to || meant.currency)) return null;
  return isAmount(meant.amount, digitsOf(meant.currency) ?? 2) ? meant : null;
}

/** What a screen is read from, as one asks the door for it; `party` is who acts. */
export function requestOf({ screen, id, query }: Place, party: string): Address<unknown> {
  const participant = query['participant'] ?? (party || undefined);
  switch (screen) {
    case 'position':
    case 'pay':
      return door('/v1/accounts', { query: { participant: id || participant } });
    case 'rings':
      return id ? door('/v1/offsetting/rounds/{number}', { path: { number: id } }) : door('/v1/offsetting/rounds', { query: { after: 0 } });
    case 'figures':
      return door('/v1/samples', { query: { after: 0 } });
    case 'payments':
      return id ? door('/v1/payments/{uetr}', { path: { uetr: id } }) : door('/v1/payments', { query: { status: query['status'], currency: query['currency'], participant } });
    case 'queue':
      return id || party ? door('/v1/queues', { query: { participant: id || party } }) : door('/v1/payments', { query: { status: 'pending' } });
    case 'liquidity':
      return id || party ? door('/v1/liquidity', { query: { participant: id || party } }) : door('/v1/accounts');
    case 'cycles':
      return id ? door('/v1/cycles/{cycle}', { path: { cycle: id } }) : door('/v1/cycles');
    case 'lines':
      return id ? door('/v1/swap-lines/{line}', { path: { line: id } }) : door('/v1/swap-lines');
    case 'investments':
      return door('/v1/surplus', { query: { participant: query['participant'] } });
    case 'exchange':
      if (query['order']) return door('/v1/orders', { query: { before: Number(query['order']) + 1, limit: 1 } });
      return door('/v1/exchange/rounds', { query: { after: 0 } });
    case 'tasks':
      return id ? door('/v1/proposals/{proposal}', { path: { proposal: id } }) : door('/v1/proposals', { query: { participant } });
    case 'participants':
      return id ? door('/v1/participants/{bic}', { path: { bic: id } }) : door('/v1/participants');
    case 'day':
      return door('/v1/calendars', { query: { currency: id } });
    case 'audit':
      return id ? door('/v1/records/{position}', { path: { position: id } }) : door('/v1/records');
    case 'developer':
      return door('/v1/openapi.json');
    default:
      return door('/v1/overview');
  }
}

/** What is found by its words, those first of which the first word is the beginning. */
export function fitting<C extends { group: string; text: string; more?: string | undefined }>(commands: C[], text: string): C[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter((word) => word !== '');
  const [head = ''] = words;
  const fits = commands.filter((command) => {
    const whole = `${command.group} ${command.text} ${command.more ?? ''}`.toLowerCase();
    return words.every((word) => whole.includes(word));
  });
  const begins = (command: C) => command.text.toLowerCase().startsWith(head) || command.group.toLowerCase().startsWith(head);
  return [...fits.filter(begins), ...fits.filter((command) => !begins(command))];
}
