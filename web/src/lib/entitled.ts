// Who may say something of a payment that another gave, as far as the payment itself tells it; the
// node judges.

import { saidBy } from './reasons.ts';
import type { PaymentTold } from './wire.ts';

/** What of a payment is looked at. */
export type Known = Pick<PaymentTold, 'uetr' | 'status' | 'kind' | 'instructed_by' | 'legs' | 'reason' | 'stamps'>;

/** Whether a bank may still be asked for its consent: it waits for one, and debits it by another's
 *  word. Who has consented before is not told, and is refused. R-PAY-05 */
export function mayConsent(payment: Known, party: string): boolean {
  const waits = payment.status === 'pending' && saidBy(payment.reason ?? '')?.key === 'consent';
  return waits && payment.instructed_by !== party && payment.legs.some((leg) => leg.debtor === party);
}

/** Whether a bank may say that its customer has the money: it was credited, and has not said so.
 *  R-PAY-11 */
export function mayConfirm(payment: Known, party: string): boolean {
  const credited = payment.legs.some((leg) => leg.creditor === party);
  const said = payment.stamps.some((one) => one.stamp === 'acknowledged' && one.party === party);
  return payment.status === 'settled' && payment.kind === 'payment' && credited && !said;
}
