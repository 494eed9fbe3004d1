"""Logto's OAuth2 connector, by its own code, and authctl with the same configuration, at the same provider."""

import json
import subprocess
import urllib.parse

from odd_provider import OddProvider
from scenarios.scenario import claims_of, equal, header_of, scenario

CALLBACK = "http://127.0.0.1/callback"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
SECRET = "a secret: 100% + of more than 64 bytes, with what a form, a header and JSON write in another way \"\\/"
TOKENS = {"access_token": "an-access-token", "token_type": "Bearer"}
USER = {"id": 7, "name": "Ann", "email": "ann@example.org", "avatar": None, "phone": ""}
NESTED = {"data": {"user": {"uid": "u-1"}, "mails": [{"value": "a@example.org"}], "n": 0}}
MAP = {"id": "data.user.uid", "email": "data.mails.0.value", "name": "data.n", "phone": "data.none.at.all"}

# How a token answer is written, and whether the connector takes it with `query-string` and with `json`.
ANSWERS = (
    ((JSON, json.dumps(TOKENS)), False, True),
    ((JSON, json.dumps({**TOKENS, "expires_in": 3600, "scope": "a b"})), False, True),
    ((JSON, json.dumps({**TOKENS, "expires_in": "3600"})), False, False),
    ((JSON, json.dumps({**TOKENS, "refresh_token": None})), False, False),
    ((FORM, urllib.parse.urlencode(TOKENS)), True, False),
    (("text/plain", urllib.parse.urlencode(TOKENS)), True, False),
    ((FORM, urllib.parse.urlencode({**TOKENS, "scope": "a b"})), True, False),
    ((FORM, urllib.parse.urlencode({**TOKENS, "expires_in": 3600})), False, False),
)

# A user object, the profile map, and whether the connector reads a user of it.
USERS = (
    (USER, None, True),
    (NESTED, MAP, True),
    ({"sub": "s"}, None, False),
    ({"id": 0}, None, False),
    ({"id": True}, None, False),
    ({"id": {"a": 1}}, None, False),
    ({"id": "a", "mail": "m@example.org"}, {"email": "mail"}, True),
    ({"id": "a", "email": True}, None, False),
    ({"id": "a", "email": 5}, None, False),
    ({"id": "a", "list": ["b"]}, {"name": "list.00", "avatar": "list.0"}, True),
)


def configuration(provider, **more):
    return {
        "authorizationEndpoint": provider.origin + "/authorize", "tokenEndpoint": provider.origin + "/token",
        "userInfoEndpoint": provider.origin + "/user", "clientId": "an id", "clientSecret": SECRET,
    } | {name: value for name, value in more.items() if value is not None}


def theirs(world, provider, config):
    """What the connector does."""
    given = {"config": config, "redirectUri": CALLBACK, "brought": {"code": provider.code, "state": "state"}}
    done = subprocess.run(
        ["node", str(world.tools / "connector.mjs")], input=json.dumps(given), capture_output=True, text=True, timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


def ours(world, config):
    """A home, and what the login with this configuration came to."""
    home = world.home("connector")
    (home.path / "connector.json").write_text(json.dumps(config))
    home.run("profile", "add", "tried", "--from-logto-connector", "connector.json", "--store", "file").ok()
    return home, home.run("login", "--profile", "tried", "--browser", str(world.tools / "signin.mjs"))


@scenario(needs=("node",))
def connector_requests(world):
    """Logto's connector: by the same configuration, authctl asks what it asks, and its PKCE besides"""
    provider = OddProvider()
    provider.token, provider.user = (JSON, json.dumps(TOKENS)), (JSON, json.dumps(USER))
    world.watch.secret(SECRET, provider.code)
    custom = {"accessType": "offline", "X-Hint": "ä b", "prompt": "login"}
    for method in (None, "client_secret_post", "client_secret_basic", "client_secret_jwt"):
        config = configuration(
            provider, tokenEndpointAuthMethod=method, tokenEndpointResponseType="json", scope="a b", customConfig=custom,
            clientSecretJwtSigningAlgorithm="HS512" if method == "client_secret_jwt" else None,
        )
        opened = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(theirs(world, provider, config)["address"]).query))
        home, answer = ours(world, config)
        answer.ok()
        own = home.seen()[0]["parameters"]
        for name, value in opened.items():
            if name not in ("state", "redirect_uri"):
                equal(own.get(name), value, f"{name} of the authorization request")
        equal(set(own) - set(opened), {"code_challenge", "code_challenge_method"}, "parameters besides")
        (their_head, their_form), (our_head, our_form) = provider.asked[-2:]
        equal(our_head.get("authorization"), their_head.get("authorization"), f"Authorization by {method}")
        equal(our_head["accept"], their_head["accept"], "Accept")
        different = {"redirect_uri", "code_verifier", "client_assertion"}
        equal(*({n: v for n, v in form.items() if n not in different} for form in (our_form, their_form)), f"form by {method}")
        if method == "client_secret_jwt":
            assertions = [form["client_assertion"] for form in (our_form, their_form)]
            for part in ("iss", "sub", "aud"):
                equal(*(claims_of(assertion)[part] for assertion in assertions), f"{part} of the assertion")
            equal(*(header_of(assertion)["alg"] for assertion in assertions), "alg of the assertion")
    provider.end()


@scenario(needs=("node",))
def connector_answers(world):
    """Logto's connector: of each token answer authctl says whether the connector takes it"""
    provider = OddProvider()
    provider.user = (JSON, json.dumps(USER))
    for answer, *takes in ANSWERS:
        for kind, is_taken in zip(("query-string", "json"), takes):
            provider.token, config = answer, configuration(provider, tokenEndpointResponseType=kind)
            told = theirs(world, provider, config)
            equal("user" in told, is_taken, f"{kind} with {answer}: {told}")
            _, login = ours(world, config)
            equal("would not take this token answer" in login.err, not is_taken, f"{kind} with {answer}: {login.err}")
            if is_taken:
                login.ok()
    provider.end()


@scenario(needs=("node",))
def connector_users(world):
    """Logto's connector: whoami reads the users that it reads, field by field, and refuses those that it refuses"""
    provider = OddProvider()
    provider.token = (FORM, urllib.parse.urlencode(TOKENS))
    for user, paths, is_read in USERS:
        provider.user, config = (JSON, json.dumps(user)), configuration(provider, profileMap=paths)
        told = theirs(world, provider, config)
        equal("user" in told, is_read, f"the connector with {user}: {told}")
        home, login = ours(world, config)
        login.ok()
        equal("would not take this user" in login.err, not is_read, f"the login with {user}: {login.err}")
        read = home.run("whoami", "--json")
        if not is_read:
            read.refused(3, "profile_map_mismatch")
            continue
        fields = {name: read.json()[name] for name in ("id", "name", "email", "avatar", "phone")}
        equal({name: value for name, value in fields.items() if value is not None}, told["user"], f"the fields of {user}")
    provider.end()
