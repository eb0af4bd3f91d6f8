// Who may say something of a payment that another gave, as far as the payment itself tells it; the
// node judges.

import type { PaymentTold } from './wire.ts';

/** What of a payment is looked at. */
export type Known = Pick<PaymentTold, 'uetr' | 'status' | 'kind' | 'instructed_by' | 'legs' | 'stamps' | 'consents_due'>;

/** Whether a bank is still asked for its consent. R-PAY-05 */
export function mayConsent(payment: Known, party: string): boolean {
  return payment.status === 'pending' && payment.consents_due.includes(party);
}

/** What settles by legs of its own; one that a round of exchange filled has none. */
const INSTRUCTED = ['payment', 'conversion'];

/** Whether a bank may say that its customer has the money: it was credited, and has not said so.
 *  R-PAY-11 */
export function mayConfirm(payment: Known, party: string): boolean {
  const credited = payment.legs.some((leg) => leg.creditor === party);
  const said = payment.stamps.some((one) => one.stamp === 'acknowledged' && one.party === party);
  return payment.status === 'settled' && INSTRUCTED.includes(payment.kind) && credited && !said;
}
