#!/usr/bin/env node
// An app of Express with `express-openid-connect`, which hears of the end of a session by Back-Channel Logout.
//
//   node express_app.mjs PORT ISSUER CLIENT_ID
//
// The client's secret is in CLIENT_SECRET. Prints one JSON line when it is ready. GET / tells who is signed in.
import { randomBytes } from 'node:crypto';
import express from 'express';
import openid from 'express-openid-connect';

const [port, issuer, clientID] = process.argv.slice(2);
const { CLIENT_SECRET: clientSecret } = process.env;

/** What the app remembers of ended sessions, as stores of express-session are. */
class Ended extends Map {
  get(id, done) { done(null, super.get(id)); }

  set(id, session, done) { super.set(id, session); done(null); }

  destroy(id, done) { super.delete(id); done(null); }
}

const app = express();
app.use(openid.auth({
  issuerBaseURL: issuer,
  baseURL: `http://localhost:${port}`,
  clientID,
  clientSecret,
  clientAuthMethod: 'client_secret_basic',
  secret: randomBytes(32).toString('base64url'),
  authorizationParams: { response_type: 'code', scope: 'openid profile email' },
  authRequired: false,
  idpLogout: true,
  backchannelLogout: { store: new Ended() },
}));
app.get('/', (request, response) => {
  response.send(request.oidc.isAuthenticated() ? `Welcome, ${request.oidc.user.sub}!` : 'Nobody is signed in');
});
app.listen(Number(port), 'localhost', () => console.log(JSON.stringify({ ready: true, url: `http://localhost:${port}` })));
