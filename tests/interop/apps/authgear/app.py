"""A Flask app as Authgear's guide has it, with Authlib: sign in, the user's page, renewal, sign out.

What it needs is in its environment: AUTHGEAR_DOMAIN, AUTHGEAR_CLIENT_ID, AUTHGEAR_CLIENT_SECRET.
"""

import os

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, session, url_for
from markupsafe import escape

DOMAIN = os.environ["AUTHGEAR_DOMAIN"]

app = Flask(__name__)
app.secret_key = os.urandom(24)


def keep(name, token, refresh_token=None, access_token=None):
    session["user"] = {**session["user"], **token}


oauth = OAuth(app, update_token=keep)
oauth.register(
    "authgear",
    client_id=os.environ["AUTHGEAR_CLIENT_ID"],
    client_secret=os.environ["AUTHGEAR_CLIENT_SECRET"],
    client_kwargs={"scope": "openid offline_access https://authgear.com/scopes/full-userinfo"},
    server_metadata_url=f"https://{DOMAIN}/.well-known/openid-configuration",
)


@app.errorhandler(OAuthError)
def refused(error):
    return f"<h1>Refused</h1><pre>{escape(error)}</pre>", 403


@app.route("/")
def home():
    if "user" not in session:
        return "<h1>Welcome, guest</h1><a href='/login'>Login</a>"
    told = session["user"]["userinfo"]
    return f"<h1>Welcome, {escape(told['name'])}</h1><p>{escape(told['email'])}</p><a href='/logout'>Logout</a>"


@app.route("/login")
def login():
    return oauth.authgear.authorize_redirect(redirect_uri=url_for("callback", _external=True))


@app.route("/callback")
def callback():
    session["user"] = oauth.authgear.authorize_access_token()
    return redirect("/")


@app.route("/user")
def user():
    return oauth.authgear.get(f"https://{DOMAIN}/oauth2/userinfo", token=session["user"]).json()


@app.route("/renewed")
def renewed():
    """As if half an hour had gone by: the library spends the refresh token by itself, and asks as it was asked to."""
    before = session["user"]
    session["user"] = {**before, "expires_at": 1}
    told = oauth.authgear.get(f"https://{DOMAIN}/oauth2/userinfo", token=session["user"]).json()
    return {"is_another": session["user"]["access_token"] != before["access_token"], "sub": told["sub"]}


@app.route("/logout")
def logout():
    session.clear()
    return redirect(f"https://{DOMAIN}/oauth2/end_session")
