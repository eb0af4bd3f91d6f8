// What was done, in the word of the node's answer.

import { speaking } from '../lib/speech.ts';

export const an = speaking({
  en: {
    added: 'added', admitted: 'admitted', agreed: 'agreed', approved: 'approved', cancelled: 'cancelled', changed: 'changed', closed: 'closed', confirmed: 'confirmed', consented: 'consented',
    defined: 'defined', drawn: 'drawn', extended: 'extended', granted: 'granted', halted: 'halted', invested: 'invested', issued: 'issued', named: 'named', opened: 'opened',
    pending: 'pending', placed: 'placed', posted: 'posted', proposed: 'proposed', redeemed: 'redeemed', redenominated: 'redenominated', registered: 'registered', reordered: 'reordered',
    repaid: 'repaid', repeated: 'repeated', reprioritised: 'reprioritised', required: 'required', reserved: 'reserved', resumed: 'resumed', revoked: 'revoked', scheduled: 'scheduled', set: 'set',
    settled: 'settled', submitted: 'submitted', suspended: 'suspended', switched: 'switched', transferred: 'transferred', withdrawn: 'withdrawn',
  },
  ru: {
    added: 'добавлено', admitted: 'допущено', agreed: 'согласовано', approved: 'одобрено', cancelled: 'отменено', changed: 'изменено', closed: 'закрыто', confirmed: 'подтверждено', consented: 'согласие дано',
    defined: 'заведено', drawn: 'использовано', extended: 'продлено', granted: 'выдано', halted: 'остановлено', invested: 'размещено', issued: 'выпущено', named: 'названо', opened: 'открыто',
    pending: 'ожидает', placed: 'подано', posted: 'объявлено', proposed: 'предложено', redeemed: 'погашено', redenominated: 'деноминировано', registered: 'зарегистрировано', reordered: 'переставлено',
    repaid: 'возвращено', repeated: 'повторено', reprioritised: 'приоритет изменён', required: 'требование задано', reserved: 'зарезервировано', resumed: 'возобновлено', revoked: 'отозвано', scheduled: 'назначено', set: 'задано',
    settled: 'исполнено', submitted: 'подано', suspended: 'приостановлено', switched: 'переключено', transferred: 'переведено', withdrawn: 'отозвано',
  },
  zh: {
    added: '已添加', admitted: '已准入', agreed: '已商定', approved: '已批准', cancelled: '已取消', changed: '已更改', closed: '已关闭', confirmed: '已确认', consented: '已同意',
    defined: '已定义', drawn: '已动用', extended: '已延长', granted: '已授予', halted: '已暂停', invested: '已投资', issued: '已发行', named: '已指定', opened: '已开启',
    pending: '等待', placed: '已下单', posted: '已公布', proposed: '已提议', redeemed: '已赎回', redenominated: '已改换面值', registered: '已登记', reordered: '已调整位置',
    repaid: '已归还', repeated: '重复', reprioritised: '已更改优先级', required: '已要求', reserved: '已预留', resumed: '已恢复', revoked: '已撤回', scheduled: '已排定', set: '已设定',
    settled: '已结算', submitted: '已提交', suspended: '已暂停', switched: '已开关', transferred: '已划拨', withdrawn: '已撤回',
  },
});
