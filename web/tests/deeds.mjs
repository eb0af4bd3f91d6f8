// What runs a day: money issued and redeemed, a party admitted, a calendar stated, a payment given as
// JSON, agreed to and confirmed; each with what it would change before it is sent, and refused in
// words where the rules say no.
import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto';
import { get as read, openAs } from './screens.mjs';

// PKCS #8 of an Ed25519 key, up to its seed.
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export async function deeds({ address, flow, pictures }) {
  const get = (path) => read(address, path);
  const { currencies } = await get('/v1/overview');
  const agents = new Set(currencies.map((row) => row.agent));
  const { accounts } = await get('/v1/accounts');
  const banks = accounts.filter((row) => !agents.has(row.participant));
  const shot = async (page, name) => pictures && page.screenshot({ path: `${pictures}/deed-${name}.png` });
  const dialogOf = (page) => page.locator('dialog[open]');
  const shut = (page) => dialogOf(page).getByRole('button', { name: 'Close' }).click();
  const changes = (page) => dialogOf(page).locator('[data-list=changes] tbody tr').allInnerTexts();

  /** What the dialog says it would change, once it says it of what now stands in the form. */
  async function effect(page, of) {
    await dialogOf(page).locator('[aria-busy=false] [data-list=changes] tbody tr').filter({ hasText: of }).first().waitFor();
    return (await changes(page)).map((row) => row.replaceAll(/\s+/g, ' '));
  }

  /** That the dialog tells an account by what the door tells of it now, and so much less of it then. */
  async function tellsLess(page, { participant, currency }, whole) {
    const plain = (text) => text.replaceAll(/\s+/g, ' ').replaceAll(',', '').replaceAll('\u2212', '-');
    const minor = (amount) => BigInt(amount.replace('.', ''));
    for (let tries = 0, told = '', balance = ''; ; tries += 1) {
      assert.ok(tries < 200, `${told} tells a balance of ${balance} and ${whole} less`);
      ({ balance } = (await get(`/v1/accounts?participant=${participant}`)).accounts.find((one) => one.currency === currency));
      told = plain((await changes(page))[0] ?? 'no row');
      const [bic, code, before, after, ...more] = told.split(' ');
      const less = BigInt(whole) * 10n ** BigInt((balance.split('.')[1] ?? '').length);
      if (bic === participant && code === currency && before === balance && more.length === 0 && minor(before) - minor(after) === less) return told;
      await new Promise((wait) => setTimeout(wait, 100));
    }
  }

  async function confirm(page, name) {
    if (name) await shot(page, name);
    await dialogOf(page).getByRole('button', { name: 'Sign and send' }).click();
    await dialogOf(page).locator('.after p').first().waitFor();
    const said = await dialogOf(page).locator('.after').innerText();
    assert.match(said, /^Done/, said);
    return Number(/at record ([\d,.\s]+)/.exec(said)?.[1].replaceAll(/\D/g, ''));
  }

  /** Sends what the rules do not let, and reads why. */
  async function refused(page, rule) {
    page.quiet = true;
    await dialogOf(page).getByRole('button', { name: 'Sign and send' }).click();
    await dialogOf(page).getByText(/rule R-\w+-\d+, refusal \d+/).waitFor();
    assert.match(await dialogOf(page).locator('.after').innerText(), rule);
    await shut(page);
    page.quiet = false;
  }

  /** What the log holds in a record, as the door tells it. */
  const record = async (position) => JSON.stringify(await get(`/v1/records/${position}`));

  /** Asks as a party of the demo, whose key is lent to whoever asks. */
  async function ask(party, path, body) {
    const { seed } = await get(`/v1/sandbox/keys/${party}`);
    const key = createPrivateKey({ key: Buffer.concat([PKCS8, Buffer.from(seed, 'hex')]), format: 'der', type: 'pkcs8' });
    const own = createPublicKey(key).export({ format: 'jwk' }).x;
    const bytes = Buffer.from(JSON.stringify(body));
    const signed = sign(null, Buffer.concat([Buffer.from('sarraf/message/v1\0'), createHash('sha256').update(bytes).digest()]), key);
    const response = await fetch(address + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sarraf-signature': `ed25519:${Buffer.from(own, 'base64url').toString('hex')}:${signed.toString('hex')}` },
      body: bytes,
    });
    const told = await response.json();
    assert.ok(response.ok, JSON.stringify(told));
    return told;
  }
  const now = async () => (await get('/v1/system')).instant;

  /** Another browser, in which nobody has signed in. */
  const another = async (page) => (await page.context().browser().newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' })).newPage();

  async function palette(page, asked) {
    await page.keyboard.press('Control+k');
    await page.locator('dialog[open] input').fill(asked);
    await page.locator('dialog[open] [role=option]').first().waitFor();
    await page.keyboard.press('Enter');
  }

  await flow('a settlement agent issues money and redeems it, sees what it changes before, and redeems no more than is there', async (page) => {
    const own = banks.find((row) => row.access === 'full');
    const { participant: bank, currency } = own;
    const agent = currencies.find((row) => row.currency === currency).agent;
    await openAs(page, address, { role: 'agent', party: agent, path: `liquidity/${bank}?currency=${currency}` });
    await page.getByRole('button', { name: 'Issue money' }).click();
    await dialogOf(page).getByLabel('Amount').fill('12');
    const [row] = await effect(page, `${bank} ${currency}`);
    assert.match(row, new RegExp(`^${bank} ${currency} [\\d.,\u2212]+ [\\d.,\u2212]+$`));
    const issued = await confirm(page, 'issue');
    assert.match(await record(issued), /Issued/);
    await shut(page);
    await palette(page, `redeem ${currency}`);
    await dialogOf(page).getByRole('heading', { name: 'Redeem money' }).waitFor();
    await dialogOf(page).locator('select').last().selectOption(bank);
    await dialogOf(page).getByLabel('Amount').fill('12');
    await effect(page, `${bank} ${currency}`);
    const before = await tellsLess(page, own, 12);
    // What moves meanwhile is told as it stands then, and not as of when the dialog was opened.
    await ask(agent, '/v1/issues', { command: 'Issue', asked_at: await now(), currency, to: bank, amount: '7', name: randomUUID() });
    assert.notEqual(await tellsLess(page, own, 12), before);
    assert.match(await record(await confirm(page)), /Redeemed/);
    await shut(page);
    await page.getByRole('button', { name: 'Redeem money' }).click();
    await dialogOf(page).getByLabel('Amount').fill('999999999999999');
    await refused(page, /R-ISS-02, refusal 1101/);
  });

  await flow('a settlement agent admits a party to its currency, and no account that was closed', async (page) => {
    const { participants } = await get('/v1/participants');
    const { currency, agent } = currencies.find((row) => row.currency === 'KZT') ?? currencies[0];
    const party = participants.find((one) => !one.operator && !agents.has(one.bic) && !one.accounts.some((account) => account.currency === currency)).bic;
    const account = async () => (await get(`/v1/participants/${party}`)).accounts.find((one) => one.currency === currency);
    await openAs(page, address, { role: 'agent', party: agent, path: `participants/${party}` });
    await page.getByRole('button', { name: 'Admit to a currency' }).click();
    await dialogOf(page).getByLabel('Currency').selectOption(currency);
    await dialogOf(page).getByLabel(/^Class|^As what/i).selectOption('foreign-bank');
    const told = await effect(page, `${party} ${currency}`);
    assert.ok(told.some((row) => /no account foreign bank/.test(row)), told.join(' / '));
    assert.match(await record(await confirm(page, 'admit')), /Admitted/);
    assert.deepEqual(await account(), { currency, class: 'foreign-bank', access: 'full' });
    await shut(page);
    // Nothing stands on it, so it is closed; and a closed account stays so.
    await ask(agent, '/v1/participants/access', { command: 'ChangeAccess', asked_at: await now(), currency, party, access: 'closed' });
    await palette(page, 'admit to a currency');
    // Waits until the list has come, which the dialog asks for when it opens.
    await dialogOf(page).locator('select').first().selectOption(party);
    // Whoever is registered may be admitted, with an account so far or none.
    const offered = await dialogOf(page).locator('select').first().locator('option').evaluateAll((all) => all.map((one) => one.value));
    assert.deepEqual(participants.map((one) => one.bic).filter((bic) => bic !== agent && !offered.includes(bic)), []);
    await dialogOf(page).getByLabel('Currency').selectOption(currency);
    await refused(page, /refusal 1008/);
    assert.equal((await account()).access, 'closed');
  });

  await flow('a settlement agent states its next calendar, hour by hour, and none for a day that has begun', async (page) => {
    const { currency, agent } = currencies.find((row) => row.currency === 'UZS') ?? currencies.at(-1);
    const all = async () => (await get(`/v1/calendars?currency=${currency}`)).currencies[0].calendars;
    const before = await all();
    const version = Math.max(...before.map((one) => one.version));
    const calendar = before.at(-1);
    await openAs(page, address, { role: 'agent', party: agent, path: `day/${currency}` });
    await page.getByRole('button', { name: 'State a calendar' }).click();
    const dialog = dialogOf(page);
    await dialog.getByLabel('First day').fill('2027-03-01');
    await dialog.getByLabel('Closes').fill('25:00');
    await dialog.getByText('a time of day, as 09:30').waitFor();
    assert.ok(await dialog.getByRole('button', { name: 'Sign and send' }).isDisabled());
    const close = calendar.close === '23:00' ? '22:00' : '23:00';
    await dialog.getByLabel('Closes').fill(close);
    await dialog.locator('textarea').fill('2027-03-08 2027-02-31');
    await dialog.getByText('2027-02-31 is no date').waitFor();
    await dialog.locator('textarea').fill([...calendar.holidays, '2027-03-08'].join('\n'));
    const told = await effect(page, 'Closes');
    assert.ok(told.includes(`Closes ${calendar.close} ${close}`), told.join(' / '));
    await confirm(page, 'calendar');
    const made = (await all()).find((one) => one.version === version + 1);
    assert.deepEqual([made.close, made.valid_from, made.holidays.includes('2027-03-08'), made.weekend, made.open], [close, '2027-03-01', true, calendar.weekend, calendar.open]);
    await shut(page);
    await palette(page, `state a calendar ${currency}`);
    await dialog.getByLabel('First day').fill('2026-01-01');
    await refused(page, /R-DAY-01, refusal 1701/);
  });

  await flow('a bank pays by JSON: sees both accounts before, confirms, and the payment stands; who may not send is told so', async (page) => {
    const own = banks.find((row) => row.access === 'full' && banks.some((other) => other.currency === row.currency && other.participant !== row.participant));
    const { participant: bank, currency } = own;
    const payee = banks.find((row) => row.currency === currency && row.participant !== bank).participant;
    const agent = currencies.find((row) => row.currency === currency).agent;
    const pay = async () => {
      await page.getByLabel('Message').selectOption('interbank');
      await page.getByRole('button', { name: 'Review and sign' }).click();
      await effect(page, `${bank} ${currency}`);
    };
    await openAs(page, address, { role: 'participant', party: bank, path: `pay/${bank}?to=${payee}&currency=${currency}&amount=7` });
    await pay();
    const told = await effect(page, `${payee} ${currency}`);
    assert.match(told.find((row) => row.startsWith(payee)), /\+7/);
    await confirm(page, 'pay');
    await shut(page);
    const uetr = (await page.getByRole('link', { name: 'Open the payment' }).getAttribute('href')).split('/').at(-1);
    const payment = await get(`/v1/payments/${uetr}`);
    assert.deepEqual([payment.instructed_by, payment.legs[0].creditor, Number(payment.legs[0].amount)], [bank, payee, 7]);
    // The agent narrows what the account may do; the payment is refused by number, and nothing of it stands.
    const access = async (access) => ask(agent, '/v1/participants/access', { command: 'ChangeAccess', asked_at: await now(), currency, party: bank, access });
    await access('receive-only');
    await pay();
    await refused(page, /R-PAR-04, refusal 1006/);
    await access('full');
  });

  await flow('a debtor consents to another\'s instruction and sees what it pays and receives, once', async (page) => {
    const two = banks.filter((row) => row.access === 'full');
    // Two banks with accounts in two currencies.
    const of = (bank) => two.filter((row) => row.participant === bank).map((row) => row.currency);
    const [giver, other, give, take] = (() => {
      for (const one of two) for (const each of two) {
        const both = of(one.participant).filter((code) => of(each.participant).includes(code));
        if (one.participant !== each.participant && both.length > 1) return [one.participant, each.participant, both[0], both[1]];
      }
      return [];
    })();
    assert.ok(giver, 'two banks have two currencies');
    const uetr = randomUUID();
    const legs = [{ debtor: giver, creditor: other, currency: give, amount: '3' }, { debtor: other, creditor: giver, currency: take, amount: '4' }];
    const at = await now();
    await ask(giver, '/v1/instructions', { command: 'SubmitInstruction', asked_at: at, uetr, legs, date: at.slice(0, 10), priority: 'urgent', category: 'interbank' });
    const status = async () => (await get(`/v1/payments/${uetr}`)).reason ?? '';
    assert.match(await status(), new RegExp(`consent of ${other}`));
    const own = await another(page);
    await openAs(own, address, { role: 'participant', party: giver, path: `payments/${uetr}` });
    await own.getByRole('heading', { name: 'Why it waits' }).waitFor();
    assert.equal(await own.getByRole('button', { name: 'Consent' }).count(), 0, 'who gave it is not asked');
    await own.context().close();
    // Two pages of the other bank are about to consent; the second comes too late.
    const late = await another(page);
    for (const each of [page, late]) {
      await openAs(each, address, { role: 'participant', party: other, path: `payments/${uetr}` });
      await each.getByRole('button', { name: 'Consent' }).click();
      const told = await effect(each, `Consent of ${other}`);
      assert.ok(told.some((row) => row.startsWith(`${other} ${take}`)) && told.some((row) => row.startsWith(`${other} ${give}`)), told.join(' / '));
    }
    await confirm(page, 'consent');
    assert.doesNotMatch(await status(), /consent/);
    // No consent is due while it waits for funds; where there are enough it has settled.
    await refused(late, /refusal (1308|1401)/);
    await late.getByRole('button', { name: 'Consent' }).waitFor({ state: 'hidden' });
    await late.context().close();
  });

  await flow('a creditor\'s bank confirms what it has booked, from the payment or the palette, once', async (page) => {
    const { payments } = await get('/v1/payments?status=settled&limit=50');
    const { uetr, legs: [{ creditor }] } = payments.find((one) => one.kind === 'payment' && one.legs.length === 1 && !agents.has(one.legs[0].creditor));
    const late = await another(page);
    for (const each of [page, late]) {
      await openAs(each, address, { role: 'participant', party: creditor, path: `payments/${uetr}` });
      await each.getByRole('button', { name: 'Confirm the credit' }).waitFor();
      await palette(each, 'confirm the credit');
      await effect(each, uetr);
    }
    await confirm(page, 'confirm');
    const { stamps } = await get(`/v1/payments/${uetr}`);
    assert.ok(stamps.some((one) => one.stamp === 'acknowledged' && one.party === creditor));
    await refused(late, /R-PAY-11, refusal 1318/);
    await late.context().close();
    await shut(page);
    await page.getByRole('button', { name: 'Confirm the credit' }).waitFor({ state: 'hidden' });
  });
}
