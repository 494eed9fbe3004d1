"""WebAuth: an app that signs in with GitHub and Google, against the shapes of both; what it has in its database."""

import secrets
import urllib.parse

from person import Person
from scenarios.scenario import equal, scenario
from web_app import WebApp
from world import Failed

NEEDS = ("pg_createcluster",)
APP = {"needs": NEEDS, "at": "embedded", "proves": ("app-webauth",)}
REFUSED = {"needs": NEEDS, "at": "embedded", "refuses": ("app-webauth",)}


def app(world):
    """The app, which is started once."""
    if "webauth" not in world.apps:
        env = {"SECRET_KEY": secrets.token_urlsafe(24), "DATABASE_URL": world.postgres.url}
        world.apps["webauth"] = world.started(WebApp(world, "webauth", "github,google", env))
    return world.apps["webauth"]


def person(app):
    return Person(app.proxy, app.ca_file)


def rows(world):
    """Users, and by what they sign in."""
    kept = "select user_id || ' ' || provider from webauth_user_auth order by id"
    return world.postgres.rows("select id from webauth_user order by id"), world.postgres.rows(kept)


def signed_in(app, somebody, provider, user):
    """Begins at the app's link, and ends in the user area."""
    page = somebody.open(f"{app.url}/oauth-login/{provider}")
    page = somebody.sign_in(page, user)
    equal((page.url, page.status), (f"{app.url}/user-area", 200), f"the page after signing in with {provider}")
    return page


@scenario(**APP)
def webauth_linked(world):
    """WebAuth: sign in with GitHub (the address by /user/emails), link Google to the same user, and sign out"""
    its = app(world)
    somebody = person(its)
    page = signed_in(its, somebody, "github", "alice")
    page.has("Alice Example", "https://avatars.githubusercontent.com/u/", "alice@example.com", "by github<")
    users, _ = before = rows(world)
    page = signed_in(its, somebody, "google", "alice").has("Alice Example", "https://lh3.googleusercontent.com/", "by github, google<")
    equal(rows(world), (users, [*before[1], f"{users[-1]} google"]), "users, and by what they sign in")
    # who comes back is the same, by either
    for provider in ("google", "github"):
        signed_in(its, person(its), provider, "alice").has("by github, google<")
    equal(rows(world)[0], users, "users")
    equal(somebody.open(f"{its.url}/auth/logout").url, f"{its.url}/", "the page after signing out")
    equal(somebody.open(f"{its.url}/user-area").url, f"{its.url}/", "the user area after signing out")


@scenario(**REFUSED)
def webauth_others(world):
    """WebAuth: an account that is another user's is not linked: 409"""
    its = app(world)
    signed_in(its, person(its), "github", "alice")
    somebody = person(its)
    signed_in(its, somebody, "google", "bob").has("Bob Example", "by google<")
    before = rows(world)
    page = somebody.sign_in(somebody.open(f"{its.url}/oauth-login/github"), "alice")
    equal(page.status, 409, "the status")
    page.has("oauth provider is already registered for another account")
    equal(rows(world), before, "users, and by what they sign in")


@scenario(**REFUSED)
def webauth_state(world):
    """WebAuth: an answer with another state is refused by the app, by GitHub and by Google; so is a person's no: 403"""
    its = app(world)
    for provider, user in (("github", "alice"), ("google", "alice")):
        somebody, callback = person(its), f"{its.url}/auth/{provider}/auth"
        page = somebody.open(f"{its.url}/oauth-login/{provider}")
        page = somebody.sign_in(page, user, stop_before=callback)
        answer = urllib.parse.urlsplit(page.location or "")
        fields = dict(urllib.parse.parse_qsl(answer.query))
        if not {"code", "state"} <= fields.keys():
            raise Failed(f"a code and a state wanted in {page.location}")
        fields["state"] += "x"
        refused = somebody.open(f"{callback}?{urllib.parse.urlencode(fields)}")
        equal(refused.status, 500, f"the status of another state by {provider}")
        equal(somebody.open(f"{its.url}/user-area").url, f"{its.url}/", "the user area after it")
    somebody = person(its)
    # bob has allowed the app nothing at GitHub yet
    page = somebody.sign_in(somebody.open(f"{its.url}/oauth-login/github"), "bob", decision="deny")
    equal(page.status, 403, "the status of a no")
    page.has("forbidden")
