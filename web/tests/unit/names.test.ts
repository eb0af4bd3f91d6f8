// What the machine names has a name in every complete language: what happens, what is asked, and what stands in a payment.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { spoken } from './spoken.ts';

const MACHINE = '../crates/settlement/src';
const COMPLETE = ['en', 'ru', 'zh'];

/** The variants of an enum, as rustfmt sets them. */
function variants(path: string, name: string): string[] {
  const source = readFileSync(path, 'utf8');
  const body = new RegExp(`^pub enum ${name} \\{$([^]*?)^\\}$`, 'm').exec(source)?.[1] ?? assert.fail(path);
  return [...body.matchAll(/^ {4}([A-Z]\w*)/gm)].map((match) => match[1] ?? '');
}

/** What each feature of settlement adds to the machine's commands or events. */
const everyFeature = (file: string, name: string) =>
  readdirSync(MACHINE, { withFileTypes: true }).flatMap((one) => (one.isDirectory() && readdirSync(`${MACHINE}/${one.name}`).includes(file) ? variants(`${MACHINE}/${one.name}/${file}`, name) : []));

function named(words: string, names: string[]): void {
  const said = spoken(words) ?? assert.fail(words);
  for (const language of COMPLETE) {
    const missing = names.filter((name) => !said[language]?.[name]);
    assert.deepEqual(missing, [], `${words}, ${language}`);
  }
}

const document = JSON.parse(readFileSync('../docs/reference/openapi.json', 'utf8')) as { components: { schemas: { LiveEvent: { oneOf: { properties: { kind: { enum: string[] } } }[] } } } };

test('everything that may happen has a name', () => {
  const happens = everyFeature('event.rs', 'Event');
  const live = document.components.schemas.LiveEvent.oneOf.flatMap((one) => one.properties.kind.enum);
  assert.ok(happens.length > 70 && happens.includes('InstructionAccepted') && live.length >= 9, 'they were found');
  named('src/words/events.ts', [...happens, ...live, 'Refused']);
});

test('everything that may be asked has a name', () => {
  const asked = everyFeature('command.rs', 'Command');
  assert.ok(asked.length > 55 && asked.includes('SubmitInstruction'), 'they were found');
  named('src/words/names.ts', asked);
});

test('every area of the machine has a name', () => {
  const areas = variants(`${MACHINE}/event.rs`, 'Event').filter((name) => name !== 'Refused');
  assert.ok(areas.length > 10);
  named('src/words/names.ts', areas.map((name) => `area_${name.toLowerCase()}`));
});
