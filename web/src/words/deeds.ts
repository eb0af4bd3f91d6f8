// The words of what is done by those who run a day: money issued and redeemed, parties admitted,
// calendars stated, payments given, agreed to and confirmed.

import { speaking } from '../lib/speech.ts';

export const s = speaking({
  en: {
    bank: 'Bank', party: 'Party', currency: 'Currency', amount: 'Amount',
    issue: 'Issue money', redeem: 'Redeem money', holds: 'balance: {amount} {currency}',
    about_issue: '{amount} {currency} come into being in the account of {bank}.', about_redeem: '{amount} {currency} go out of being from the account of {bank}.',
    warn_issue: 'Issue only what is kept for it: it can be paid on at once.', warn_redeem: 'Only money that is there is redeemed, no credit and nothing reserved or held.',
    redeem_again: 'Redeem it again', issue_again: 'Issue it again',
    admit: 'Admit to a currency', about_admit: '{bank} takes part in {currency} as {class}, and may: {access}.', warn_admit: 'Where it has an account already, its class and access are replaced.',
    consent: 'Consent', about_consent: '{by} may debit your account with {out}.', about_consent_both: '{by} may debit your account with {out}; together with it you receive {into}.', warn_consent: 'A consent is not taken back; it settles as soon as nothing else keeps it.',
    confirm: 'Confirm the credit', about_confirm: 'You say to {by} that {sum} is booked to your customer.', warn_confirm: 'It is said once, and stands in the log.',
    calendar: 'State a calendar', first_day: 'First day', offset: 'Minutes ahead of UTC', close_hint: '24:00 at the latest', holidays_hint: 'one date after another, as 2026-12-25',
    about_calendar: 'Version {n} of the {currency} calendar: from {date} on it opens at {open}, takes customers until {cut_off} and closes at {close}.', warn_calendar: 'A calendar is not taken back; a later version replaces it.',
    pay: 'Pay', about_pay: '{amount} {currency} go to {to}, on {date}.', about_pay_urgent: '{amount} {currency} go to {to}, urgently, on {date}.', warn_pay: 'What has settled is final; while it waits it can be cancelled.', cancel_it: 'Cancel it',
    as_json: 'JSON, between banks', as_json_customer: 'JSON, for a customer', own_keys: 'signed with a key of this browser', no_key: 'This page holds no key of {bank}: bring it first, on the page of its keys.', to_keys: 'Keys of {bank}', review: 'Review and sign',
  },
  ru: {
    bank: 'Банк', party: 'Участник', currency: 'Валюта', amount: 'Сумма',
    issue: 'Выпустить деньги', redeem: 'Изъять деньги', holds: 'остаток: {amount} {currency}',
    about_issue: 'На счёте {bank} возникает {amount} {currency}.', about_redeem: 'Со счёта {bank} изымается {amount} {currency}.',
    warn_issue: 'Выпускайте лишь то, что под это хранится: деньги можно сразу платить дальше.', warn_redeem: 'Изымаются только имеющиеся деньги: не кредит, не резерв и не удержанное.',
    redeem_again: 'Изъять обратно', issue_again: 'Выпустить обратно',
    admit: 'Допустить к валюте', about_admit: '{bank} участвует в {currency} как {class} и может: {access}.', warn_admit: 'Если счёт уже есть, класс и доступ заменяются.',
    consent: 'Согласие', about_consent: '{by} может списать с вашего счёта {out}.', about_consent_both: '{by} может списать с вашего счёта {out}; вместе с этим вы получаете {into}.', warn_consent: 'Согласие не отзывается; исполняется, как только ничто не мешает.',
    confirm: 'Подтвердить зачисление', about_confirm: 'Вы сообщаете {by}, что {sum} зачислено вашему клиенту.', warn_confirm: 'Это сообщается один раз и остаётся в журнале.',
    calendar: 'Задать календарь', first_day: 'Первый день', offset: 'Минут впереди UTC', close_hint: 'не позже 24:00', holidays_hint: 'даты одна за другой, как 2026-12-25',
    about_calendar: 'Версия {n} календаря {currency}: с {date} открытие в {open}, клиенты до {cut_off}, закрытие в {close}.', warn_calendar: 'Календарь не отзывается; его заменяет следующая версия.',
    pay: 'Заплатить', about_pay: '{amount} {currency} идёт {to}, дата {date}.', about_pay_urgent: '{amount} {currency} идёт {to} срочно, дата {date}.', warn_pay: 'Исполненное окончательно; пока платёж ждёт, его можно отозвать.', cancel_it: 'Отозвать',
    as_json: 'JSON, между банками', as_json_customer: 'JSON, для клиента', own_keys: 'подписывается ключом этого браузера', no_key: 'На этой странице нет ключа {bank}: сначала принесите его на страницу ключей.', to_keys: 'Ключи {bank}', review: 'Проверить и подписать',
  },
  zh: {
    bank: '银行', party: '参与方', currency: '货币', amount: '金额',
    issue: '发行货币', redeem: '赎回货币', holds: '余额：{amount} {currency}',
    about_issue: '在 {bank} 的账户中产生 {amount} {currency}。', about_redeem: '从 {bank} 的账户中注销 {amount} {currency}。',
    warn_issue: '仅发行已有储备的金额：它可立即用于支付。', warn_redeem: '只能赎回现有的钱，不含信用、预留或冻结。',
    redeem_again: '再赎回', issue_again: '再发行',
    admit: '准入货币', about_admit: '{bank} 以{class}身份参与 {currency}，权限：{access}。', warn_admit: '若已有账户，则替换其类别和权限。',
    consent: '同意', about_consent: '{by} 可借记您的账户 {out}。', about_consent_both: '{by} 可借记您的账户 {out}；同时您收到 {into}。', warn_consent: '同意不可撤回；没有其他阻碍时立即结算。',
    confirm: '确认入账', about_confirm: '您告知 {by}：{sum} 已入客户账。', warn_confirm: '只告知一次，并记入日志。',
    calendar: '设定日历', first_day: '首日', offset: '领先 UTC 分钟数', close_hint: '最迟 24:00', holidays_hint: '逐个日期，如 2026-12-25',
    about_calendar: '{currency} 日历版本 {n}：自 {date} 起 {open} 开市，客户截止 {cut_off}，{close} 闭市。', warn_calendar: '日历不可撤回；由后续版本替换。',
    pay: '付款', about_pay: '{amount} {currency} 付给 {to}，日期 {date}。', about_pay_urgent: '{amount} {currency} 紧急付给 {to}，日期 {date}。', warn_pay: '已结算即为最终；等待时可撤销。', cancel_it: '撤销',
    as_json: 'JSON，银行间', as_json_customer: 'JSON，为客户', own_keys: '用本浏览器的密钥签名', no_key: '本页没有 {bank} 的密钥：请先在其密钥页面导入。', to_keys: '{bank} 的密钥', review: '查看并签名',
  },
});
