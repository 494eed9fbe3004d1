"""Clef: an app with its SDK as it is on PyPI, which knows https://clef.io alone, against the embedded provider in its place."""

import html
import json
import re
import subprocess
import time
import urllib.parse

from person import Person
from scenarios.scenario import equal, scenario
from web_app import WebApp
from world import Failed

HERE, PHONE = "embedded", "https://clef.io/user/logout"
# The keys that the SDK's samples publish.
APP = {"CLEF_APP_ID": "4f318ac177a9391c2e0d221203725ffd", "CLEF_APP_SECRET": "2125d80f4583c52c46f8084bcc030c9b"}
CONFIG = f"""[[clients]]
client_id = "{APP['CLEF_APP_ID']}"
name = "Flask app"
client_secret = "{APP['CLEF_APP_SECRET']}"
token_endpoint_auth_method = "client_secret_post"
redirect_uris = ["http://localhost/"]
logout_hook = "http://localhost:PORT/logout"
"""
# Calls the SDK as the app does; what it gives, or what it raises.
CALL = """import clef, json, os, sys
clef.initialize(app_id=os.environ["CLEF_APP_ID"], app_secret=os.environ["CLEF_APP_SECRET"])
name, argument = json.loads(sys.argv[1])
try: print(json.dumps(getattr(clef, name)(argument)))
except clef.APIError as error: print(json.dumps([type(error).__name__, str(error)]))
"""


def app(world, script="app.py"):
    """The app, which is started once."""
    name = f"clef {script}"
    if name not in world.apps:
        world.apps[name] = world.started(WebApp(world, "clef", "clef", APP, script, CONFIG))
    return world.apps[name]


def person(its):
    return Person(its.proxy, its.ca_file)


