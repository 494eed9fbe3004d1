"""A small app: signs people in, and hears of it when their session ends."""

import os
import secrets

from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, request, session, url_for
from joserfc import jwt
from joserfc.jwk import KeySet

ISSUER, CLIENT_ID = os.environ["OIDC_ISSUER"], os.environ["OIDC_CLIENT_ID"]

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
ended = set()  # sessions at the provider that are over
provider = OAuth(app).register(
    "provider",
    client_id=CLIENT_ID,
    client_secret=os.environ["OIDC_CLIENT_SECRET"],
    server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
)


@app.get("/")
def home():
    if session.get("sid") in ended:
        session.clear()
    return f"Welcome, {session['name']}" if "name" in session else "Nobody is signed in"


@app.get("/login")
def login():
    return provider.authorize_redirect(url_for("callback", _external=True))


@app.get("/callback")
def callback():
    tokens = provider.authorize_access_token()
    session.update(name=provider.userinfo(token=tokens)["name"], sid=tokens["userinfo"]["sid"])
    return redirect("/")


@app.post("/backchannel-logout")
def backchannel_logout():
    keys = KeySet.import_key_set(provider.fetch_jwk_set(force=True))
    claims = jwt.decode(request.form["logout_token"], keys, algorithms=["RS256"]).claims
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": CLIENT_ID},
        exp={"essential": True},
        sid={"essential": True},
    ).validate(claims)
    if "http://schemas.openid.net/event/backchannel-logout" not in claims["events"] or "nonce" in claims:
        return "this is no logout token", 400
    ended.add(claims["sid"])
    return "", 200, {"Cache-Control": "no-store"}
