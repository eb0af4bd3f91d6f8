import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitting, paymentIn, requestOf, uetrsOf } from '../../src/lib/finding.ts';
import { parse } from '../../src/lib/route.ts';

const UETR = '57ad4afd-2e47-4a2b-bd0d-b6fe855d44a7';
const BANKS = ['SABRRUMM', 'ICBKCNBJ', 'ICBKRUMM', 'MMUMJPJT'];
const DIGITS: Record<string, number> = { CNY: 2, RUB: 2, VND: 0 };
const pay = (text: string) => paymentIn(text, BANKS, (code) => DIGITS[code], 'Pay');

test('a payment is told by its whole UETR, or by the beginning of one that is known', () => {
  assert.deepEqual(uetrsOf(` ${UETR.toUpperCase()} `, [], 8), [UETR]);
  assert.deepEqual(uetrsOf('57ad4', [UETR, UETR, '57ad4afd-2e47-4a2b-bd0d-b6fe855d44a8', '67ad4afd-2e47-4a2b-bd0d-b6fe855d44a8'], 8), [UETR, '57ad4afd-2e47-4a2b-bd0d-b6fe855d44a8']);
  assert.deepEqual(uetrsOf('57a', [UETR], 8), [], 'too little to go by');
  assert.deepEqual(uetrsOf('5713', ['57130000-2e47-4a2b-bd0d-b6fe855d44a7'], 8), [], 'a number is of a record or a round');
  assert.equal(uetrsOf('57ad', Array.from({ length: 20 }, (_, at) => `57ad${at}`), 8).length, 8);
});

test('a payment is told in a few words of any order', () => {
  const all = { to: 'SABRRUMM', currency: 'CNY', amount: '1500.25' };
  assert.deepEqual(pay('pay 1,500.25 cny sabrrumm'), all);
  assert.deepEqual(pay('SABR CNY 1500.25'), all, 'four letters that only one begins with');
  assert.deepEqual(pay('500 VND'), { to: '', currency: 'VND', amount: '500' });
  assert.deepEqual(pay('500 sabr'), { to: 'SABRRUMM', currency: '', amount: '500' });
});

test('what is no payment, or not plainly one, is none', () => {
  for (const text of ['', '500', 'pay', 'CNY', '500.5 VND', '500.123 CNY', '0 CNY', '500 600 CNY', '500 CNY ICBK', '500 CNY queue', '500 CNY SABRRUMM ICBKCNBJ', 'round 500']) {
    assert.equal(pay(text), null, text);
  }
});

test('the request of a screen is for what it shows, and for whom it is shown', () => {
  const of = (hash: string, party = '') => requestOf(parse(hash), party);
  assert.equal(of(`#/payments/${UETR}`), `/v1/payments/${UETR}`);
  assert.equal(of('#/payments?status=pending&currency=CNY'), '/v1/payments?status=pending&currency=CNY');
  assert.equal(of('#/payments', 'SABRRUMM'), '/v1/payments?participant=SABRRUMM');
  assert.equal(of('#/rings/12?ring=1'), '/v1/offsetting/rounds/12');
  assert.equal(of('#/audit/7'), '/v1/records/7');
  assert.equal(of('#/queue', 'SABRRUMM'), '/v1/queues?participant=SABRRUMM');
  assert.equal(of('#/queue'), '/v1/payments?status=pending');
  assert.equal(of('#/liquidity/ICBKCNBJ', 'SABRRUMM'), '/v1/liquidity?participant=ICBKCNBJ');
  assert.equal(of('#/day/CNY'), '/v1/calendars?currency=CNY');
  assert.equal(of('#/tasks?participant=ICBKCNBJ'), '/v1/proposals?participant=ICBKCNBJ');
  assert.equal(of('#/'), '/v1/overview');
});

test('every word must fit, and what begins with the first stands first', () => {
  const commands = [
    { group: 'Liquidity', text: 'Reserve for urgent payments: CNY', more: 'SABRRUMM' },
    { group: 'Payments', text: 'CNY' },
    { group: 'Go to', text: 'Queue' },
  ];
  assert.deepEqual(fitting(commands, 'payments cny').map((one) => one.group), ['Payments', 'Liquidity']);
  assert.deepEqual(fitting(commands, 'reserve sabr').map((one) => one.group), ['Liquidity']);
  assert.equal(fitting(commands, '').length, 3);
});
