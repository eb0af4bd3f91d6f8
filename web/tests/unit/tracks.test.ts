import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitted } from '../../src/lib/tracks.ts';

test('where there is room all is shown, and what is measured takes the place of what was guessed', () => {
  const told = fitted([{ width: '60px' }, { width: 'minmax(86px, 1fr)', needs: 120 }, { width: 'minmax(0, 2fr)' }, { width: '62px', needs: 70 }], 800);
  assert.deepEqual(told, { shown: [0, 1, 2, 3], tracks: '60px minmax(120px, 1fr) minmax(0px, 2fr) 70px', gap: 14, padding: 14 });
});

test('a head has room for its longest word, where the column is not measured', () => {
  assert.equal(fitted([{ width: '60px', head: 81 }, { width: 'minmax(86px, 1fr)', head: 40 }, { width: 'minmax(0, 1fr)', head: 70 }], 800).tracks, '81px minmax(86px, 1fr) minmax(70px, 1fr)');
});

test('a head gives way to the amounts below it, and these to nothing', () => {
  const { tracks } = fitted([{ width: '44px', head: 44 }, { width: '46px', needs: 36, head: 82 }, { width: '54px', needs: 52, head: 40 }], 190);
  const widths = [...tracks.matchAll(/(\d+)px/g)].map((width) => Number(width[1]));
  assert.ok(widths[1] !== undefined && widths[1] < 82 && widths[1] >= 36 && (widths[2] ?? 0) >= 52, tracks);
  assert.ok(widths.reduce((sum, width) => sum + width, 16) <= 190 - 31, tracks);
});

test('columns from a width on are left out below it', () => {
  assert.deepEqual(fitted([{ width: '60px' }, { width: '60px', wide: true }, { width: '60px', wide: 500 }], 600).shown, [0, 2]);
  assert.deepEqual(fitted([{ width: '60px' }, { wide: Infinity }], 6000).shown, [0]);
});

test('an amount that needs room pushes out what may be left out, the least wanted first', () => {
  const columns = [{ width: '60px' }, { width: 'minmax(90px, 1fr)', needs: 200 }, { width: '100px', wide: 300 }, { width: '100px', wide: true }];
  assert.deepEqual(fitted(columns, 640).shown, [0, 1, 2, 3]);
  assert.deepEqual(fitted(columns, 440).shown, [0, 1, 2]);
  // Gaps grow narrower before anything is left out.
  assert.deepEqual(fitted(columns, 420), { shown: [0, 1, 2], tracks: '60px minmax(200px, 1fr) 100px', gap: 8, padding: 10 });
  assert.deepEqual(fitted(columns, 400).shown, [0, 1]);
});

test('what may be cut off is made narrower where nothing can be left out, and an amount never is', () => {
  const { shown, tracks } = fitted([{ width: '92px' }, { width: 'minmax(88px, 1fr)' }, { width: 'minmax(100px, 1fr)', needs: 190 }], 340);
  assert.deepEqual(shown, [0, 1, 2]);
  const widths = [...tracks.matchAll(/(\d+)px/g)].map((width) => Number(width[1]));
  assert.equal(widths[2], 190);
  assert.ok(widths.every((width) => width >= 44));
  assert.ok(widths.reduce((sum, width) => sum + width, 16) <= 340 - 31, tracks);
});
