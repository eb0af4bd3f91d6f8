// What the console says: every sentence in every complete language, and nothing said past the words.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'svelte/compiler';
import ar from '../../src/words/ar.ts';
import en from '../../src/words/en.ts';
import fa from '../../src/words/fa.ts';
import hi from '../../src/words/hi.ts';
import pt from '../../src/words/pt.ts';
import ru from '../../src/words/ru.ts';
import zh from '../../src/words/zh.ts';
import { spoken } from './spoken.ts';

type Sentences = Record<string, string>;

const COMPLETE = ['ru', 'zh'];
const blanks = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();
const sources = (folder: string) => readdirSync(`src/${folder}`, { withFileTypes: true }).flatMap((one) => (one.isFile() ? [`src/${folder}/${one.name}`] : []));
const text = (path: string) => readFileSync(path, 'utf8');

test('every complete language says every sentence with the same blanks', () => {
  const files: [string, Record<string, Sentences>][] = [['words', { en, ru, zh }]];
  for (const path of sources('words')) {
    const words = spoken(path);
    if (words) files.push([path, words]);
  }
  assert.ok(files.length > 8, 'the words of the screens were found');
  for (const [path, words] of files) {
    // What is said in a further language is said in it to the end.
    for (const language of new Set([...COMPLETE, ...Object.keys(words)])) {
      assert.deepEqual(Object.keys(words[language] ?? {}).sort(), Object.keys(words['en'] ?? {}).sort(), `${path}, ${language}`);
      for (const [key, said] of Object.entries(words['en'] ?? {})) {
        const other = words[language]?.[key] ?? '';
        assert.notEqual(other.trim(), '', `${path}, ${language}: ${key}`);
        assert.deepEqual(blanks(other), blanks(said), `${path}, ${language}: ${key}`);
      }
    }
  }
});

test('what the overview, positions and payments bring beside the frame is said in all seven', () => {
  for (const file of ['reasons', 'waits', 'releases', 'message']) assert.deepEqual(Object.keys(spoken(`src/words/${file}.ts`) ?? {}), ['en', 'ru', 'zh', 'pt', 'hi', 'ar', 'fa'], file);
});

test('every language says the frame, and every screen that comes with it, with the same blanks', () => {
  for (const [language, words] of Object.entries<Sentences>({ pt, hi, ar, fa })) {
    assert.deepEqual(Object.keys(words).sort(), Object.keys(en).sort(), language);
    for (const [key, said] of Object.entries(words)) assert.deepEqual(blanks(said), blanks((en as Sentences)[key] ?? ''), `${language}: ${key}`);
  }
});

// Names, units and forms of files, which are the same in every language.
const NAMES = new Set(['Sarraf', 'UTC', 'UETR', 'BIC', 'CSV', 'XML', 'JSON', 'POST', 'GET', 'Ctrl K', 'ISO 20022', 'Ed25519', 'SHA-256', 'ed25519', 'pacs.002', 'bp']);
const SHOWN = new Set(['title', 'aria-label', 'placeholder', 'alt', 'label', 'head', 'empty', 'more']);

interface Node {
  type?: string;
  [field: string]: unknown;
}

/** Literal words that a template shows: its text, the attributes that are read out, and what an expression in either of them can come to. */
function literals(template: string): string[] {
  const found: string[] = [];
  const keep = (said: unknown) => {
    const words = typeof said === 'string' ? said.replaceAll(/[^\p{L}\d. -]/gu, ' ').replaceAll(/\s+/g, ' ').trim() : '';
    if (/\p{L}{2}/u.test(words) && !NAMES.has(words)) found.push(words);
  };
  // What an expression may come to, as far as that is written in it.
  const value = (node: Node | null | undefined): void => {
    if (!node) return;
    if (node.type === 'Literal') keep(node['value']);
    if (node.type === 'ConditionalExpression') [node['consequent'], node['alternate']].forEach((one) => value(one as Node));
    if (node.type === 'LogicalExpression' || node.type === 'BinaryExpression') [node['left'], node['right']].forEach((one) => value(one as Node));
    if (node.type === 'TemplateLiteral') for (const part of node['quasis'] as { value: { cooked: string } }[]) keep(part.value.cooked);
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!node || typeof node !== 'object') return;
    const one = node as Node;
    if (one.type === 'Text') keep(one['data']);
    else if (one.type === 'ExpressionTag') value(one['expression'] as Node);
    else if (one.type === 'Attribute') {
      if (SHOWN.has(String(one['name']))) visit(one['value']);
    } else if (one.type !== 'StyleDirective') for (const [field, below] of Object.entries(one)) if (field !== 'expression' && field !== 'test') visit(below);
  };
  visit((parse(template, { modern: true }) as unknown as { fragment: Node }).fragment);
  return found;
}

test('the check for words past the dictionary finds them', () => {
  assert.deepEqual(literals('<p title="Pay now">{ok ? "Yes" : t("no")} there<b class="first">UETR</b></p>'), ['Pay now', 'Yes', 'there']);
});

test('no screen shows a word that is not in the words', () => {
  const paths = ['src/App.svelte', ...sources('parts'), ...sources('screens')].filter((path) => path.endsWith('.svelte'));
  assert.ok(paths.length > 30);
  const found = paths.flatMap((path) => literals(text(path)).map((words) => `${path}: ${words}`));
  assert.deepEqual(found, []);
});
