// What a bank does with what waits, and with the money it has: places, priorities, reservations,
// limits, credit and what is paid daily.

import type { Change } from '../change.ts';
import type { Operation } from '../commands.ts';
import { door } from '../door.ts';
import { sum } from '../money.ts';
import type { AccountQueue, StandingOrder, Tools } from '../wire.ts';
import { beyond, isOver, kept, money, part, payment, row, seen, stand, tools, type Reader, type Source } from './source.ts';

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

/** What bounds what flows to one counterparty, or to all others. */
async function limit(currency: string, towards: string | null, amount: string | null | undefined, by: string, from: Source): Promise<Change> {
  const told = (amount: string | null | undefined) => money(amount, from) ?? from.say('no_limit');
  const before = (own: Tools) => told(own.limits.find((one) => one.counterparty === towards)?.amount);
  return kept(from.say('limit', { currency, to: towards ?? from.say('all_others') }), await tools(by, currency, from), before, told(amount), from);
}

/** What is to be moved stands in no queue of the party that is shown: where it waits, and whose it
 *  is, tells whether it would be refused. R-QUE-05, R-QUE-06 */
async function outside(uetr: string, by: string, after: string | null, from: Source, moves: 'place' | 'priority'): Promise<Change[]> {
  const known = await payment(uetr, from);
  // A debtor of what stands in a queue has it in its own; who has a mandate has not.
  const refused = isOver(known) || (moves === 'place' && known !== 'unseen' && known !== null && known.legs.some((leg) => leg.debtor === by));
  return [row(uetr, isOver(known) ? part(known, (one) => stand(one.status, from), from) : from.say('not_queued'), refused ? from.say('refused') : after)];
}

export const ofQueue: Readers<
  'SetQueuePolicy' | 'ReprioritiseInstruction' | 'ReorderInstruction' | 'ReserveFunds' | 'SetBilateralLimit' | 'SetMultilateralLimit' | 'SetStandingOrder' | 'SetCreditLine'
> = {
  SetQueuePolicy: async ({ currency, policy }, by, from) => [
    row(currency, part(await queues(by, from), (told) => stand(told.queues.find((one) => one.currency === currency)?.policy ?? 'fifo', from), from), stand(policy, from)),
  ],
  ReprioritiseInstruction: async ({ uetr, priority }, by, from) => {
    const found = await places(by, uetr, from);
    if (found === 'unseen') return [row(uetr, from.say('unseen'), stand(priority, from))];
    if (found.length === 0) return outside(uetr, by, stand(priority, from), from, 'priority');
    return found.map(({ queue, at }) => {
      const told = (priority: string | null | undefined, place: number) => `${stand(priority, from) ?? ''}, ${from.say('place', { n: place + 1, of: queue.items.length })}`;
      return row(`${queue.currency} ${uetr}`, told(queue.items[at]?.priority, at), told(priority, behind(queue, at, priority)));
    });
  },
  ReorderInstruction: async ({ uetr, place }, by, from) => {
    const found = await places(by, uetr, from);
    if (found === 'unseen') return [row(uetr, from.say('unseen'), stand(place, from))];
    if (found.length === 0) return outside(uetr, by, stand(place, from), from, 'place');
    return found.map(({ queue, at }) => {
      const of = (place: number) => from.say('place', { n: place + 1, of: queue.items.length });
      return row(`${queue.currency} ${uetr}`, of(at), of(moved(queue, at, place)));
    });
  },
  ReserveFunds: async ({ currency, priority, amount }, by, from) => {
    const what = from.say('reserved', { currency, priority: stand(priority, from) ?? '' });
    const own = await tools(by, currency, from);
    const before = (own: Tools) => (priority === 'urgent' ? own.urgent_reserve : own.high_reserve);
    // What a normal payment could use, and what was set aside for the same. R-LIQ-01
    const most = (own: Tools) => sum(own.available, before(own));
    const over = beyond(from.say('available', { account: `${by} ${currency}` }), amount, own, (own) => (most(own).startsWith('-') ? '0' : most(own)), from);
    return over ?? [kept(what, own, (own) => money(before(own), from), money(amount, from), from)];
  },
  SetBilateralLimit: async ({ currency, counterparty, amount }, by, from) => [await limit(currency, counterparty, amount, by, from)],
  SetMultilateralLimit: async ({ currency, amount }, by, from) => [await limit(currency, null, amount, by, from)],
  SetStandingOrder: async ({ currency, number, order }, by, from) => [
    kept(from.say('daily', { currency, n: number }), await tools(by, currency, from), (own) => daily(own.standing_orders.find((one) => one.number === number)?.order, from), daily(order, from), from),
  ],
  SetCreditLine: async ({ currency, party, amount }, _, from) => [kept(from.say('credit', { bank: party, currency }), await tools(party, currency, from), (own) => money(own.credit, from), money(amount, from), from)],
};
