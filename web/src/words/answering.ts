// What a bank may still say of a payment, as the payment's own screen offers it.

import { speaking } from '../lib/speech.ts';

export const ay = speaking({
  en: { consent: 'Consent', confirm: 'Confirm the credit' },
  ru: { consent: 'Согласие', confirm: 'Подтвердить зачисление' },
  zh: { consent: '同意', confirm: '确认入账' },
  pt: { consent: 'Consentir', confirm: 'Confirmar o crédito' },
  hi: { consent: 'सहमति दें', confirm: 'जमा की पुष्टि करें' },
  ar: { consent: 'موافقة', confirm: 'تأكيد القيد' },
  fa: { consent: 'موافقت', confirm: 'تأیید واریز' },
});
