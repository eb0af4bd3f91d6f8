import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, chosen, pathOf, type Step } from '../../src/lib/commands.ts';

const AT = '2026-11-24T09:30:00.000000001Z';

test('a body states its command and its instant, and then its fields', () => {
  const step: Step = { command: 'SetBand', fields: { currency: 'INR', basis_points: null } };
  assert.deepEqual(Object.entries(JSON.parse(bodyOf(step, AT))), [['command', 'SetBand'], ['asked_at', AT], ['currency', 'INR'], ['basis_points', null]]);
  assert.equal(pathOf(step), '/v1/bands');
});

test('an order, a quote and their end state neither', () => {
  assert.equal(bodyOf({ command: 'CancelOrder', fields: { number: 4 } }, AT), '{\n  "number": 4\n}');
});

test('what an address leaves open is filled from the body', () => {
  assert.equal(pathOf({ command: 'Approve', fields: { proposal: 7 } }), '/v1/proposals/7/approve');
});

test('what is not among the choices is the first of them', () => {
  assert.equal(chosen(['off', 'on'], 'on'), 'on');
  assert.equal(chosen(['off', 'on'], undefined), 'off');
});
