import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closingOf } from '../../src/lib/closing.ts';
import type { CycleTold } from '../../src/lib/cycles.ts';

type Row = CycleTold['positions'][number];
const cycle = (number: number, positions: Partial<Row>[]) => ({ cycle: number, deadline: '2026-11-24T10:00:00Z', positions: positions.map((row) => ({ paid_in: '0', left_out_lacking: null, ...row })) }) as CycleTold;
const account = { currency: 'CNY', balance: '100.00', credit: '20.00' };
const none: [string, string] = ['0.00', '0.00'];
const order = (number: number, trigger: 'open' | 'close', said: { amount?: string; above?: string }) => ({ number, order: { trigger, to: 'ICBKCNBJ', amount: said.amount ?? null, above: said.above ?? null } });

test('what is queued counts, and nothing else where nothing else comes', () => {
  assert.deepEqual(closingOf(account, 'BKCHCNBJ', ['7.50', '40.00'], [], 2), { projected: '67.50', lines: [] });
});

test('a cycle that was called moves the account by its net, each on a line of its own', () => {
  const cycles = [cycle(1, [{ participant: 'BKCHCNBJ', currency: 'CNY', net: '-30.00', paid_in: '30.00' }]), cycle(2, [{ participant: 'BKCHCNBJ', currency: 'CNY', net: '5.00' }, { participant: 'BKCHCNBJ', currency: 'INR', net: '9.00' }, { participant: 'ICBKCNBJ', currency: 'CNY', net: '8.00' }])];
  const { projected, lines } = closingOf(account, 'BKCHCNBJ', none, cycles, 2);
  assert.equal(projected, '75.00');
  assert.deepEqual(lines.map((line) => [line.what, line.number, line.amount, line.at]), [['cycle', 1, '-30.00', '2026-11-24T10:00:00Z'], ['cycle', 2, '5.00', '2026-11-24T10:00:00Z']]);
});

test('who was left out of a cycle neither pays nor receives in it', () => {
  const cycles = [cycle(1, [{ participant: 'BKCHCNBJ', currency: 'CNY', net: '-30.00', left_out_lacking: '30.00' }])];
  assert.deepEqual(closingOf(account, 'BKCHCNBJ', none, cycles, 2), { projected: '100.00', lines: [] });
});

test('standing orders of the close come last, by number, at most what is there; those of the opening are over', () => {
  const standing_orders = [order(3, 'close', { above: '10.00' }), order(1, 'close', { amount: '60.00' }), order(2, 'open', { amount: '1.00' })];
  const { projected, lines } = closingOf({ ...account, standing_orders }, 'BKCHCNBJ', none, [], 2);
  assert.deepEqual(lines.map((line) => [line.number, line.amount]), [[1, '-60.00'], [3, '-30.00']]);
  assert.equal(projected, '10.00');
  const most = closingOf({ ...account, standing_orders: [order(1, 'close', { amount: '500.00' }), order(2, 'close', { above: '0.00' })] }, 'BKCHCNBJ', none, [], 2);
  assert.deepEqual([most.projected, most.lines.map((line) => line.amount)], ['-20.00', ['-120.00', '0.00']]);
});
