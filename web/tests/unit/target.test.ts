import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flawOf } from '../../src/lib/target.ts';

test('https is taken, and http on the node\'s own machine alone', () => {
  for (const address of ['https://bank.example/sarraf', 'https://bank.example:8443', 'http://localhost:9000/in', 'http://127.0.0.1/in', 'http://[::1]:9000/']) assert.equal(flawOf(address), '', address);
  for (const address of ['http://bank.example/sarraf', 'http://128.0.0.1/', 'http://localhost.bank.example/']) assert.equal(flawOf(address), 'clear', address);
});

test('what is no address is told for what it is', () => {
  for (const address of ['', 'bank.example', 'https://', 'https:bank.example', 'https:///in']) assert.equal(flawOf(address), 'form', address);
  assert.equal(flawOf('ftp://bank.example/'), 'scheme');
  assert.equal(flawOf('https://me@bank.example/'), 'user');
  assert.equal(flawOf(`https://bank.example/${'a'.repeat(1024)}`), 'long');
});
