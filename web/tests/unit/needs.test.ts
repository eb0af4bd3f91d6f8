import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawable, giversOf, itemOf, lackingOn, richest } from '../../src/lib/needs.ts';
import type { QueueItem } from '../../src/lib/wire.ts';

const account = { available: '1.000', urgent_reserve: '7.000', high_reserve: '0.500', held: '2.000' };

test('what a payment may draw on is of its priority, and what is kept from it is told', () => {
  assert.deepEqual(drawable(account, 'normal', 3), { available: '1.000', aside: '9.500' });
  assert.deepEqual(drawable(account, null, 3), { available: '1.000', aside: '9.500' });
  assert.deepEqual(drawable(account, 'high', 3), { available: '1.500', aside: '9.000' });
  assert.deepEqual(drawable(account, 'urgent', 3), { available: '8.500', aside: '2.000' });
  assert.deepEqual(drawable({ ...account, available: '-12.000' }, 'urgent', 3).available, '-4.500', 'past its floor');
});

test('what lacks is what the node names, on the account that it names', () => {
  const money = { kind: 'money', participant: 'A', currency: 'INR', amount: '5.00' } as const;
  assert.equal(lackingOn(money, 'A', 'INR'), '5.00');
  assert.deepEqual([lackingOn(money, 'B', 'INR'), lackingOn(money, 'A', 'CNY'), lackingOn({ kind: 'turn', behind: 'x' }, 'A', 'INR'), lackingOn(null, 'A', 'INR')], [null, null, null, null]);
});

test('two that settle as one are found under the one name that the queue has for them', () => {
  const items = ['a', 'b', 'c'].map((uetr) => ({ uetr, priority: 'normal', reason: null, releases: null }) as unknown as QueueItem);
  assert.equal(itemOf(items, { uetr: 'b', settles_with: null })?.uetr, 'b');
  assert.equal(itemOf(items, { uetr: 'z', settles_with: 'c' })?.uetr, 'c');
  assert.equal(itemOf(items, { uetr: 'z', settles_with: null }), undefined);
});

test('whoever has an account in the currency may fund, settlement agents last and never the debtor', () => {
  const row = (bic: string, currencies: string[], agent_of: string[] = []) => ({ bic, currencies, agent_of });
  assert.deepEqual(giversOf([row('AGENT', ['INR'], ['INR']), row('ZBANK', ['INR']), row('BBANK', ['INR', 'CNY']), row('OTHER', ['CNY'])], 'BBANK', 'INR'), ['ZBANK', 'AGENT']);
});

test('of those shown the richest that has enough and waits for nothing is named, or nobody', () => {
  const row = (participant: string, balance: string, currency = 'INR') => ({ participant, currency, balance });
  const rows = [row('A', '9.00'), row('B', '8.00'), row('C', '7.00'), row('D', '99.00', 'CNY')];
  assert.equal(richest(rows, 'X', 'INR', '7.00', new Set(), 2), 'A');
  assert.equal(richest(rows, 'A', 'INR', '7.00', new Set(['B']), 2), 'C');
  assert.equal(richest(rows, 'X', 'INR', '9.01', new Set(), 2), '');
});
