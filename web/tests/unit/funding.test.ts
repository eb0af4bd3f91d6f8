import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stopwatch, turnOf } from '../../src/lib/countdown.ts';
import { boundsOf, dayAhead, needOf, payInsOf, usedOf } from '../../src/lib/funding.ts';
import type { DayHours } from '../../src/lib/wire.ts';

const hours = (date: string): DayHours => ({ date, open: `${date}T06:00:00Z`, customer_cut_off: `${date}T15:00:00Z`, close: `${date}T16:30:00Z`, extended_minutes: 0 });
const DAYS = [hours('2026-11-25'), hours('2026-11-24')];
const NOON = '2026-11-24T12:00:00Z';
const account = { currency: 'KWD', balance: '10.000', credit: '5.000', held: '2.000' };

test('what an account lacks is told to the minor unit, with credit and what is held counted', () => {
  assert.equal(needOf(account, '0.000', '13.000', 3, DAYS, NOON), null);
  assert.equal(needOf(account, '1.000', '14.000', 3, DAYS, NOON), null);
  const need = needOf(account, '1.000', '14.001', 3, DAYS, NOON);
  assert.deepEqual([need?.lacks, need?.why, need?.by, need?.customers], ['0.001', 'queue', '2026-11-24T16:30:00Z', '2026-11-24T15:00:00Z']);
});

test('what is below its floor already is not made good by what may come', () => {
  const need = needOf({ ...account, held: '16.000' }, '100.000', '0.000', 3, DAYS, NOON);
  assert.deepEqual([need?.lacks, need?.why], ['1.000', 'floor']);
});

test('the day that counts is the one that closes next, and cut-offs that have passed are not told', () => {
  assert.equal(dayAhead(DAYS, '2026-11-24T16:30:00Z')?.date, '2026-11-25');
  assert.equal(dayAhead(DAYS, '2026-11-26T00:00:00Z'), null);
  const late = needOf(account, '0.000', '20.000', 3, DAYS, '2026-11-24T15:00:00Z');
  assert.deepEqual([late?.by, late?.customers], ['2026-11-24T16:30:00Z', null]);
  assert.equal(needOf(account, '0.000', '20.000', 3, [], NOON)?.by, null);
});

test('of a netting cycle a bank is told its own pay-ins, while something of them lacks', () => {
  const row = (participant: string, currency: string, lacking: string) => ({ participant, currency, amount: '9.00', lacking, until: NOON });
  const cycle = { cycle: 3, pay_ins: [row('A', 'INR', '4.00'), row('A', 'CNY', '0.00'), row('B', 'INR', '7.00')] } as unknown as Parameters<typeof payInsOf>[0];
  assert.deepEqual(payInsOf(cycle, 'A').map((need) => [need.currency, need.lacks, need.cycle, need.by]), [['INR', '4.00', 3, NOON]]);
});

test('all that bounds an account is told with what is left, in its own digits', () => {
  const limits = [
    { counterparty: 'B', amount: '50.000', left: '20.000' },
    { counterparty: null, amount: '90.000', left: '90.000' },
  ] as unknown as Parameters<typeof boundsOf>[0]['limits'];
  const caps = [
    { currency: 'KWD', cap: '30.000', date: null, sent: [{ key: 2, sent: '29.000', left: '1.000' }] },
    { currency: 'INR', cap: '1.00', date: null, sent: [{ key: 2, sent: '1.00', left: '0.00' }] },
  ] as unknown as Parameters<typeof boundsOf>[3];
  const bounds = boundsOf({ currency: 'KWD', limits, holding_cap: '100.000', room_to_hold: '90.000', imbalance_above: '8.000' }, '10.001', 3, caps);
  assert.deepEqual(bounds.map((bound) => [bound.what, bound.of, bound.left]), [['towards', 'B', '20.000'], ['towards', null, '90.000'], ['cap', null, '90.000'], ['imbalance', null, '-2.001'], ['key', '2', '1.000']]);
  assert.equal(new Set(bounds.map((bound) => bound.key)).size, bounds.length);
  assert.deepEqual(boundsOf({ currency: 'KWD', limits: [], holding_cap: null, room_to_hold: null, imbalance_above: null }, '0.000', 3, []), []);
});

test('how much of a bound is used lies between nothing and all, also of a bound of nothing', () => {
  assert.deepEqual([usedOf({ bound: '50.00', left: '20.00' }, 2), usedOf({ bound: '50.00', left: '-1.00' }, 2), usedOf({ bound: '50.00', left: '60.00' }, 2), usedOf({ bound: '0.00', left: '0.00' }, 2)], [0.6, 1, 0, 1]);
});

test('the next turn of rounds is counted from the system\'s own instant, and never below nothing', () => {
  const rounds = { interval: 600, window: 60 };
  assert.deepEqual(turnOf({ ...rounds, open: { round: 4, clears_at: '2026-11-24T12:00:30Z' }, opens_at: null }, NOON), { round: 4, left: 30, of: 60 });
  assert.deepEqual(turnOf({ ...rounds, open: null, opens_at: '2026-11-24T12:05:00.200Z' }, NOON), { round: null, left: 301, of: 600 });
  assert.equal(turnOf({ ...rounds, open: null, opens_at: '2026-11-24T11:59:00Z' }, NOON)?.left, 0);
  assert.equal(turnOf({ ...rounds, open: null, opens_at: null }, NOON), null);
  assert.deepEqual([stopwatch(0), stopwatch(65), stopwatch(3_725)], ['0:00', '1:05', '1:02:05']);
});
