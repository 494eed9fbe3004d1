"""A person who is asked somewhere else (OpenID Connect CIBA)."""

import subprocess

from scenarios.scenario import equal, scenario


@scenario(proves=("ciba-poll",))
def ciba(world):
    """oidc-provider: --flow ciba, by polling; a person who says no: exit 5, and nothing is kept"""
    for person, code in (("alice", 0), ("nobody", 5)):
        home = world.home("ciba")
        answer = home.login("ciba", "--flow", "ciba", "--login-hint", person, "--binding-message", "W4SCT", scopes=["openid"])
        equal(answer.code, code, f"exit code with {person}: {answer}")
    home.run("token").refused(4)


@scenario(proves=("ciba-ping",))
def ciba_pinged(world):
    """oidc-provider: --flow ciba, by ping: the one poll is the one that the ping calls for"""
    for person, code in (("alice", 0), ("nobody", 5)):
        home, before = world.home("ciba"), world.provider.stats()
        ping = ("--delivery-mode", "ping", "--callback-port", str(world.exact_port))
        answer = home.login("ciba-ping", "--flow", "ciba", "--login-hint", person, *ping, scopes=["openid"])
        equal(answer.code, code, f"exit code with {person}: {answer}")
        name = "error authorization_pending"
        equal(world.provider.stats().get(name), before.get(name), "polls that came too early")


@scenario(at="embedded", proves=("ciba-poll", "ciba-ping"))
def ciba_embedded(world):
    """the embedded provider: --flow ciba, by polling and by ping; the person agrees or not in a browser of their own"""
    for client, deny, code in (("ciba", None, 0), ("ciba-ping", None, 0), ("ciba", "consent", 5)):
        home = world.home("ciba")
        argv = home.login_argv(client, provider=world.embedded, scopes=["openid"])
        more = ("--delivery-mode", "ping", "--callback-port", str(world.embedded.ping_port)) if client == "ciba-ping" else ()
        login = home.start(*argv, "--flow", "ciba", "--login-hint", "alice", "--binding-message", "W4SCT", *more)
        try:
            next(login.stderr)  # it waits
            agree = [str(world.tools / "signin.mjs"), f"{world.embedded.issuer}/ciba"]
            subprocess.run(agree, env={**home.env, "INTEROP_DENY": deny or ""}, check=False, timeout=30)
            equal(login.wait(30), code, "exit code")
        finally:
            login.kill()
