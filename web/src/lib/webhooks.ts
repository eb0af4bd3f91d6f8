// A bank's own webhooks: where the node calls, and what came of each call. What does something is
// signed as a whole request, since a session reads and does nothing.

import { asks, type Asked } from './asks.svelte.ts';
import { ascii } from './bytes.ts';
import type { AddressOf, AnswerOf, BodyOf, Refused } from './commands.ts';
import { door, type Documented } from './door.ts';
import { outcomeOf } from './outcome.ts';
import { Problem, read } from './read.svelte.ts';
import { fieldsOf, stampOf } from './request.ts';
import { signers } from './signers.svelte.ts';

export type Webhook = Documented<'/v1/webhooks'>['webhooks'][number];
export type Delivery = Documented<'/v1/webhooks/{number}/deliveries'>['deliveries'][number];

/** What is told once, when an endpoint is registered. */
export type Registered = AnswerOf<'RegisterWebhook'>;

/** What may be told to an endpoint. */
export const KINDS = ['payment.status', 'payment.confirmed', 'payment.delivered', 'account.moved', 'account.statement', 'cycle.pay-in-schedule', 'cycle.net-positions'] as const;

/** A request that is signed as a whole, with its name for the log of requests. */
interface Request {
  command: string;
  method: 'POST' | 'DELETE';
  address: string;
  content?: unknown;
}

async function asked<A>(party: string, { command, method, address, content }: Request): Promise<A> {
  const body = content === undefined ? '' : JSON.stringify(content, null, 2);
  const noted: Asked = {
    id: crypto.randomUUID(), at: new Date().toISOString(), party, command, method, path: address, body,
    signature: '', status: 0, word: '', reason: '', refusal: null, position: null, order: null, answer: '',
  };
  try {
    const { network } = await read(door('/v1/system'));
    const bytes = ascii(body);
    noted.fields = await fieldsOf(await signers.of(party), { method, address, body: bytes }, stampOf(network));
    noted.signature = noted.fields['signature'] ?? '';
    const response = await fetch(address, { method, headers: { ...noted.fields, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: bytes } : {}) });
    noted.status = response.status;
    const text = await response.text();
    noted.answer = unsecret(text);
    if (!response.ok) {
      Object.assign(noted, outcomeOf(response.status, text));
      throw new Problem(response.status, noted.reason, JSON.parse(text) as Partial<Refused>);
    }
    return (text === '' ? null : JSON.parse(text)) as A;
  } catch (error) {
    noted.reason ||= error instanceof Error ? error.message : String(error);
    throw error;
  } finally {
    asks.note(noted);
  }
}

/** What a secret is told once, the log of requests does not keep. */
function unsecret(text: string): string {
  return text.replaceAll(/whsec_[A-Za-z0-9+/=_-]+/g, 'whsec_...');
}

export const register = (party: string, url: string, kinds: string[]) =>
  asked<Registered>(party, { command: 'RegisterWebhook', method: 'POST', address: '/v1/webhooks' satisfies AddressOf<'RegisterWebhook'>, content: { command: 'RegisterWebhook', url, kinds } satisfies BodyOf<'RegisterWebhook'> });
export const ping = (party: string, number: number) => asked<AnswerOf<'PingWebhook'>>(party, { command: 'PingWebhook', method: 'POST', address: `/v1/webhooks/${number}/ping` });
export const enable = (party: string, number: number) => asked<AnswerOf<'EnableWebhook'>>(party, { command: 'EnableWebhook', method: 'POST', address: `/v1/webhooks/${number}/enable` });
export const remove = (party: string, number: number) => asked<null>(party, { command: 'RemoveWebhook', method: 'DELETE', address: `/v1/webhooks/${number}` });
export const resend = (party: string, number: number, delivery: number) =>
  asked<AnswerOf<'ResendDelivery'>>(party, { command: 'ResendDelivery', method: 'POST', address: `/v1/webhooks/${number}/deliveries/${delivery}/resend` });

/** How many tries are shown. */
const MOST = 1000;

/** The tries of an endpoint that the node keeps. Order: the newest first. */
export async function deliveriesOf(number: number, signal: AbortSignal): Promise<Delivery[]> {
  const found: Delivery[] = [];
  for (let after = 0; found.length < MOST; ) {
    const { deliveries, next } = await read(door('/v1/webhooks/{number}/deliveries', { path: { number }, query: { after, limit: 500 } }), signal);
    found.push(...deliveries);
    if (deliveries.length === 0 || next <= after) break;
    after = next;
  }
  return found.reverse();
}
