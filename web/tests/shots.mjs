// Pictures of every screen, in both colours and both sizes, to be looked at by a person.
// node tests/shots.mjs ADDRESS FOLDER [NAME ...]
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { desksOf, openAs, screensOf } from './screens.mjs';

const [address = 'http://127.0.0.1:7811', folder = 'shots', ...names] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const screens = await screensOf(address);
const desks = await desksOf(address);
for (const theme of ['light', 'dark']) {
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && console.log(`console: ${message.text()}`));
    page.on('pageerror', (error) => console.log(`page: ${error}`));
    for (const [name, path] of Object.entries(screens)) {
      if (names.length > 0 && !names.includes(name)) continue;
      await page.goto(`${address}/#/${path}`);
      await page.waitForTimeout(1500);
      await page.screenshot({ path: `${folder}/${name}-${theme}-${width}.png` });
    }
    for (const [name, desk] of Object.entries(desks)) {
      if (names.length > 0 && !names.includes(name)) continue;
      await openAs(page, address, desk);
      await page.waitForTimeout(1500);
      await page.screenshot({ path: `${folder}/${name}-${theme}-${width}.png` });
    }
    await context.close();
  }
}
await browser.close();
