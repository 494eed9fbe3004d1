#!/usr/bin/env node
// Headless Chromium signs in to an app by Clef's button, and out on the page that stands for the phone.
//
//     clef.mjs APP DIRECTORY ARGUMENT…
//
// APP is the app's address, DIRECTORY gets pictures of the pages, ARGUMENTs are what `serve --intercept` says that lead Chromium to
// what it stands for. The headings of the pages go to stdout, as JSON.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [app, shots, ...leading] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), 'authctl-chromium-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.INTEROP_CHROMIUM || '/usr/bin/chromium',
  headless: true,
  viewport: { width: 900, height: 600 },
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', ...leading,
  ],
});
let failed = 0;
const headings = [];
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  const look = async (name) => {
    await page.waitForLoadState('load');
    headings.push(await page.textContent('h1'));
    await page.screenshot({ path: join(shots, `clef-${headings.length}-${name}.png`) });
  };
  await page.goto(app);
  await page.waitForSelector('a.clef-button-link');
  await look('button');
  await page.click('a.clef-button-link');
  await page.waitForURL((url) => url.host === 'clef.io');
  await look('wave');
  await page.click('button[value=alice]');
  await page.waitForURL((url) => url.origin === app);
  await look('welcome');
  await page.goto('https://clef.io/user/logout');
  await look('phone');
  await page.click('button.main');
  await page.waitForSelector('text=You are logged out');
  await look('logged-out');
  await page.goto(app);
  await look('button-again');
  console.log(JSON.stringify(headings));
} catch (error) {
  console.error(`chromium after ${JSON.stringify(headings)}: ${error.message}`);
  failed = 2;
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
process.exit(failed);
