// What a party lets one of its keys send, as deeds of the one dialog.

import { c } from '../words/caps.ts';
import type { Deed } from './deed.svelte.ts';
import { live } from './live.svelte.ts';
import { figure } from './settings.svelte.ts';
import type { Proposals } from './wire.ts';

export type Cap = Proposals['caps'][number];

const amountOf = (values: Record<string, string>) => values['amount'] ?? '';

/** A cap in a currency in which none stands yet. */
export function addCap(party: string, currencies: string[]): Deed {
  return {
    title: c('add'),
    party,
    fields: [
      { name: 'currency', label: c('currency'), kind: 'choice', options: currencies.map((value) => ({ value, label: value })) },
      { name: 'amount', label: c('amount'), kind: 'amount', zero: true },
    ],
    build: (values) => ({ command: 'SetOutflowCap', fields: { currency: values['currency'] ?? '', cap: amountOf(values) } }),
    about: (values) => c('about_set', { party, amount: figure(amountOf(values)), currency: values['currency'] ?? '' }),
    warn: () => c('warn'),
    undo: (values) => ({ label: c('back_none'), command: 'SetOutflowCap', fields: { currency: values['currency'] ?? '', cap: null } }),
  };
}

/** Another cap than the one that stands. */
export function changeCap(party: string, cap: Cap): Deed {
  const { currency } = cap;
  return {
    title: `${c('change')}: ${currency}`,
    party,
    fields: [{ name: 'amount', label: c('amount'), kind: 'amount', digits: live.digits(currency), zero: true, value: cap.cap }],
    build: (values) => ({ command: 'SetOutflowCap', fields: { currency, cap: amountOf(values) } }),
    about: (values) => c('about_set', { party, amount: figure(amountOf(values)), currency }),
    warn: () => c('warn'),
    undo: () => ({ label: c('back', { amount: figure(cap.cap) }), command: 'SetOutflowCap', fields: { currency, cap: cap.cap } }),
  };
}

/** No cap any more, and what was counted is forgotten with it. */
export function endCap(party: string, cap: Cap): Deed {
  const { currency } = cap;
  return {
    title: `${c('end')}: ${currency}`,
    party,
    build: () => ({ command: 'SetOutflowCap', fields: { currency, cap: null } }),
    about: () => c('about_end', { party, currency }),
    warn: () => c('warn_end'),
    undo: () => ({ label: c('back', { amount: figure(cap.cap) }), command: 'SetOutflowCap', fields: { currency, cap: cap.cap } }),
  };
}
