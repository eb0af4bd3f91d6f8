import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const said = readFileSync('src/words/sources.ts', 'utf8');

test('every text of the data that comes with the program is said in every complete language', () => {
  const calendars = [...readFileSync('../rules/data/calendars.toml', 'utf8').matchAll(/^source = "(.+)"$/gm)].map((match) => match[1] ?? '');
  const yardstick = /const YARDSTICK: &str =\s*"(.+)";/.exec(readFileSync('../crates/sandbox/src/governance.rs', 'utf8'))?.[1] ?? '';
  assert.ok(calendars.length > 20 && yardstick !== '', 'the texts were found');
  for (const text of new Set([...calendars, yardstick])) assert.ok(said.includes(`: '${text}',`), text);
});
