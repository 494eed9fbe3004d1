"""What the authorization request asks for, and how it is signed."""

from scenarios.scenario import ALGS, equal, scenario

EMAIL = '{"id_token":{"email":{"essential":true}}}'


@scenario(proves=("jar-signed",))
def signed_request(world):
    """login --jar with keys of four algorithms: the browser carries the client id and the signed request only, or its name"""
    for alg in ALGS:
        for more, names in (((), ["client_id", "request"]), (("--par",), ["client_id", "request_uri"])):
            home, name = world.home("jar"), f"signer-{alg}"
            key = world.provider.clients[name]["key"]
            home.login(name, "--jar", *more, "--client-key-from", "env:INTEROP_KEY", INTEROP_KEY=key).ok()
            equal(sorted(home.seen()[0]["parameters"]), names, "parameters of the browser's request")


@scenario(proves=("claims",))
def claims(world):
    """login --claims: a claim that the scope does not bring is in the ID token"""
    home = world.home("claims")
    answer = home.login("public-ES256", "--claims", EMAIL, scopes=["openid", "email"]).ok()
    equal("not in the ID token" in answer.err, False, "something asked for was missing")
