#!/usr/bin/env node
// A certified OpenID Provider that other people wrote, on loopback, with every client the interop run signs in as.
//
//   node op.mjs [--short-ttl SECONDS] [--exact-port PORT]
//
// Prints one JSON line when it is ready: {"ready":true,"issuer":…,"path_issuer":…,"clients":{id:{auth,secret,alg,key}},…}.
// Clients are called AUTH-ALG (`public-ES256`, `basic-RS256`, `post-EdDSA`, …); `*-short` get access tokens that live
// SECONDS and have no device grant, `browser-ES256` gets tokens through the browser, `exact-port` is registered with that port alone, where `ciba-ping` is pinged and `told` hears of the end of a session too; `job-*` get tokens without a person. Keys and secrets are made anew at every start.
// GET /_stats tells what happened here: numbers, and never a token.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { PINGED, clients as moreClients, features } from './op_features.mjs';

const { values: options } = parseArgs({
  options: {
    'short-ttl': { type: 'string', default: '8' }, 'exact-port': { type: 'string', default: '0' },
  },
});
const SHORT_TTL = Number(options['short-ttl']);
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const RESOURCE = 'https://api.example';
/** A client that is known by the address of its metadata; the document beside it is about another one. */
const DOCUMENT = 'https://client.example/authctl.json';

const RESPONSE_TYPES = ['code', 'id_token token', 'id_token', 'code id_token', 'code token', 'code id_token token'];

const METHODS = { public: 'none', basic: 'client_secret_basic', post: 'client_secret_post' };
const ALGS = ['RS256', 'ES256', 'PS256', 'EdDSA'];

/** Characters that must be form-encoded before they go into a Basic header (RFC 6749 §2.3.1). */
const AWKWARD = '+%:&=/ ~';

function client(id, auth, alg, redirectUris, type = 'native') {
  return {
    client_id: id,
    ...(auth === 'public' ? {} : { client_secret: randomBytes(32).toString('base64url') + AWKWARD }),
    token_endpoint_auth_method: METHODS[auth],
    id_token_signed_response_alg: alg,
    application_type: type,
    grant_types: ['authorization_code', 'refresh_token', ...(id.endsWith('-short') ? [] : [DEVICE])],
    response_types: ['code'],
    redirect_uris: redirectUris,
  };
}

/** A client without a person, with its private key if that is what it proves itself with. */
function job(id, auth, more) {
  return { client_id: id, token_endpoint_auth_method: auth, grant_types: ['client_credentials'], response_types: [], redirect_uris: [], ...more };
}

function jobs() {
  const pairs = {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    PS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    EdDSA: generateKeyPairSync('ed25519'),
  };
  const all = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt'].map((auth) =>
    job(`job-${auth}`, auth, { client_secret: randomBytes(32).toString('base64url') + AWKWARD }));
  for (const [alg, { publicKey, privateKey }] of Object.entries(pairs)) {
    const kid = `key-of-${alg}`;
    const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), alg, kid, use: 'sig' }] };
    const all_of = { jwks, token_endpoint_auth_signing_alg: alg };
    // PEM does not say which of RSA's algorithms it is for; a JWK does.
    privateKeys[`job-${alg}`] = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg, kid });
    all.push(job(`job-${alg}`, 'private_key_jwt', all_of));
    // Who signs its requests too, and no others are taken of it.
    privateKeys[`signer-${alg}`] = privateKeys[`job-${alg}`];
    all.push({
      ...job(`signer-${alg}`, 'private_key_jwt', { ...all_of, request_object_signing_alg: alg, require_signed_request_object: true }),
      application_type: 'native', grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
      id_token_signed_response_alg: 'ES256', redirect_uris: ['http://127.0.0.1/callback'],
    });
    if (alg !== 'PS256') {
      privateKeys[`job-${alg}-pem`] = privateKey.export({ format: 'pem', type: 'pkcs8' });
      all.push(job(`job-${alg}-pem`, 'private_key_jwt', all_of));
    }
  }
  return all;
}

const privateKeys = {};

/** A client that is held to FAPI 2.0: a key, pushed requests, bound tokens. */
function fapi() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  privateKeys['fapi-ES256'] = privateKey.export({ format: 'pem', type: 'pkcs8' });
  return {
    ...client('fapi-ES256', 'public', 'ES256', ['http://127.0.0.1/callback']),
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] },
    grant_types: ['authorization_code', 'refresh_token'],
    require_pushed_authorization_requests: true,
    dpop_bound_access_tokens: true,
  };
}

function clients() {
  const anyPort = ['127.0.0.1', '[::1]', 'localhost'].map((host) => `http://${host}/callback`);
  const all = [];
  for (const auth of Object.keys(METHODS)) {
    for (const alg of ALGS) all.push(client(`${auth}-${alg}`, auth, alg, anyPort));
    all.push(client(`${auth}-short`, auth, 'ES256', anyPort));
  }
  const browser = client('browser-ES256', 'public', 'ES256', anyPort);
  all.push({ ...browser, grant_types: [...browser.grant_types, 'implicit'], response_types: RESPONSE_TYPES, authorization_signed_response_alg: 'ES256' });
  if (options['exact-port'] !== '0') {
    all.push(client('exact-port', 'public', 'ES256', [`http://127.0.0.1:${options['exact-port']}/callback`]));
    all.push({ ...client('told', 'public', 'RS256', anyPort), backchannel_logout_uri: told(), backchannel_logout_session_required: true });
  }
  return [...all, ...jobs(), fapi(), ...moreClients(privateKeys)];
}

