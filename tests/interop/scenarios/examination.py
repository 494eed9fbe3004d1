"""What is said of a token: by its provider, and by its signature."""

import json

from scenarios.scenario import equal, scenario


@scenario(proves=("introspection", "introspection-jwt", "revocation"))
def introspected(world):
    """introspect, plain and signed; revoke, with which this provider ends the refresh token too, and that is told"""
    for name in ("basic-ES256", "post-PS256", "public-EdDSA"):
        home = world.home("introspect")
        home.login(name).ok()
        for flags in ([], ["--token-type", "refresh"], ["--signed"], ["--token-type", "refresh", "--signed"]):
            told = home.run("introspect", "--json", *flags).json()
            equal((told["active"], told["signed"]), (True, "--signed" in flags), f"introspect {flags} of {name}")
            equal(told["answer"]["client_id"], name, "client_id of the answer")
        before = home.token()
        home.run("revoke").ok()
        equal(world.provider.is_active(before, name), False, "the revoked token is active")
        home.run("token").refused(4, "invalid_grant")
        home.login(name).ok()
        other = home.token()
        home.run("revoke", "--token-type", "refresh").ok()
        equal(world.provider.is_active(other, name), False, "a token of the revoked refresh token is active")
        home.run("token").refused(4, "invalid_grant")


@scenario(proves=("jwt-verify",))
def verified(world):
    """jwt verify: the provider's access token for an API passes every check, and fails for another audience"""
    home = world.home("verify")
    home.login("public-ES256", "--resource", world.provider.resource, scopes=["read"]).ok()
    (home.path / "token.jwt").write_text(home.token())
    argv = ("jwt", "verify", "token.jwt", "--typ", "at+jwt", "--json", "--audience")
    checks = {check["check"]: check["outcome"] for check in home.run(*argv, world.provider.resource).json()["checks"]}
    passed = ("form", "alg", "signature", "typ", "iss", "aud", "exp", "iat")
    equal({name: checks[name] for name in passed}, dict.fromkeys(passed, "passed"), "checks of the access token")
    other = home.run(*argv, "https://other.example")
    failed = [check["check"] for check in json.loads(other.out)["checks"] if check["outcome"] == "failed"]
    equal((other.code, failed), (9, ["aud"]), "for another audience")
