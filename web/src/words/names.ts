// What areas and commands are called, where the node names them by its own words.

import { speaking } from '../lib/speech.ts';

export const nm = speaking({
  en: {
    area_participation: 'participation', area_issuance: 'issuance', area_payment: 'payment', area_queue: 'queue', area_liquidity: 'liquidity', area_operatingday: 'operating day',
    area_rulebook: 'rulebook', area_exchange: 'exchange', area_cycle: 'netting cycle', area_swap: 'swap line', area_surplus: 'surplus', area_offsetting: 'offsetting', area_approval: 'approval',
    SubmitInstruction: 'Payment', CancelInstruction: 'Cancel a payment', ReorderInstruction: 'Move in the queue', ReprioritiseInstruction: 'Change a priority', SetQueuePolicy: 'Set the queue\'s policy',
    ReserveFunds: 'Reserve funds', SetBilateralLimit: 'Limit towards one', SetMultilateralLimit: 'Limit towards all others', SetCreditLine: 'Set a credit line', TransferLiquidity: 'Transfer liquidity', SetStandingOrder: 'Set a standing order',
    ExtendDay: 'Extend the day', SetCalendar: 'Set a calendar', SuspendCurrency: 'Suspend a currency', ResumeCurrency: 'Resume a currency',
    ChangeAccess: 'Change access', AddKey: 'Add a key', RevokeKey: 'Revoke a key',
    PostOfficialRate: 'Post an official rate', ApproveOfficialRate: 'Approve an official rate', SetBand: 'Set a band', SetQuota: 'Set a quota', SwitchPair: 'Switch a pair', HaltExchange: 'Halt exchange', ResumeExchange: 'Resume exchange',
    PlaceOrder: 'Place an order', PostQuote: 'Post a quote', CancelOrder: 'Cancel an order',
    RequireApprovals: 'Require keys', SetOutflowCap: 'Cap what a key sends', Issue: 'Issue money', Redeem: 'Redeem money',
  },
  ru: {
    area_participation: 'участие', area_issuance: 'эмиссия', area_payment: 'платежи', area_queue: 'очередь', area_liquidity: 'ликвидность', area_operatingday: 'операционный день',
    area_rulebook: 'правила', area_exchange: 'обмен', area_cycle: 'цикл неттинга', area_swap: 'своп-линия', area_surplus: 'излишек', area_offsetting: 'взаимозачёт', area_approval: 'одобрение',
    SubmitInstruction: 'Платёж', CancelInstruction: 'Отозвать платёж', ReorderInstruction: 'Переставить в очереди', ReprioritiseInstruction: 'Изменить приоритет', SetQueuePolicy: 'Задать порядок очереди',
    ReserveFunds: 'Зарезервировать средства', SetBilateralLimit: 'Лимит на одного', SetMultilateralLimit: 'Лимит на всех остальных', SetCreditLine: 'Задать кредитную линию', TransferLiquidity: 'Перевести ликвидность', SetStandingOrder: 'Задать постоянное поручение',
    ExtendDay: 'Продлить день', SetCalendar: 'Задать календарь', SuspendCurrency: 'Приостановить валюту', ResumeCurrency: 'Возобновить валюту',
    ChangeAccess: 'Изменить доступ', AddKey: 'Добавить ключ', RevokeKey: 'Отозвать ключ',
    PostOfficialRate: 'Объявить официальный курс', ApproveOfficialRate: 'Одобрить официальный курс', SetBand: 'Задать коридор', SetQuota: 'Задать квоту', SwitchPair: 'Переключить пару', HaltExchange: 'Остановить обмен', ResumeExchange: 'Возобновить обмен',
    PlaceOrder: 'Подать заявку', PostQuote: 'Дать котировку', CancelOrder: 'Снять заявку',
    RequireApprovals: 'Требовать ключи', SetOutflowCap: 'Ограничить отправку ключом', Issue: 'Выпустить деньги', Redeem: 'Погасить деньги',
  },
  zh: {
    area_participation: '参与', area_issuance: '发行', area_payment: '支付', area_queue: '队列', area_liquidity: '流动性', area_operatingday: '营业日',
    area_rulebook: '规则手册', area_exchange: '兑换', area_cycle: '净额周期', area_swap: '互换额度', area_surplus: '盈余', area_offsetting: '抵消', area_approval: '批准',
    SubmitInstruction: '支付', CancelInstruction: '撤销支付', ReorderInstruction: '调整队列位置', ReprioritiseInstruction: '更改优先级', SetQueuePolicy: '设定队列规则',
    ReserveFunds: '预留资金', SetBilateralLimit: '对单一方限额', SetMultilateralLimit: '对其他所有方限额', SetCreditLine: '设定信用额度', TransferLiquidity: '划拨流动性', SetStandingOrder: '设定定期指令',
    ExtendDay: '延长营业日', SetCalendar: '设定日历', SuspendCurrency: '暂停货币', ResumeCurrency: '恢复货币',
    ChangeAccess: '更改权限', AddKey: '添加密钥', RevokeKey: '吊销密钥',
    PostOfficialRate: '公布官方汇率', ApproveOfficialRate: '批准官方汇率', SetBand: '设定区间', SetQuota: '设定配额', SwitchPair: '开关货币对', HaltExchange: '暂停兑换', ResumeExchange: '恢复兑换',
    PlaceOrder: '下订单', PostQuote: '报价', CancelOrder: '取消订单',
    RequireApprovals: '要求多把密钥', SetOutflowCap: '限制密钥付出', Issue: '发行货币', Redeem: '赎回货币',
  },
});
