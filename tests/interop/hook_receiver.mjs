#!/usr/bin/env node
// A receiver of events that has other people's libraries verify them: one path a library.
//
//   node hook_receiver.mjs ISSUER JWKS_URI AUDIENCE
//
// The shared secret is in HOOK_SECRET. Prints one JSON line when it is ready. It answers 200 (202 to a security event) to what
// the library takes, and 400 with its reason to everything else.
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
    const { payload } = await jwtVerify(token, keys, {
      issuer, audience, algorithms: ['RS256'], typ: 'logout+jwt', requiredClaims: ['iat', 'exp', 'jti'],
    });
    must(isObject(payload.events?.[LOGOUT]), 'not of this event');
    must(payload.nonce === undefined, 'it has a nonce');
    must(typeof (payload.sub ?? payload.sid) === 'string', 'about nobody');
  },
  async 'security-event'({ body, headers }) {
    must(headers['content-type'] === 'application/secevent+jwt', 'no security event token');
    const { payload } = await jwtVerify(body, keys, { issuer, audience, algorithms: ['RS256'], typ: 'secevent+jwt', requiredClaims: ['iat', 'jti'] });
    must(payload.sub === undefined && payload.exp === undefined, 'it has sub or exp');
    must(isObject(payload.events) && Object.keys(payload.events).length === 1, 'not one event');
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
    const { payload } = await jwtVerify(JSON.parse(body).payload, keys, { issuer, audience, algorithms: ['RS256'], requiredClaims: ['iat', 'jti'] });
    must(typeof JSON.parse(payload.events).type === 'string', 'no event');
  },
};

async function answer(request, response) {
  const verifier = VERIFIERS[new URL(request.url, 'http://localhost').pathname.slice(1)];
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    must(verifier, 'no such library here');
    const status = await verifier({ body: Buffer.concat(chunks).toString(), headers: request.headers });
    response.writeHead(status ?? 200, { 'cache-control': 'no-store' }).end();
  } catch (error) {
    response.writeHead(400, { 'cache-control': 'no-store', 'content-type': 'text/plain' }).end(error.message);
  }
}

const server = createServer(answer);
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ ready: true, url: `http://127.0.0.1:${server.address().port}` }));
});
