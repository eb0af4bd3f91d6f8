// The words of what a payment waits for.

import { speaking } from '../lib/speech.ts';

export const n = speaking({
  en: {
    not_shown: 'The account of {bank} is another\'s: what stands on it is not shown to you.',
    aside: 'Kept from it',
    aside_more: 'Reserved for payments of a higher priority, or held for orders, pay-ins and swap lines.',
    at_least: 'at least {amount}',
    giver: 'Who pays to it',
    step: 'In this demo you may pay as another bank.',
    liquidity: 'Reservations, limits and credit line',
    coming: 'What comes to it',
    queue: 'Its queue',
  },
  ru: {
    not_shown: 'Счёт {bank} - чужой: что на нём, вам не показывается.',
    aside: 'Ему не доступно',
    aside_more: 'Зарезервировано для платежей с более высоким приоритетом или удержано для заявок, взносов и своп-линий.',
    at_least: 'не менее {amount}',
    giver: 'Кто ему заплатит',
    step: 'В этой демонстрации можно платить от имени другого банка.',
    liquidity: 'Резервы, лимиты и кредитная линия',
    coming: 'Что к нему поступает',
    queue: 'Его очередь',
  },
  zh: {
    not_shown: '{bank} 的账户属于他方：其余额不向您显示。',
    aside: '不可动用',
    aside_more: '为更高优先级的支付预留，或为订单、缴款和互换额度冻结。',
    at_least: '至少 {amount}',
    giver: '由谁付款给它',
    step: '在本演示中，您可以以另一家银行的身份付款。',
    liquidity: '预留、限额与信用额度',
    coming: '将收到的款项',
    queue: '它的队列',
  },
});
