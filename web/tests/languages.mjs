// In every language: what a page shows is said in it, as far as the language is complete.
//
// What a page says is what stands in it as text, and what is read out or shown as a hint. Codes,
// bytes, addresses, names of banks and what is marked as English are in no language.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { get as read, openAs } from './screens.mjs';

const WORDS = 'src/words';

/** What is named alike in every language: formats, programs, units and what they are called by. */
const NAMES = new Set(['pacs', 'camt', 'curl', 'http', 'https', 'OpenAPI', 'Webhook', 'clear', 'signature', 'cookie', 'Sarraf', 'sarraf', 'verify', 'application', 'json', 'overseer', 'before', 'next', 'min', 'bp', 'Ctrl', 'Delete', 'Enter', 'Esc', 'Home', 'Shift', 'Cmd']);

/** The sentences of a file of words, by language. */
function sentences(file) {
  const source = readFileSync(`${WORDS}/${file}.ts`, 'utf8');
  const spoken = /speaking\((\{[^]*\})\);/.exec(source);
  if (spoken) return new Function(`return ${spoken[1]};`)();
  const whole = /^(?:export default|const \w+(?:: Titles)? =) (\{[^]*?^\})/m.exec(source);
  return new Function(`return ${whole[1]};`)();
}

/** What a page says, with where it stands. */
const said = (page) =>
  page.evaluate(() => {
    const found = [];
    const APART = '.mono, pre, code, [lang]:not(html)';
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const within = node.parentElement;
      if (!within || within.closest('script, style, noscript') || within.closest(APART)) continue;
      if (node.textContent.trim()) found.push(node.textContent.trim());
    }
    for (const one of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
      if (one.closest(APART) && !one.matches('button, a')) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) if (one.getAttribute(name)?.trim()) found.push(one.getAttribute(name).trim());
    }
    return [...new Set(found)];
  });

