import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, decimal, grouped, inYardstick, isAmount, isWhole, minor, share, short } from '../../src/lib/money.ts';

test('an amount is whole minor units and comes back as it was', () => {
  for (const [text, digits] of [['0.00', 2], ['12.30', 2], ['-7.05', 2], ['80000', 0], ['1.234', 3], ['0.001', 3]] as const) {
    assert.equal(decimal(minor(text, digits), digits), text);
  }
  assert.equal(minor('5', 2), 500n);
  assert.equal(minor('90071992547409931234.56', 2), 9007199254740993123456n);
});

test('groups follow the language and no digit is lost', () => {
  assert.equal(grouped('9007199254740993.05', 'en'), '9,007,199,254,740,993.05');
  assert.equal(grouped('-1234.50', 'en'), '\u22121,234.50');
  assert.equal(grouped('1234567', 'en'), '1,234,567');
  assert.match(grouped('1234.5', 'ru'), /^1\s234,5$/);
  assert.equal(count(12345, 'en'), '12,345');
});

test('arabic is told in latin digits, so that it can be compared with a file', () => {
  assert.match(grouped('1234.50', 'ar'), /^[0-9.,]+$/);
});

test('what is shortened keeps three digits', () => {
  assert.equal(short('5177754.51', 'en'), '5.18M');
});

test('an amount has at most the digits of its currency and is above zero', () => {
  assert.ok(isAmount('12.34', 2));
  assert.ok(!isAmount('12.345', 2));
  assert.ok(!isAmount('12.3', 0));
  assert.ok(!isAmount('0.00', 2));
  assert.ok(!isAmount('1e3', 2));
  assert.ok(!isAmount('-1', 2));
});

test('a bar is a part from nothing to the whole', () => {
  assert.equal(share('5', '10'), 0.5);
  assert.equal(share('5', '0'), 0);
  assert.equal(share('50', '10'), 1);
});

test('the yardstick takes minor units at the official ratio', () => {
  assert.equal(inYardstick('6.95', 2, '1/695'), 1);
  assert.equal(inYardstick('6.95', 2, null), 0);
});

test('a whole number is taken between its bounds, both included, and nothing else is', () => {
  for (const text of ['1', '720', '30']) assert.ok(isWhole(text, 1, 720), text);
  for (const text of ['0', '-30', '721', '1.5', '', 'x', '1e2', ' 3']) assert.ok(!isWhole(text, 1, 720), text);
});
