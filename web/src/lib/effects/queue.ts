// What a bank does with what waits, and with the money it has: places, priorities, reservations,
// limits, credit and what is paid daily.

import type { Operation } from '../commands.ts';
import { door } from '../door.ts';
import type { AccountQueue, StandingOrder } from '../wire.ts';
import { money, part, row, seen, stand, tools, type Reader, type Source } from './source.ts';

type Readers<O extends Operation> = { [N in O]: Reader<N> };

const queues = (of: string, from: Source) => seen(from.read(door('/v1/queues', { query: { participant: of } })));

/** Every queue in which an item stands, and where: an item of several legs stands in several. */
async function places(by: string, uetr: string, from: Source): Promise<{ queue: AccountQueue; at: number }[] | 'unseen'> {
  const told = await queues(by, from);
  if (told === 'unseen' || told === null) return told ?? [];
  return told.queues.map((queue) => ({ queue, at: queue.items.findIndex((item) => item.uetr === uetr) })).filter(({ at }) => at >= 0);
}

/** Where an item comes to stand at the front or the back of its priority, and the last of it. */
function moved({ items }: AccountQueue, at: number, place: 'front' | 'back'): number {
  const own = items[at]?.priority;
  const alike = items.flatMap((item, place) => (item.priority === own ? [place] : []));
  return (place === 'front' ? alike[0] : alike.at(-1)) ?? at;
}

const ORDER = ['urgent', 'high', 'normal'];

/** Where an item comes to stand at the back of another priority. */
const behind = ({ items }: AccountQueue, at: number, priority: string) =>
  items.filter((item, place) => place !== at && ORDER.indexOf(item.priority ?? 'normal') <= ORDER.indexOf(priority)).length;

/** What is paid daily, to whom and when; of one that ends, nothing. */
function daily(order: StandingOrder | null | undefined, from: Source): string | null {
  if (!order) return null;
  const amount = order.amount ? from.figure(order.amount) : from.say('above', { amount: from.figure(order.above ?? '') });
  return from.say('order', { when: from.say(`at_${order.trigger}`), amount, to: order.to });
}

export const ofQueue: Readers<
  'SetQueuePolicy' | 'ReprioritiseInstruction' | 'ReorderInstruction' | 'ReserveFunds' | 'SetBilateralLimit' | 'SetMultilateralLimit' | 'SetStandingOrder' | 'SetCreditLine'
> = {
  SetQueuePolicy: async ({ currency, policy }, by, from) => [
    row(currency, part(await queues(by, from), (told) => stand(told.queues.find((one) => one.currency === currency)?.policy ?? 'fifo', from), from), stand(policy, from)),
  ],
  ReprioritiseInstruction: async ({ uetr, priority }, by, from) => {
    const found = await places(by, uetr, from);
    if (found === 'unseen' || found.length === 0) return [row(uetr, from.say(found === 'unseen' ? 'unseen' : 'not_queued'), stand(priority, from))];
    return found.map(({ queue, at }) => {
      const told = (priority: string | null | undefined, place: number) => `${stand(priority, from) ?? ''}, ${from.say('place', { n: place + 1, of: queue.items.length })}`;
      return row(`${queue.currency} ${uetr}`, told(queue.items[at]?.priority, at), told(priority, behind(queue, at, priority)));
    });
  },
  ReorderInstruction: async ({ uetr, place }, by, from) => {
    const found = await places(by, uetr, from);
    if (found === 'unseen') return [row(uetr, from.say('unseen'), stand(place, from))];
    if (found.length === 0) return [row(uetr, from.say('not_queued'), stand(place, from))];
    return found.map(({ queue, at }) => {
      const of = (place: number) => from.say('place', { n: place + 1, of: queue.items.length });
      return row(`${queue.currency} ${uetr}`, of(at), of(moved(queue, at, place)));
    });
  },
  ReserveFunds: async ({ currency, priority, amount }, by, from) => [
    row(from.say('reserved', { currency, priority: stand(priority, from) ?? '' }), part(await tools(by, currency, from), (own) => money(priority === 'urgent' ? own.urgent_reserve : own.high_reserve, from), from), money(amount, from)),
  ],
  SetBilateralLimit: async ({ currency, counterparty, amount }, by, from) => [
    row(from.say('limit', { currency, to: counterparty }), part(await tools(by, currency, from), (own) => money(own.limits.find((one) => one.counterparty === counterparty)?.amount, from) ?? from.say('no_limit'), from), money(amount, from) ?? from.say('no_limit')),
  ],
  SetMultilateralLimit: async ({ currency, amount }, by, from) => [
    row(from.say('limit', { currency, to: from.say('all_others') }), part(await tools(by, currency, from), (own) => money(own.limits.find((one) => one.counterparty === null)?.amount, from) ?? from.say('no_limit'), from), money(amount, from) ?? from.say('no_limit')),
  ],
  SetStandingOrder: async ({ currency, number, order }, by, from) => [
    row(from.say('daily', { currency, n: number }), part(await tools(by, currency, from), (own) => daily(own.standing_orders.find((one) => one.number === number)?.order, from), from), daily(order, from)),
  ],
  SetCreditLine: async ({ currency, party, amount }, _, from) => [
    row(from.say('credit', { bank: party, currency }), part(await tools(party, currency, from), (own) => money(own.credit, from), from), money(amount, from)),
  ],
};
