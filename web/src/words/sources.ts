// What stands in the data that comes with the program as free text: where the hours of a calendar
// are from, and what the yardstick of a sandbox is. A text of somebody else stands as it was written.

import { speaking } from '../lib/speech.ts';

export const so = speaking({
  en: {
    assumed: 'hours assumed, usual for the kind of system',
    assumed_gulf: 'hours assumed, usual for the kind of system; weekend after the Gulf cross-border system AFAQ',
    assumed_evening: 'hours assumed, usual for the kind of system (large-value system said to run from 20:30 of the evening before; cut at midnight here)',
    assumed_handbook: 'hours assumed, usual for the kind of system (a bank handbook of 2012 names 08:30-16:30)',
    assumed_notice: 'hours assumed, usual for the kind of system (a bank notice of 2012 names 16:30 for high value)',
    india: 'Reserve Bank of India, statement of 4 December 2020: gross settlement around the clock on all days of the year from 14 December 2020',
    russia: 'Bank of Russia, operating schedules of its payment system, 2021 to January 2025: regular session 01:00-21:00 Moscow time, standard period to 20:00',
    iran: 'Central Bank of Iran, notice on SATNA hours of June 2023: customers to 14:30, interbank to 15:00, opening with the branches; opening hour and closed Thursday after a notice of July 2021',
    brazil: 'Banco Central do Brasil, STR, activity report 2012: 06:30-18:30, no Saturdays, Sundays or national holidays; customer orders to 17:30 after a course text of 2006',
    yardstick: 'made-up basket of the sandbox: published by nobody, sized by the figures of its data',
  },
  ru: {
    assumed: 'часы приняты условно, обычные для таких систем',
    assumed_gulf: 'часы приняты условно, обычные для таких систем; выходные - по трансграничной системе стран Залива AFAQ',
    assumed_evening: 'часы приняты условно, обычные для таких систем (система крупных платежей, как сообщают, работает с 20:30 предыдущего вечера; здесь день начинается в полночь)',
    assumed_handbook: 'часы приняты условно, обычные для таких систем (в банковском справочнике 2012 года - 08:30-16:30)',
    assumed_notice: 'часы приняты условно, обычные для таких систем (в банковском уведомлении 2012 года - 16:30 для крупных сумм)',
    india: 'Резервный банк Индии, заявление от 4 декабря 2020 года: валовые расчёты круглосуточно во все дни года с 14 декабря 2020 года',
    russia: 'Банк России, регламент работы его платёжной системы, с 2021 по январь 2025 года: регулярный сеанс 01:00-21:00 по московскому времени, стандартный период до 20:00',
    iran: 'Центральный банк Ирана, уведомление о часах SATNA, июнь 2023 года: клиенты до 14:30, межбанк до 15:00, открытие вместе с отделениями; час открытия и нерабочий четверг - по уведомлению от июля 2021 года',
    brazil: 'Центральный банк Бразилии, STR, отчёт о деятельности за 2012 год: 06:30-18:30, без суббот, воскресений и праздников; клиентские поручения до 17:30 - по учебному тексту 2006 года',
    yardstick: 'вымышленная корзина песочницы: никем не публикуется, размер взят из её данных',
  },
  zh: {
    assumed: '时间为假定，按此类系统的惯例',
    assumed_gulf: '时间为假定，按此类系统的惯例；周末依海湾跨境系统 AFAQ',
    assumed_evening: '时间为假定，按此类系统的惯例（据称大额系统自前一晚 20:30 起运行；此处以午夜为界）',
    assumed_handbook: '时间为假定，按此类系统的惯例（2012 年银行手册载为 08:30-16:30）',
    assumed_notice: '时间为假定，按此类系统的惯例（2012 年银行通知载大额为 16:30）',
    india: '印度储备银行 2020 年 12 月 4 日声明：自 2020 年 12 月 14 日起全年每日全天候全额结算',
    russia: '俄罗斯银行支付系统运行时间表，2021 年至 2025 年 1 月：常规场次莫斯科时间 01:00-21:00，标准时段至 20:00',
    iran: '伊朗中央银行 2023 年 6 月 SATNA 时间通知：客户至 14:30，银行间至 15:00，随网点开门；开门时间与周四休业依 2021 年 7 月通知',
    brazil: '巴西中央银行 STR 2012 年活动报告：06:30-18:30，周六、周日和全国节假日除外；客户指令至 17:30，依 2006 年课程资料',
    yardstick: '沙盒虚构的货币篮：无人发布，规模取自其数据',
  },
});
