#!/usr/bin/env node
// A receiver of events that has other people's libraries verify them: one path a library.
//
//   node hook_receiver.mjs ISSUER JWKS_URI AUDIENCE
//
// The shared secret is in HOOK_SECRET. Prints one JSON line when it is ready. It answers 200 (202 to a security event) to what
// the library takes and the rules of the event allow, 413 to what is too large, and 400 with the reason to everything else.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { verify as octokit } from '@octokit/webhooks-methods';
import { compactVerify, createRemoteJWKSet, jwtVerify } from 'jose';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';

const [issuer, jwksUri, audience] = process.argv.slice(2);
const secret = process.env.HOOK_SECRET;
const keys = createRemoteJWKSet(new URL(jwksUri));
const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';
/** RFC 9493 §3.2. */
const SUBJECTS = ['account', 'aliases', 'did', 'email', 'iss_sub', 'opaque', 'phone_number', 'uri', 'complex'];
const LARGEST = 64 * 1024;
/** The claims of the security events that were taken, for GET /security-event. */
const events = [];

/** What is asked of every JWT that the issuer signs. */
const SIGNED = { algorithms: ['RS256'], audience, maxTokenAge: '10m' };

function must(holds, why) {
  if (!holds) throw new Error(why);
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What each path has verified, and the status it answers then. */
const VERIFIERS = {
  async octokit({ body, headers }) {
    must(await octokit(secret, body, headers['x-hub-signature-256'] ?? ''), 'the signature is another');
  },
  async standardwebhooks({ body, headers }) {
    new StandardWebhook(secret).verify(body, headers);
  },
  async svix({ body, headers }) {
    new SvixWebhook(secret).verify(body, headers);
  },
  async 'logout-token'({ body, headers }) {
    must(headers['content-type']?.startsWith('application/x-www-form-urlencoded'), 'no form');
    const [token, ...more] = new URLSearchParams(body).getAll('logout_token');
    must(token && more.length === 0, 'not exactly one logout_token');
    const { payload } = await jwtVerify(token, keys, { ...SIGNED, issuer, typ: 'logout+jwt', requiredClaims: ['exp', 'jti'] });
    must(isObject(payload.events?.[LOGOUT]), 'not of this event');
    must(payload.nonce === undefined, 'it has a nonce');
    must(typeof (payload.sub ?? payload.sid) === 'string', 'about nobody');
  },
  async 'security-event'({ body, headers }) {
    must(headers['content-type'] === 'application/secevent+jwt', 'no security event token');
    const { payload } = await jwtVerify(body, keys, { ...SIGNED, issuer, typ: 'secevent+jwt', requiredClaims: ['jti'] });
    must(payload.sub === undefined && payload.exp === undefined, 'it has sub or exp');
    must(isObject(payload.events) && Object.keys(payload.events).length === 1, 'not one event');
    must(Object.values(payload.events).every(isObject), 'the event is no object');
    must(payload.sub_id === undefined || SUBJECTS.includes(payload.sub_id.format), 'about something of no known format');
    events.push(payload);
    return 202;
  },
  async 'keycloak-admin'({ body }) {
    const { payload } = await compactVerify(body, keys, { algorithms: ['RS256'] });
    const claims = JSON.parse(new TextDecoder().decode(payload));
    must(claims.resource === audience, 'for another app');
    must(claims.expiration > Date.now() / 1000, 'it has expired');
    must(typeof claims.action === 'string' && typeof claims.id === 'string', 'no action');
  },
  async fusionauth({ body, headers }) {
    const { payload } = await jwtVerify(headers['x-fusionauth-signature-jwt'] ?? '', new TextEncoder().encode(secret), { algorithms: ['HS256'] });
    must(payload.request_body_sha256 === createHash('sha256').update(body).digest('base64'), 'the body is another');
  },
  async apple({ body }) {
    const { payload } = await jwtVerify(JSON.parse(body).payload, keys, { ...SIGNED, issuer, requiredClaims: ['exp', 'jti'] });
    must(typeof JSON.parse(payload.events).type === 'string', 'no event');
  },
};

async function answer(request, response) {
  const verifier = VERIFIERS[new URL(request.url, 'http://localhost').pathname.slice(1)];
  if (request.method === 'GET' && request.url === '/security-event') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(events));
    return;
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (body.length > LARGEST) {
    response.writeHead(413, { 'cache-control': 'no-store' }).end();
    return;
  }
  try {
    must(verifier, 'no such library here');
    must(request.method === 'POST', 'no POST');
    const status = await verifier({ body: body.toString(), headers: request.headers });
    response.writeHead(status ?? 200, { 'cache-control': 'no-store' }).end();
  } catch (error) {
    response.writeHead(400, { 'cache-control': 'no-store', 'content-type': 'text/plain' }).end(error.message);
  }
}

const server = createServer(answer);
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ ready: true, url: `http://127.0.0.1:${server.address().port}` }));
});
