// What a proposed command would change: each thing as it stands now and as it would stand then,
// read from the node and never guessed.

import { movement, type Change } from './change.ts';
import type { BodyOf, Operation } from './commands.ts';
import { door } from './door.ts';
import { figure } from './settings.svelte.ts';
import type { StandingOrder } from './wire.ts';
import { e } from '../words/effects.ts';
import { l } from '../words/liquidity.ts';
import { areaName } from './naming.ts';
import type { Calendars, Keys, Liquidity, PartyRow, Proposals, Queues } from './wire.ts';
import { live } from './live.svelte.ts';
import { nameOf, type Body } from './signed.ts';
import { read } from './read.svelte.ts';
import { session } from './session.svelte.ts';
import type { Account, Rates } from './wire.ts';
import { whyOf } from './wrong.svelte.ts';

type Reader<O extends Operation> = (body: BodyOf<O>, by: string) => Promise<Change[]>;

/** A field of a body, as it was signed. */
const text = <B extends object>(body: B, name: keyof B) => (body[name] === null || body[name] === undefined ? null : String(body[name]));

async function tools(of: string, currency: string | null) {
  const { accounts } = await read(door('/v1/liquidity', { query: { participant: of } }));
  return accounts.find((row) => row.currency === currency);
}

async function rate(currency: string | null) {
  const { rates } = await read(door('/v1/rates'));
  return rates.find((row) => row.currency === currency);
}

async function queued(of: string, uetr: string | null) {
  const { queues } = await read(door('/v1/queues', { query: { participant: of } }));
  for (const queue of queues) {
    const at = queue.items.findIndex((item) => item.uetr === uetr);
    if (at >= 0) return { queue, at, item: queue.items[at] };
  }
  return null;
}

/** What an account stands at, and would with so much more or less; another's is not shown, and
 *  hides nothing of what is proposed. */
async function balance(bic: string, currency: string, amount: string, sign: 1n | -1n): Promise<Change> {
  const standing = !session.sees(bic, currency) ? 'unseen' as const : await read(door('/v1/accounts', { query: { participant: bic } })).then(
    ({ accounts }) => accounts.find((account) => account.currency === currency)?.balance ?? null,
    () => 'unseen' as const,
  );
  return movement(`${bic} ${currency}`, standing, amount, sign, live.digits(currency));
}

const moves =
  (from: 'by' | 'from' | null, to: 'to' | null) =>
  async (body: { currency: string; amount: string; from?: string; to?: string }, by: string): Promise<Change[]> => {
    const [currency, amount] = [text(body, 'currency') ?? '', text(body, 'amount') ?? '0'];
    const out = from === 'by' ? by : from && text(body, from);
    const into = to && text(body, to);
    return Promise.all([...(out ? [balance(out, currency, amount, -1n)] : []), ...(into ? [balance(into, currency, amount, 1n)] : [])]);
  };

const WORDS = ['urgent', 'high', 'normal', 'fifo', 'bypass', 'front', 'back', 'on', 'off', 'open', 'halted', 'resumed', 'active', 'closing', 'closed', 'suspended', 'pending', 'settled', 'rejected', 'cancelled', 'cooling', 'revoked', 'full', 'send-only', 'receive-only'] as const;

/** A word by which the node names how a thing stands; what is none of them, as it is. */
function stand(text: string | null | undefined): string | null {
  const known = WORDS.find((one) => one === text);
  return known ? e(`is_${known}`) : (text ?? null);
}

// A word of the node's is told in the reader's language; amounts and names stand as they are.
const single = (what: string, before: string | null | undefined, after: string | null): Change[] => [{ what, before: stand(before), after: stand(after) }];

/** What is paid daily, to whom and when; of one that ends, nothing. */
function daily(order: StandingOrder | null | undefined): string | null {
  if (!order) return null;
  const amount = order.amount ? figure(order.amount) : l('above_more', { amount: figure(order.above ?? '') });
  return e('order', { when: l(`at_${order.trigger}`), amount, to: order.to });
}

