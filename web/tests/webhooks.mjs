// Webhooks on the developer page: registered, pinged, sent again and ended, signed in the page.
import assert from 'node:assert/strict';
import { openAs } from './screens.mjs';

export async function webhooks({ address, flow, pictures }) {
  const { banks } = await (await fetch(`${address}/v1/sandbox`)).json();
  const bank = banks[2].bic;

  await flow('a bank registers a webhook, sees what came of each try, sends one again, and ends it', async (page) => {
    await openAs(page, address, { role: 'participant', party: bank, path: 'developer' });
    await page.locator('nav p', { hasText: `Signed in as ${bank}` }).waitFor();
    await page.getByRole('button', { name: 'Register an address' }).first().click();
    // Without TLS a node calls its own machine alone, which the form says before anything is sent.
    await page.getByLabel('Address, https').fill('http://bank.invalid/sarraf');
    await page.getByText('Without TLS the node calls only its own machine').waitFor();
    assert.ok(await page.locator('form').getByRole('button', { name: 'Register an address' }).isDisabled());
    // A name that leads nowhere (RFC 6761): each try is made, and fails.
    await page.getByLabel('Address, https').fill('https://bank.invalid/sarraf');
    await page.getByLabel('payment.status').check();
    await page.locator('form').getByRole('button', { name: 'Register an address' }).click();
    await page.getByText(/^whsec_/).waitFor();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    assert.equal(await page.getByText(/^whsec_/).count(), 0);
    const { webhooks } = await page.evaluate(async () => (await fetch('/v1/webhooks')).json());
    const made = webhooks.find((one) => one.url === 'https://bank.invalid/sarraf');
    assert.deepEqual(made.kinds, ['payment.status']);
    const log = page.getByRole('table', { name: `Tries of webhook ${made.webhook}` });
    await page.getByRole('button', { name: 'Ping' }).click();
    await page.getByText(/^It did not arrive: /).waitFor({ timeout: 30_000 });
    await log.locator('.drawn .row').first().click();
    const before = await log.locator('.drawn .row').count();
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.waitForFunction(([name, before]) => document.querySelectorAll(`[role=table][aria-label="${name}"] .drawn .row`).length > before, [`Tries of webhook ${made.webhook}`, before], { timeout: 30_000 });
    if (pictures) await page.screenshot({ path: `${pictures}/webhooks.png` });
    await page.getByRole('button', { name: 'End it' }).click();
    await page.getByRole('button', { name: /^Really end/ }).click();
    await page.waitForFunction(async (number) => !(await (await fetch('/v1/webhooks')).json()).webhooks.some((one) => one.webhook === number), made.webhook);
    await log.waitFor({ state: 'hidden' });
    // All of it stands in the log of requests, without the secret.
    const asked = await page.getByRole('table', { name: 'Requests of this browser' }).locator('.drawn .row').allInnerTexts();
    for (const command of ['Register a webhook', 'Try a webhook', 'Send a message again', 'End a webhook']) assert.ok(asked.some((row) => row.includes(command)), `${command}: ${asked.join(' / ')}`);
    assert.ok(!(await page.evaluate(() => JSON.stringify(localStorage))).match(/whsec_\w/), 'the secret is kept nowhere');
  });

  await flow('what failed at the node is told to who failed, each under an address, older ones by scrolling', async (page) => {
    page.quiet = true;
    await openAs(page, address, { role: 'participant', party: bank, path: 'developer' });
    await page.locator('nav p', { hasText: `Signed in as ${bank}` }).waitFor();
    const named = (number) => `5a3c1d6e-2f4b-4c8d-9e0f-${String(number).padStart(12, '0')}`;
    const statuses = await page.evaluate(async (paths) => Promise.all(paths.map(async (path) => (await fetch(path)).status)), Array.from({ length: 60 }, (_, at) => `/v1/payments/${named(at)}`));
    assert.ok(statuses.every((status) => status === 404), String(statuses));
    const list = page.getByRole('table', { name: `Failed at the node: ${bank}` });
    await page.getByRole('button', { name: 'Refresh' }).last().click();
    await list.locator('.drawn .row').first().click();
    await page.waitForFunction(() => /[?&]failed=\d+/.test(location.hash));
    await page.getByText('nothing is known under this name').last().waitFor();
    await page.locator('p bdi[lang=en]', { hasText: 'no payment has this UETR' }).waitFor();
    await page.getByText('its session').waitFor();
    // A page holds fifty; the sixtieth from the top is come to by its address.
    const newest = Number(new URL(page.url().replace('#/', '')).searchParams.get('failed'));
    const older = newest - 55;
    await page.goto(`${address}/#/developer?failed=${older}`);
    await page.reload();
    await page.locator('p bdi[lang=en]', { hasText: 'no payment has this UETR' }).waitFor();
    assert.match(await page.locator('h2', { hasText: 'GET /v1/payments/' }).innerText(), /GET \/v1\/payments\/5a3c1d6e/);
    // Another bank sees none of them.
    await openAs(page, address, { role: 'participant', party: banks[3].bic, path: 'developer' });
    await page.locator('nav p', { hasText: `Signed in as ${banks[3].bic}` }).waitFor();
    await page.getByRole('table', { name: `Failed at the node: ${banks[3].bic}` }).waitFor();
    assert.equal(await page.getByText(named(59)).count(), 0);
    if (pictures) await page.screenshot({ path: `${pictures}/failed.png` });
  });
}
