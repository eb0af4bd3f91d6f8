import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pairIn, priceOf } from '../../src/lib/pairs.ts';

const CODES = ['CNY', 'INR', 'VND'];

test('a pair is meant by its letters in either form, of two currencies that are known', () => {
  for (const text of ['CNY/INR', 'cny inr', 'CNY.INR', ' CNYINR ']) assert.deepEqual(pairIn(text, CODES), ['CNY', 'INR'], text);
  for (const text of ['CNY', 'CNY/CNY', 'CNY/XXX', 'CNY/INR/VND', '']) assert.equal(pairIn(text, CODES), null, text);
});

test('a price is of whole units, whatever the digits of either currency', () => {
  // One of the yardstick is 7 CNY of two digits, or 25,000 VND of none.
  const yuan = { currency: 'CNY', rate: '1/700', minor_units: 2 };
  const dong = { currency: 'VND', rate: '1/25000', minor_units: 0 };
  assert.ok(Math.abs((priceOf(null, yuan, dong)?.price ?? 0) - 25_000 / 7) < 1e-6);
  const round = { round: 4, at: '2026-11-24T09:00:00Z', prices: { CNY: '1/1', VND: '7/250' } };
  const { price = 0, official = null } = priceOf(round, yuan, dong) ?? {};
  assert.ok(Math.abs(price - 25_000 / 7) < 1e-6, `${price}`);
  assert.ok(official !== null && Math.abs(price - official) < 1e-6);
});

test('a round that did not trade both has no price of them, and an unrated currency no official one', () => {
  const yuan = { currency: 'CNY', rate: null, minor_units: 2 };
  const rupee = { currency: 'INR', rate: '1/9240', minor_units: 2 };
  assert.equal(priceOf({ round: 1, at: '', prices: { CNY: '1/1' } }, yuan, rupee), null);
  assert.equal(priceOf({ round: 1, at: '', prices: { CNY: '1/1', INR: '1/12' } }, yuan, rupee)?.official, null);
  assert.equal(priceOf(null, yuan, rupee), null);
});
