// A small app: signs people in, and hears of it when their session ends. `node app.mjs` listens at $PORT.
import { randomBytes } from 'node:crypto';
import express from 'express';
import openid from 'express-openid-connect';

/** Sessions at the provider that are over, as a store of express-session keeps them. */
class Ended extends Map {
  get(id, done) { done(null, super.get(id)); }

  set(id, session, done) { super.set(id, session); done(null); }

  destroy(id, done) { super.delete(id); done(null); }
}

export function app(baseURL, env = process.env) {
  const server = express();
  server.use(openid.auth({
    baseURL,
    issuerBaseURL: env.OIDC_ISSUER,
    clientID: env.OIDC_CLIENT_ID,
    clientSecret: env.OIDC_CLIENT_SECRET,
    clientAuthMethod: 'client_secret_basic',
    secret: randomBytes(32).toString('base64url'),
    authorizationParams: { response_type: 'code', scope: 'openid profile' },
    authRequired: false,
    backchannelLogout: { store: new Ended() },
  }));
  server.get('/', (request, response) => {
    const { oidc } = request;
    response.send(oidc.isAuthenticated() ? `Welcome, ${oidc.user.sub}` : '<a href="/login">Sign in</a>');
  });
  return server;
}

if (process.env.PORT) app(`http://localhost:${process.env.PORT}`).listen(Number(process.env.PORT), 'localhost');
