"""How the authorization answer comes back from the provider that is built in."""

from scenarios.scenario import equal, scenario


def answered(world, client, *more):
    """What `whoami` says after a login with these flags."""
    home = world.home("answer")
    home.login(client, *more, provider=world.embedded, scopes=["openid"]).ok()
    equal(home.run("whoami", "--json").json()["sub"], "alice", "sub of `whoami --json`")


@scenario(at="embedded", proves=("response-mode-query", "response-mode-form-post", "jarm"))
def modes_embedded(world):
    """the embedded provider: --response-mode query and form_post, and signed (JARM) in each way"""
    for mode in ("query", "form_post", "jwt", "query.jwt", "form_post.jwt"):
        answered(world, "basic", "--response-mode", mode)


@scenario(at="embedded", proves=("hybrid", "implicit", "response-mode-fragment"))
def hybrid_embedded(world):
    """the embedded provider: --flow hybrid and --flow implicit, in the fragment"""
    for flow, kind in (("hybrid", "code id_token"), ("hybrid", "code id_token token"), ("implicit", "id_token token")):
        answered(world, flow, "--flow", flow, "--response-type", kind)
