"""Authgear: an app of its guide, with Authlib, against the embedded provider in Authgear's place, over TLS."""

import json
import urllib.parse

from person import Person
from scenarios.scenario import equal, scenario
from web_app import WebApp

HERE = "embedded"


def app(world):
    """The app, which is started once."""
    if "authgear" not in world.apps:
        flags = ("--tls", "--host", "localhost")
        world.apps["authgear"] = world.started(WebApp(world, "authgear", "authgear", {}, flags=flags))
    return world.apps["authgear"]


@scenario(at=HERE, proves=("app-authgear",))
def authgear_app(world):
    """Authgear: a Flask app with Authlib signs a person in over TLS, knows the user, renews by itself, and signs out on the provider's page"""
    its = app(world)
    somebody = Person(ca_file=its.ca_file)
    page = somebody.submit(somebody.open(f"{its.url}/login"), user="alice")
    page.has("Welcome, Alice Example", "alice@example.com")
    equal(page.url, f"{its.url}/", "the page after signing in")
    told = json.loads(somebody.open(f"{its.url}/user").text)
    verified = told["https://authgear.com/claims/user/is_verified"]
    equal((told["sub"], told["preferred_username"], verified), ("alice", "alice", True), "UserInfo")
    equal(json.loads(somebody.open(f"{its.url}/renewed").text), {"is_another": True, "sub": "alice"}, "the renewal")
    somebody.open(its.url).has("Welcome, Alice Example")

    # signed in at the provider still: no page is shown
    somebody.open(f"{its.url}/login").has("Welcome, Alice Example")
    page = somebody.open(f"{its.url}/logout").has("Sign out?")
    somebody.submit(page, decision="allow").has("You are signed out.")
    somebody.open(its.url).has("Welcome, guest")
    somebody.open(f"{its.url}/login").has('action="/sign-in"')


@scenario(at=HERE, refuses=("app-authgear",))
def authgear_refused(world):
    """Authgear: another state is refused by the app; an unknown client and another callback by the original's own errors"""
    its = app(world)
    somebody, callback = Person(ca_file=its.ca_file), f"{its.url}/callback"
    page = somebody.open(f"{its.url}/login")
    page = somebody.submit(page, stop_before=callback, user="alice")
    fields = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.location or "").query))
    page = somebody.open(f"{callback}?{urllib.parse.urlencode({**fields, 'state': fields['state'] + 'x'})}")
    equal(page.status, 403, "the app's answer to a tampered state")
    page.has("mismatching_state")
    somebody.open(its.url).has("Welcome, guest")

    domain = its.env["AUTHGEAR_DOMAIN"]
    page = somebody.open(f"{its.url}/login", stop_before=f"https://{domain}")
    for name, other, told in (
        ("client_id", "unknown", "error: unauthorized_client\nerror_description: invalid client ID"),
        ("redirect_uri", "http://localhost:3000/elsewhere", "error: invalid_request\nerror_description: redirect URI is not allowed"),
    ):
        place = urllib.parse.urlsplit(page.location)
        query = dict(urllib.parse.parse_qsl(place.query))
        answer = somebody.open(place._replace(query=urllib.parse.urlencode({**query, name: other})).geturl())
        equal((answer.status, answer.text), (400, f"Invalid OAuth authorization request:\n{told}\n"), f"another {name}")
