import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { saidBy } from '../../src/lib/reasons.ts';

// What stands in a blank of the node's sentences, by the name that it has there.
const FILLED: Record<string, string> = { reference: 'T-1 a', at: '2026-11-24T22:00:00.000Z', ahead: '8726bcff-5139-411d-8834-f6d7740295db', lacking: 'CNY 1234.50', towards: 'all' };

/** Every sentence by which the node says why something waits, with its blanks filled. */
function sentences(): string[] {
  const source = readFileSync('../crates/node/src/render.rs', 'utf8');
  const text = source.slice(source.indexOf('pub fn waiting_text'), source.indexOf('fn waiting_code'));
  return [...text.matchAll(/format!\("(waits [^"]*)"([^\n]*)/g)].map(([, form = '', given = '']) => {
    const arguments_ = [...given.matchAll(/(money|bic|code)\(/g)].map(([, name]) => ({ money: 'CNY 1234.50', bic: 'ICBKCNBJ', code: 'CNY' })[name ?? ''] ?? '');
    let at = 0;
    return form.replaceAll(/\{(\w*)\}/g, (_, name: string) => (name ? (FILLED[name] ?? assert.fail(name)) : (arguments_[at++] ?? 'ICBKCNBJ')));
  });
}

test('every reason for which something waits is understood as the node says it', () => {
  const told = sentences();
  assert.equal(told.length, 10);
  assert.equal(new Set(told.map((one) => saidBy(one)?.key ?? one)).size, 10, told.join('\n'));
  for (const one of told) assert.ok(saidBy(one), one);
});

test('what stands in a sentence is taken from it', () => {
  assert.deepEqual(saidBy('waits for CNY 42227039.77 in the account of JSBSRU2P'), { key: 'money', amount: { currency: 'CNY', amount: '42227039.77' }, blanks: { bank: 'JSBSRU2P' } });
  assert.deepEqual(saidBy('waits for IRR 5 of room under the limit of AAAACNBJ to all'), { key: 'limit', amount: { currency: 'IRR', amount: '5' }, blanks: { bank: 'AAAACNBJ', towards: 'all' } });
  assert.deepEqual(saidBy('waits until AAAACNBJ may use its CNY account again'), { key: 'access', blanks: { bank: 'AAAACNBJ', currency: 'CNY' } });
  assert.deepEqual(saidBy('waits to be converted: exchange of RUB is halted'), { key: 'quotes', blanks: { obstacle: 'exchange of RUB is halted' } });
  assert.deepEqual(saidBy('1402 UnsettledAtClose by rule R-QUE-07'), { key: 'refused', blanks: { number: '1402', name: 'UnsettledAtClose', rule: 'R-QUE-07' } });
  assert.equal(saidBy('waits for nothing that is known'), null);
});
