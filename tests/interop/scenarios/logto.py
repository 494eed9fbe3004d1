"""Logto: an app with its SDK as it is on PyPI, against the embedded provider in Logto's place."""

import json
import subprocess
import urllib.parse

from person import Person
from scenarios.scenario import equal, scenario
from web_app import WebApp
from world import Failed

HERE, API = "embedded", "https://api.example.com"
APP_ID, SECRET = "authctl0logto0example", "only-for-tests"
CONFIG = f"""[[resources]]
resource = "{API}"
"""
# Redeems a code as the SDK does; what it raises.
CALL = """import asyncio, json, os, sys
from logto import LogtoException
from logto.OidcCore import OidcCore
async def redeem(clientId, clientSecret, code):
    metadata = await OidcCore.getProviderMetadata(os.environ["LOGTO_ENDPOINT"] + "/oidc/.well-known/openid-configuration")
    given = dict(clientId=clientId, clientSecret=clientSecret, code=code, codeVerifier="x" * 43)
    try: await OidcCore(metadata).fetchTokenByCode(redirectUri="http://localhost:3000/callback", **given)
    except LogtoException as error: print(error)
asyncio.run(redeem(*sys.argv[1:]))
"""


def app(world):
    """The app, which is started once."""
    if "logto" not in world.apps:
        world.apps["logto"] = world.started(WebApp(world, "logto", "logto", {}, config=CONFIG, flags=()))
    return world.apps["logto"]


def signed_in(its, somebody, user="alice"):
    page = somebody.open(f"{its.url}/sign-in").has("Sign in to your account")
    return somebody.submit(page, user=user)


def refused(its, *credentials):
    """What the SDK says of these credentials and this code."""
    argv = [str(its.python), "-c", CALL, *credentials]
    done = subprocess.run(argv, env=its.env, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise Failed(f"the SDK: {done.stderr[-400:]}")
    return json.loads(done.stdout)


@scenario(at=HERE, proves=("app-logto",))
def logto_app(world):
    """Logto: a Flask app with the SDK as it is signs a person in, knows the user, has a token for an API, renews, and signs out"""
    its = app(world)
    somebody = Person()
    page = signed_in(its, somebody).has("Hello, Alice Example", "alice@example.com")
    equal(page.url, f"{its.url}/", "the page after signing in")
    told = json.loads(somebody.open(f"{its.url}/user").text)
    equal((told["sub"], told["username"], told["email_verified"]), ("alice", "alice", True), "UserInfo")
    token = json.loads(somebody.open(f"{its.url}/books").text)
    equal((token["aud"], token["scope"], token["sub"]), (API, "read:books", "alice"), "the token for the API")
    equal(json.loads(somebody.open(f"{its.url}/renewed").text), {"is_another": True}, "the renewal")
    page = somebody.open(f"{its.url}/sign-out").has("Not authenticated")
    equal(page.url, f"{its.url}/", "the page after signing out")
    # the session at the provider is over too
    somebody.open(f"{its.url}/sign-in").has("Sign in to your account")


@scenario(at=HERE, refuses=("app-logto",))
def logto_refused(world):
    """Logto: another state is refused by the app; an unknown app, a wrong secret, a wrong code and another callback by the original's own errors"""
    its = app(world)
    somebody, callback = Person(), f"{its.url}/callback"
    page = somebody.open(f"{its.url}/sign-in")
    page = somebody.submit(page, stop_before=callback, user="alice")
    answer = urllib.parse.urlsplit(page.location or "")
    fields = dict(urllib.parse.parse_qsl(answer.query))
    page = somebody.open(f"{callback}?{urllib.parse.urlencode({**fields, 'state': fields['state'] + 'x'})}")
    equal(page.status, 403, "the app's answer to a tampered state")
    page.has("Invalid state in the callback URI")
    somebody.open(its.url).has("Not authenticated")

    told = {
        "code": "oidc.invalid_client",
        "message": "An OIDC error occurred: oidc.invalid_client.",
        "error": "invalid_client",
        "error_description": "client authentication failed",
    }
    equal(refused(its, "unknown", SECRET, "code"), told, "an unknown app")
    equal(refused(its, APP_ID, "wrong", "code"), told, "a wrong secret")
    told = refused(its, APP_ID, SECRET, "code")
    equal((told["code"], told["message"]), ("oidc.invalid_grant", "Grant request is invalid."), "a wrong code")
    page = somebody.open(f"{its.url}/sign-in", stop_before=its.env["LOGTO_ENDPOINT"])
    for name, other, code in (
        ("client_id", "unknown", "oidc.invalid_client"),
        ("redirect_uri", "http://localhost:3000/elsewhere", "oidc.invalid_redirect_uri"),
    ):
        place = urllib.parse.urlsplit(page.location)
        query = dict(urllib.parse.parse_qsl(place.query))
        answer = somebody.open(place._replace(query=urllib.parse.urlencode({**query, name: other})).geturl())
        equal((answer.status, json.loads(answer.text)["code"]), (400, code), f"another {name}")


@scenario(needs=("node", "chromium"), at="Chromium", proves=("app-logto",))
def logto_in_chromium(world):
    """Logto: headless Chromium signs up on the first screen, signs out, and signs in with the password it chose"""
    its = app(world)
    argv = ["node", str(world.tools / "logto.mjs"), its.url, str(world.shots)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        raise Failed(f"Chromium: {done.stderr[-600:]}")
    wanted = ["Not authenticated", "Create your account", "Hello, dora", "Not authenticated", "Sign in to your account", "Hello, dora"]
    equal(json.loads(done.stdout), wanted, "the headings of the pages")
