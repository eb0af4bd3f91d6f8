import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayConfirm, mayConsent, type Known } from '../../src/lib/entitled.ts';
import { daysIn, isClock, isDay, toggled, weekdaysIn, wrongIn } from '../../src/lib/fields.ts';

test('a day is one that there is, and a clock goes to 24:00', () => {
  assert.deepEqual(['2026-12-25', '2028-02-29'].map(isDay), [true, true]);
  assert.deepEqual(['2026-02-29', '2026-13-01', '2026-1-1', '25.12.2026', ''].map(isDay), [false, false, false, false, false]);
  assert.deepEqual(['00:00', '09:30', '23:59', '24:00'].map(isClock), [true, true, true, true]);
  assert.deepEqual(['24:01', '9:30', '25:00', '12:60', ''].map(isClock), [false, false, false, false, false]);
});

test('days are listed in any order, and each is kept once', () => {
  assert.deepEqual(daysIn(' 2027-01-26,2026-12-25\n2027-01-26; '), ['2026-12-25', '2027-01-26']);
  assert.deepEqual(daysIn(undefined), []);
});

test('days of a week are chosen and left, in the order of the week', () => {
  assert.deepEqual(weekdaysIn('sunday,friday,caturday'), ['friday', 'sunday']);
  assert.equal(toggled('sunday', 'friday'), 'friday,sunday');
  assert.equal(toggled('friday,sunday', 'sunday'), 'friday');
  assert.equal(toggled(undefined, 'monday'), 'monday');
});

test('what is wrong with a field is told by its kind', () => {
  const field = (kind: Parameters<typeof wrongIn>[0]['kind'], more: object = {}) => ({ name: 'one', label: '', kind, ...more });
  assert.deepEqual(wrongIn(field('text'), '', 2), { key: 'needed' });
  assert.equal(wrongIn(field('text', { optional: true }), '', 2), null);
  assert.deepEqual(wrongIn(field('amount'), '1.234', 2), { key: 'amount_bad', blanks: { n: 2 } });
  assert.deepEqual(wrongIn(field('amount'), '0.00', 2), { key: 'amount_bad', blanks: { n: 2 } });
  assert.equal(wrongIn(field('amount', { zero: true }), '0.00', 2), null);
  assert.equal(wrongIn(field('amount'), '1.234', 3), null);
  assert.deepEqual(wrongIn(field('number', { least: -720, most: 840 }), '841', 2), { key: 'number_bad', blanks: { least: -720, most: 840 } });
  assert.equal(wrongIn(field('number', { least: -720, most: 840 }), '-720', 2), null);
  assert.deepEqual(wrongIn(field('number', { least: 1 }), '0', 2), { key: 'number_least', blanks: { least: 1 } });
  assert.deepEqual(wrongIn(field('clock'), '24:30', 2), { key: 'clock_bad' });
  assert.deepEqual(wrongIn(field('dates'), '2026-12-25 2026-12-32', 2), { key: 'dates_bad', blanks: { day: '2026-12-32' } });
  assert.equal(wrongIn(field('dates'), '2026-12-25', 2), null);
});

const payment = (more: Partial<Known>): Known => ({
  uetr: 'one', status: 'pending', kind: 'payment', instructed_by: 'SBININBB', stamps: [], consents_due: ['SABRRUMM', 'CBRFRUMM'],
  legs: [{ debtor: 'SBININBB', creditor: 'SABRRUMM', currency: 'INR', amount: '1.00' }, { debtor: 'SABRRUMM', creditor: 'SBININBB', currency: 'RUB', amount: '1.00' }],
  ...more,
});

test('a debtor is asked for its consent as long as the node tells that it is due', () => {
  assert.ok(mayConsent(payment({}), 'SABRRUMM'));
  assert.ok(mayConsent(payment({}), 'CBRFRUMM'), 'also who is not asked first');
  assert.ok(!mayConsent(payment({}), 'SBININBB'), 'who gave it consents by giving it');
  assert.ok(!mayConsent(payment({}), 'ICBKCNBJ'), 'nobody else');
  assert.ok(!mayConsent(payment({ consents_due: ['CBRFRUMM'] }), 'SABRRUMM'), 'it has consented, or its mandate has');
  assert.ok(!mayConsent(payment({ status: 'settled', consents_due: [] }), 'SABRRUMM'));
});

test('a creditor\'s bank confirms what has settled, once', () => {
  const settled: Partial<Known> = { status: 'settled', consents_due: [] };
  assert.ok(mayConfirm(payment(settled), 'SABRRUMM'));
  assert.ok(!mayConfirm(payment(settled), 'ICBKCNBJ'));
  assert.ok(!mayConfirm(payment({}), 'SABRRUMM'));
  assert.ok(!mayConfirm(payment({ ...settled, kind: 'issue' }), 'SABRRUMM'));
  assert.ok(mayConfirm(payment({ ...settled, kind: 'conversion' }), 'SABRRUMM'), 'quotes settled it by its legs');
  assert.ok(!mayConfirm(payment({ ...settled, kind: 'conversion', legs: [] }), 'SABRRUMM'), 'a round filled it');
  assert.ok(!mayConfirm(payment({ ...settled, stamps: [{ stamp: 'acknowledged', party: 'SABRRUMM', at: '', position: 9 }] }), 'SABRRUMM'));
  assert.ok(mayConfirm(payment({ ...settled, stamps: [{ stamp: 'acknowledged', party: 'SBININBB', at: '', position: 9 }] }), 'SABRRUMM'), 'the other side has its own word');
});
