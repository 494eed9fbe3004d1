"""A Flask app as WebAuth's guide has it: sign in with GitHub or Google, link the other one, sign out.

What it needs is in its environment; GitHub's addresses, too, where GITHUB_AUTHORIZE_URL and the like name others than GitHub's own.
"""

import os

import webauth
from flask import Flask, redirect
from markupsafe import escape
from pyaltt2.db import Database
from pyaltt2.mail import SMTP

SETTINGS = (
    "secret-key", "google-client-id", "google-client-secret", "github-client-id", "github-client-secret",
    "github-authorize-url", "github-access-token-url", "github-api-base-url",
)
names = {setting: setting.upper().replace("-", "_") for setting in SETTINGS}
config = {setting: os.environ[name] for setting, name in names.items() if name in os.environ}

app = Flask(__name__)
db = Database(os.environ["DATABASE_URL"])
webauth.init(app, db=db, config=config, providers=["google", "github"], smtp=SMTP(host="localhost"))

addresses = {}


def registered(user_id, user_info=None):
    if user_info and user_info.email:
        addresses[user_id] = user_info.email


webauth.register_handler("account.register", registered)


@app.route("/")
def home():
    return '<a href="/oauth-login/github">GitHub</a> <a href="/oauth-login/google">Google</a>'


@app.route("/oauth-login/<provider>")
def oauth_login(provider):
    webauth.set_next("/user-area")
    return redirect(f"/auth/{provider}/login")


@app.route("/user-area")
def user_area():
    if not webauth.is_authenticated():
        return redirect("/")
    providers = ", ".join(sorted(row["provider"] for row in webauth.get_user_providers()))
    address = addresses.get(webauth.get_user_id(), "")
    return (
        f"<h1>{escape(webauth.get_user_name())}</h1><img src=\"{escape(webauth.get_user_picture())}\">"
        f"<p>{escape(address)}</p><p>by {providers}</p>"
        '<a href="/oauth-login/github">GitHub</a> <a href="/oauth-login/google">Google</a> <a href="/auth/logout">Sign out</a>'
    )
