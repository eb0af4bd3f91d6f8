// Stepping into a party signs in by its key: a cookie that no script sees, and answers that tell
// only what the party that signed in may see.
import assert from 'node:assert/strict';
import { openAs } from './screens.mjs';

export async function signing({ address, flow }) {
  const { banks } = await (await fetch(`${address}/v1/sandbox`)).json();
  const [one, other] = banks.map((bank) => bank.bic);
  const at = address;

  await flow('stepping into a bank signs in by its key, stays so, changes with the bank, and ends', async (page) => {
    const foot = (text) => page.locator('nav p', { hasText: text }).waitFor();
    const seen = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/v1/sessions')) seen.push(JSON.parse(request.postData()).party);
    });
    await openAs(page, at, { role: 'participant', party: one, path: `position/${one}` });
    await foot(`Signed in as ${one}`);
    assert.equal(await page.evaluate(() => document.cookie), '', 'no script sees the cookie');
    await page.reload();
    await foot(`Signed in as ${one}`);
    assert.deepEqual(seen, [one], 'a reload signs nobody in anew');
    await page.locator('.tools select').nth(1).selectOption(other);
    await foot(`Signed in as ${other}`);
    await page.getByLabel('View as').selectOption('overseer');
    await foot('Signed in as Overseer');
    await page.locator('nav').getByRole('button', { name: 'Sign out' }).click();
    await foot('Not signed in');
    assert.equal((await page.context().cookies()).length, 0, 'the cookie is gone');
    assert.equal(await page.evaluate(async () => (await fetch('/v1/payments?limit=1')).status), 200);
  });

  await flow('what was read before a bank signed in is gone from its rings and figures', async (page) => {
    const { rounds } = await (await fetch(`${at}/v1/offsetting/rounds?after=0`)).json();
    const round = rounds.find((one) => one.payments.length > 2);
    const bank = round?.payments[0].legs[0].debtor ?? one;
    if (round) {
      await openAs(page, at, { role: 'participant', party: bank, path: `rings/${round.round}` });
      await page.locator('nav p', { hasText: `Signed in as ${bank}` }).waitFor();
      await page.locator('.ring').first().waitFor();
      const legs = await page.getByRole('table', { name: 'Legs' }).locator('.drawn .row').allInnerTexts();
      assert.ok(legs.length > 0 && legs.every((leg) => leg.includes(bank)), `legs of others: ${legs}`);
    }
    await openAs(page, at, { role: 'participant', party: bank, path: 'figures' });
    await page.locator('nav p', { hasText: `Signed in as ${bank}` }).waitFor();
    await page.getByRole('heading', { name: 'Trapped balances' }).waitFor();
    await page.waitForTimeout(1500);
    const told = await page.getByRole('table', { name: 'Trapped balances' }).locator('.drawn .row').allInnerTexts();
    assert.ok(told.every((row) => row.includes(bank)), `balances of others: ${told}`);
  });

  await flow('a bank that is signed in and opens another\'s screens sees nothing of it', async (page) => {
    page.quiet = true;
    await openAs(page, at, { role: 'participant', party: one, path: `position/${one}` });
    await page.locator('nav p', { hasText: `Signed in as ${one}` }).waitFor();
    for (const screen of ['position', 'liquidity', 'queue']) {
      const refused = page.waitForResponse((response) => response.status() === 403 && response.url().includes(`participant=${other}`));
      await page.goto(`${at}/#/${screen}/${other}`);
      await refused;
      assert.equal(await page.locator('.drawn .row').count(), 0, `${screen} shows no row`);
    }
    await page.goto(`${at}/#/liquidity/${one}`);
    await page.locator('.drawn .row').first().waitFor();
  });
}
