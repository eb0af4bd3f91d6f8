import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLeft } from '../../src/lib/keystore.ts';

test('a trial is left behind once its page is surely gone, and one without a moment always', () => {
  const now = 1_700_000_000_000;
  assert.equal(isLeft(`${now - 1000}.9a2b`, now), false, 'another page tries at this moment');
  assert.equal(isLeft(`${now - 61_000}.9a2b`, now), true);
  assert.equal(isLeft('5f0c1e2a-2f4b-4c8d-9e0f-000000000001', now), true, 'an earlier page named none');
});
