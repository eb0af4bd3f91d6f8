import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { csv } from '../../src/lib/csv.ts';

// What looks like a list and is none to keep, by a word of its tag: the frame's screens, a choice
// that opens, a key to colours, figures drawn of rows that stand in a list beside them, and
// sentences that the dialog and an item's row say.
const NONE: Record<string, string[]> = {
  'App.svelte': ['<ul>'],
  'parts/Act.svelte': ['<ul>'],
  'parts/Palette.svelte': ['role="listbox"'],
  'parts/Remains.svelte': ['<ul>'],
  'parts/TrappedBalances.svelte': ['class="legend"', 'class="bars"'],
  'screens/Rings.svelte': ['class="legend"', 'class="panel course"'],
};

// What this browser has asked is in no node; each row of it has a curl of its own.
const OUR_OWN = ['screens/Developer.svelte'];

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.svelte'));

/** The opening tags of these names, each up to its own end. */
function tags(text: string, name: string): string[] {
  return [...text.matchAll(new RegExp(`<${name}(?=[\\s>])`, 'g'))].map(({ index }) => {
    let depth = 0;
    for (let at = index; at < text.length; at += 1) {
      if (text[at] === '{') depth += 1;
      else if (text[at] === '}') depth -= 1;
      else if (text[at] === '>' && depth === 0) return text.slice(index, at + 1);
    }
    throw new Error(`${name} has no end`);
  });
}

test('every table is kept as a file, and its request copied', () => {
  let found = 0;
  for (const file of files) {
    const text = readFileSync(`src/${file}`, 'utf8');
    const tools = tags(text, 'ListTools');
    for (const table of tags(text, 'Table')) {
      found += 1;
      const own = /bind:this=\{(\w+)\}/.exec(table)?.[1];
      assert.ok(own, `${file}: ${table}`);
      assert.ok(tools.some((one) => one.includes(`download={() => ${own}?.download()}`)), `${file}: no CSV for ${table}`);
    }
  }
  assert.ok(found > 20, `${found} tables`);
});

test('so is every other list', () => {
  let found = 0;
  for (const file of files) {
    const text = readFileSync(`src/${file}`, 'utf8');
    const tools = tags(text, 'ListTools');
    for (const list of ['ul', 'ol', 'table'].flatMap((name) => tags(text, name))) {
      if (NONE[file]?.some((word) => list.includes(word))) continue;
      found += 1;
      const own = /data-list="([\w-]+)"/.exec(list)?.[1];
      assert.ok(own, `${file}: ${list} has no CSV`);
      assert.ok(tools.some((one) => one.includes(`saveList('${own}'`)), `${file}: no CSV for ${list}`);
    }
  }
  assert.ok(found > 8, `${found} lists`);
});

test('a list that has no request is one of this browser', () => {
  for (const file of files) {
    const bare = tags(readFileSync(`src/${file}`, 'utf8'), 'ListTools').filter((one) => one.includes('path={null}'));
    assert.equal(bare.length > 0, OUR_OWN.includes(file), `${file}: ${bare.join(' ')}`);
  }
});

test('a file of a list is RFC 4180, and nothing in it is run as a formula', () => {
  assert.equal(csv(['a', 'b'], [['1,5', 'say "so"'], ['=1+1', '-2.50']]), 'a,b\r\n"1,5","say ""so"""\r\n\'=1+1,-2.50\r\n');
});

test('numbers with a sign are numbers, and what only begins like one is text', () => {
  assert.equal(csv(['a'], [['-5'], ['+5'], ['-0.32'], ['-5 AED'], ['+cmd'], ['-1+1'], ['@x']]), "a\r\n-5\r\n+5\r\n-0.32\r\n'-5 AED\r\n'+cmd\r\n'-1+1\r\n'@x\r\n");
});

test('an amount stands in a file alone, and what it is of in a column of its own', () => {
  for (const file of files) {
    for (const [raw] of readFileSync(`src/${file}`, 'utf8').matchAll(/raw: \(\w+\) => `\$\{[^`]*(?:amount|trapped|sold|received|balance)[^`]*`/g)) assert.fail(`${file}: ${raw}`);
  }
  assert.match(readFileSync('src/parts/Table.svelte', 'utf8'), /column\.unit\?\.\(row\)/);
});

test('no file has two columns of one name', () => {
  for (const file of files) {
    for (const [, heads] of readFileSync(`src/${file}`, 'utf8').matchAll(/saveList\('[\w-]+', [^[]*\[([^[\]]*)\]/g)) {
      const all = (heads ?? '').split(', ').filter((head) => head !== '');
      assert.equal(new Set(all).size, all.length, `${file}: ${heads}`);
    }
  }
});
