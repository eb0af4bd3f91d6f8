import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ratioOf, unitsOf } from '../../src/lib/ratio.ts';
import { bodyIn, nameOf } from '../../src/lib/signed.ts';

test('an official rate is the decimal that was said, exactly, and is told as it was said', () => {
  assert.equal(ratioOf('92.40', 2), '1/9240');
  assert.equal(ratioOf('3.6725', 2), '4/1469');
  assert.equal(ratioOf('0.307', 3), '1/307');
  assert.equal(ratioOf('26350', 0), '1/26350');
  for (const [units, digits] of [['6.95', 2], ['1180000', 2], ['0.307', 3], ['0.000000001', 0]] as const) {
    assert.equal(unitsOf(ratioOf(units, digits), digits), units);
  }
});

test('what is no decimal above zero is no rate', () => {
  for (const said of ['', '0', '0.00', '-1', '1e3', '1,5', '1.0000000001', 'x']) assert.equal(ratioOf(said, 2), null, said);
  assert.equal(unitsOf(null, 2), '');
  assert.equal(unitsOf('x/1', 2), '');
});

test('a signed body names its command, and an order and a quote are told apart', () => {
  assert.equal(nameOf(bodyIn('{"command":"ReserveFunds"}')), 'ReserveFunds');
  assert.equal(nameOf({ sell: {}, buy: { at_least: '1' }, rounds: 3 }), 'PlaceOrder');
  assert.equal(nameOf({ sell: {}, buy: { at_least: '1' }, until: '2026-11-24T12:00:00Z' }), 'PlaceOrder');
  assert.equal(nameOf({ sell: {}, buy: { amount: '1' }, until: '2026-11-24T12:00:00Z' }), 'PostQuote');
  assert.equal(nameOf({ number: 4 }), 'CancelOrder');
  assert.equal(bodyIn('<Document/>'), null);
  assert.equal(bodyIn('[1]'), null);
  assert.equal(nameOf(null), '');
});
