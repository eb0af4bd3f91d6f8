import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csv } from '../../src/lib/csv.ts';
import { answered, write } from '../../src/lib/message.ts';
import { between } from '../../src/lib/moment.ts';
import { parse, path } from '../../src/lib/route.ts';

test('a field of a list is quoted where it must be, and no cell is a formula', () => {
  assert.equal(csv(['a', 'b'], [['1,5', 'say "x"'], ['=SUM(A1)', '-12.50']]), 'a,b\r\n"1,5","say ""x"""\r\n\'=SUM(A1),-12.50\r\n');
});

test('how long is told in whole hours, minutes and seconds, and never below zero', () => {
  assert.deepEqual(between('2026-11-24T09:00:00.000Z', '2026-11-24T09:00:42.000Z'), { hours: 0, minutes: 0, seconds: 42 });
  assert.deepEqual(between('2026-11-24T09:00:00.000Z', '2026-11-24T11:05:00.000Z'), { hours: 2, minutes: 5, seconds: 0 });
  assert.deepEqual(between('2026-11-24T09:00:00.000Z', '2026-11-24T08:00:00.000Z'), { hours: 0, minutes: 0, seconds: 0 });
});

test('an address is read as it was written', () => {
  const place = { screen: 'payments', id: '8a562c67-ca16-48ba-b074-65581be6f001', query: { status: 'pending', to: 'A&B' } };
  assert.deepEqual(parse(path(place)), place);
  assert.deepEqual(parse(''), { screen: 'overview', id: '', query: {} });
  assert.deepEqual(parse('#/%'), { screen: 'overview', id: '', query: {} });
});

test('a payment says what was asked, and what could be markup is not', () => {
  const xml = write({
    definition: 'pacs.008.001.08', clearing: 'SARRAF', operator: 'SRRFAEAD', debtor: 'ICBKCNBJ', creditor: 'SABRRUMM',
    currency: 'CNY', amount: '12.50', date: '2026-11-24', created: '2026-11-24T09:00:00.000Z',
    uetr: '8a562c67-ca16-48ba-b074-65581be6f001', id: 'X-1', urgent: true, remittance: 'a <b> & c',
  });
  assert.match(xml, /<IntrBkSttlmAmt Ccy="CNY">12.50<\/IntrBkSttlmAmt><IntrBkSttlmDt>2026-11-24<\/IntrBkSttlmDt><SttlmPrty>URGT</);
  assert.match(xml, /a &lt;b&gt; &amp; c/);
});

test('an answer tells its status, reason and words', () => {
  const xml = '<TxSts>PDNG</TxSts><StsRsnInf><Rsn><Cd>NARR</Cd></Rsn><AddtlInf>waits for the counterpart&apos;s leg</AddtlInf></StsRsnInf>';
  assert.deepEqual(answered(xml), { status: 'PDNG', reason: 'NARR', text: "waits for the counterpart's leg" });
});
