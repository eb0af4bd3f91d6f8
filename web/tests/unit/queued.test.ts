import assert from 'node:assert/strict';
import { test } from 'node:test';
import { legOf, mayBeMoved, rowsOf } from '../../src/lib/queued.ts';
import type { AccountQueue, Payment } from '../../src/lib/wire.ts';

const payment = (uetr: string, debtor: string, creditor: string, currency: string, amount: string, settles_with: string | null = null) =>
  ({ uetr, settles_with, instructed_by: debtor, legs: [{ debtor, creditor, currency, amount }], history: [] }) as unknown as Payment;
const queue = (currency: string, ...uetrs: string[]) => ({ currency, policy: 'fifo', items: uetrs.map((uetr) => ({ uetr, priority: 'normal', reason: null, releases: null })) }) as unknown as AccountQueue;

// Two instructions of one trade: the queue of each bank names them by the first.
const mine = payment('mine', 'A', 'B', 'INR', '100.00', 'theirs');
const theirs = payment('theirs', 'B', 'A', 'CNY', '9.00', 'mine');
const alone = payment('alone', 'A', 'C', 'INR', '1.00');

test('a pair that is named by the other bank\'s instruction is shown as one\'s own', () => {
  const rows = rowsOf('A', [queue('INR', 'alone', 'theirs')], [theirs, mine, alone], '');
  assert.deepEqual(rows.map((row) => [row.payment.uetr, row.item?.uetr, row.place]), [['alone', 'alone', 1], ['mine', 'theirs', 2]]);
  assert.deepEqual(rows.map((row) => legOf('A', row)?.amount), ['1.00', '100.00']);
  assert.deepEqual(rows.map(mayBeMoved), [true, false]);
});

test('the other bank sees its own instruction of the same pair, once', () => {
  assert.deepEqual(rowsOf('B', [queue('CNY', 'mine')], [mine, theirs], '').map((row) => [row.payment.uetr, row.place]), [['theirs', 1]]);
  assert.deepEqual(rowsOf('B', [queue('CNY', 'theirs')], [mine, theirs], '').map((row) => [row.payment.uetr, row.place]), [['theirs', 1]]);
});

test('what stands in no queue comes last, and of one account alone where one is picked', () => {
  const outside = payment('outside', 'A', 'B', 'INR', '2.00');
  const other = payment('other', 'A', 'B', 'CNY', '3.00');
  assert.deepEqual(rowsOf('A', [queue('INR', 'alone'), queue('CNY')], [outside, other, alone], 'INR').map((row) => [row.payment.uetr, row.place]), [['alone', 1], ['outside', 0]]);
  assert.deepEqual(rowsOf('A', [], [payment('in', 'B', 'A', 'INR', '4.00')], ''), []);
});
