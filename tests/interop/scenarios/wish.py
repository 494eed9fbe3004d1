"""What the authorization request asks for beside a scope."""

import json

from scenarios.scenario import claims_of, equal, scenario, valid_for_alice

PAYMENT = [{"type": "payment", "actions": ["initiate"]}]


@scenario(proves=("rar",))
def detailed(world):
    """oidc-provider: --authorization-details; what was granted is told (RFC 9396)"""
    home = world.home("detailed")
    argv = ("--authorization-details", json.dumps(PAYMENT), "--resource", world.provider.resource, "--json")
    said = home.login("detailed", *argv, scopes=["read"]).json()
    equal(said["authorization_details"], PAYMENT, "authorization_details of the answer")


@scenario(proves=("acr-values", "claims", "login-hint", "prompt", "max-age"))
def asked(world):
    """oidc-provider: acr_values, claims, login_hint, prompt and max_age reach the provider, and the answer is as was asked"""
    home = world.home("asked")
    claims = {"id_token": {"email": None}}
    wishes = {
        "--acr-values": "0", "--claims": json.dumps(claims), "--login-hint": "alice", "--prompt": "login", "--max-age": "60s",
    }
    home.login("public-ES256", *(part for pair in wishes.items() for part in pair)).ok()
    valid_for_alice(world, home)
    sent = home.seen()[0]["parameters"]
    equal({name: sent[name] for name in ("acr_values", "login_hint", "max_age", "prompt")},
          {"acr_values": "0", "login_hint": "alice", "max_age": "60", "prompt": "login"}, "parameters")


@scenario(proves=("id-token-hint",))
def hinted(world):
    """oidc-provider: --id-token-hint: the same person passes, another is refused and nothing of the session is lost"""
    home = world.home("hinted")
    home.login("public-ES256").ok()
    home.login("public-ES256", "--id-token-hint").ok()
    token = home.token()
    answer = home.login("public-ES256", "--id-token-hint", INTEROP_LOGIN="bob")
    equal(answer.code != 0, True, "a login as another person fails")
    equal(home.token(), token, "the token after it")


@scenario(at="embedded", proves=("rar",))
def detailed_embedded(world):
    """the embedded provider: --authorization-details; what was granted is told (RFC 9396)"""
    payment = [{"type": "payment_initiation", "instructedAmount": {"currency": "EUR", "amount": "1.00"}, "creditorName": "Bob"}]
    home = world.home("detailed")
    argv = ("--authorization-details", json.dumps(payment), "--json")
    said = home.login("basic", *argv, provider=world.embedded, scopes=["openid"]).json()
    equal(said["authorization_details"], payment, "authorization_details of the answer")


@scenario(at="embedded", proves=("acr-values", "claims", "login-hint", "prompt", "max-age", "id-token-hint"))
def asked_embedded(world):
    """the embedded provider: acr_values, claims, login_hint, prompt, max_age and id_token_hint are answered as was asked"""
    home = world.home("asked")
    wishes = {"--claims": json.dumps({"id_token": {"email": None}}), "--login-hint": "alice", "--prompt": "login", "--max-age": "60s"}
    home.login("public", *(part for pair in wishes.items() for part in pair), provider=world.embedded).ok()
    # not `home.token`, which watches for it: a hint goes by the address that the browser opens (OIDC Core §3.1.2.1)
    id_token = home.run("token", "--type", "id").token()
    equal(claims_of(id_token)["email"], "alice@example.org", "email of the ID token")
    home.login("public", "--id-token-hint", provider=world.embedded).ok()
    token = home.token()
    answer = home.login("public", "--id-token-hint", provider=world.embedded, INTEROP_LOGIN="bob")
    equal(answer.code != 0, True, "a login as another person fails")
    equal(home.token(), token, "the token after it")
    home.login("public", "--acr-values", world.embedded.metadata()["acr_values_supported"][0], provider=world.embedded).ok()


@scenario(at="embedded", proves=("protected-resource",))
def found(world):
    """the embedded provider: login --resource finds by the API's challenge and metadata who signs people in for it (RFC 9728)"""
    home, api = world.home("found"), f"{world.embedded.issuer}/_dev/api"
    argv = ("login", "--resource", api, "--client-id", "public", "--store", "file", "--scope", "openid")
    home.run(*argv, "--browser", str(world.tools / "signin.mjs")).ok()
    home.run("request", "GET", api).ok()


@scenario(at="embedded", proves=("jar-signed",))
def request_object_embedded(world):
    """the embedded provider: login --jar: the request is signed, and pushed too (RFC 9101)"""
    for more, carried in (((), ["client_id", "request"]), (("--par",), ["client_id", "request_uri"])):
        home = world.home("jar")
        home.env["INTEROP_KEY"] = world.embedded.clients["jar"]["key"]
        key = ("--auth-method", "private_key_jwt", "--client-key-from", "env:INTEROP_KEY")
        home.login("jar", "--jar", *key, *more, provider=world.embedded).ok()
        equal(sorted(home.seen()[0]["parameters"]), carried, "parameters of the browser's request")
        equal(home.run("whoami", "--json").json()["sub"], "alice", "sub of `whoami --json`")


@scenario(at="embedded", proves=("step-up",))
def stepped_up(world):
    """the embedded provider: an API that wants a second factor: `request` names the login, and --step-up runs it (RFC 9470)"""
    home, api = world.home("step-up"), f"{world.embedded.issuer}/_dev/api?acr=dev:mfa"
    home.run(*home.login_argv("authctl", provider=world.embedded), "--as", "alice").ok()
    home.run("request", "GET", api, "--fail").refused(4, "insufficient_user_authentication")
    equal(home.run("request", "GET", api, "--fail", "--step-up", AUTHCTL_AS="alice").json()["sub"], "alice", "sub of the API")
