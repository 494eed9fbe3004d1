"""What the browser brings, and how: response modes, the hybrid and the implicit flow, signed answers."""

import time

from scenarios.scenario import equal, header_of, scenario, valid_for_alice
from world import Failed

SCOPES = ["openid", "profile", "email"]


def signed_in(world, *flags, browser="signin.mjs"):
    """A login with these flags whose token works; what the browser was asked first."""
    home = world.home("response")
    home.login("browser-ES256", *flags, browser=browser, scopes=SCOPES).ok()
    valid_for_alice(world, home)
    return home


@scenario(proves=("response-mode-query", "response-mode-fragment", "response-mode-form-post"))
def response_modes(world):
    """login --response-mode query, fragment and form_post"""
    for mode in ("query", "fragment", "form_post"):
        home = signed_in(world, "--response-mode", mode)
        equal(home.seen()[0]["parameters"]["response_mode"], mode, "response_mode")


@scenario(proves=("hybrid",))
def hybrid(world):
    """login --flow hybrid with code id_token, code token and code id_token token, in the fragment and as a form"""
    for kind in ("code id_token", "code token", "code id_token token"):
        for mode in ((), ("--response-mode", "form_post")):
            home = signed_in(world, "--flow", "hybrid", "--response-type", kind, *mode)
            asked = home.seen()[0]["parameters"]
            equal((asked["response_type"], asked["code_challenge_method"]), (kind, "S256"), "what was asked for")


@scenario(proves=("implicit",))
def implicit(world):
    """login --flow implicit: id_token token, whose access token works, and id_token alone; nothing can be renewed"""
    home = signed_in(world, "--flow", "implicit")
    home.run("refresh").refused(4)
    home = world.home("implicit")
    home.login("browser-ES256", "--flow", "implicit", "--response-type", "id_token", scopes=SCOPES).ok()
    equal(header_of(home.token("--type", "id"))["alg"], "ES256", "the ID token's alg")
    equal(home.run("whoami", "--json").json()["sub"], "alice", "sub of `whoami --json`")
    home.run("token").refused(4)


@scenario(proves=("jarm",))
def jarm(world):
    """login --response-mode jwt, query.jwt, fragment.jwt and form_post.jwt: the provider signs its answer (JARM)"""
    for mode in ("jwt", "query.jwt", "fragment.jwt", "form_post.jwt"):
        signed_in(world, "--response-mode", mode)
    signed_in(world, "--flow", "hybrid", "--response-mode", "jwt")


@scenario(refuses=("hybrid", "jarm", "response-mode-form-post"))
def denied_in_every_mode(world):
    """who says no is heard in the fragment, in a form and in a signed answer: exit 5"""
    for flags in (["--flow", "hybrid"], ["--response-mode", "form_post"], ["--response-mode", "jwt"]):
        home = world.home("denied")
        home.login("browser-ES256", *flags, scopes=SCOPES, INTEROP_DENY="login").refused(5)
        home.run("token").refused(4)


@scenario(needs=("chromium",), at="Chromium", proves=("response-mode-fragment", "response-mode-form-post", "jarm"))
def real_browser_modes(world):
    """the fragment and the posted form through headless Chromium, which ends at a page without the answer in its address"""
    for flags in (["--flow", "hybrid"], ["--response-mode", "form_post"], ["--response-mode", "fragment.jwt"]):
        home = signed_in(world, *flags, browser="chromium.mjs")
        deadline = time.monotonic() + 10
        while not (home.path / "seen").exists():  # the browser may close its window after the login is done
            if time.monotonic() > deadline:
                raise Failed("the browser does not end")
            time.sleep(0.1)
        equal([home.seen()[-1][part] for part in ("pathname", "search")], ["/done", ""], "where the browser ends")
