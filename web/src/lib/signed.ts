// Bodies as they were signed, read back: which command they ask for.

import { bodyOfMessage } from './written.ts';

export type Body = Record<string, unknown>;

/** The body that was signed, also where it was said by a message of ISO 20022; null where it is
 *  neither. */
export function bodyIn(message: string | null | undefined): Body | null {
  if (message?.trimStart().startsWith('<')) return bodyOfMessage(message);
  try {
    const body: unknown = JSON.parse(message ?? '');
    return body && typeof body === 'object' && !Array.isArray(body) ? (body as Body) : null;
  } catch {
    return null;
  }
}

/** The command's name; orders and quotes are told by what they have. */
export function nameOf(body: Body | null): string {
  if (!body) return '';
  if (typeof body['command'] === 'string') return body['command'];
  if ('sell' in body) return 'until' in body && 'amount' in ((body['buy'] as Body | undefined) ?? {}) ? 'PostQuote' : 'PlaceOrder';
  return 'number' in body ? 'CancelOrder' : '';
}
