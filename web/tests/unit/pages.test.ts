import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { copied } from '../../src/lib/curl.ts';
import { folded } from '../../src/lib/flows.ts';
import { minuteOn } from '../../src/lib/moment.ts';
import { rounded, signed } from '../../src/lib/money.ts';
import { whole } from '../../src/lib/pages.ts';

/** Rows from the newest on, handed out three at a time. */
const pages = (all: number) => async (before = all + 1) => {
  const rows = Array.from({ length: Math.min(3, before - 1) }, (_, at) => before - 1 - at);
  const last = rows.at(-1) ?? 1;
  return { rows, next: last > 1 ? last : null };
};

test('all pages are read, and none where the node says there is no more', async () => {
  assert.deepEqual(await whole(pages(8), 100), { rows: [8, 7, 6, 5, 4, 3, 2, 1], more: false, pages: 3 });
  assert.deepEqual(await whole(pages(3), 100), { rows: [3, 2, 1], more: false, pages: 1 });
  assert.deepEqual(await whole(pages(0), 100), { rows: [], more: false, pages: 1 });
});

test('a bound that is reached is told, and what is exactly as long is whole', async () => {
  assert.deepEqual(await whole(pages(8), 5), { rows: [8, 7, 6, 5, 4, 3], more: true, pages: 2 });
  assert.deepEqual(await whole(pages(6), 6), { rows: [6, 5, 4, 3, 2, 1], more: false, pages: 2 });
});

test('the greatest flows keep their names, the rest are told together, and nothing is lost', () => {
  const flows = [{ from: 'A', to: 'B', value: 100 }, { from: 'C', to: 'A', value: 50 }, { from: 'D', to: 'E', value: 2 }, { from: 'E', to: 'A', value: 1 }, { from: 'D', to: 'F', value: 1 }];
  const told = folded(flows, 3, 'rest');
  assert.deepEqual(told, [{ from: 'A', to: 'B', value: 100 }, { from: 'C', to: 'A', value: 50 }, { from: 'rest', to: 'rest', value: 3 }, { from: 'rest', to: 'A', value: 1 }]);
  assert.deepEqual(folded(flows, 5, 'rest'), flows, 'one kind alone is not called the rest');
});

test('no zero has a sign, and what is above zero may have one', () => {
  assert.equal(rounded(-0.001, 2), '0.00');
  assert.equal(rounded(-0.32, 2), '\u22120.32');
  assert.equal(rounded(1.94, 1, 'ru'), '1,9');
  assert.equal(signed(0.001, 2), '0.00');
  assert.equal(signed(0.5, 2, 'ru'), '+0,50');
  assert.equal(signed(-0.5, 2), '\u22120.50');
});

test('a time of another day has its date', () => {
  assert.equal(minuteOn('2026-11-24T09:05:00.000Z', '2026-11-24'), '09:05');
  assert.equal(minuteOn('2026-11-23T09:05:00.000Z', '2026-11-24'), '2026-11-23 09:05');
  assert.equal(minuteOn(undefined, '2026-11-24'), '');
});

test('a copied request asks for what the list holds', () => {
  const rounds = '/v1/offsetting/rounds?after=0&limit=100';
  assert.equal(copied('/v1/rates', 'http://a'), "curl -s 'http://a/v1/rates'");
  assert.equal(copied('/v1/live?after=5', 'http://a'), "curl -sN 'http://a/v1/live?after=5'");
  assert.equal(copied(rounds, 'http://a', undefined, { after: 20, until: 110 }), "curl -s 'http://a/v1/offsetting/rounds?after=20&limit=100'");
const many = copied(rounds, 'http://a', 'Pages.', { after: 20, until: 650 });
  assert.ok(many.startsWith('# Pages.\nafter=20; while page=$(curl -s "http://a/v1/offsetting/rounds?after=$after&limit=100");'), many);
  // A shell walks through all pages and stops at the end; curl is played by a function that hands out two.
  const play = `curl() { case "$2" in *after=20*) echo '{"next":120,"rounds":[1]}';; *) echo '{"next":120,"rounds":[]}';; esac; }\n${many}`;
  assert.equal(execFileSync('sh', ['-c', play], { encoding: 'utf8', timeout: 5000 }), '{"next":120,"rounds":[1]}\n{"next":120,"rounds":[]}\n');
  assert.equal(copied('/v1/passkeys', 'http://a', 'Needs a\nsession.'), "# Needs a session.\ncurl -s 'http://a/v1/passkeys'");
});
