"""`check provider` at providers that other people wrote: every case is judged, and each that is red is explained by its standard."""

import json
import socket

from scenarios.scenario import scenario
from world import Failed

# Why a case is red there: what the standard says, and what of it is a choice of whoever runs the provider. A case that is red
# and not here fails the scenario, and so does one that is here and not red.
OIDC_PROVIDER = {
    "D4": "RFC 9111 §5.2: the documents have no Cache-Control, so readers choose for how long they keep them",
    "A15": "OIDC Core §3.1.2.1: requests by POST are to be taken; they are an option there, which this one has not set",
    "A16": "RFC 9700 §4.16: the page is that of a deployment under development, which brings its own later",
    "A17": "RFC 9700 §4.2.4: as A16",
    "U3": "OIDC Core §5.3.1: UserInfo by POST is to be answered; it is the same option as A15",
}
TOOLKIT = {
    "D4": "RFC 9111 §5.2: the documents have no Cache-Control, so readers choose for how long they keep them",
    "M10": "RFC 9700 §2.1.1: `plain` is listed beside S256",
    "M15": "RFC 9207 §3: the metadata do not say that answers have iss",
    "M16": "OIDC Discovery §3: request_uri_parameter_supported is left out, which means true",
    "A9": "OIDC Core §3.1.2.6: prompt=none without a session is to be answered with login_required at the redirect URI",
    "A15": "OIDC Core §3.1.2.1: requests by POST are to be taken; a form of another site is refused here",
    "A16": "RFC 9700 §4.16: the first page is this deployment's own sign-in page, which sends no such header",
    "A17": "RFC 9700 §4.2.4: as A16",
    "P2": "RFC 6749 §5.2: a client that used the Authorization header is to be told the scheme by WWW-Authenticate",
    "P12": "RFC 9700 §2.4: the password is looked at before the grants of the client",
    "P16": "RFC 6749 §2.3: of two ways to authenticate one is used and the other passed over",
    "C10": "RFC 6749 §4.1.2: tokens of a code that comes again should be revoked",
    "U4": "RFC 6750 §2.3: a token in the address should not be used",
}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def check(world, provider, client, other, explained, *more):
    """Runs every case as these two clients, with a person at the browser, and compares what is red."""
    home = world.home("check")
    redirect_uri = f"http://127.0.0.1:{free_port()}/callback"
    argv = ["check", "provider", provider.issuer, "--json", "--redirect-uri", redirect_uri, "--browser", str(world.tools / "signin.mjs")]
    argv += ["--client-id", client, "--client-secret-from", "env:CHECKED", "--other-client-id", other, "--other-client-secret-from", "env:OTHER"]
    secrets = {"CHECKED": provider.clients[client]["secret"], "OTHER": provider.clients[other]["secret"]}
    world.watch.secret(*secrets.values())
    answer = home.run(*argv, *more, timeout=240, **secrets)
    try:
        report = json.loads(answer.out)
    except ValueError:
        raise Failed(f"there is no report; {answer}") from None
    cases = {case["id"]: case for case in report["cases"]}
    told = {name: f"{case['what']}: {case['message']}" for name, case in cases.items()}
    wrong = [f"{name} could not be judged: {told[name]}" for name, case in cases.items() if case["verdict"] == "error"]
    red = {name for name, case in cases.items() if case["verdict"] == "fail"}
    wrong += [f"{name} is red, and nobody says why: {told[name]}" for name in sorted(red - explained.keys())]
    wrong += [f"{name} is not red any more" for name in sorted(explained.keys() - red)]
    wrong += [f"{name} is skipped without a reason" for name, case in cases.items() if case["verdict"] == "skip" and not case["message"]]
    must = any(case["level"] == "must" for name, case in cases.items() if name in red)
    if answer.code != (12 if must else 0):
        wrong.append(f"exit {answer.code}")
    if wrong:
        raise Failed("; ".join(wrong))


@scenario(at="oidc-provider")
def check_oidc_provider(world):
    """check provider at oidc-provider: every case is judged, and each red one is explained by the standard"""
    check(world, world.provider, "basic-RS256", "basic-ES256", OIDC_PROVIDER)


@scenario(at="django-oauth-toolkit")
def check_toolkit(world):
    """check provider at django-oauth-toolkit: every case is judged, and each red one is explained by the standard"""
    back = "http://127.0.0.1/callback"
    check(world, world.toolkit, "basic", "post", TOOLKIT, "--auth-method", "client_secret_basic", "--post-logout-redirect-uri", back)
