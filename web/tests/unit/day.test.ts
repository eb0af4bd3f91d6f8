import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curvesOf, measured, percent, turnover } from '../../src/lib/curves.ts';
import { FINE_SAMPLES, held, MOST_SAMPLES } from '../../src/lib/samples.ts';
import type { Sample } from '../../src/lib/wire.ts';

const row = (settled: string, queued = 0) => ({ settled_value: settled, queued, queued_value: String(queued * 10), offset_value: '1', liquidity_used: '4', liquidity_floor: '2' });
const sample = (second: number, currencies: Sample['currencies'] = {}, waited: Sample['waited'] = null): Sample => ({
  at: new Date(second * 1000).toISOString(), settled: second, offset: 0, waiting: 0, refused: 0, waited, currencies,
});
const measure = (_: string, of: Sample['currencies'][string]) => measured(of, Number);

test('a day of one-second samples is held in bounds, its last hour to the second', () => {
  let all: Sample[] = [];
  for (let second = 0; second < 86_400; second += 600) {
    all = held(all, Array.from({ length: 600 }, (_, at) => sample(second + at)));
    assert.ok(all.length <= MOST_SAMPLES);
  }
  const seconds = all.map((one) => one.settled);
  assert.deepEqual(seconds.slice(-FINE_SAMPLES), Array.from({ length: FINE_SAMPLES }, (_, at) => 86_400 - FINE_SAMPLES + at));
  assert.ok(seconds.every((second, at) => at === 0 || second > (seconds[at - 1] ?? 0)), 'in order');
  assert.ok((seconds[0] ?? 1e9) < 3600, 'the morning is still there');
});

test('a whole day that comes at once is held as well', () => {
  const all = held([], Array.from({ length: 86_400 }, (_, second) => sample(second)));
  assert.ok(all.length <= MOST_SAMPLES);
  assert.equal(all.at(-1)?.settled, 86_399);
});

test('two samples that become one keep what moved in either, and the longer waits', () => {
  const day = Array.from({ length: MOST_SAMPLES + 1 }, (_, second) =>
    sample(second, second === 1 ? { INR: row('1') } : second === 2 ? { KZT: row('2') } : {}, second === 1 ? { p50: 1, p99: 9 } : second === 2 ? { p50: 2, p99: 3 } : null));
  const made = held([], day).find((one) => one.settled === 2);
  assert.deepEqual([Object.keys(made?.currencies ?? {}), made?.waited], [['INR', 'KZT'], { p50: 2, p99: 9 }]);
});

test('what did not move is carried on, and one currency is told by itself', () => {
  const day = [sample(0, { INR: row('5', 1), KZT: row('7') }), sample(60, { INR: row('9', 3) }), sample(120)];
  const all = curvesOf(day, () => true, measure, 100);
  assert.deepEqual([all.settled, all.depth, all.queued], [[12, 16, 16], [1, 3, 3], [10, 30, 30]]);
  assert.deepEqual(curvesOf(day, (code) => code === 'KZT', measure, 100).settled, [7, 7, 7]);
});

test('where points are thinned the last is drawn, and the longest wait between two is told', () => {
  const day = Array.from({ length: 10 }, (_, second) => sample(second, { INR: row(String(second)) }, { p50: 0, p99: second === 7 ? 50 : 1 }));
  const curves = curvesOf(day, () => true, measure, 4);
  assert.deepEqual(curves.at, [0, 3, 6, 9]);
  assert.equal(curves.settled.at(-1), 9);
  assert.deepEqual(curves.p99, [1, 1, 1, 50]);
});

test('parts and turnover have no value where there is no whole', () => {
  assert.deepEqual(percent([0, 1], [0, 4]), [null, 25]);
  assert.deepEqual(turnover([10, 10], [0, 4]), [null, 2.5]);
});
