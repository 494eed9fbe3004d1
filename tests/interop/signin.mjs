#!/usr/bin/env node
// A browser without a person: gets the authorization URL as its one argument, follows the redirects, fills in the
// provider's sign-in and consent forms, and delivers the final redirect to the loopback callback.
//
// INTEROP_LOGIN   who signs in (alice)
// INTEROP_DENY    `login` or `consent`: the page at which to say no
// INTEROP_COOKIES a file that keeps the cookies, so that the next run is the same browser
// INTEROP_STOP    if set, stops before the callback and prints the address instead, as a person would paste it
// INTEROP_SEEN    a file that gets one JSON line for each step: status, address without query, parameters, page shown
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

const start = new URL(process.argv[2]);
const login = process.env.INTEROP_LOGIN || 'alice';
const jarFile = process.env.INTEROP_COOKIES;
const kept = jarFile && existsSync(jarFile) ? JSON.parse(readFileSync(jarFile, 'utf8')) : [];
const cookies = new Map(kept.map(([origin, jar]) => [origin, new Map(jar)]));
if (jarFile) {
  process.on('exit', () => {
    const jars = [...cookies].map(([origin, jar]) => [origin, [...jar]]);
    writeFileSync(jarFile, JSON.stringify(jars), { mode: 0o600 });
  });
}

/** Each origin has its own cookies; paths are not told apart, which is enough for one login. */
function cookiesOf(url) {
  if (!cookies.has(url.origin)) cookies.set(url.origin, new Map());
  return cookies.get(url.origin);
}

function seen(step) {
  if (process.env.INTEROP_SEEN) appendFileSync(process.env.INTEROP_SEEN, `${JSON.stringify(step)}\n`);
}

async function visit(url, form) {
  const jar = cookiesOf(url);
  const response = await fetch(url, {
    method: form ? 'POST' : 'GET',
    body: form,
    redirect: 'manual',
    headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), accept: 'text/html' },
    signal: AbortSignal.timeout(15_000),
  });
  for (const line of response.headers.getSetCookie()) {
    const [pair] = line.split(';');
    const at = pair.indexOf('=');
    if (pair.length === at + 1 || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
  seen({
    status: response.status,
    address: url.origin + url.pathname,
    parameters: Object.fromEntries([...url.searchParams].map(([name, value]) => [
      name, ['code', 'state', 'nonce', 'code_challenge', 'id_token_hint'].includes(name) ? value.length : value,
    ])),
  });
  return response;
}

const decoded = (text) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#x3D;', '=').replaceAll('&#39;', "'");

/** The buttons by which a page asks for a decision, and what they say. */
const DECISIONS = { action: { yes: 'accept', no: 'deny' }, decision: { yes: 'allow', no: 'deny' } };

/** The first form of a page: where it goes, and its fields as a person would leave or fill them. */
function filled(page, base) {
  const form = /<form[^>]*>/i.exec(page);
  if (!form) return null;
  const action = /action="([^"]*)"/i.exec(form[0])?.[1] ?? ''; // none is the page itself
  const fields = new URLSearchParams();
  for (const [input] of page.matchAll(/<input[^>]*>/gi)) {
    const name = /name="([^"]*)"/i.exec(input)?.[1];
    if (!name) continue;
    if (name === 'login' || name === 'user') fields.set(name, login);
    else if (name === 'password') fields.set(name, 'any password is right here');
    else fields.set(name, decoded(/value="([^"]*)"/i.exec(input)?.[1] ?? ''));
  }
  if (page.includes('name="logout"')) fields.set('logout', 'yes');
  for (const [name, { yes }] of Object.entries(DECISIONS)) {
    if (page.includes(`name="${name}" value="${yes}"`)) fields.set(name, yes);
  }
  return { action: action === '' ? base : new URL(decoded(action), base), fields };
}

/** What a page without a name of its own asks. */
function kind(fields) {
  if (fields.has('logout') || fields.get('allow') === 'Logout') return 'logout';
  if (fields.has('user')) return 'login';
  return ['allow', ...Object.keys(DECISIONS)].some((name) => fields.has(name)) ? 'consent' : 'other';
}

let url = start;
let form;
let hasDenied = false;
for (let steps = 0; steps < 20; steps += 1) {
  const response = await visit(url, form);
  form = undefined;
  const location = response.headers.get('location');
  if (location) {
    url = new URL(location, url);
    if (process.env.INTEROP_STOP && url.origin !== start.origin) {
      console.log(url.href);
      process.exit(0);
    }
    continue;
  }
  const page = await response.text();
  if (url.origin !== start.origin && url.hash) {
    // what the callback's page does with what only the browser has
    form = new URLSearchParams({ fragment: url.hash.slice(1) });
    url = new URL(url.pathname, url);
    continue;
  }
  if (url.origin !== start.origin) process.exit(response.ok ? 0 : 3); // back at the callback: done
  const next = filled(page, url);
  const leads_back = next && next.action.origin !== start.origin;
  if (hasDenied && url.origin === start.origin && !leads_back) process.exit(0); // a device is told so elsewhere
  if (!next || !(response.ok || leads_back)) { // a refusal that is posted back comes with its status
    console.error(`signin: ${response.status} at ${url.pathname}: ${page.replace(/<style[^]*?<\/style>|<[^>]*>|\s+/g, ' ').slice(0, 300)}`);
    process.exit(next === null && response.ok ? 0 : 2); // a page without a form, like "you are signed out", is an end
  }
  const shown = next.fields.get('prompt') ?? kind(next.fields);
  seen({ page: shown });
  if (process.env.INTEROP_DENY === shown && !page.includes('/abort"')) {
    // a form that is sent without its consent
    for (const [name, { no }] of Object.entries(DECISIONS)) if (next.fields.has(name)) next.fields.set(name, no);
    next.fields.delete('allow');
    ({ action: url, fields: form } = next);
  } else if (process.env.INTEROP_DENY === shown) {
    url = new URL(decoded(/href="([^"]*\/abort)"/.exec(page)[1]), url);
    hasDenied = true;
  } else {
    ({ action: url, fields: form } = next);
  }
}
console.error('signin: twenty steps and no end');
process.exit(2);
