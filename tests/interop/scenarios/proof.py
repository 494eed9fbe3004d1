"""Tokens that are of use to nobody else: DPoP (RFC 9449)."""

from scenarios.scenario import equal, scenario


def bound(home, userinfo, client, **settings):
    """A login whose tokens are bound to a key, a request with a proof, and a refresh that stays bound."""
    home.login(client, "--dpop", **settings).ok()
    for _ in range(2):
        said = home.run("request", "GET", userinfo).ok()
        equal('"sub"' in said.out, True, f"UserInfo by `request`: {said}")
        home.run("refresh").ok()
    said = home.run("token").ok()
    equal("bound to a key" in said.err, True, f"a word about the key: {said.err!r}")
    home.world.watch.secret(said.out.strip())
    return said.out.strip()


@scenario(at="embedded", proves=("dpop",))
def dpop_embedded(world):
    """the embedded provider: login --dpop: UserInfo by `request` with proofs, before and after a refresh"""
    home = world.home("dpop")
    token = bound(home, f"{world.embedded.issuer}/userinfo", "public", provider=world.embedded)
    equal(world.embedded.userinfo(token), 401, "UserInfo with the token alone")
