#!/usr/bin/env node
// A sender of events that other people's libraries sign.
//
//   node hook_sender.mjs ISSUER AUDIENCE
//
// The shared secret is in HOOK_SECRET. Prints one JSON line when it is ready. GET /jwks has its public key; POST /LIBRARY
// {"to", "headers", "payload"} signs the payload, sends it, and tells the status of the answer.
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { sign as octokit } from '@octokit/webhooks-methods';
import { CompactSign, SignJWT, exportJWK, generateKeyPair } from 'jose';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';

const [issuer, audience] = process.argv.slice(2);
const secret = process.env.HOOK_SECRET;
const KID = 'sender-1';
const { publicKey, privateKey } = await generateKeyPair('RS256');
const jwks = { keys: [{ ...await exportJWK(publicKey), kid: KID, alg: 'RS256', use: 'sig' }] };
const JSON_BODY = { 'content-type': 'application/json' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

function now() {
  return Math.floor(Date.now() / 1000);
}

/** A JWT of these claims, fresh, from this sender to the app. */
function token(claims, typ, life) {
  const fresh = { ...claims, iss: issuer, aud: audience, iat: now(), jti: randomUUID(), ...(life ? { exp: now() + life } : {}) };
  return new SignJWT(fresh).setProtectedHeader({ alg: 'RS256', kid: KID, ...(typ ? { typ } : {}) }).sign(privateKey);
}

/** The body and the headers of each library's request. */
const SIGNERS = {
  async octokit(payload) {
    const body = JSON.stringify(payload);
    return { body, headers: { ...JSON_BODY, 'x-hub-signature-256': await octokit(secret, body) } };
  },
  async standardwebhooks(payload) {
    const [body, id, at] = [JSON.stringify(payload), `msg_${randomUUID()}`, new Date()];
    const signature = new StandardWebhook(secret).sign(id, at, body);
    return { body, headers: { ...JSON_BODY, 'webhook-id': id, 'webhook-timestamp': `${Math.floor(at / 1000)}`, 'webhook-signature': signature } };
  },
  async svix(payload) {
    const [body, id, at] = [JSON.stringify(payload), `msg_${randomUUID()}`, new Date()];
    const signature = new SvixWebhook(secret).sign(id, at, body);
    return { body, headers: { ...JSON_BODY, 'svix-id': id, 'svix-timestamp': `${Math.floor(at / 1000)}`, 'svix-signature': signature } };
  },
  async 'logout-token'(payload) {
    return { body: String(new URLSearchParams({ logout_token: await token(payload, 'logout+jwt', 120) })), headers: FORM };
  },
  async 'security-event'(payload) {
    return { body: await token(payload, 'secevent+jwt'), headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json' } };
  },
  async 'keycloak-admin'(payload) {
    const claims = { ...payload, id: randomUUID(), expiration: now() + 30, resource: audience };
    const signer = new CompactSign(new TextEncoder().encode(JSON.stringify(claims))).setProtectedHeader({ alg: 'RS256', kid: KID });
    return { body: await signer.sign(privateKey), headers: { 'content-type': 'text/plain' } };
  },
  async fusionauth(payload) {
    const body = JSON.stringify(payload);
    const claims = { request_body_sha256: createHash('sha256').update(body).digest('base64') };
    const signature = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setIssuedAt().sign(new TextEncoder().encode(secret));
    return { body, headers: { ...JSON_BODY, 'x-fusionauth-signature-jwt': signature } };
  },
  async apple(payload) {
    const claims = { ...payload, events: JSON.stringify(payload.events) };
    return { body: JSON.stringify({ payload: await token(claims, undefined, 120) }), headers: JSON_BODY };
  },
};

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function answer(request, response) {
  const say = (status, told) => response.writeHead(status, JSON_BODY).end(JSON.stringify(told));
  if (request.url === '/jwks') return say(200, jwks);
  try {
    const { to, headers, payload } = JSON.parse(await read(request));
    const signed = await SIGNERS[request.url.slice(1)](payload);
    const sent = await fetch(to, { method: 'POST', redirect: 'manual', body: signed.body, headers: { ...headers, ...signed.headers } });
    return say(200, { status: sent.status });
  } catch (error) {
    return say(500, { error: String(error) });
  }
}

const server = createServer(answer);
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ ready: true, issuer, url: `http://127.0.0.1:${server.address().port}` }));
});
