#!/usr/bin/env node
// The same as signin.mjs through a real browser: headless Chromium gets the authorization URL, and a person's clicks.
//
// INTEROP_LOGIN        who signs in (alice)
// INTEROP_SCREENSHOT   where a picture of the last page, the callback's, goes
// INTEROP_SEEN         a file that gets one JSON line: the path, query and title of that page
// INTEROP_CHROMIUM     the browser (/usr/bin/chromium)
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const profile = mkdtempSync(join(tmpdir(), 'authctl-chromium-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.INTEROP_CHROMIUM || '/usr/bin/chromium',
  headless: true,
  viewport: { width: 900, height: 600 },
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
});
let failed = 0;
try {
  const provider = new URL(process.argv[2]).origin;
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(process.argv[2]);
  await page.fill('input[name=login]', process.env.INTEROP_LOGIN || 'alice');
  await page.fill('input[name=password]', 'any password is right here');
  await page.click('button[type=submit]');
  await page.waitForSelector('input[name=prompt][value=consent]', { state: 'attached' });
  await page.click('button[type=submit]');
  // a fragment is handed over first, by the page that the browser is sent back to
  await page.waitForURL((url) => url.origin !== provider && url.pathname === '/done');
  await page.waitForLoadState('load');
  if (process.env.INTEROP_SEEN) {
    const { pathname, search } = new URL(page.url());
    appendFileSync(process.env.INTEROP_SEEN, `${JSON.stringify({ pathname, search, title: await page.title() })}\n`);
  }
  if (process.env.INTEROP_SCREENSHOT) await page.screenshot({ path: process.env.INTEROP_SCREENSHOT });
  console.error(`chromium: ended at ${new URL(page.url()).pathname}: ${await page.title()}`);
} catch (error) {
  console.error(`chromium: ${error.message}`);
  failed = 2;
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
process.exit(failed);
