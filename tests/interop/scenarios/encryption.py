"""Requests and answers that are signed, encrypted or both."""

from scenarios.scenario import equal, scenario


@scenario(proves=("id-token-encrypted", "userinfo-encrypted"))
def encrypted(world):
    """oidc-provider: an ID token and a UserInfo answer that are signed and encrypted, and whoami reads both"""
    home = world.home("encrypted")
    home.env["INTEROP_KEY"] = world.provider.clients["encrypted"]["key"]
    more = ("--client-key-from", "env:INTEROP_KEY", "--id-token-form", "encrypted", "--userinfo-form", "signed-encrypted")
    home.login("encrypted", *more).ok()
    equal(home.run("whoami", "--json").json()["sub"], "alice", "sub of `whoami --json`")


@scenario(proves=("userinfo-signed",))
def signed(world):
    """oidc-provider: a UserInfo answer that is signed"""
    home = world.home("signed")
    home.login("signed", "--userinfo-form", "signed").ok()
    equal(home.run("whoami", "--json").json()["sub"], "alice", "sub of `whoami --json`")


@scenario(at="embedded", proves=("id-token-encrypted", "userinfo-encrypted", "userinfo-signed"))
def encrypted_embedded(world):
    """the embedded provider: an ID token and a UserInfo answer that are signed and encrypted, and whoami reads both"""
    for client, form in (("encrypted", "signed-encrypted"), ("signed", "signed")):
        home = world.home("encrypted")
        more = ("--id-token-form", "encrypted") if client == "encrypted" else ()
        home.login(client, "--userinfo-form", form, *more, provider=world.embedded, scopes=["openid"]).ok()
        equal(home.run("whoami", "--json").json()["sub"], "alice", "sub of `whoami --json`")


def sealed_both_ways(world, provider, ways):
    """Logins whose request is encrypted to the provider, by value and pushed, and whose answer is encrypted to the client."""
    for more, carried in (((), ["client_id", "request"]), (("--par",), ["client_id", "request_uri"])):
        for way in ways:
            home = world.home("sealed")
            home.env["INTEROP_KEY"] = provider.clients["sealed"]["key"]
            forms = ("--client-key-from", "env:INTEROP_KEY", "--request-object-form", "encrypted", "--response-form", "encrypted")
            home.login("sealed", *forms, *way, *more, provider=provider, scopes=["openid"]).ok()
            first, *_, last = (step["parameters"] for step in home.seen() if "parameters" in step)
            equal(sorted(first), carried, "parameters of the browser's request")
            for name, parameters in (("request", first), ("response", last)):
                if name in parameters:
                    equal(parameters[name].count("."), 4, f"dots in the {name}")
            equal(home.run("whoami", "--json").json()["sub"], "alice", "sub of `whoami --json`")


@scenario(proves=("jar-encrypted", "jarm-encrypted"))
def sealed(world):
    """oidc-provider: a request that is signed and encrypted, by value and pushed, and an answer that is"""
    algs = ("ECDH-ES", "RSA-OAEP-256", "A256KW", "dir")
    sealed_both_ways(world, world.provider, [(), *(("--request-object-encryption-alg", alg) for alg in algs)])
    modes = [("--response-mode", mode) for mode in ("query.jwt", "fragment.jwt", "form_post.jwt")]
    for mode in modes:
        home = world.home("sealed")
        home.env["INTEROP_KEY"] = world.provider.clients["sealed"]["key"]
        key = ("--client-key-from", "env:INTEROP_KEY", "--jar", "--response-form", "encrypted")
        home.login("sealed", *key, *mode, scopes=["openid"]).ok()


@scenario(at="embedded", proves=("jar-encrypted", "jarm-encrypted"))
def sealed_embedded(world):
    """the embedded provider: a request that is signed and encrypted, by value and pushed, and an answer that is"""
    sealed_both_ways(world, world.embedded, [()])
