#!/usr/bin/env node
// An app that is nothing but scripts in a page, with oidc-client-ts as it comes from its registry, in headless Chromium; run by
// `authctl serve --`, which says where the issuer is. One JSON line on stdout tells what the page came to.
//
// INTEROP_DPOP       if set, the page proves a key (RFC 9449)
// INTEROP_CHROMIUM   the browser (/usr/bin/chromium)
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const issuer = process.env.OIDC_ISSUER;
// not among what the package exports to Node.js
const library = new URL('./node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js', import.meta.url);

const proves = Boolean(process.env.INTEROP_DPOP);
const page = `<title>App</title><pre></pre><script src="/library.js"></script><script>
(async () => {
  const app = new oidc.UserManager({
    authority: ${JSON.stringify(issuer)},
    client_id: 'authctl',
    redirect_uri: location.origin + '/callback',
    scope: 'openid profile offline_access',
    loadUserInfo: ${!proves},
    automaticSilentRenew: false,
    dpop: ${proves} ? { bind_authorization_code: true, store: new oidc.IndexedDbDPoPStore() } : undefined,
  });
  if (!location.search) return app.signinRedirect();
  const first = await app.signinCallback();
  const next = await app.signinSilent();
  if (${proves}) {
    const { userinfo_endpoint: at } = await (await fetch(app.settings.authority + '/.well-known/openid-configuration')).json();
    const headers = { authorization: 'DPoP ' + next.access_token, dpop: await app.dpopProof(at, next, 'GET') };
    Object.assign(first.profile, await (await fetch(at, { headers })).json());
  }
  await app.revokeTokens();
  return {
    sub: first.profile.sub, name: first.profile.name, type: next.token_type,
    renewed: first.access_token !== next.access_token,
  };
})().then((told) => told, (error) => ({ error: String(error) })).then((told) => {
  if (!told) return;
  document.querySelector('pre').textContent = JSON.stringify(told);
  document.title = 'over';
});
</script>`;

const server = createServer((request, response) => {
  const isLibrary = request.url === '/library.js';
  response.setHeader('content-type', isLibrary ? 'text/javascript' : 'text/html');
  response.end(isLibrary ? readFileSync(library) : page);
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const { port } = server.address();

const profile = mkdtempSync(join(tmpdir(), 'authctl-chromium-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.INTEROP_CHROMIUM || '/usr/bin/chromium',
  headless: true,
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--host-resolver-rules=MAP elsewhere.example 127.0.0.1',
  ],
});
let failed = 0;
try {
  const tab = await browser.newPage();
  tab.setDefaultTimeout(20_000);
  await tab.goto(`http://localhost:${port}/`);
  await tab.getByRole('button', { name: 'Alice' }).click();
  await tab.getByRole('button', { name: 'Allow' }).click();
  await tab.waitForFunction(() => document.title === 'over');
  const told = JSON.parse(await tab.textContent('pre'));
  // a page of nobody's client, by a request that needs no leave to be sent, and by one that does
  await tab.goto(`http://elsewhere.example:${port}/library.js`);
  told.elsewhere = await tab.evaluate(async (token) => {
    const read = (more) => fetch(token, { method: 'POST', body: new URLSearchParams({ client_id: 'authctl' }), ...more })
      .then(() => 'read', () => 'kept');
    return [await read({}), await read({ headers: { dpop: 'x' } })];
  }, `${issuer}/token`);
  console.log(JSON.stringify(told));
} catch (error) {
  console.error(`chromium: ${error.message}`);
  failed = 2;
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
  server.close();
}
process.exit(failed);
