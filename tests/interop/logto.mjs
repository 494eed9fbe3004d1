#!/usr/bin/env node
// Headless Chromium signs up by an app of Logto's, signs out, and signs in as who it is then.
//
//     logto.mjs APP DIRECTORY
//
// APP is the app's address, DIRECTORY gets pictures of the pages. The headings of the pages go to stdout, as JSON.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [app, shots] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), 'authctl-chromium-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.INTEROP_CHROMIUM || '/usr/bin/chromium',
  headless: true,
  viewport: { width: 900, height: 700 },
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
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
    await page.screenshot({ path: join(shots, `logto-${headings.length}-${name}.png`) });
  };
  const enter = async () => {
    await page.fill('input[name=user]', 'dora');
    await page.fill('input[name=password]', 'a password that is long enough');
    await page.click('button.main');
    await page.waitForURL((url) => url.origin === app);
  };
  await page.goto(app);
  await look('guest');
  await page.click('text=Sign up');
  await page.waitForURL((url) => url.pathname === '/register');
  await look('register');
  await enter();
  await look('signed-up');
  await page.click('text=Sign out');
  await page.waitForURL((url) => url.origin === app);
  await look('signed-out');
  await page.click('text=Sign in');
  await page.waitForURL((url) => url.pathname === '/sign-in' && url.origin !== app);
  await look('sign-in');
  await enter();
  await look('signed-in');
  console.log(JSON.stringify(headings));
} catch (error) {
  console.error(`chromium after ${JSON.stringify(headings)}: ${error.message}`);
  failed = 2;
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
process.exit(failed);
