import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepsOf, waitsOf } from '../../src/lib/timeline.ts';

const moment = (status: string, position: number) => ({ status, position, at: `2026-11-24T09:00:${position}Z` });
const HISTORY = [moment('pending', 10), moment('pending', 10), moment('pending', 12), moment('settled', 15)];

test('what is told again with nothing new is told once, with how often and where last', () => {
  assert.deepEqual(stepsOf(HISTORY, new Map()).map((step) => [step.status, step.position, step.times, step.last.position]), [['pending', 10, 3, 12], ['settled', 15, 1, 15]]);
  assert.deepEqual(stepsOf(HISTORY, new Map([[10, 'money'], [12, 'money']])).map((step) => [step.reason, step.times]), [['money', 3], ['', 1]]);
});

test('a wait for something else is a step of its own', () => {
  assert.deepEqual(stepsOf(HISTORY, new Map([[10, 'counterpart'], [12, 'money']])).map((step) => [step.reason, step.position, step.times]), [['counterpart', 10, 2], ['money', 12, 1], ['', 15, 1]]);
});

test('it is looked up why it waits only where it came to wait several times', () => {
  assert.deepEqual(waitsOf(HISTORY, 8), [12, 10]);
  assert.deepEqual(waitsOf(HISTORY, 1), [12]);
  assert.deepEqual(waitsOf([moment('pending', 10), moment('pending', 10), moment('settled', 11)], 8), []);
});
