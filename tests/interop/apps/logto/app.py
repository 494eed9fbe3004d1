"""A Flask app as Logto's guide has it: sign in, sign up, the user's page, a token for an API, sign out.

What it needs is in its environment: LOGTO_ENDPOINT, LOGTO_APP_ID, LOGTO_APP_SECRET.
"""

import json
import os

from flask import Flask, redirect, request, session
from logto import LogtoClient, LogtoConfig, LogtoException, Storage, UserInfoScope
from markupsafe import escape

API = "https://api.example.com"

app = Flask(__name__)
app.secret_key = os.urandom(24)


class SessionStorage(Storage):
    def get(self, key):
        return session.get(key, None)

    def set(self, key, value):
        session[key] = value

    def delete(self, key):
        session.pop(key, None)


client = LogtoClient(
    LogtoConfig(
        endpoint=os.environ["LOGTO_ENDPOINT"],
        appId=os.environ["LOGTO_APP_ID"],
        appSecret=os.environ["LOGTO_APP_SECRET"],
        scopes=[UserInfoScope.email, "read:books"],
        resources=[API],
    ),
    storage=SessionStorage(),
)


@app.errorhandler(LogtoException)
def refused(error):
    return f"<h1>Refused</h1><pre>{escape(error)}</pre>", 403


@app.route("/sign-in")
async def sign_in():
    return redirect(await client.signIn(redirectUri=f"{request.host_url}callback"))


@app.route("/sign-up")
async def sign_up():
    return redirect(await client.signIn(redirectUri=f"{request.host_url}callback", interactionMode="signUp"))


@app.route("/callback")
async def callback():
    await client.handleSignInCallback(request.url)
    return redirect("/")


@app.route("/sign-out")
async def sign_out():
    return redirect(await client.signOut(postLogoutRedirectUri=request.host_url))


@app.route("/")
async def home():
    if client.isAuthenticated() is False:
        return "<h1>Not authenticated</h1><a href='/sign-in'>Sign in</a> <a href='/sign-up'>Sign up</a>"
    claims = client.getIdTokenClaims()
    return f"<h1>Hello, {escape(claims.name or claims.username)}</h1><p>{escape(claims.email)}</p><a href='/sign-out'>Sign out</a>"


@app.route("/user")
async def user():
    return json.loads((await client.fetchUserInfo()).model_dump_json())


@app.route("/books")
async def books():
    """What stands in the token for the API, which a refresh token is good for."""
    return json.loads((await client.getAccessTokenClaims(API)).model_dump_json())


@app.route("/renewed")
async def renewed():
    """As if an hour had gone by: the access tokens are forgotten, and the refresh token brings others."""
    before = await client.getAccessToken()
    session.pop("accessTokenMap")
    return {"is_another": await client.getAccessToken() != before}
