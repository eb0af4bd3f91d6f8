import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trapped, type Known } from '../../src/lib/trapped.ts';
import type { Account, CurrencyRow, Payment, RateRow } from '../../src/lib/wire.ts';

const RUSSIAN = 'SABRRUMM';
const INDIAN = 'SBININBB';
const currency = (code: string, country: string, digits = 2) => ({ currency: code, country, digits }) as CurrencyRow;
const account = (participant: string, code: string, balance: string) => ({ participant, currency: code, balance, credit: '0' }) as Account;
const rate = (code: string, more: Partial<RateRow> = {}) => ({ currency: code, rate: '1/1', trading: 'open', switched_off_against: [], ...more }) as unknown as RateRow;
const pays = (debtor: string, code: string, amount: string) => ({ legs: [{ debtor, creditor: INDIAN, currency: code, amount }] }) as unknown as Payment;

const known = (more: Partial<Known>): Known => ({
  accounts: [],
  pending: [],
  currencies: [currency('INR', 'IN'), currency('RUB', 'RU'), currency('KZT', 'KZ')],
  rates: [rate('INR'), rate('RUB'), rate('KZT')],
  surplus: { offers: [], overnight_policies: [] },
  ...more,
});

test('what is held at home, or is queued to be paid, is not trapped', () => {
  const accounts = [account(INDIAN, 'INR', '50.00'), account(RUSSIAN, 'INR', '30.00')];
  assert.deepEqual(trapped(known({ accounts, pending: [pays(RUSSIAN, 'INR', '30.00')] })), []);
  const [row] = trapped(known({ accounts, pending: [pays(RUSSIAN, 'INR', '10.50')] }));
  assert.deepEqual([row?.bank, row?.balance, row?.queued, row?.trapped], [RUSSIAN, '30.00', '10.50', '19.50']);
});

const tool = (more: Partial<Known>) => {
  const accounts = [account(RUSSIAN, 'INR', '30.00'), account(RUSSIAN, 'KZT', '1.00')];
  const row = trapped(known({ accounts, ...more })).find((one) => one.currency === 'INR');
  return [row?.tool, row?.into];
};

test('exchange for what the holder lacks comes before all other tools', () => {
  const surplus = { offers: [{ currency: 'INR' }], overnight_policies: [] };
  assert.deepEqual(tool({ pending: [pays(RUSSIAN, 'KZT', '9.00')], surplus }), ['exchange', 'KZT']);
  assert.deepEqual(tool({ surplus }), ['invest', '']);
  assert.deepEqual(tool({}), ['home', 'RUB']);
});

test('a pair that does not trade frees nothing', () => {
  const pending = [pays(RUSSIAN, 'KZT', '9.00')];
  const rates = [rate('INR', { switched_off_against: ['KZT', 'RUB'] }), rate('RUB'), rate('KZT')];
  assert.deepEqual(tool({ pending, rates }), ['pay', '']);
  const surplus = { offers: [], overnight_policies: [{ class: 'foreign-bank', currency: 'INR', disposal: 'sweep', stay: 'forbidden' }] };
  assert.deepEqual(tool({ pending, rates: [rate('INR', { trading: 'halted' }), rate('RUB'), rate('KZT')], surplus }), ['policy', 'sweep']);
});
