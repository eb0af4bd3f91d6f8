import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movement } from '../../src/lib/change.ts';
import { failed, outcomeOf, refusedInside } from '../../src/lib/outcome.ts';

const answer = (events: object[]) => JSON.stringify({ status: 'approved', command: 'Approve', position: 41, at: '2026-11-24T09:00:00Z', events });
const REFUSED = { event: 'ProposalRefused', proposal: 2, refusal: { number: 12, name: 'InsufficientFunds', iso: 'AM04', rule: 'R-LIQ-05' } };

test('an approval whose execution was refused is told as a refusal, with rule and number', () => {
  const outcome = outcomeOf(200, answer([{ event: 'CommandApproved' }, { event: 'CommandCarriedOut' }, REFUSED]));
  assert.deepEqual(outcome, { word: 'approved', reason: 'InsufficientFunds (AM04)', refusal: { number: 12, rule: 'R-LIQ-05', iso: 'AM04' }, position: 41, order: null });
  assert.ok(failed({ ...outcome, status: 200 }));
  assert.ok(refusedInside({ ...outcome, status: 200 }));
});

test('an approval that was carried out is done', () => {
  const outcome = outcomeOf(200, answer([{ event: 'CommandApproved' }, { event: 'CommandCarriedOut' }]));
  assert.deepEqual([outcome.word, outcome.reason, outcome.refusal, failed({ ...outcome, status: 200 })], ['approved', '', null, false]);
});

test('a problem is told by its detail, and is nothing inside an answer of success', () => {
  const outcome = outcomeOf(409, JSON.stringify({ code: 'refused', title: 'the rules say no', detail: 'funds are lacking', number: 12, rule: 'R-LIQ-05', iso: 'AM04', position: 7 }));
  assert.deepEqual([outcome.word, outcome.reason, outcome.refusal?.rule, outcome.position], ['refused', 'funds are lacking', 'R-LIQ-05', 7]);
  assert.ok(failed({ ...outcome, status: 409 }) && !refusedInside({ ...outcome, status: 409 }));
  assert.ok(failed({ status: 0, reason: '' }), 'no answer came');
});

test('a movement is told to the minor unit; on another\'s account only by how much', () => {
  assert.deepEqual(movement('A KWD', '1.000', '0.001', -1n), { what: 'A KWD', before: '1.000', after: '0.999' });
  assert.deepEqual(movement('B KWD', 'unseen', '0.001', 1n), { what: 'B KWD', before: null, after: null, by: '+0.001' });
  assert.deepEqual(movement('B VND', 'unseen', '5', -1n), { what: 'B VND', before: null, after: null, by: '-5' });
  assert.deepEqual(movement('C KWD', null, '1.000', 1n), { what: 'C KWD', before: null, after: null });
});
