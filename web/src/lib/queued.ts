// What stands in a bank's queues and what of it waits outside of them, each as the bank's own
// instruction: a queue has one name for two instructions that settle as one, which may be the
// other bank's.

import type { AccountQueue, Leg, Payment, QueueItem } from './wire.ts';

export interface Row {
  /** The bank's own instruction, where it is one of two. */
  payment: Payment;
  item: QueueItem | undefined;
  queue: AccountQueue | undefined;
  /** From 1; 0 where it stands in no queue. */
  place: number;
}

/** What of a row the bank pays, in the queue's currency. */
export function legOf(bic: string, { payment, queue }: Pick<Row, 'payment'> & { queue: Pick<AccountQueue, 'currency'> | undefined }): Leg | undefined {
  return payment.legs.find((leg) => leg.debtor === bic && (!queue || leg.currency === queue.currency));
}

/** R-QUE-04: what is matched with another's instruction has no single owner. */
export function mayBeMoved({ payment }: Pick<Row, 'payment'>): boolean {
  return payment.settles_with === null;
}

/** First what stands in queues, in their order; then what waits outside of them. */
export function rowsOf(bic: string, queues: AccountQueue[], payments: Payment[], currency: string): Row[] {
  const named = new Map(payments.map((payment) => [payment.uetr, payment]));
  const linked = new Map(payments.flatMap((payment) => (payment.settles_with ? [[payment.settles_with, payment] as const] : [])));
  const wanted = (code: string) => !currency || code === currency;
  const ownOf = (item: QueueItem, queue: AccountQueue) => {
    const one = named.get(item.uetr);
    return [one, linked.get(item.uetr)].find((payment) => payment && legOf(bic, { payment, queue }));
  };
  const queued = queues.filter((queue) => wanted(queue.currency)).flatMap((queue) =>
    queue.items.flatMap((item, at): Row[] => {
      const payment = ownOf(item, queue);
      return payment ? [{ payment, item, queue, place: at + 1 }] : [];
    }));
  const seen = new Set(queues.flatMap((queue) => queue.items.map((item) => item.uetr)));
  const stands = (payment: Payment) => seen.has(payment.uetr) || (payment.settles_with !== null && seen.has(payment.settles_with));
  const outside = payments.filter((payment) => !stands(payment) && payment.legs.some((leg) => leg.debtor === bic && wanted(leg.currency)));
  return [...queued, ...outside.map((payment) => ({ payment, item: undefined, queue: undefined, place: 0 }))];
}