const readers: { [O in Operation]?: Reader<O> } = {
  ReserveFunds: async (body, by) => {
    const row = await tools(by, text(body, 'currency'));
    const priority = text(body, 'priority');
    return single(`${text(body, 'currency')}, ${priority}`, priority === 'urgent' ? row?.urgent_reserve : row?.high_reserve, text(body, 'amount'));
  },
  SetBilateralLimit: async (body, by) => {
    const row = await tools(by, text(body, 'currency'));
    const towards = text(body, 'counterparty');
    return single(`${text(body, 'currency')} \u2192 ${towards}`, row?.limits.find((one) => one.counterparty === towards)?.amount, text(body, 'amount'));
  },
  SetMultilateralLimit: async (body, by) => {
    const row = await tools(by, text(body, 'currency'));
    return single(`${text(body, 'currency')} \u2192 *`, row?.limits.find((one) => one.counterparty === null)?.amount, text(body, 'amount'));
  },
  SetStandingOrder: async (body, by) => {
    const row = await tools(by, text(body, 'currency'));
    const number = Number(body.number);
    const before = row?.standing_orders.find((one) => one.number === number)?.order;
    const order = body.order;
    return single(`${text(body, 'currency')} ${number}`, daily(before), daily(order));
  },
  SetCreditLine: async (body) => {
    const row = await tools(text(body, 'party') ?? '', text(body, 'currency'));
    return single(`${text(body, 'party')} ${text(body, 'currency')}`, row?.credit, text(body, 'amount'));
  },
  TransferLiquidity: moves('by', 'to'),
  Issue: moves(null, 'to'),
  Redeem: moves('from', null),
  SetQueuePolicy: async (body, by) => {
    const { queues } = await read(door('/v1/queues', { query: { participant: by } }));
    return single(text(body, 'currency') ?? '', queues.find((one) => one.currency === text(body, 'currency'))?.policy, text(body, 'policy'));
  },
  ReprioritiseInstruction: async (body, by) => {
    const found = await queued(by, text(body, 'uetr'));
    return single(text(body, 'uetr') ?? '', found?.item?.priority, text(body, 'priority'));
  },
  ReorderInstruction: async (body, by) => {
    const found = await queued(by, text(body, 'uetr'));
    return single(text(body, 'uetr') ?? '', found ? `${found.queue.currency} ${found.at + 1} / ${found.queue.items.length}` : null, text(body, 'place'));
  },
  CancelInstruction: async (body) => {
    const payment = await read(door('/v1/payments/{uetr}', { path: { uetr: text(body, 'uetr') ?? '' } }));
    return single(text(body, 'uetr') ?? '', payment.status, 'cancelled');
  },
  PostOfficialRate: async (body) => single(`${text(body, 'currency')}, ${text(body, 'from')}`, (await rate(text(body, 'currency')))?.rate, text(body, 'rate')),
  ApproveOfficialRate: async (body) => single(`${text(body, 'currency')}, ${text(body, 'from')}`, (await rate(text(body, 'currency')))?.rate, text(body, 'rate')),
  SetBand: async (body) => {
    const row = await rate(text(body, 'currency'));
    return single(text(body, 'currency') ?? '', row?.band_basis_points === null || !row ? null : String(row.band_basis_points), text(body, 'basis_points'));
  },
  SetQuota: async (body) => single(text(body, 'currency') ?? '', (await rate(text(body, 'currency')))?.quota, text(body, 'amount')),
  SwitchPair: async (body) => {
    const off = (await rate(text(body, 'currency')))?.switched_off_against.includes(text(body, 'against') ?? '');
    return single(`${text(body, 'currency')} / ${text(body, 'against')}`, off ? 'off' : 'on', text(body, 'switch'));
  },
  HaltExchange: async (body) => single(text(body, 'currency') ?? '', (await rate(text(body, 'currency')))?.trading, 'halted'),
  ResumeExchange: async (body) => single(text(body, 'currency') ?? '', (await rate(text(body, 'currency')))?.trading, 'open'),
  ExtendDay: async (body) => {
    const { currencies } = await read(door('/v1/calendars', { query: { currency: text(body, 'currency') ?? '' } }));
    const day = currencies[0]?.days.find((one) => one.date === text(body, 'date'));
    if (!day) return single(`${text(body, 'currency')} ${text(body, 'date')}`, null, e('minutes_more', { n: text(body, 'minutes') ?? '' }));
    const by = Number(body.minutes) - day.extended_minutes;
    const later = (at: string) => new Date(Date.parse(at) + by * 60_000).toISOString().slice(11, 16);
    return [
      { what: e('cut_off', { currency: text(body, 'currency') ?? '', date: day.date }), before: day.customer_cut_off.slice(11, 16), after: later(day.customer_cut_off) },
      { what: e('close', { currency: text(body, 'currency') ?? '', date: day.date }), before: day.close.slice(11, 16), after: later(day.close) },
    ];
  },
  SuspendCurrency: async (body) => single(text(body, 'currency') ?? '', live.overview?.currencies.find((row) => row.currency === text(body, 'currency'))?.phase, 'suspended'),
  ResumeCurrency: async (body) => single(text(body, 'currency') ?? '', live.overview?.currencies.find((row) => row.currency === text(body, 'currency'))?.phase, 'resumed'),
  ChangeAccess: async (body) => {
    const party = await read(door('/v1/participants/{bic}', { path: { bic: text(body, 'party') ?? '' } }));
    return single(`${party.bic} ${text(body, 'currency')}`, party.accounts.find((one) => one.currency === text(body, 'currency'))?.access, text(body, 'access'));
  },
  AddKey: async (body) => single((text(body, 'key') ?? '').slice(0, 24), null, e('cooling')),
  RevokeKey: async (body) => {
    const { keys } = await read(door('/v1/keys', { query: { participant: text(body, 'party') ?? '' } }));
    return single(e('key_n', { party: text(body, 'party') ?? '', n: text(body, 'number') ?? '' }), keys.find((one) => one.number === Number(body.number))?.state, 'revoked');
  },
  SetOutflowCap: async (body, by) => {
    const { caps } = await read(door('/v1/proposals', { query: { participant: by } }));
    return single(text(body, 'currency') ?? '', caps.find((one) => one.currency === text(body, 'currency'))?.cap, text(body, 'cap'));
  },
  RequireApprovals: async (body, by) => {
    const { requirements } = await read(door('/v1/proposals', { query: { participant: by } }));
    const before = requirements.find((one) => one.area === text(body, 'area'));
    return single(areaName(text(body, 'area') ?? ''), before ? e('keys_hours', { ...before }) : e('one_key'), e('keys_hours', { keys: text(body, 'keys') ?? '', hours: text(body, 'hours') ?? '' }));
  },
};

/** What would change; why nothing of it could be read, where that is so. */
export interface Effect {
  /** None where this page does not know how to say it. */
  changes: Change[];
  unread: string;
}

/** Before and after. What cannot be read hides no proposal: it is said instead. The node took the
 *  message as this command, so it is of its form. */
export async function effectOf(body: Body | null, by: string): Promise<Effect> {
  const readerOf: Record<string, ((body: never, by: string) => Promise<Change[]>) | undefined> = readers;
  const reader = body && readerOf[nameOf(body)];
  if (!reader) return { changes: [], unread: '' };
  return reader(body as never, by).then(
    (changes) => ({ changes, unread: '' }),
    async (error: unknown) => ({ changes: [], unread: await whyOf(error) }),
  );
}
