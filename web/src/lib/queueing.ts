// What an owner does with what waits, as deeds of the one dialog.

import { q } from '../words/queue.ts';
import type { Deed } from './deed.svelte.ts';
import type { AccountQueue, Pressing, QueueItem } from './wire.ts';
import type { Payment } from './wire.ts';

const brief = (uetr: string) => uetr.slice(0, 8);

/** Where an item stands among those of its priority, in the queue it was picked from. */
function ends(queue: AccountQueue | undefined, uetr: string): { first: boolean; last: boolean } {
  const own = queue?.items.find((item) => item.uetr === uetr);
  const same = (queue?.items ?? []).filter((item) => item.priority === own?.priority);
  return { first: same[0]?.uetr === uetr, last: same.at(-1)?.uetr === uetr };
}

export function reorder(party: string, payment: Payment, place: 'front' | 'back', queue: AccountQueue | undefined): Deed {
  const { first, last } = ends(queue, payment.uetr);
  // Only an end of the queue can be named, so only from an end there is a way back.
  const back = place === 'front' ? last && 'back' : first && 'front';
  return {
    title: q(place),
    party,
    build: () => ({ command: 'ReorderInstruction', fields: { uetr: payment.uetr, place } }),
    about: () => q(`about_${place}`, { uetr: brief(payment.uetr) }),
    undo: () => (back ? { label: q(`undo_${back}`), command: 'ReorderInstruction', fields: { uetr: payment.uetr, place: back } } : null),
  };
}

export function reprioritise(party: string, payment: Payment, item: QueueItem | undefined, priority: Pressing): Deed {
  const before = item?.priority;
  return {
    title: q('raise', { priority: q(priority) }),
    party,
    build: () => ({ command: 'ReprioritiseInstruction', fields: { uetr: payment.uetr, priority } }),
    about: () => q('about_priority', { uetr: brief(payment.uetr), priority: q(priority) }),
    undo: () =>
      before && before !== priority
        ? { label: q('undo_priority', { priority: q(before) }), command: 'ReprioritiseInstruction', fields: { uetr: payment.uetr, priority: before } }
        : null,
  };
}

export function cancel(party: string, payment: Payment): Deed {
  const leg = payment.legs[0];
  return {
    title: q('cancel'),
    party,
    build: () => ({ command: 'CancelInstruction', fields: { uetr: payment.uetr } }),
    about: () => q('about_cancel', { uetr: brief(payment.uetr), amount: leg ? `${leg.amount} ${leg.currency}` : '', creditor: leg?.creditor ?? '' }),
  };
}

export function policy(party: string, queue: AccountQueue): Deed {
  const next = queue.policy === 'fifo' ? 'bypass' : 'fifo';
  return {
    title: q('set_policy'),
    party,
    build: () => ({ command: 'SetQueuePolicy', fields: { currency: queue.currency, policy: next } }),
    about: () => q('about_policy', { currency: queue.currency, bank: party, may: q(next === 'bypass' ? 'passes' : 'passes_not') }),
    undo: () => ({ label: q('undo_policy'), command: 'SetQueuePolicy', fields: { currency: queue.currency, policy: queue.policy } }),
  };
}
