// What a bank says of a payment that another gave: that it agrees to be debited by it, and that it
// has booked to its customer what it received by it.

import { s } from '../words/deeds.ts';
import type { Deed } from './deed.svelte.ts';
import type { Known } from './entitled.ts';
import { figure } from './settings.svelte.ts';
import type { Leg } from './wire.ts';

const sums = (legs: Leg[]) => legs.map((leg) => `${figure(leg.amount)} ${leg.currency}`).join(', ');
const brief = (uetr: string) => uetr.slice(0, 8);

export function consent(party: string, payment: Known): Deed {
  const [out, into] = [payment.legs.filter((leg) => leg.debtor === party), payment.legs.filter((leg) => leg.creditor === party)];
  return {
    title: `${s('consent')}: ${brief(payment.uetr)}`,
    party,
    build: () => ({ command: 'ConsentToInstruction', fields: { uetr: payment.uetr } }),
    about: () => s(into.length > 0 ? 'about_consent_both' : 'about_consent', { by: payment.instructed_by, out: sums(out), into: sums(into) }),
    warn: () => s('warn_consent'),
  };
}

export function confirmCredit(party: string, payment: Known): Deed {
  return {
    title: `${s('confirm')}: ${brief(payment.uetr)}`,
    party,
    build: () => ({ command: 'ConfirmCredit', fields: { uetr: payment.uetr } }),
    about: () => s('about_confirm', { sum: sums(payment.legs.filter((leg) => leg.creditor === party)), by: payment.instructed_by }),
    warn: () => s('warn_confirm'),
  };
}