/** What is to be copied, addresses, codes, digests and keys. */
const BEYOND = [/^[<{][^]*/g, /(after=\d+; )?(while page=\$\()?curl -s[^]*/g, /[A-Z]{6}[A-Z0-9]{2}/g, /https?:\/\/\S+/g, /\/v1\/\S*/g, /\b[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{1,12})?\b/g, /\b[0-9a-f]{8,}\b/g, /[a-z0-9]+:[0-9a-f]{6,}\S*/g];

export async function languages({ address, flow, screens, desks, pictures }) {
  const get = (path) => read(address, path);
  const sandbox = await get('/v1/sandbox');
  const { name } = await get('/v1/system');
  const data = [...sandbox.banks, ...(sandbox.agents ?? [])].map((one) => one.name).concat(name);
  const owned = new Set([...NAMES, ...data.flatMap((text) => text.match(/\p{L}+/gu) ?? [])]);
  const inLatin = (text) => {
    const plain = BEYOND.reduce((rest, pattern) => rest.replaceAll(pattern, ' '), text);
    return (plain.match(/[A-Za-z]*[a-z][A-Za-z]*/g) ?? []).filter((word) => word.length > 2 && !owned.has(word));
  };
  const newest = async (status) => (await get(`/v1/payments?status=${status}&limit=1`)).payments[0]?.uetr;
  const payments = (await Promise.all(['settled', 'pending', 'rejected', 'cancelled'].map(newest))).filter(Boolean).map((uetr) => `payments/${uetr}`);
  const opened = async (page, path) => {
    if (typeof path === 'string') await page.goto(`${address}/#/${path}`);
    else await openAs(page, address, path);
    await page.locator('h1').first().waitFor({ state: 'attached' });
    await page.waitForTimeout(900);
  };
  const show = async (page, name) => {
    const button = page.getByRole('button', { name });
    if (await button.count()) await button.click().then(() => page.waitForTimeout(500));
  };
  // As a bank one also pays, sees its message, its tasks and its webhooks.
  const { party } = desks['own-queue'];
  const paid = (await get(`/v1/payments?status=settled&participant=${party}&limit=1`)).payments[0];
  const asBank = (paths) => paths.map((path) => [`own ${path}`, { role: 'participant', party, path }]);
  const ownPayments = asBank([`position/${party}`, ...(paid ? [`payments/${paid.uetr}`] : [])]);
  const three = [...['', screens.position, 'payments', 'payments?status=pending', 'payments?status=rejected', ...payments].map((path) => [path, path]), ...ownPayments];

  // What the overview, positions and payments show beside the frame.
  const tables = ['reasons', 'waits', 'releases', 'message'].map(sentences);
  for (const [language, direction] of [['pt', 'ltr'], ['hi', 'ltr'], ['ar', 'rtl'], ['fa', 'rtl']]) {
    const { show: message } = sentences('message')[language];
    const frame = [sentences('en'), sentences(language)];
    const differing = [frame, ...tables.map((one) => [one.en, one[language]])].flatMap(([english, other]) => Object.keys(english).filter((key) => english[key] !== other[key] && /[a-z]{3}/.test(english[key])).map((key) => english[key]));
    // A sentence is known by what stands between its blanks.
    const forms = differing.map((text) => [text, new RegExp(`^${text.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`)]);
    const [english, other] = ['en', language].map((one) => sentences(`titles/${one}`).refusals);
    for (const number of Object.keys(english)) if (english[number] !== other[number]) forms.push([english[number], new RegExp(`^${english[number]} \\(${number}, `)]);
    await flow(`overview, positions and payments are in one language, ${language}`, async (page) => {
      assert.ok(forms.length > 250, `${forms.length} sentences differ`);
      for (const [name, path] of three) {
        await opened(page, path);
        await show(page, message);
        assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), [language, direction]);
        const texts = await said(page);
        assert.ok(texts.length > 40, `${name} says ${texts.length}`);
        const left = texts.filter((text) => forms.some(([, form]) => form.test(text)) || (language !== 'pt' && inLatin(text).length > 0));
        assert.ok(left.length === 0, `${name}: ${left.map((one) => one.slice(0, 200)).join(' / ')}`);
        if (pictures) await page.screenshot({ path: `${pictures}/${language}-${name.replaceAll(/\W/g, '-').slice(0, 24) || 'overview'}.png` });
      }
    }, { locale: language });
  }

  const own = [...ownPayments, ...asBank(['', 'payments', `pay/${party}`, 'queue', 'rings', 'figures', 'tasks', 'audit', 'day'])];
  for (const language of ['ru', 'zh']) {
    const [liquidity, acting, message, webhooks] = ['liquidity', 'acting', 'message', 'webhooks'].map((file) => sentences(file)[language]);
    const { refusals } = sentences(`titles/${language}`);
    await flow(`every screen is in one language, ${language}`, async (page) => {
      const english = [];
      const look = async (name) => {
        assert.equal(await page.evaluate(() => document.documentElement.lang), language);
        for (const text of await said(page)) if (inLatin(text).length > 0) english.push(`${name}: ${text}`);
        if (pictures && ['record', 'refused', 'own developer', 'own-orders'].includes(name)) await page.screenshot({ path: `${pictures}/${language}-${name.replace(' ', '-')}.png` });
      };
      for (const [name, path] of [...Object.entries(screens), ...payments.map((one) => [one, one]), ...Object.entries(desks), ...own]) {
        await opened(page, path);
        await show(page, message.show);
        await look(name);
      }
      // What the rules refuse, in the dialog and among the requests of the browser; and the form of a webhook.
      page.quiet = true;
      await opened(page, { role: 'participant', party, path: `liquidity/${party}` });
      await page.getByRole('button', { name: liquidity.transfer }).first().click();
      const dialog = page.locator('dialog[open]');
      await look('dialog');
      await dialog.locator('select').last().selectOption({ index: 1 });
      await dialog.locator('input').fill('999999999999999');
      await dialog.getByRole('button', { name: acting.send }).click();
      await dialog.locator('.after p').first().waitFor();
      await page.waitForTimeout(500);
      await look('refused');
      const told = await dialog.locator('.after').innerText();
      const [, number] = /\((\d{4}), /.exec(told) ?? [];
      assert.ok(refusals[number] && told.includes(refusals[number]), told);
      await dialog.getByRole('button', { name: acting.close }).click();
      await page.goto(`${address}/#/developer`);
      await page.locator('.drawn .row').first().click();
      await page.getByRole('button', { name: webhooks.register }).click();
      await page.waitForTimeout(500);
      await look('own developer');
      assert.ok(english.length === 0, english.map((one) => one.slice(0, 200)).join(' / '));
    }, { locale: language });
  }
}
