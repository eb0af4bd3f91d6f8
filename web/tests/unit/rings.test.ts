import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apart, currenciesOf, edgesOf, ringsOf, ringsTold, seats, usedBy } from '../../src/lib/rings.ts';

const leg = (debtor: string, creditor: string, amount: string, currency = 'INR') => ({ debtor, creditor, currency, amount });
const round = (...legs: ReturnType<typeof leg>[]) => ({ payments: legs.map((one, at) => ({ uetr: String(at), settles_with: null, legs: [one] })) });

test('three banks that pay around make one closed ring', () => {
  const rings = ringsOf(edgesOf(round(leg('A', 'B', '10'), leg('B', 'C', '10'), leg('C', 'A', '10'))));
  assert.equal(rings.length, 1);
  assert.equal(rings[0]?.closed, true);
  assert.equal(rings[0]?.edges.length, 3);
});

test('two payments both ways are a ring of two, and a figure of eight is two rings', () => {
  const rings = ringsOf(edgesOf(round(leg('A', 'B', '1'), leg('B', 'A', '1'), leg('A', 'C', '1'), leg('C', 'A', '1'))));
  assert.deepEqual(rings.map((ring) => [ring.closed, ring.edges.length]), [[true, 2], [true, 2]]);
});

test('what closes no ring stands together at the end', () => {
  const rings = ringsOf(edgesOf(round(leg('B', 'C', '1'), leg('A', 'B', '1'), leg('C', 'B', '1'), leg('A', 'D', '1'))));
  assert.deepEqual(rings.map((ring) => [ring.closed, ring.edges.length]), [[true, 2], [false, 2]]);
  assert.ok(rings[1]?.edges.every((edge) => edge.debtor === 'A'));
});

test('a way that leads nowhere hides no ring', () => {
  const rings = ringsOf(edgesOf(round(leg('A', 'B', '1'), leg('B', 'D', '1'), leg('D', 'E', '1'), leg('B', 'C', '1'), leg('C', 'A', '1'))));
  assert.deepEqual(rings.map((ring) => [ring.closed, ring.edges.length]), [[true, 3], [false, 2]]);
});

/** Whether some of these legs lead back to where they began: banks that pay nobody are taken away until none is left. */
function holdsRing(edges: { debtor: string; creditor: string }[]): boolean {
  let left = edges;
  for (;;) {
    const paying = new Set(left.map((edge) => edge.debtor));
    const next = left.filter((edge) => paying.has(edge.creditor));
    if (next.length === left.length) return left.length > 0;
    left = next;
  }
}

test('every leg is in exactly one ring, whatever the round', () => {
  let seed = 7;
  const next = (most: number) => (seed = (seed * 48271) % 2147483647) % most;
  for (let turn = 0; turn < 200; turn += 1) {
    const legs = Array.from({ length: 1 + next(40) }, () => {
      const debtor = next(8);
      return leg(`B${debtor}`, `B${(debtor + 1 + next(7)) % 8}`, String(1 + next(100)));
    });
    const edges = edgesOf(round(...legs));
    const rings = ringsOf(edges);
    const names = rings.flatMap((ring) => ring.edges.map((edge) => edge.uetr));
    assert.equal(names.length, edges.length);
    assert.equal(new Set(names).size, edges.length);
    for (const ring of rings.filter((one) => one.closed)) {
      for (const [at, edge] of ring.edges.entries()) {
        assert.equal(edge.creditor, (ring.edges[at + 1] ?? ring.edges[0])?.debtor);
      }
    }
    assert.ok(!holdsRing(rings.filter((one) => !one.closed).flatMap((one) => one.edges)));
    assert.equal(seats(rings).length, new Set(edges.flatMap((edge) => [edge.debtor, edge.creditor])).size);
  }
});

test('liquidity used is what banks paid beyond what they received, per currency', () => {
  const used = usedBy([leg('A', 'B', '10.00'), leg('B', 'C', '8.00'), leg('C', 'A', '7.50'), leg('A', 'B', '3', 'JPY')], (code) => (code === 'JPY' ? 0 : 2));
  assert.deepEqual(used, [
    { currency: 'INR', legs: 3, gross: '25.50', used: '2.50' },
    { currency: 'JPY', legs: 1, gross: '3', used: '3' },
  ]);
});

const digits = (code: string) => (code === 'JPY' ? 0 : 2);

test('what rings take of a flow is taken off it, and what is left stands outside', () => {
  const told = {
    ...round(leg('A', 'B', '10.00'), leg('A', 'B', '5.00'), leg('B', 'A', '7', 'JPY')),
    rings: [{ value: '7', flows: [leg('A', 'B', '9.25'), leg('B', 'A', '7', 'JPY')] }],
  };
  const [ring, rest] = ringsTold(told, digits);
  assert.deepEqual([ring?.closed, ring?.value, ring?.edges.length], [true, '7', 2]);
  assert.deepEqual([rest?.closed, rest?.edges.map((edge) => [edge.debtor, edge.creditor, edge.amount])], [false, [['A', 'B', '5.75']]]);
});

test('the greatest ring comes first, and of a ring that is seen in part it is said', () => {
  const told = {
    ...round(leg('A', 'B', '1'), leg('B', 'A', '1'), leg('C', 'D', '9'), leg('D', 'E', '9')),
    rings: [{ value: '1', flows: [leg('A', 'B', '1'), leg('B', 'A', '1')] }, { value: '9', flows: [leg('C', 'D', '9'), leg('D', 'E', '9')] }],
  };
  assert.deepEqual(ringsTold(told, digits).map((ring) => [ring.value, ring.part]), [['9', true], ['1', false]]);
});

test('currencies come by what they are worth', () => {
  const edges = edgesOf(round(leg('A', 'B', '1', 'JPY'), leg('B', 'A', '5', 'INR'), leg('B', 'A', '1', 'JPY')));
  assert.deepEqual(currenciesOf(edges, (code, amount) => Number(amount) * (code === 'JPY' ? 1 : 2)), ['INR', 'JPY']);
});

test('amounts that would lie on each other are moved below, and others are left', () => {
  const boxes = [{ x: 0, y: 0, width: 80 }, { x: 5, y: 2, width: 80 }, { x: 200, y: 1, width: 80 }, { x: 0, y: 10, width: 80 }];
  const moved = apart(boxes, 16);
  assert.deepEqual(moved.map((box) => box.y), [0, 16, 1, 32]);
  assert.deepEqual(apart([], 16), []);
});
