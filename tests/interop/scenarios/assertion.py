"""A token of one provider is a grant at another (RFC 7523 §2.1)."""

from scenarios.scenario import equal, scenario


@scenario(at="Authlib", proves=("jwt-bearer",))
def assertion_grant(world):
    """Authlib: --flow jwt-bearer with an ID token of oidc-provider; one for another client is refused, and nothing is printed"""
    for client in (world.authlib.trusts, "public-RS256"):
        there = world.home("there")
        there.login(client).ok()
        home = world.home("assertion")
        home.env |= {
            "AUTHCTL_ISSUER": world.authlib.issuer, "AUTHCTL_CLIENT_ID": "job", "AUTHCTL_FLOW": "jwt-bearer",
            "AUTHCTL_SCOPE": "read", "AUTHCTL_STORE": "memory", "AUTHCTL_SUBJECT_TOKEN_FROM": "env:INTEROP_SUBJECT",
            "INTEROP_SUBJECT": there.token("--type", "id"),
        }
        if client == world.authlib.trusts:
            equal(len(home.token()) > 20, True, "a token")
        else:
            home.run("token").refused(4, "invalid_grant")
