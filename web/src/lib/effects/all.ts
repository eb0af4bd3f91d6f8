// What every command would change, by its name: what the door's document lists is here, and what is
// here is in the document, which the compiler holds.

import type { Change } from '../change.ts';
import type { BodyOf, Operation } from '../commands.ts';
import { door } from '../door.ts';
import { bodyIn, nameOf, type Body } from '../signed.ts';
import { ofCycles } from './cycles.ts';
import { ofDay } from './day.ts';
import { ofExchange } from './exchange.ts';
import { ofMoney } from './money.ts';
import { ofParties } from './parties.ts';
import { ofQueue } from './queue.ts';
import { ofRulebook } from './rulebook.ts';
import { row, seen, type Reader, type Source } from './source.ts';
import { ofSurplus } from './surplus.ts';
import { ofSwaps } from './swaps.ts';

/** What the machine is asked, beside what concerns the door alone: it says when it was asked, or is
 *  an order, a quote, or the end of one. */
export type Asked = { [O in Operation]: 'asked_at' extends keyof BodyOf<O> ? O : never }[Operation] | 'PlaceOrder' | 'PostQuote' | 'CancelOrder';

const proposal = (number: number, from: Source) => seen(from.read(door('/v1/proposals/{proposal}', { path: { proposal: number } })));

const ofProposals: { [N in 'Approve' | 'Withdraw']: Reader<N> } = {
  Approve: async ({ proposal: number }, by, from) => {
    const told = await proposal(number, from);
    if (told === 'unseen' || told === null) return [row(from.say('proposal', { n: number }), told && from.say('unseen'), told ? from.say('key_agrees') : from.say('refused'))];
    const left = Math.max(0, told.missing - 1);
    return [
      row(from.say('proposal', { n: number }), from.say('missing', { n: told.missing }), left === 0 ? from.say('done_now') : from.say('missing', { n: left })),
      ...((await changesOf(bodyIn(told.message), by, from)) ?? []),
    ];
  },
  Withdraw: async ({ proposal: number }, _, from) => {
    const told = await proposal(number, from);
    return [row(from.say('proposal', { n: number }), told === 'unseen' ? from.say('unseen') : told && from.say('missing', { n: told.missing }), from.say(told ? 'taken_back' : 'refused'))];
  },
};

/** What every command would change. */
export const readers: { [O in Asked]: Reader<O> } = { ...ofMoney, ...ofQueue, ...ofExchange, ...ofDay, ...ofParties, ...ofRulebook, ...ofCycles, ...ofSwaps, ...ofSurplus, ...ofProposals };

/** What a body would change; nothing where it is none that is known. The node took the message as
 *  this command, so it is of its form. */
export async function changesOf(body: Body | null, by: string, from: Source): Promise<Change[] | null> {
  const known: Record<string, ((body: never, by: string, from: Source) => Promise<Change[]>) | undefined> = readers;
  const reader = body && Object.hasOwn(known, nameOf(body)) ? known[nameOf(body)] : undefined;
  return reader ? reader(body as never, by, from) : null;
}