function keys() {
  const make = (kind, settings) => generateKeyPairSync(kind, settings).privateKey.export({ format: 'jwk' });
  const signing = [make('rsa', { modulusLength: 2048 }), make('ec', { namedCurve: 'P-256' }), make('ed25519')];
  const decrypting = [make('rsa', { modulusLength: 2048 }), make('ec', { namedCurve: 'P-256' })];
  return [
    ...signing.map((key, at) => ({ ...key, use: 'sig', kid: `interop-${at}` })),
    ...decrypting.map((key, at) => ({ ...key, use: 'enc', kid: `interop-enc-${at}` })),
  ];
}

async function account(_ctx, sub) {
  const claims = { sub, name: `${sub} of Interop`, preferred_username: sub, email: `${sub}@example.org`, email_verified: true };
  return { accountId: sub, claims: async () => claims };
}

/** With `nonces`, proofs of keys must have a nonce of this provider (RFC 9449 §8). Clients called `fapi-*` are held to FAPI 2.0. */
function configuration(registered, provider, { nonces = false }) {
  return {
    clients: registered,
    jwks: { keys: keys() },
    findAccount: account,
    fetch: fetched,
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    responseTypes: RESPONSE_TYPES,
    acrValues: ['0', 'urn:example:strong'],
    scopes: ['openid', 'offline_access', 'read'],
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clockTolerance: 0,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    ttl: {
      AccessToken: (_ctx, _token, owner) => (owner.clientId.endsWith('-short') ? SHORT_TTL : 3600),
      AuthorizationCode: 60,
      Grant: 86400,
      IdToken: 3600,
      Interaction: 600,
      RefreshToken: 86400,
      Session: 86400,
    },
    features: {
      ...features(provider),
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
      registration: { enabled: true },
      registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
      deviceFlow: { enabled: true },
      claimsParameter: { enabled: true },
      requestObjects: { enabled: true },
      jwtIntrospection: { enabled: true },
      introspection: { enabled: true, allowedPolicy: (_ctx, asking, token) => token.clientId === asking.clientId },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      backchannelLogout: { enabled: true },
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => nonces },
      fapi: { enabled: true, profile: (_ctx, asking) => (asking?.clientId.startsWith('fapi-') ? '2.0' : undefined) },
      resourceIndicators: {
        enabled: true,
        // Who asks for the resource gets a JWT for it; who does not gets an opaque token for UserInfo.
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'read', audience: RESOURCE, accessTokenFormat: 'jwt', accessTokenTTL: 3600, jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  };
}

/** Where `told` hears of the end of a session. */
function told() {
  return `http://127.0.0.1:${options['exact-port']}/webhook`;
}

/** What is fetched from elsewhere: the documents of clients, which are nowhere but here, and the clients that are told something at the exact port. */
async function fetched(url, { method, headers, body } = {}) {
  // the provider's own way to fetch refuses this machine
  if (String(url) === told()) return fetch(url, { method, headers, body, redirect: 'manual' });
  if (String(url) === PINGED) return fetch(`http://127.0.0.1:${options['exact-port']}/callback`, { method, headers, body });
  const document = {
    client_id: DOCUMENT, client_name: 'authctl by its address', token_endpoint_auth_method: 'none', application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
    redirect_uris: ['127.0.0.1', '[::1]', 'localhost'].map((host) => `http://${host}/callback`),
  };
  if (!String(url).startsWith(DOCUMENT)) throw new Error(`nothing is fetched from ${url}`);
  return new Response(JSON.stringify(document), { headers: { 'content-type': 'application/json' } });
}

/** Counts what an engineer would look up in the provider's log. */
function counted(provider, stats) {
  provider.on('grant.success', (ctx) => {
    const kind = ctx.oidc.params.grant_type;
    stats[kind] = (stats[kind] ?? 0) + 1;
  });
  provider.on('grant.error', (_ctx, error) => { stats[`error ${error.error}`] = (stats[`error ${error.error}`] ?? 0) + 1; });
  provider.on('registration_create.success', () => { stats.clients_registered = (stats.clients_registered ?? 0) + 1; });
  provider.on('grant.revoked', () => { stats.grants_revoked = (stats.grants_revoked ?? 0) + 1; });
  provider.on('backchannel.success', () => { stats.clients_told = (stats.clients_told ?? 0) + 1; });
  provider.on('backchannel.error', (_ctx, error) => { stats.clients_not_told = (stats.clients_not_told ?? 0) + 1; console.error(error); });
  provider.on('end_session.success', () => { stats.sessions_ended = (stats.sessions_ended ?? 0) + 1; });
  provider.on('server_error', (_ctx, error) => { stats.server_errors = (stats.server_errors ?? 0) + 1; console.error(error); });
  return provider.callback();
}

const { Provider } = await import('oidc-provider');
const registered = clients();
const stats = {};
const handlers = {};
const server = createServer((request, response) => {
  if (request.url === '/_stats') {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(stats));
  } else if (request.url === '/op' || request.url.startsWith('/op/')) {
    request.originalUrl = request.url;
    request.url = request.url.slice('/op'.length) || '/';
    handlers.path(request, response);
  } else {
    handlers.root(request, response);
  }
});

server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const made = (at, its, more) => {
    const provider = new Provider(at, configuration(its, () => provider, more));
    return counted(provider, stats);
  };
  handlers.root = made(issuer, registered, {});
  handlers.path = made(`${issuer}/op`, registered, { nonces: true });
  const known = Object.fromEntries(registered.map((it) => [it.client_id, {
    auth: it.token_endpoint_auth_method, secret: it.client_secret ?? null, alg: it.id_token_signed_response_alg,
    key: privateKeys[it.client_id] ?? null,
  }]));
  console.log(JSON.stringify({
    ready: true, issuer, path_issuer: `${issuer}/op`, port: server.address().port, pid: process.pid, resource: RESOURCE, document: DOCUMENT, clients: known,
  }));
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
