// The provider of op.mjs over TLS, for clients that show a certificate (RFC 8705).
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';

const shown = (ctx) => ctx.socket.getPeerX509Certificate();

/** What its features are beside the others. */
export const mTLS = {
  enabled: true,
  certificateBoundAccessTokens: true,
  selfSignedTlsClientAuth: true,
  tlsClientAuth: true,
  getCertificate: (ctx) => shown(ctx)?.toString(),
  certificateAuthorized: (ctx) => ctx.socket.authorized,
  certificateSubjectMatches: (ctx, property, expected) => property === 'tls_client_auth_subject_dn' && shown(ctx).subject === expected,
};

/** The clients: one whose certificate is an authority's, and one with a certificate of its own. */
export function clients(directory) {
  const own = new X509Certificate(readFileSync(join(directory, 'own.pem')));
  const job = {
    grant_types: ['client_credentials'], response_types: [], redirect_uris: [], tls_client_certificate_bound_access_tokens: true,
  };
  return [
    { client_id: 'job-tls', token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=job', ...job },
    { client_id: 'job-own', token_endpoint_auth_method: 'self_signed_tls_client_auth', ...job,
      jwks: { keys: [{ ...own.publicKey.export({ format: 'jwk' }), x5c: [own.raw.toString('base64')] }] } },
  ];
}

/** Answers over TLS; `made` makes the handler for an issuer. Resolves to the issuer. */
export function serve(directory, made) {
  const file = (name) => readFileSync(join(directory, name));
  const settings = { key: file('server.key'), cert: file('server.pem'), ca: file('ca.pem'), requestCert: true, rejectUnauthorized: false };
  let answer;
  const server = createServer(settings, (request, response) => answer(request, response));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const issuer = `https://127.0.0.1:${server.address().port}`;
      answer = made(issuer);
      resolve(issuer);
    });
  });
}
