// The keys of this browser: taken over from an earlier page, unreadable, sealed where a browser
// cannot keep them so, and forgotten.
import assert from 'node:assert/strict';
import { openAs } from './screens.mjs';

const PASSPHRASE = 'seven bridges of Isfahan';
// RFC 8032, section 7.1, test 1.
const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';

export async function keys({ address, flow, pictures }) {
  const { banks } = await (await fetch(`${address}/v1/sandbox`)).json();
  const bank = banks.at(-1).bic;
  const at = { role: 'participant', party: bank, path: `participants/${bank}` };

  await flow('a key that an earlier page kept as it is becomes one that nobody reads, signs, and is forgotten', async (page) => {
    await page.goto(`${address}/#/`);
    await page.evaluate(([bank, seed, verifying]) => localStorage.setItem('sarraf.keys', JSON.stringify({ [bank]: [{ seed, verifying }] })), [bank, SEED, PUBLIC]);
    await openAs(page, address, at);
    await page.getByText('Kept in this browser').waitFor();
    const kept = await page.evaluate(async () => {
      const base = await new Promise((done) => Object.assign(indexedDB.open('sarraf', 1), { onsuccess: (event) => done(event.target.result) }));
      const all = await new Promise((done) => Object.assign(base.transaction('keys').objectStore('keys').getAll(), { onsuccess: (event) => done(event.target.result) }));
      // A page that was left a moment ago, while it tried whether keys are kept, leaves a trial of nobody's.
      const read = await Promise.all(all.filter((one) => one.party !== '').map((one) => crypto.subtle.exportKey('pkcs8', one.key).then(() => 'read', () => 'not read')));
      return { read, stored: JSON.stringify(localStorage), all: JSON.stringify(all) };
    });
    assert.deepEqual(kept.read, ['not read']);
    assert.ok(!kept.stored.includes(SEED) && !kept.all.includes(SEED), 'the seed is nowhere');
    // The key is not the bank's yet: it signs, and is refused as unknown.
    page.quiet = true;
    await page.getByRole('button', { name: 'Add a public key' }).click();
    const dialog = page.locator('dialog[open]');
    await dialog.getByLabel('With key').selectOption({ index: 1 });
    await dialog.locator('input').fill(`ed25519:${PUBLIC}`);
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await dialog.getByRole('button', { name: 'Sign and send' }).click();
    assert.match((await sent).headers()['sarraf-signature'], new RegExp(`^ed25519:${PUBLIC}:[0-9a-f]{128}$`));
    await dialog.getByText('Refused').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: /^Forget here/ }).click();
    await page.locator('dialog[open]').getByRole('button', { name: 'Forget the key' }).click();
    await page.getByText('Kept in this browser').waitFor({ state: 'hidden' });
    await page.reload();
    await page.getByRole('button', { name: 'Bring a key' }).waitFor();
    assert.equal(await page.getByText('Kept in this browser').count(), 0);
  });

  await flow('a trial that a page left behind is removed when the next one is opened', async (page) => {
    await openAs(page, address, at);
    await page.getByRole('button', { name: 'Bring a key' }).waitFor();
    const parties = () =>
      page.evaluate(async () => {
        const base = await new Promise((done) => Object.assign(indexedDB.open('sarraf', 1), { onsuccess: (event) => done(event.target.result) }));
        const all = await new Promise((done) => Object.assign(base.transaction('keys').objectStore('keys').getAllKeys(), { onsuccess: (event) => done(event.target.result) }));
        base.close();
        return all.map(([party, trial]) => `${party}/${trial}`);
      });
    await page.evaluate(async () => {
      const base = await new Promise((done) => Object.assign(indexedDB.open('sarraf', 1), { onsuccess: (event) => done(event.target.result) }));
      const { privateKey } = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
      const written = base.transaction('keys', 'readwrite');
      written.objectStore('keys').put({ party: '', verifying: '1700000000000.left', key: privateKey, sealed: null });
      await new Promise((done) => Object.assign(written, { oncomplete: done }));
      base.close();
    });
    assert.ok((await parties()).includes('/1700000000000.left'));
    await page.goto('about:blank');
    await openAs(page, address, at);
    await page.getByRole('button', { name: 'Bring a key' }).waitFor();
    await page.waitForFunction(async () => {
      const base = await new Promise((done) => Object.assign(indexedDB.open('sarraf', 1), { onsuccess: (event) => done(event.target.result) }));
      const all = await new Promise((done) => Object.assign(base.transaction('keys').objectStore('keys').getAllKeys(), { onsuccess: (event) => done(event.target.result) }));
      base.close();
      return !all.some(([, trial]) => trial === '1700000000000.left');
    });
  });

  await flow('a browser that keeps no keys keeps them sealed, and asks for the passphrase before one signs', async (page) => {
    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('not here', 'SecurityError');
      };
    });
    await openAs(page, address, at);
    await page.getByRole('button', { name: 'Rotate: add a key' }).click();
    let dialog = page.locator('dialog[open]');
    const make = dialog.getByRole('button', { name: 'Make the key' });
    assert.ok(await make.isDisabled(), 'without a passphrase none is made');
    await dialog.getByLabel('Passphrase').fill('too short');
    await dialog.getByText('at least 12 characters').waitFor();
    await dialog.getByLabel('Passphrase').fill(PASSPHRASE);
    await dialog.getByLabel('Once more').fill(PASSPHRASE);
    if (pictures) await page.screenshot({ path: `${pictures}/key-sealed.png` });
    await make.click();
    dialog = page.locator('dialog[open]', { hasText: 'Signs' });
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await page.reload();
    await page.getByText('not added to the party').waitFor();
    await page.getByRole('button', { name: 'Add it' }).click();
    await dialog.getByLabel('With key').selectOption({ index: 1 });
    assert.ok(await dialog.getByRole('button', { name: 'Sign and send' }).isDisabled(), 'a locked key signs nothing');
    await dialog.getByLabel('Passphrase of this key').fill(`${PASSPHRASE}!`);
    await dialog.getByRole('button', { name: 'Unlock' }).click();
    await dialog.getByText('It is another passphrase').waitFor();
    await dialog.getByLabel('Passphrase of this key').fill(PASSPHRASE);
    await dialog.getByRole('button', { name: 'Unlock' }).click();
    await dialog.getByLabel('Passphrase of this key').waitFor({ state: 'hidden' });
    assert.ok(await dialog.getByRole('button', { name: 'Sign and send' }).isEnabled());
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await page.getByRole('button', { name: /^Forget here/ }).click();
    await page.locator('dialog[open]').getByRole('button', { name: 'Forget the key' }).click();
    await page.getByText('Kept in this browser').waitFor({ state: 'hidden' });
    assert.equal(await page.evaluate(() => localStorage.getItem('sarraf.sealed-keys')), null);
  });
}
