import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearNewest, newer, older, type Ask, type Held } from '../../src/lib/rounds.ts';
import type { OffsettingRound } from '../../src/lib/wire.ts';

/** A node that keeps these rounds, and how often it was asked. */
function node(numbers: number[], settles: (number: number) => boolean = () => false) {
  const asked = { times: 0 };
  const ask: Ask = async (after, limit) => {
    asked.times += 1;
    const rounds = numbers.filter((number) => number > after).slice(0, limit).map((round) => ({ round, settled: settles(round) ? 1 : 0 }) as OffsettingRound);
    return { rounds, next: rounds.at(-1)?.round ?? after };
  };
  return { ask, asked };
}
const all = (most: number) => Array.from({ length: most }, (_, at) => at + 1);

test('the newest number is found from one that is far below it, or above', async () => {
  for (const newest of [0, 1, 99, 100, 101, 650, 98_765]) {
    for (const known of [0, 1, 18, 700, 200_000]) {
      const { ask, asked } = node(all(newest));
      const near = await nearNewest(ask, known, 100);
      assert.ok(near >= 0 && near <= newest && newest - near <= 100, `${newest} from ${known}: ${near}`);
      assert.ok(asked.times <= 26, `${asked.times} requests for ${newest} from ${known}`);
    }
  }
});

test('what is held begins with the newest, and not with the number of those that settled', async () => {
  const { ask, asked } = node(all(6500), (number) => number % 40 === 0);
  const held = await newer(ask, null, 162);
  assert.equal(held.to, 6500);
  assert.ok(held.from >= 6200, `${held.from}`);
  assert.equal(held.settled.at(-1)?.round, 6480);
  assert.ok(asked.times < 25, `${asked.times}`);
});

test('empty rounds never push out those that settled something', async () => {
  const first = node(all(100), (number) => number === 7);
  let held = await newer(first.ask, null, 1);
  const later = node(all(3000), (number) => number === 7);
  held = await newer(later.ask, held, 1);
  assert.deepEqual(held.settled.map((round) => round.round), [7]);
  assert.equal(held.empty.length, 500);
  assert.equal(held.empty.at(-1)?.round, 3000);
});

test('older ones come in order, each once, down to the first', async () => {
  const { ask } = node(all(950), (number) => number % 3 === 0);
  let held: Held = await newer(ask, null, 0);
  while (held.from > 0) held = await older(ask, held);
  assert.deepEqual(held.settled.map((round) => round.round), all(950).filter((number) => number % 3 === 0));
});

test('a long log of which little is kept is not walked through', async () => {
  const kept = [5, 6, 1_000_000, 1_000_001];
  const { ask, asked } = node(kept, () => true);
  let held: Held = await newer(ask, null, 4);
  while (held.from > 0) held = await older(ask, held);
  assert.deepEqual(held.settled.map((round) => round.round), kept);
  assert.ok(asked.times < 80, `${asked.times}`);
});

test('what comes is added once', async () => {
  const { ask } = node(all(10), () => true);
  let held = await newer(ask, null, 0);
  held = await newer(node(all(12), () => true).ask, held, 0);
  held = await newer(node(all(12), () => true).ask, held, 0);
  assert.deepEqual(held.settled.map((round) => round.round), all(12));
});
