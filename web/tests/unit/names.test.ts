// What the machine names has a name in every complete language: what happens, what is asked, and what stands in a payment.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import arFrame from '../../src/words/ar.ts';
import enFrame from '../../src/words/en.ts';
import faFrame from '../../src/words/fa.ts';
import hiFrame from '../../src/words/hi.ts';
import ptFrame from '../../src/words/pt.ts';
import ruFrame from '../../src/words/ru.ts';
import zhFrame from '../../src/words/zh.ts';
import ar from '../../src/words/titles/ar.ts';
import en from '../../src/words/titles/en.ts';
import fa from '../../src/words/titles/fa.ts';
import hi from '../../src/words/titles/hi.ts';
import pt from '../../src/words/titles/pt.ts';
import ru from '../../src/words/titles/ru.ts';
import zh from '../../src/words/titles/zh.ts';
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

const frames = { en: enFrame, ru: ruFrame, zh: zhFrame, pt: ptFrame, hi: hiFrame, ar: arFrame, fa: faFrame };
const titles = { en, ru, zh, pt, hi, ar, fa };

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

test('every refusal has a title in each language, by the pages about them', () => {
  const numbers = readdirSync('../docs/reference/refusals').flatMap((file) => /^(\d+)\.md$/.exec(file)?.[1] ?? []);
  assert.ok(numbers.length > 90, 'they were found');
  for (const { refusals } of Object.values(titles)) assert.deepEqual(Object.keys(refusals).sort(), numbers.sort());
});

test('every problem has a title in each language, by the page about them', () => {
  const codes = [...readFileSync('../docs/reference/problems.md', 'utf8').matchAll(/^## ([\w-]+)$/gm)].map((match) => match[1] ?? '');
  assert.ok(codes.length > 30, 'they were found');
  for (const { problems } of Object.values(titles)) assert.deepEqual(Object.keys(problems).sort(), codes.sort());
});

test('no two titles of a language are told apart by nothing but their number', () => {
  for (const { refusals } of Object.values(titles)) assert.equal(new Set(Object.values(refusals)).size, Object.keys(refusals).length);
});

test('what was done is said for every command', () => {
  const words = [...JSON.stringify(document).matchAll(/It was carried out: ([\w-]+)\./g)].map((match) => match[1] ?? '');
  assert.ok(words.length > 50, 'they were found');
  named('src/words/answers.ts', [...new Set(words), 'repeated']);
});

test('every stage of an order, and each of its kinds, is said', () => {
  const source = readFileSync('../crates/api/src/read/exchange.rs', 'utf8');
  const stages = [...source.matchAll(/OrderStage::\w+(?:\(OrderEnd::\w+\))? => "([^"]+)"/g)].map((match) => `status_${match[1]}`);
  const kinds = [...source.matchAll(/Purpose::\w+(?: \{ \.\. \})? => "([^"]+)"/g)].map((match) => `kind_${match[1]}`);
  assert.deepEqual([stages.length, kinds.length], [6, 3]);
  named('src/words/trade.ts', [...stages, ...kinds]);
});

test('why nothing arrived at a webhook is understood as the node says it, and so is what it is told of', () => {
  const read = (path: string) => readFileSync(`../crates/${path}`, 'utf8');
  const why = [...read('dispatch/src/send.rs').matchAll(/Self::\w+ => "([^"]+)",/g), ...read('api/src/webhook/pump.rs').matchAll(/"(the receiver answered [^"]+)"/g), ...read('dispatch/src/target.rs').slice(0, 2200).matchAll(/return Err\("((?:without TLS: .* permitted|an address [^"]+))"\)/g)].map((match) => match[1] ?? '');
  assert.equal(why.length, 9, why.join(', '));
  const english = spoken('src/words/undelivered.ts')?.['en'] ?? {};
  for (const one of why) assert.ok(Object.values(english).includes(one), one);
  for (const form of ['answered {}', 'nothing has arrived since {since}; at last: {last}']) assert.ok(read('api/src/webhook/pump.rs').includes(`format!("${form}"`), form);
  named('src/words/undelivered.ts', [...read('api/src/webhook/kind.rs').matchAll(/"([a-z]+\.[a-z-]+)"/g)].map((match) => match[1] ?? ''));
});

test('every kind of what bears a UETR is said', () => {
  const source = readFileSync('../crates/node/src/board.rs', 'utf8');
  const names = source.slice(source.indexOf('impl Kind {')).slice(0, 500);
  const kinds = [...names.matchAll(/Self::\w+ => "([^"]+)"/g)].map((match) => `kind_${match[1]}`);
  assert.equal(kinds.length, 5);
  named('src/words/reasons.ts', kinds);
});

test('everything that needs somebody is said, in every language of the frame', () => {
  const source = readFileSync('../crates/api/src/read/alerts.rs', 'utf8');
  const kinds = [...new Set([...source.slice(source.indexOf('struct Alert {')).matchAll(/"([a-z]+(?:-[a-z]+)+)"/g)].map((match) => match[1] ?? ''))];
  assert.ok(kinds.length >= 16, kinds.join(', '));
  for (const [language, words] of Object.entries(frames)) for (const kind of kinds) assert.ok(`alert_${kind}` in words, `${language}: ${kind}`);
});
