"""Tokens that are bound to a key (RFC 9449), and the FAPI 2.0 Security Profile, which asks for them."""

from scenarios.scenario import ALICE, equal, scenario
from world import Failed


def bound(world, home, issuer=None):
    """The token works with a proof of its key, before and after a refresh, and without one it is refused."""
    equal(home.run("status", "--json").json()[0]["token_type"], "DPoP", "token_type of `status --json`")
    userinfo = world.provider.metadata(issuer)["userinfo_endpoint"]
    for _ in range(2):
        said = home.run("request", "GET", userinfo, "--fail").json()
        equal({name: said.get(name) for name in ALICE}, ALICE, "UserInfo with a proof")
        equal(home.run("whoami", "--json").json()["claims"]["sub"], "alice", "sub of `whoami --json`")
        token = home.run("token", "--quiet").token()
        world.watch.secret(token)
        equal(world.provider.userinfo(token, issuer), 401, "status of UserInfo for the token alone")
        home.run("refresh").ok()


@scenario(proves=("dpop",))
def dpop(world):
    """tokens bound to a key: public and confidential clients, a pushed request, each with its refresh; stolen, they are of no use"""
    for client, more in (("public-ES256", []), ("basic-ES256", []), ("public-EdDSA", ["--par"])):
        home = world.home("dpop")
        home.login(client, "--dpop", *more).ok()
        bound(world, home)
        home.run("logout").ok()
    stolen = world.home("stolen")
    stolen.login("public-ES256", "--dpop").ok()
    stolen.env["INTEROP_STOLEN"] = _refresh_token(stolen)
    # RFC 9449 §5: whoever has the refresh token and another key gets nothing.
    thief = world.home("thief")
    thief.env["INTEROP_STOLEN"] = stolen.env["INTEROP_STOLEN"]
    thief.run("login", "--issuer", world.provider.issuer, "--client-id", "public-ES256", "--flow", "refresh-token",
              "--refresh-token-from", "env:INTEROP_STOLEN", "--dpop", "--store", "file").refused(4, "invalid_grant")


def _refresh_token(home):
    token = home.run("token", "--type", "refresh").token()
    home.world.watch.secret(token)
    return token


@scenario(proves=("dpop-nonce",))
def dpop_nonce(world):
    """tokens bound to a key at a provider that wants its own nonce in each proof"""
    issuer = world.provider.path_issuer
    home = world.home("nonce")
    home.login("public-ES256", "--dpop", "--trace", issuer=issuer).ok()
    bound(world, home, issuer)


@scenario(proves=("dpop-nonce", "jar-signed", "par"))
def all_at_once(world):
    """oidc-provider: login --jar --par --dpop, where it wants its own nonce in each proof: the request is signed and pushed anew"""
    issuer = world.provider.path_issuer
    home = world.home("at-once")
    home.env["INTEROP_KEY"] = world.provider.clients["signer-ES256"]["key"]
    key = ("--client-key-from", "env:INTEROP_KEY")
    home.login("signer-ES256", *key, "--jar", "--par", "--dpop", issuer=issuer).ok()
    equal(sorted(home.seen()[0]["parameters"]), ["client_id", "request_uri"], "parameters of the browser's request")
    bound(world, home, issuer)


@scenario(proves=("fapi2",))
def fapi2(world):
    """FAPI 2.0 by one option: pushed request, private_key_jwt, bound tokens; without it the provider refuses the client"""
    for issuer in (world.provider.issuer, world.provider.path_issuer):
        home = world.home("fapi2")
        home.env["INTEROP_KEY"] = world.provider.clients["fapi-ES256"]["key"]
        key = ("--client-key-from", "env:INTEROP_KEY")
        home.login("fapi-ES256", *key, "--security-profile", "fapi2", issuer=issuer).ok()
        bound(world, home, issuer)
        if home.login("fapi-ES256", *key, issuer=issuer, scopes=["openid"]).code == 0:
            raise Failed("a client that is held to FAPI 2.0 signs in without it")