def button(its, somebody, **other):
    """Where the button on the app's page leads; with other parameters than the page's, if any are given."""
    page = somebody.open(its.url).has("Sign in with Clef")
    said = {name: html.unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', page.text)}
    script = somebody.open(said["src"])
    equal((script.url, script.status), ("https://clef.io/v3/clef.js", 200), "the button's script")
    query = {name: said[f"data-{name.replace('_', '-')}"] for name in ("app_id", "redirect_url", "state")}
    return f"https://clef.io/iframes/qr?{urllib.parse.urlencode({**query, **other})}"


def wave(its, somebody, user="alice", **other):
    """Signs in by the button; the page that the app shows then."""
    page = somebody.open(button(its, somebody, **other))
    return somebody.submit(page, user=user) if "Wave to log in" in page.text else page


def log_out(somebody):
    """Logs out on the phone; what it shows then."""
    page = somebody.open(PHONE).has("Signed in as Alice Example", "<li>Flask app</li>")
    return somebody.submit(page).has("You are logged out")


def sdk(its, name, argument, **env):
    """What a call of the SDK comes to."""
    argv = [str(its.python), "-c", CALL, json.dumps([name, argument])]
    done = subprocess.run(argv, env={**its.env, **env}, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise Failed(f"clef.{name}({argument!r}): {done.stderr[-400:]}")
    return json.loads(done.stdout)


@scenario(at=HERE, proves=("app-clef",), refuses=("app-clef",))
def clef_app(world):
    """Clef: a Flask app with the SDK as it is signs a person in; another state, a wrong code, app or secret are refused"""
    its = app(world)
    somebody, stranger = person(its), person(its)
    page = wave(its, somebody).has("Welcome, Alice!", "alice@example.com")
    equal(page.url, f"{its.url}/", "the page after signing in")
    somebody.open(its.url).has("Welcome, Alice!")

    page = wave(its, stranger, "bob", state="tampered").has("the state parameter didn't match")
    equal(page.status, 403, "the app's answer to a tampered state")
    stranger.open(its.url).has("Sign in with Clef")

    published = {"id": "12345", "first_name": "Alex", "email": "alex@getclef.com"}
    equal(sdk(its, "get_login_information", "code_1234567890"), published, "the person that the SDK's tests publish")
    for name, argument, env, wanted in (
        ("get_login_information", "code_1234567890", {"CLEF_APP_ID": "unknown"}, ["InvalidAppIDError", "Invalid App ID."]),
        ("get_login_information", "code_1234567890", {"CLEF_APP_SECRET": "wrong"}, ["InvalidAppSecretError", "Invalid App Secret."]),
        ("get_login_information", "unknown", {}, ["InvalidOAuthCodeError", "Invalid OAuth Code."]),
        ("get_logout_information", "unknown", {}, ["InvalidLogoutTokenError", "Invalid Logout Token."]),
        ("get_logout_information", None, {}, ["InvalidLogoutTokenError", "Invalid Logout Token."]),
    ):
        equal(sdk(its, name, argument, **env), wanted, f"clef.{name}({argument!r})")


@scenario(at=HERE, proves=("app-clef-logout",))
def clef_logout(world):
    """Clef: logging out on the phone calls the app's hook, and every session of the person is over, in the second of the login too"""
    its = app(world)
    one, other, bob = person(its), person(its), person(its)
    wave(its, bob, "bob").has("Welcome, Bob!")
    for _ in range(20):
        wave(its, other).has("Welcome, Alice!")
        time.sleep(1 - time.time() % 1)
        begun = time.time()
        wave(its, one).has("Welcome, Alice!")
        log_out(one).has("<li>Flask app was told</li>")
        ended = time.time()
        for somebody in (one, other):
            somebody.open(its.url).has("Sign in with Clef")
        if int(begun) == int(ended):
            break
    else:
        raise Failed("no login and its logout came into one second")
    bob.open(its.url).has("Welcome, Bob!")
    # who signs in again is in, and the older session stays over
    wave(its, one).has("Welcome, Alice!")
    one.open(its.url).has("Welcome, Alice!")
    other.open(its.url).has("Sign in with Clef")


@scenario(at=HERE, proves=("app-clef-logout",), events=True)
def clef_logout_by_webhook_send(world):
    """Clef: the token of `webhook send clef.logout` is one that the app's SDK exchanges, and only that person's sessions are over"""
    its = app(world)
    one, other, bob = person(its), person(its), person(its)
    for somebody, user in ((one, "alice"), (other, "alice"), (bob, "bob")):
        wave(its, somebody, user).has(f"Welcome, {user.capitalize()}!")
    home = world.home("clef-send")
    home.env["AUTHCTL_STATE_DIR"] = its.env["AUTHCTL_STATE_DIR"]
    argv = ("webhook", "send", "clef.logout", "--user", "alice", "--to", f"{its.url}/logout", "--json", "--client-id")
    equal(home.run(*argv, "another").code, 12, "exit code of a token for another app")
    one.open(its.url).has("Welcome, Alice!")
    sent = home.run(*argv, APP["CLEF_APP_ID"]).json()
    equal((sent["status"], sent["taken"]), (200, True), "what the app answered")
    for somebody in (one, other):
        somebody.open(its.url).has("Sign in with Clef")
    bob.open(its.url).has("Welcome, Bob!")
    world.events.verified("clef.logout", "`clef`", ("another app's token",))


@scenario(at=HERE, refuses=("app-clef-logout",))
def clef_logout_by_the_guide(world):
    """Clef: an app that looks for the person in the wrong column, as the guide's first page does, is seen not to log out"""
    its = app(world, "readme.py")
    somebody = person(its)
    wave(its, somebody).has("Welcome, Alice!")
    log_out(somebody).has("<li>Flask app was not told: HTTP 500</li>")
    somebody.open(its.url).has("Welcome, Alice!")


@scenario(needs=("node", "chromium"), at="Chromium", proves=("app-clef", "app-clef-logout"))
def clef_in_chromium(world):
    """Clef: headless Chromium goes through the button and the wave, and out again on the phone's page"""
    its = app(world)
    argv = ["node", str(world.tools / "clef.mjs"), its.url, str(world.shots), *its.ready["browser_arguments"]]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        raise Failed(f"Chromium: {done.stderr[-600:]}")
    wanted = ["Sign in with Clef", "Wave to log in", "Welcome, Alice!", "Your phone", "Logged out", "Sign in with Clef"]
    equal(json.loads(done.stdout), wanted, "the headings of the pages")
