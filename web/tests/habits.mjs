// How one gets about: the palette, the address of every object, and the keyboard alone.
import assert from 'node:assert/strict';

export async function habits({ address, flow, screens }) {
  const bank = screens.position.split('/')[1];
  const live = (page) => page.locator('.connection.live').waitFor({ timeout: 10_000 });

  /** Asks the palette for something, and takes the first that it finds. */
  async function find(page, text) {
    await page.keyboard.press('Control+k');
    await page.locator('dialog[open] input').waitFor();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  }

  await flow('the command palette finds screens, banks, payments, records, rounds, currencies and roles by keyboard alone', async (page) => {
    await page.goto(`${address}/#/`);
    await live(page);
    const { currencies } = await (await fetch(`${address}/v1/overview`)).json();
    const uetr = screens.settled.split('/')[1];
    const [{ currency }] = currencies;
    const round = screens.ring?.match(/\d+/)[0];
    const cleared = (await (await fetch(`${address}/v1/exchange/rounds?after=0&limit=1`)).json()).rounds[0];
    for (const [asked, found] of [
      ['queue', /#\/queue$/],
      [`position ${bank}`, new RegExp(`#/position/${bank}$`)],
      [`liquidity ${bank}`, new RegExp(`#/liquidity/${bank}$`)],
      [`participants ${bank}`, new RegExp(`#/participants/${bank}$`)],
      [uetr, new RegExp(`#/payments/${uetr}$`)],
      ['record 12', /#\/audit\/12$/],
      ...(round ? [[`rings round ${round}`, new RegExp(`#/rings/${round}$`)]] : []),
      ...(cleared ? [[`exchange round ${cleared.round}`, new RegExp(`#/exchange/${cleared.round}$`)]] : []),
      [`payments ${currency}`, new RegExp(`#/payments\\?currency=${currency}$`)],
      [`operating day ${currency}`, new RegExp(`#/day/${currency}$`)],
    ]) {
      await find(page, asked);
      await page.waitForURL(found, { timeout: 5000 }).catch(() => assert.fail(`'${asked}' leads to ${page.url()}`));
    }
    await find(page, 'overseer');
    await page.locator('nav p', { hasText: 'Signed in as Overseer' }).waitFor();
    await find(page, 'sign out');
    await page.locator('nav p', { hasText: 'Not signed in' }).waitFor();
  });

  await flow('from the command palette a party is stepped into and acts, what is shown is copied, and the page changes its dress', async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: address });
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await page.goto(`${address}/#/`);
    await live(page);
    const { currencies } = await (await fetch(`${address}/v1/overview`)).json();
    const { participants } = await (await fetch(`${address}/v1/participants`)).json();
    const agents = new Set(currencies.map((row) => row.agent));
    const banks = participants.filter((row) => row.accounts.length > 0 && !agents.has(row.bic));
    const [payer] = banks;
    const { currency } = payer.accounts[0];
    const payee = banks.find((row) => row.bic !== payer.bic && row.accounts.some((account) => account.currency === currency)).bic;
    await find(page, `view as ${payer.bic}`);
    await page.locator('nav p', { hasText: `Signed in as ${payer.bic}` }).waitFor();

    // A payment in a few words is written as it was meant, and not sent.
    await find(page, `pay 7 ${currency} ${payee}`);
    await page.waitForURL(new RegExp(`#/pay/${payer.bic}`));
    await page.getByRole('button', { name: 'Sign and send' }).waitFor();
    assert.deepEqual(await page.locator('form select').evaluateAll((all) => all.map((one) => one.value)).then((values) => [payee, currency].every((value) => values.includes(value))), true);
    assert.ok((await page.locator('form input').evaluateAll((all) => all.map((one) => one.value))).includes('7'));

    const dialog = page.locator('dialog[open]', { hasText: 'Signs' });
    const shut = async () => {
      await dialog.getByRole('button', { name: 'Leave it' }).click();
      await dialog.waitFor({ state: 'hidden' });
    };
    for (const [asked, title] of [[`transfer ${currency}`, `Transfer: ${currency}`], [`reserve urgent ${currency}`, `Reserve: ${currency}`], ['require keys', 'Require keys']]) {
      await find(page, asked);
      await dialog.getByRole('heading', { name: title }).waitFor();
      await shut();
    }
    const cny = currencies.find((row) => row.currency === 'CNY').agent;
    await find(page, `view as ${cny}`);
    await page.locator('nav p', { hasText: `Signed in as ${cny}` }).waitFor();
    await find(page, 'operating day extend CNY');
    await dialog.getByRole('heading', { name: 'Extend this day: CNY' }).waitFor();
    await shut();
    await find(page, 'exchange halt CNY');
    await dialog.getByRole('heading', { name: /: CNY$/ }).waitFor();
    await shut();

    // The request of what is shown, and its address.
    await find(page, 'view as operator');
    await page.locator('nav p', { hasText: /^Signed in as/ }).filter({ hasNotText: cny }).waitFor();
    const uetr = screens.settled.split('/')[1];
    await page.goto(`${address}/#/payments/${uetr}`);
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    await find(page, 'copy curl');
    await page.getByRole('status').getByText('Copied', { exact: true }).waitFor();
    assert.equal(await clipboard(), `curl -s '${address}/v1/payments/${uetr}'`);
    await page.locator('dialog[open]').waitFor({ state: 'hidden' });
    await find(page, 'copy address');
    await page.locator('dialog[open]').waitFor({ state: 'hidden' });
    assert.equal(await clipboard(), `${address}/#/payments/${uetr}`);

    await find(page, 'colours dark');
    await page.locator('html[data-theme=dark]').waitFor({ state: 'attached' });
    await find(page, 'language \u0440\u0443\u0441');
    await page.locator('html[lang=ru]').waitFor({ state: 'attached' });
    await find(page, 'english');
    await page.locator('html[lang=en]').waitFor({ state: 'attached' });

    // What was told here is found by its beginning.
    await page.goto(`${address}/#/`);
    const told = page.getByRole('table', { name: 'Settlements' }).locator('.cell[title]');
    await told.first().waitFor();
    const known = (await told.evaluateAll((cells) => cells.map((cell) => cell.title))).find((one) => /[a-f]/.test(one.slice(0, 8)));
    await find(page, known.slice(0, 8));
    await page.waitForURL(new RegExp(`#/payments/${known.slice(0, 8)}`));
  });

  // Each: a screen with a list, the list's name, and what of the page shows what was picked.
  const lists = [
    ['payments', 'Payments', 'h1'],
    [`position/${bank}`, 'Accounts', '.drawn .row'],
    ['queue', 'By bank that pays', 'h1'],
    ['rings', 'Rounds', '.stage h2'],
    ['exchange', 'Rounds', '.row.lit'],
    ['participants', 'Participants', '.row.lit'],
    ['day', 'Currencies', '.row.lit'],
    [`liquidity/${bank}`, 'Accounts', '.row.lit'],
    [`audit/${(screens.record ?? 'audit/2').split('/')[1].split('?')[0]}`, 'Entries', '.row.lit'],
  ];

  await flow('what is picked in a list has an address, and the address shows it again', async (page) => {
    await page.goto(`${address}/#/`);
    await live(page);
    for (const [screen, name, shows] of lists) {
      await page.goto(`${address}/#/${screen}`);
      const rows = page.getByRole('table', { name, exact: true }).locator('.drawn .row');
      await rows.first().waitFor({ timeout: 20_000 });
      const last = (await rows.count()) - 1;
      await rows.nth(Math.min(2, last)).click();
      await page.waitForFunction((before) => location.hash !== before, `#/${screen}`, { timeout: 5000 }).catch(() => assert.fail(`${screen}: what is picked has no address`));
      const own = page.url();
      await page.locator(shows).first().waitFor();
      // A row's own words may tell of a clock; its first is what it is.
      const told = () => page.locator(shows).first().evaluate((part) => (part.querySelector('.cell') ?? part).textContent.trim());
      const before = await told();
      await page.goto('about:blank');
      await page.goto(own);
      await page.locator(shows).first().waitFor({ timeout: 20_000 });
      await page.waitForFunction(([shows, before]) => [...document.querySelectorAll(shows)].some((part) => (part.querySelector('.cell') ?? part).textContent.trim() === before), [shows, before], { timeout: 10_000 }).catch(() => assert.fail(`${own} shows something else than '${before}'`));
    }
  });

  /** Presses Tab until what has the focus is called so, as somebody does who has no mouse. */
  async function tabTo(page, name) {
    for (let presses = 0; presses < 120; presses += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const part = document.activeElement;
        const style = part ? getComputedStyle(part) : null;
        const label = part?.closest('label')?.textContent ?? '';
        const seen = style !== null && (style.outlineStyle !== 'none' || style.boxShadow !== 'none');
        return { name: `${part?.getAttribute('aria-label') ?? ''} ${part?.textContent ?? ''} ${label}`.trim(), seen };
      });
      if (!name.test(at.name)) continue;
      assert.ok(at.seen, `${name} has the focus and does not show it`);
      return;
    }
    assert.fail(`${name} is never reached by Tab`);
  }

  await flow('by keyboard alone: a bank is stepped into, pays, opens the payment, and its receipt is verified', async (page) => {
    const { currencies } = await (await fetch(`${address}/v1/overview`)).json();
    const open = new Set(currencies.filter((row) => row.phase === 'active').map((row) => row.currency));
    const agents = new Set(currencies.map((row) => row.agent));
    const { payments } = await (await fetch(`${address}/v1/payments?status=pending&limit=500`)).json();
    const waiting = new Set(payments.flatMap((payment) => payment.legs).map((leg) => `${leg.debtor} ${leg.currency}`));
    const { accounts } = await (await fetch(`${address}/v1/accounts`)).json();
    const banks = accounts.filter((row) => open.has(row.currency) && !agents.has(row.participant));
    const payer = banks.find((row) => Number(row.balance) > 1000 && !waiting.has(`${row.participant} ${row.currency}`) && banks.some((other) => other.participant !== row.participant && other.currency === row.currency));
    assert.ok(payer, 'somebody can pay');
    const payee = banks.find((row) => row.participant !== payer.participant && row.currency === payer.currency);
    await page.goto(`${address}/#/`);
    await live(page);
    // Whatever is clicked from here on is an error of the test.
    await page.evaluate(() => addEventListener('pointerdown', () => (globalThis.clicked = true), true));
    await find(page, `pay as ${payer.participant}`);
    await page.waitForURL(new RegExp(`#/pay/${payer.participant}`));
    await page.getByRole('button', { name: 'Sign and send' }).waitFor();
    const choose = async (name, value) => {
      await tabTo(page, name);
      await page.evaluate((value) => {
        const part = document.activeElement;
        if (!(part instanceof HTMLSelectElement) || ![...part.options].some((option) => option.value === value)) throw new Error(`no choice ${value}`);
      }, value);
      // A choice is made by its first letters.
      await page.keyboard.type(await page.evaluate((value) => [...document.activeElement.options].find((option) => option.value === value).textContent.trim().slice(0, 11), value));
      assert.equal(await page.evaluate(() => document.activeElement.value), value);
    };
    await choose(/Creditor/, payee.participant);
    await choose(/Currency/, payer.currency);
    await tabTo(page, /Amount/);
    await page.keyboard.type('5');
    await tabTo(page, /^Sign and send/);
    await page.keyboard.press('Enter');
    await page.locator('.answer p').filter({ has: page.locator('b') }).waitFor();
    await tabTo(page, /^Open the payment/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Verify here' }).waitFor({ timeout: 30_000 });
    await tabTo(page, /^Verify here/);
    await page.keyboard.press('Enter');
    await page.getByText('Proven').waitFor({ timeout: 20_000 });
    assert.equal(await page.evaluate(() => globalThis.clicked ?? false), false);
  });
}
