// A bank's own webhooks: where the node calls, and what came of each call. What does something is
// signed as a whole request, since a session reads and does nothing.

import { ascii } from './bytes.ts';
import type { AddressOf, AnswerOf, BodyOf } from './commands.ts';
import { door, type Documented } from './door.ts';
import { problem, read } from './read.svelte.ts';
import { fieldsOf, stampOf } from './request.ts';
import { signers } from './signers.svelte.ts';

export type Webhook = Documented<'/v1/webhooks'>['webhooks'][number];
export type Delivery = Documented<'/v1/webhooks/{number}/deliveries'>['deliveries'][number];

/** What is told once, when an endpoint is registered. */
export type Registered = AnswerOf<'RegisterWebhook'>;

/** What may be told to an endpoint. */
export const KINDS = ['payment.status', 'payment.confirmed', 'payment.delivered', 'account.moved', 'account.statement', 'cycle.pay-in-schedule', 'cycle.net-positions'] as const;

async function asked<A>(party: string, method: 'POST' | 'DELETE', address: string, content: unknown): Promise<A> {
  const { network } = await read(door('/v1/system'));
  const body = ascii(content === undefined ? '' : JSON.stringify(content));
  const headers = await fieldsOf(await signers.of(party), { method, address, body }, stampOf(network));
  const response = await fetch(address, { method, headers: { ...headers, ...(body.length > 0 ? { 'content-type': 'application/json' } : {}) }, ...(body.length > 0 ? { body } : {}) });
  if (!response.ok) throw await problem(response);
  return (response.status === 204 ? null : await response.json()) as A;
}

export const register = (party: string, url: string, kinds: string[]) => asked<Registered>(party, 'POST', '/v1/webhooks' satisfies AddressOf<'RegisterWebhook'>, { command: 'RegisterWebhook', url, kinds } satisfies BodyOf<'RegisterWebhook'>);
export const ping = (party: string, number: number) => asked<AnswerOf<'PingWebhook'>>(party, 'POST', `/v1/webhooks/${number}/ping`, undefined);
export const enable = (party: string, number: number) => asked<AnswerOf<'EnableWebhook'>>(party, 'POST', `/v1/webhooks/${number}/enable`, undefined);
export const remove = (party: string, number: number) => asked<null>(party, 'DELETE', `/v1/webhooks/${number}`, undefined);
export const resend = (party: string, number: number, delivery: number) => asked<AnswerOf<'ResendDelivery'>>(party, 'POST', `/v1/webhooks/${number}/deliveries/${delivery}/resend`, undefined);

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
