import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { evidenceOf } from '../../src/lib/evidence.ts';
import { lines, tree, type Node } from '../../src/lib/tree.ts';

const element = (nodeName: string, content: string | Node[], attributes: Record<string, string> = {}): Node => ({
  nodeName,
  textContent: typeof content === 'string' ? content : content.map((one) => one.textContent).join(''),
  attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
  children: typeof content === 'string' ? [] : content,
});

const message = element('Document', [
  element('Amt', '12.50', { Ccy: 'INR' }),
  element('Ustrd', 'a < b'),
  element('Ustrd', 'c'),
  element('PmtId', [element('UETR', 'u')]),
], { xmlns: 'urn:x' });

test('a message is JSON by its names, attributes and repetitions', () => {
  assert.deepEqual(tree(message), { Amt: { '@Ccy': 'INR', value: '12.50' }, Ustrd: ['a < b', 'c'], PmtId: { UETR: 'u' } });
});

test('a message in lines says the same as in one', () => {
  assert.equal(lines(message), '<Document xmlns="urn:x">\n  <Amt Ccy="INR">12.50</Amt>\n  <Ustrd>a &lt; b</Ustrd>\n  <Ustrd>c</Ustrd>\n  <PmtId>\n    <UETR>u</UETR>\n  </PmtId>\n</Document>');
});

test('the digest of a message is over domain, salt and bytes, and over the request where it was signed', async () => {
  const [salt, text] = ['ab'.repeat(32), '<a>\u00fc</a>'];
  const sha = (...parts: (string | Buffer)[]) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
  const salted = Buffer.from(salt, 'hex');
  assert.equal(await evidenceOf({ text, salt, signed: null }), sha('sarraf/evidence/v1\0', salted, text).toString('hex'));
  assert.equal(await evidenceOf({ text, salt, signed: 's' }), sha('sarraf/evidence/v2\0', salted, sha(text), 's').toString('hex'));
});
