// What a bank does with its liquidity, and its agent with its credit, as deeds of the one dialog.

import { l } from '../words/liquidity.ts';
import type { Step } from './commands.ts';
import type { Deed } from './deed.svelte.ts';
import type { StandingOrder, Tools } from './wire.ts';
import { live } from './live.svelte.ts';
import { figure } from './settings.svelte.ts';

const isNothing = (amount: string) => !/[1-9]/.test(amount);

/** Who else has an account in a currency. */
const others = (party: string, currency: string) =>
  live.participants.filter((row) => row.bic !== party && row.currencies.includes(currency)).map((row) => row.bic).sort();

export function transfer(account: Tools): Deed {
  const { participant: party, currency } = account;
  const digits = live.digits(currency);
  return {
    title: `${l('transfer')}: ${currency}`,
    party,
    fields: [
      { name: 'to', label: l('to'), kind: 'bank', among: others(party, currency) },
      { name: 'amount', label: l('amount'), kind: 'amount', digits, hint: `${l('available')}: ${figure(account.available)} ${currency}` },
    ],
    build: ({ to = '', amount = '' }) => ({ command: 'TransferLiquidity', fields: { name: crypto.randomUUID(), currency, to, amount } }),
    about: ({ to = '', amount = '' }) => l('about_transfer', { amount: figure(amount), currency, to }),
    warn: ({ to = '' }) => l('warn_final', { to }),
  };
}

export function reserve(account: Tools, priority: 'urgent' | 'high', amount?: string): Deed {
  const { participant: party, currency } = account;
  const before = priority === 'urgent' ? account.urgent_reserve : account.high_reserve;
  const what = l(priority === 'urgent' ? 'for_urgent' : 'for_high');
  return {
    title: `${l('reserve')}: ${currency}, ${what}`,
    party,
    fields: amount === undefined ? [{ name: 'amount', label: l('amount'), kind: 'amount', digits: live.digits(currency), zero: true, value: isNothing(before) ? '' : before, hint: `${l('available')}: ${figure(account.available)} ${currency}` }] : [],
    build: (values) => ({ command: 'ReserveFunds', fields: { currency, priority, amount: amount ?? values['amount'] ?? '' } }),
    about: (values) => {
      const wanted = amount ?? values['amount'] ?? '0';
      return isNothing(wanted) ? l('about_unreserve', { what }) : l('about_reserve', { amount: figure(wanted), currency, what });
    },
    undo: () => ({ label: l('back_reservation', { amount: before }), command: 'ReserveFunds', fields: { currency, priority, amount: before } }),
  };
}

/** With no counterparty the limit is towards all others; an amount of null ends it. */
export function limit(account: Tools, counterparty: string | null | 'new', ending = false): Deed {
  const { participant: party, currency } = account;
  const standing = account.limits.find((one) => one.counterparty === counterparty)?.amount ?? null;
  const of = (values: Record<string, string>) => (counterparty === 'new' ? (values['counterparty'] ?? '') : (counterparty ?? l('limit_all')));
  const step = (values: Record<string, string>, amount: string | null): Step =>
    counterparty === null
      ? { command: 'SetMultilateralLimit', fields: { currency, amount } }
      : { command: 'SetBilateralLimit', fields: { currency, counterparty: of(values), amount } };
  return {
    title: `${l('limits')}: ${currency}`,
    party,
    fields: ending
      ? []
      : [
          ...(counterparty === 'new' ? [{ name: 'counterparty', label: l('counterparty'), kind: 'bank' as const, among: others(party, currency) }] : []),
          { name: 'amount', label: l('amount'), kind: 'amount' as const, digits: live.digits(currency), zero: true, value: standing ?? '' },
        ],
    build: (values) => step(values, ending ? null : (values['amount'] ?? '')),
    about: (values) =>
      ending
        ? `${l('about_unlimit', { to: of(values) })} ${l('release_more')}`
        : l('about_limit', { to: of(values), amount: figure(values['amount'] ?? ''), currency }),
    undo: (values) => {
      const before = counterparty === 'new' ? (account.limits.find((one) => one.counterparty === of(values))?.amount ?? null) : standing;
      return { label: before === null ? l('back_none') : l('back', { amount: before }), ...step(values, before) };
    },
  };
}

function daily(values: Record<string, string>): StandingOrder {
  const amount = values['amount'] ?? '';
  return { trigger: values['trigger'] === 'close' ? 'close' : 'open', to: values['to'] ?? '', ...(values['how'] === 'above' ? { above: amount } : { amount }) };
}

export function told(order: StandingOrder, currency: string): string {
  return order.above ? l('above_more', { amount: `${figure(order.above)} ${currency}` }) : `${figure(order.amount ?? '')} ${currency}`;
}

export function standing(account: Tools, number: number, order: StandingOrder | null, ending = false): Deed {
  const { participant: party, currency } = account;
  return {
    title: `${l('standing')}: ${currency}`,
    party,
    fields: ending
      ? []
      : [
          { name: 'trigger', label: l('when'), kind: 'choice', value: order?.trigger ?? 'close', options: [{ value: 'open', label: l('at_open') }, { value: 'close', label: l('at_close') }] },
          { name: 'to', label: l('to'), kind: 'bank', value: order?.to ?? '', among: others(party, currency) },
          { name: 'how', label: l('how'), kind: 'choice', value: order?.above ? 'above' : 'amount', options: [{ value: 'amount', label: l('fixed') }, { value: 'above', label: l('above') }] },
          { name: 'amount', label: l('amount'), kind: 'amount', digits: live.digits(currency), zero: true, value: order?.above ?? order?.amount ?? '' },
        ],
    build: (values) => ({ command: 'SetStandingOrder', fields: { currency, number, order: ending ? null : daily(values) } }),
    about: (values) => {
      if (ending) return l('about_order_end', { number });
      const made = daily(values);
      return l('about_order', { number, when: l(`at_${made.trigger}`), how: told(made, currency), to: made.to });
    },
    undo: () => ({ label: l(order ? 'back_before' : 'back_none'), command: 'SetStandingOrder', fields: { currency, number, order } }),
  };
}

export function credit(agent: string, account: Tools): Deed {
  const { participant, currency } = account;
  return {
    title: `${l('set_credit')}: ${participant}, ${currency}`,
    party: agent,
    fields: [{ name: 'amount', label: l('amount'), kind: 'amount', digits: live.digits(currency), zero: true, value: account.credit }],
    build: ({ amount = '' }) => ({ command: 'SetCreditLine', fields: { currency, party: participant, amount } }),
    about: ({ amount = '' }) => l('about_credit', { bank: participant, amount, currency }),
    undo: () => ({ label: l('back', { amount: account.credit }), command: 'SetCreditLine', fields: { currency, party: participant, amount: account.credit } }),
  };
}
