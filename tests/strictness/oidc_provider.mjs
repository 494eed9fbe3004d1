// `oidc-provider` as strict as its documentation says it can be, with the clients that the strictness run asks as.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const told = JSON.parse(process.env.STRICTNESS);
const { Provider } = await import('oidc-provider');
const issuer = `http://127.0.0.1:${told.port}`;
const make = (kind, settings) => generateKeyPairSync(kind, settings).privateKey.export({ format: 'jwk' });

const person = {
  redirect_uris: [told.redirectUri], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
  id_token_signed_response_alg: told.alg,
};
const machine = { redirect_uris: [], grant_types: ['client_credentials'], response_types: [] };
const clients = [
  { client_id: 'app', token_endpoint_auth_method: 'none', ...person },
  { client_id: 'other', token_endpoint_auth_method: 'none', ...person },
  { client_id: 'shop', token_endpoint_auth_method: 'client_secret_basic', client_secret: told.secret, ...person },
  { client_id: 'job', token_endpoint_auth_method: 'client_secret_post', client_secret: told.secret, ...machine },
  { client_id: 'signer', token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'ES256', jwks: told.jwks, ...machine },
];

const provider = new Provider(issuer, {
  clients,
  jwks: { keys: [make('rsa', { modulusLength: 2048 }), make('ec', { namedCurve: 'P-256' })] },
  findAccount: async (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
  claims: { openid: ['sub'], email: ['email'] },
  scopes: ['openid', 'offline_access', 'read'],
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  allowOmittingSingleRegisteredRedirectUri: false,
  ttl: { AccessToken: 3600, AuthorizationCode: told.codeLifetime, Grant: 86400, IdToken: 3600, Interaction: 600, RefreshToken: 86400, Session: 86400 },
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    dPoP: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: 'read', audience: 'https://api.example', accessTokenFormat: 'jwt', accessTokenTTL: 3600, jwt: { sign: { alg: told.accessAlg } },
      }),
    },
  },
});
createServer(provider.callback()).listen(told.port, '127.0.0.1');
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
