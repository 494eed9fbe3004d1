#!/usr/bin/env node
// The certified provider of op.mjs once more, over TLS, for clients that show a certificate (RFC 8705).
//
//   node mtls_op.mjs DIRECTORY
//
// DIRECTORY has server.pem and server.key, ca.pem of the CA of clients, and self.pem, a client's own certificate. There are two
// ports: one for everybody, and one that asks for a certificate, which `mtls_endpoint_aliases` lead to. Prints one JSON line.
import { X509Certificate, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';

const directory = process.argv[2];
const read = (name) => readFileSync(join(directory, name));
const tls = { cert: read('server.pem'), key: read('server.key') };
const own = new X509Certificate(read('self.pem'));
const RESOURCE = 'https://api.example';

const shown = (ctx) => {
  const { raw } = ctx.socket.getPeerCertificate();
  return raw && new X509Certificate(raw);
};
const jwks = { keys: [{ ...own.publicKey.export({ format: 'jwk' }), x5c: [own.raw.toString('base64')] }] };
const job = { grant_types: ['client_credentials'], response_types: [], redirect_uris: [], id_token_signed_response_alg: 'ES256' };
const person = {
  grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], redirect_uris: ['http://127.0.0.1/callback'],
  application_type: 'native', id_token_signed_response_alg: 'ES256',
};
const pki = { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_san_dns: 'job.example' };
const known = { token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks };
const bound = { tls_client_certificate_bound_access_tokens: true };
const clients = [
  { client_id: 'pki-job', ...job, ...pki },
  { client_id: 'pki-job-bound', ...job, ...pki, ...bound },
  { client_id: 'self-signed-job', ...job, ...known },
  { client_id: 'self-signed-person', ...person, ...known, ...bound },
  { client_id: 'public-person', ...person, token_endpoint_auth_method: 'none', ...bound },
];

const { Provider } = await import('oidc-provider');
const handlers = {};
const handle = (request, response) => handlers.op(request, response);
const main = createServer(tls, handle);
const mutual = createServer({ ...tls, ca: read('ca.pem'), requestCert: true, rejectUnauthorized: false }, handle);
const listen = (server) => new Promise((done) => { server.listen(0, '127.0.0.1', () => done(`https://localhost:${server.address().port}`)); });
const [issuer, alias] = [await listen(main), await listen(mutual)];
const aliases = {
  token_endpoint: '/token', userinfo_endpoint: '/me', introspection_endpoint: '/token/introspection',
  revocation_endpoint: '/token/revocation', pushed_authorization_request_endpoint: '/request',
};
handlers.op = new Provider(issuer, {
  clients,
  discovery: {
    mtls_endpoint_aliases: Object.fromEntries(Object.entries(aliases).map(([name, path]) => [name, `${alias}${path}`])),
  },
  jwks: { keys: [{ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), use: 'sig', kid: 'k' }] },
  findAccount: async (_ctx, sub) => ({
    accountId: sub, claims: async () => ({ sub, name: `${sub} of Interop`, preferred_username: sub, email: `${sub}@example.org`, email_verified: true }),
  }),
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
  scopes: ['openid', 'offline_access', 'read'],
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  clientAuthMethods: ['none', 'tls_client_auth', 'self_signed_tls_client_auth'],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    mTLS: {
      enabled: true,
      certificateBoundAccessTokens: true,
      selfSignedTlsClientAuth: true,
      tlsClientAuth: true,
      getCertificate: (ctx) => shown(ctx)?.toString(),
      certificateAuthorized: (ctx) => ctx.socket.authorized,
      certificateSubjectMatches: (ctx, name, expected) =>
        name === 'tls_client_auth_san_dns' && shown(ctx).subjectAltName?.split(', ').includes(`DNS:${expected}`),
    },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: 'read', audience: RESOURCE, accessTokenFormat: 'jwt', accessTokenTTL: 3600, jwt: { sign: { alg: 'ES256' } } }),
    },
  },
}).callback();
console.log(JSON.stringify({ ready: true, issuer, alias, resource: RESOURCE }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
