import { once } from 'node:events';
import { createServer } from 'node:http';
import makeFetchCookie from 'fetch-cookie';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { app } from './app.mjs';
import { provider } from './provider.mjs';

const server = createServer();
let url;
let dev;

beforeAll(async () => {
  await once(server.listen(0, 'localhost'), 'listening');
  url = `http://localhost:${server.address().port}`;
  dev = await provider(url);
  server.on('request', app(url, dev.env));
});

afterAll(() => { dev.stop(); server.close(); });

/** Somebody's browser who signs in: the provider's pages have forms with stable names. */
async function signIn(browser, user) {
  let page = await browser(`${url}/login`);
  for (const answer of [{ user }, { decision: 'allow' }]) {
    if (!page.url.startsWith(dev.issuer)) break;
    const text = await page.text();
    const hidden = [...text.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
    const body = new URLSearchParams({ ...Object.fromEntries(hidden), ...answer });
    page = await browser(new URL(text.match(/action="([^"]*)"/)[1], page.url), { method: 'POST', body });
  }
  return page.text();
}

test('a person signs in', async () => {
  expect(await signIn(makeFetchCookie(fetch), 'alice')).toBe('Welcome, alice');
});

test('the app forgets who is signed out at the provider', async () => {
  const browser = makeFetchCookie(fetch);
  await signIn(browser, 'alice');
  const { told } = await dev.control('DELETE', '/users/alice/sessions');
  expect(told.length).toBeGreaterThan(0);
  expect(told.every(({ client_id: id, taken }) => id === 'my-app' && taken)).toBe(true);
  expect(await (await browser(url)).text()).toContain('Sign in');
});
