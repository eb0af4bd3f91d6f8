// A payment that a bank gives as JSON, under its own key, as a deed of the one dialog: on a system
// of one's own as in a sandbox. It names no customer: who has customers' data sends a pacs.008 from
// where that is kept.

import { s } from '../words/deeds.ts';
import type { Asked } from './asks.svelte.ts';
import type { FieldsOf } from './commands.ts';
import type { Deed } from './deed.svelte.ts';
import { figure } from './settings.svelte.ts';

/** A payment that is written and not sent. */
export interface Draft {
  uetr: string;
  debtor: string;
  creditor: string;
  currency: string;
  amount: string;
  date: string;
  urgent: boolean;
  category: FieldsOf<'SubmitInstruction'>['category'];
}

export function pay({ uetr, debtor, creditor, currency, amount, date, urgent, category }: Draft, done: (asked: Asked) => void): Deed {
  return {
    title: `${s('pay')}: ${figure(amount)} ${currency}`,
    party: debtor,
    build: () => ({ command: 'SubmitInstruction', fields: { uetr, category, priority: urgent ? 'urgent' : 'normal', date, legs: [{ debtor, creditor, currency, amount }] } }),
    about: () => s(urgent ? 'about_pay_urgent' : 'about_pay', { amount: figure(amount), currency, to: creditor, date }),
    warn: () => s('warn_pay'),
    undo: (_, asked) => (asked.word === 'settled' ? null : { label: s('cancel_it'), command: 'CancelInstruction', fields: { uetr } }),
    done,
  };
}
