import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beyond, newer, older, type Ask, type Held } from '../../src/lib/log.ts';

interface Row {
  position: number;
}

/** A node whose log has so many records, and how often it was asked. */
function node(head: number) {
  const asked = { times: 0 };
  const ask: Ask<Row> = async (before = head + 1) => {
    asked.times += 1;
    const most = Math.min(before - 1, head);
    const least = Math.max(1, most - 49);
    const records = Array.from({ length: Math.max(0, most - least + 1) }, (_, at) => ({ position: most - at }));
    return { records, next: least > 1 ? least : null };
  };
  return { ask, asked };
}
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, at) => from - at);
const positions = (held: Held<Row>) => held.records.map((row) => row.position);

test('a list begins with the newest page, and goes back to the first record', async () => {
  const { ask } = node(120);
  let held = await newer(ask, null);
  assert.deepEqual(positions(held), down(120, 71));
  while (held.next !== null) held = await older(ask, held);
  assert.deepEqual(positions(held), down(120, 1));
  assert.deepEqual(await older(ask, held), held, 'before the first there is none');
});

test('what came since is added once and without a gap, over several pages', async () => {
  let held = await newer(node(120).ask, null);
  for (const head of [120, 121, 260]) held = await newer(node(head).ask, held);
  assert.deepEqual(positions(held), down(260, 71));
  assert.equal(held.next, 71);
});

test('where too much has come since, the newest are held alone, and older ones are still to be had', async () => {
  const { ask, asked } = node(5000);
  const before = await newer(node(120).ask, null);
  let held = await newer(ask, before);
  assert.equal(asked.times, 5);
  assert.deepEqual(positions(held), down(5000, 4751));
  held = await older(ask, held);
  assert.deepEqual(positions(held), down(5000, 4701));
});

test('a list that holds as many as it may says where it goes on, until the log begins', async () => {
  const { ask } = node(40_050);
  /** A list from a position on, as far as one list goes. */
  const list = async (from: number) => {
    const within: Ask<Row> = (before) => ask(before ?? from + 1);
    let held = await newer(within, null);
    assert.equal(beyond(held), null);
    while (held.next !== null && beyond(held) === null) held = await older(within, held);
    return held;
  };
  let from: number | null = 40_050;
  const seen: number[] = [];
  for (; from !== null; ) {
    const held = await list(from);
    seen.push(...positions(held));
    from = beyond(held);
  }
  assert.deepEqual(seen, down(40_050, 1), 'each record once, to the first');
});

test('of an empty log nothing is held, and its first record is', async () => {
  const none = await newer(node(0).ask, null);
  assert.deepEqual(none, { records: [], next: null });
  assert.deepEqual(positions(await newer(node(1).ask, none)), [1]);
});
