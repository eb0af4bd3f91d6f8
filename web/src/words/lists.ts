// What lists say of themselves, wherever they stand.

import { speaking } from '../lib/speech.ts';

export const ls = speaking({
  en: {
    curl_session: 'Needs a signature or the cookie of a session, even where all else is open.',
    curl_pages: 'One page; the next is asked for with before= and the number in next.',
    curl_settled: 'The list shows those of these rounds that settled something.',
    newest_of: 'the newest {n} alone',
    no_trace: 'The newest that was held is of {at}. A round opens only if two orders could trade; where none could, none is numbered and none is listed.',
    customers: 'open to customers and banks',
    banks_alone: 'open to banks alone',
  },
  ru: {
    curl_session: 'Нужна подпись или cookie сеанса, даже если остальное открыто.',
    curl_pages: 'Одна страница; следующая запрашивается с before= и числом из next.',
    curl_settled: 'В списке - те из этих раундов, что что-то исполнили.',
    newest_of: 'только новейшие {n}',
    no_trace: 'Последний проведён {at}. Раунд открывается, только если хотя бы две заявки могут быть исполнены друг против друга; иначе он не получает номера и не показывается.',
    customers: 'открыто клиентам и банкам',
    banks_alone: 'открыто только банкам',
  },
  zh: {
    curl_session: '即使其余内容公开，也需要签名或会话 cookie。',
    curl_pages: '仅一页；下一页用 before= 加 next 中的数字请求。',
    curl_settled: '列表显示其中有结算的轮次。',
    newest_of: '仅最新 {n} 笔',
    no_trace: '最近一轮在 {at}。只有两个订单可以成交时才会开启轮次；否则不编号，也不列出。',
    customers: '对客户和银行开放',
    banks_alone: '仅对银行开放',
  },
});
