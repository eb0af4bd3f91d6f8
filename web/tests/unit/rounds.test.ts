import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newer, older, type Ask, type Held } from '../../src/lib/rounds.ts';
import type { OffsettingRound } from '../../src/lib/wire.ts';

/** A node that keeps these rounds, and how often it was asked. */
function node(numbers: number[], settles: (number: number) => boolean = () => false) {
  const asked = { times: 0 };
  const ask: Ask = async (which, limit) => {
    asked.times += 1;
    const fit = 'after' in which ? numbers.filter((number) => number > which.after).slice(0, limit) : numbers.filter((number) => number < which.before).slice(-limit);
    const rounds = fit.map((round) => ({ round, settled: settles(round) ? 1 : 0 }) as OffsettingRound);
    return { rounds, next: rounds.at(-1)?.round ?? 0 };
  };
  return { ask, asked };
}
const all = (most: number) => Array.from({ length: most }, (_, at) => at + 1);

test('what is held begins with the newest, which one question answers', async () => {
  const { ask, asked } = node(all(6500), (number) => number % 40 === 0);
  const held = await newer(ask, null);
  assert.equal(held.to, 6500);
  assert.equal(held.from, 6400);
  assert.equal(held.settled.at(-1)?.round, 6480);
  assert.equal(asked.times, 1, 'one question is enough');
});

test('empty rounds never push out those that settled something', async () => {
  const first = node(all(100), (number) => number === 7);
  let held = await newer(first.ask, null);
  const later = node(all(3000), (number) => number === 7);
  held = await newer(later.ask, held);
  assert.deepEqual(held.settled.map((round) => round.round), [7]);
  assert.equal(held.empty.length, 500);
  assert.equal(held.empty.at(-1)?.round, 3000);
});

test('older ones come in order, each once, down to the first', async () => {
  const { ask, asked } = node(all(950), (number) => number % 3 === 0);
  let held: Held = await newer(ask, null);
  while (held.from > 0) held = await older(ask, held);
  assert.equal(asked.times, 3, 'a day\'s rounds are read in a few questions');
  assert.deepEqual(held.settled.map((round) => round.round), all(950).filter((number) => number % 3 === 0));
});

test('a long log of which little is kept is not walked through', async () => {
  const kept = [5, 6, 1_000_000, 1_000_001];
  const { ask, asked } = node(kept, () => true);
  let held: Held = await newer(ask, null);
  while (held.from > 0) held = await older(ask, held);
  assert.deepEqual(held.settled.map((round) => round.round), kept);
  assert.equal(asked.times, 1);
});

test('of a node that keeps none nothing is held, and what comes first is', async () => {
  const none = await newer(node([]).ask, null);
  assert.deepEqual(none, { settled: [], empty: [], from: 0, to: 0 });
  assert.deepEqual((await newer(node([1], () => true).ask, none)).settled.map((round) => round.round), [1]);
});

test('what comes is added once', async () => {
  const { ask } = node(all(10), () => true);
  let held = await newer(ask, null);
  held = await newer(node(all(12), () => true).ask, held);
  held = await newer(node(all(12), () => true).ask, held);
  assert.deepEqual(held.settled.map((round) => round.round), all(12));
});
