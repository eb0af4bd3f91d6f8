// What a settlement agent does with money of its currency, and whom it admits to it, as deeds of
// the one dialog.

import { s } from '../words/deeds.ts';
import { p } from '../words/participants.ts';
import { chosen, type FieldsOf, type Step } from './commands.ts';
import type { Deed, Field } from './deed.svelte.ts';
import { live } from './live.svelte.ts';
import { figure } from './settings.svelte.ts';
import type { Tools } from './wire.ts';

const CLASSES = ['resident-bank', 'foreign-bank', 'exchange-provider', 'indirect'] as const satisfies FieldsOf<'AdmitParticipant'>['class'][];
const ACCESS = ['full', 'send-only', 'receive-only', 'suspended'] as const satisfies FieldsOf<'AdmitParticipant'>['access'][];

/** Who has an account in a currency, but for its agent. */
const holders = (agent: string, currency: string) =>
  live.participants.filter((row) => row.bic !== agent && row.currencies.includes(currency)).map((row) => row.bic).sort();

const bank = (agent: string, currency: string, of: string | null): Field[] => (of === null ? [{ name: 'bank', label: s('bank'), kind: 'bank', among: holders(agent, currency) }] : []);

const issuing = (currency: string, to: string, amount: string): Step => ({ command: 'Issue', fields: { name: crypto.randomUUID(), currency, to, amount } });
const redeeming = (currency: string, from: string, amount: string): Step => ({ command: 'Redeem', fields: { name: crypto.randomUUID(), currency, from, amount } });

/** To whom is chosen in the dialog, where it is not said. */
export function issue(agent: string, currency: string, to: string | null): Deed {
  const of = (values: Record<string, string>) => to ?? values['bank'] ?? '';
  return {
    title: `${s('issue')}: ${to === null ? '' : `${to}, `}${currency}`,
    party: agent,
    fields: [...bank(agent, currency, to), { name: 'amount', label: s('amount'), kind: 'amount', digits: live.digits(currency) }],
    build: (values) => issuing(currency, of(values), values['amount'] ?? ''),
    about: (values) => s('about_issue', { amount: figure(values['amount'] ?? ''), currency, bank: of(values) }),
    warn: () => s('warn_issue'),
    undo: (values) => ({ label: s('redeem_again'), ...redeeming(currency, of(values), values['amount'] ?? '') }),
  };
}

/** From whom is chosen in the dialog, where no account is said. */
export function redeem(agent: string, currency: string, account: Tools | null): Deed {
  const of = (values: Record<string, string>) => account?.participant ?? values['bank'] ?? '';
  return {
    title: `${s('redeem')}: ${account === null ? '' : `${account.participant}, `}${currency}`,
    party: agent,
    fields: [
      ...bank(agent, currency, account?.participant ?? null),
      { name: 'amount', label: s('amount'), kind: 'amount', digits: live.digits(currency), ...(account === null ? {} : { hint: s('holds', { amount: figure(account.balance), currency }) }) },
    ],
    build: (values) => redeeming(currency, of(values), values['amount'] ?? ''),
    about: (values) => s('about_redeem', { amount: figure(values['amount'] ?? ''), currency, bank: of(values) }),
    warn: () => s('warn_redeem'),
    undo: (values) => ({ label: s('issue_again'), ...issuing(currency, of(values), values['amount'] ?? '') }),
  };
}

/** A party that is registered is admitted to a currency of the agent: the one that is named, or one
 *  of several that is chosen in the dialog. */
export function admit(agent: string, currencies: string[], parties: string | string[]): Deed {
  const party = typeof parties === 'string' ? parties : null;
  const of = (values: Record<string, string>) => party ?? values['party'] ?? '';
  const currency = (values: Record<string, string>) => values['currency'] ?? currencies[0] ?? '';
  const as = (values: Record<string, string>) => chosen(CLASSES, values['class']);
  const may = (values: Record<string, string>) => chosen(ACCESS, values['access']);
  return {
    title: party === null ? s('admit') : `${s('admit')}: ${party}`,
    party: agent,
    fields: [
      ...(typeof parties === 'string' ? [] : [{ name: 'party', label: s('party'), kind: 'bank' as const, among: parties }]),
      { name: 'currency', label: s('currency'), kind: 'choice', options: currencies.map((value) => ({ value, label: value })) },
      { name: 'class', label: p('class'), kind: 'choice', options: CLASSES.map((value) => ({ value, label: p(`class_${value}`) })) },
      { name: 'access', label: p('access'), kind: 'choice', options: ACCESS.map((value) => ({ value, label: p(`access_${value}`) })) },
    ],
    build: (values) => ({ command: 'AdmitParticipant', fields: { currency: currency(values), party: of(values), class: as(values), access: may(values) } }),
    about: (values) => s('about_admit', { bank: of(values), currency: currency(values), class: p(`class_${as(values)}`), access: p(`access_${may(values)}`) }),
    warn: () => s('warn_admit'),
    // Who has an account now can be chosen wherever one is needed.
    done: () => void live.directory(),
  };
}
