// What the provider of op.mjs has beside the code, device and client credentials grants, and the clients for it.
import { generateKeyPairSync, randomBytes } from 'node:crypto';

export const CIBA = 'urn:openid:params:grant-type:ciba';
/** Where a client is pinged: this provider takes https only, so what ends TLS has to stand there, and hand it on. */
export const PINGED = 'https://till.example/callback';
const CALLBACK = ['http://127.0.0.1/callback'];

/** People whom the provider asks elsewhere: `nobody` says no, everybody else yes, a second later. */
export function answers(provider) {
  return async (_ctx, request, account, client) => {
    setTimeout(async () => {
      if (account.accountId === 'nobody') {
        const { AccessDenied } = (await import('oidc-provider')).errors;
        await provider().backchannelResult(request, new AccessDenied('the person said no'));
        return;
      }
      const grant = new (provider().Grant)({ accountId: account.accountId, clientId: client.clientId });
      grant.addOIDCScope(request.params.scope);
      await provider().backchannelResult(request, await grant.save(), { acr: '0', authTime: Math.floor(Date.now() / 1000) });
    }, 1000);
  };
}

/** `provider` gives the provider once it is made. */
export function features(provider) {
  return {
    encryption: { enabled: true },
    jwtResponseModes: { enabled: true },
    jwtUserinfo: { enabled: true },
    ciba: {
      enabled: true,
      deliveryModes: ['poll', 'ping'],
      processLoginHint: (_ctx, hint) => hint,
      validateBindingMessage: () => {},
      validateRequestContext: () => {},
      verifyUserCode: () => {},
      triggerAuthenticationDevice: answers(provider),
    },
    richAuthorizationRequests: {
      enabled: true,
      types: { payment: { validate: () => {} } },
      authorizationDetailsForGrantSource: (ctx) => JSON.parse(ctx.oidc.params.authorization_details ?? '[]'),
      authorizationDetailsForAccessToken: (_ctx, _token, source) => source?.rar ?? [],
      authorizationDetailsForIntrospection: (_ctx, token) => token.rar ?? [],
    },
  };
}

/** The private keys of a client, each with its use, and their public halves for its registration. */
function keysOf(uses) {
  const pairs = uses.map((use) => ({ use, kid: `${use}-key`, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) }));
  const jwk = (key, { use, kid }) => ({ ...key.export({ format: 'jwk' }), kid, use, alg: use === 'sig' ? 'ES256' : 'ECDH-ES' });
  return {
    jwks: { keys: pairs.map((pair) => jwk(pair.publicKey, pair)) },
    key: JSON.stringify({ keys: pairs.map((pair) => jwk(pair.privateKey, pair)) }),
  };
}

/** The clients, and into `privateKeys` what they prove themselves or decrypt with. */
export function clients(privateKeys) {
  const secret = () => randomBytes(32).toString('base64url');
  const person = { application_type: 'native', redirect_uris: CALLBACK, id_token_signed_response_alg: 'ES256' };
  const basic = () => ({ token_endpoint_auth_method: 'client_secret_basic', client_secret: secret() });
  const code = { ...person, grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] };
  const ciba = { id_token_signed_response_alg: 'ES256', grant_types: [CIBA, 'refresh_token'], response_types: [], redirect_uris: [] };
  const withKeys = (id, uses, more) => {
    const { jwks, key } = keysOf(uses);
    privateKeys[id] = key;
    return { client_id: id, jwks, ...more };
  };
  return [
    { client_id: 'hybrid', ...basic(), ...person, grant_types: ['authorization_code', 'implicit', 'refresh_token'],
      response_types: ['code id_token', 'code token', 'code id_token token'] },
    { client_id: 'implicit', token_endpoint_auth_method: 'none', ...person, grant_types: ['implicit'],
      response_types: ['id_token', 'id_token token'] },
    { client_id: 'jarm', ...basic(), ...code, authorization_signed_response_alg: 'ES256' },
    withKeys('encrypted', ['enc'], {
      ...basic(), ...code, id_token_encrypted_response_alg: 'ECDH-ES', id_token_encrypted_response_enc: 'A256GCM',
      userinfo_signed_response_alg: 'ES256', userinfo_encrypted_response_alg: 'ECDH-ES', userinfo_encrypted_response_enc: 'A256GCM',
    }),
    withKeys('sealed', ['sig', 'enc'], {
      ...basic(), ...code, request_object_signing_alg: 'ES256', require_signed_request_object: true,
      authorization_signed_response_alg: 'ES256', authorization_encrypted_response_alg: 'ECDH-ES',
      authorization_encrypted_response_enc: 'A256GCM',
    }),
    { client_id: 'signed', ...basic(), ...code, userinfo_signed_response_alg: 'ES256' },
    { client_id: 'detailed', ...basic(), ...code, authorization_details_types: ['payment'] },
    { ...ciba, client_id: 'ciba', ...basic(), backchannel_token_delivery_mode: 'poll' },
    { ...ciba, client_id: 'ciba-ping', ...basic(), backchannel_token_delivery_mode: 'ping', backchannel_client_notification_endpoint: PINGED },
  ];
}
