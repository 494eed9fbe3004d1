"""A token that has run out, and what is left when the provider does not give a new one."""

import concurrent.futures
import json
import time

from scenarios.scenario import ALICE, AUTHS, equal, scenario
from world import Failed, Provider


def refreshed(auth):
    def after_expiry(world):
        home = world.home("expiry")
        home.login(f"{auth}-short").ok()
        before = world.provider.refreshes()
        first = home.token("--min-ttl", "1s")
        equal(home.token("--min-ttl", "1s"), first, "a token that is still valid")
        equal(world.provider.refreshes(), before, "refreshes while it was valid")
        time.sleep(8)
        equal(world.provider.userinfo(first), 401, "UserInfo with the expired token")
        second = home.token("--min-ttl", "1s")
        equal(world.provider.userinfo(second), ALICE, "UserInfo with the new token")
        time.sleep(8)
        third = home.token("--min-ttl", "1s")  # only works with the refresh token of the first refresh: it rotates
        equal(len({first, second, third}), 3, "different tokens")
        equal(world.provider.refreshes(), before + 2, "refreshes")

    after_expiry.__doc__ = f"token after expiry, twice, as a {auth} client: refreshed, and the rotated token is kept"
    return after_expiry


for _auth in AUTHS:
    scenario(proves=("refresh",))(refreshed(_auth))


@scenario()
def herd(world):
    """20 parallel `token` over an expired session: one refresh, 20 equal valid tokens"""
    home = world.home("herd")
    home.login("basic-short").ok()
    time.sleep(8)
    before = world.provider.refreshes()
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        tokens = [it.result() for it in [pool.submit(home.token, "--min-ttl", "1s") for _ in range(20)]]
    equal(len(set(tokens)), 1, "different tokens")
    equal(world.provider.refreshes(), before + 1, "refreshes")
    equal(world.provider.userinfo(tokens[0]), ALICE, "UserInfo")


@scenario(proves=("refresh",))
def forced_refresh(world):
    """`refresh` renews at once"""
    home = world.home("refresh")
    home.login("post-PS256").ok()
    first = home.token()
    home.run("refresh").ok()
    second = home.token()
    equal(first == second, False, "the same token after a refresh")
    equal(world.provider.userinfo(second), ALICE, "UserInfo")


@scenario()
def refused_refresh(world):
    """a refresh that is refused for another reason loses nothing"""
    home = world.home("refused")
    home.login("basic-ES256").ok()
    token = home.token()
    right, home.env["INTEROP_SECRET"] = home.env["INTEROP_SECRET"], "a secret that was never registered"
    home.run("refresh").refused(6, "invalid_client")
    equal(home.token(), token, "the token after it")
    home.env["INTEROP_SECRET"] = right
    home.run("refresh").ok()
    equal(world.provider.userinfo(home.token()), ALICE, "UserInfo after a refresh that works")


@scenario()
def revoked_elsewhere(world):
    """a session that was revoked elsewhere: exit 4, and the error names the command that repairs it"""
    home = world.home("revoked")
    home.login("basic-ES256", "--profile", "gone").ok()
    world.provider.revoke(home.token("--type", "refresh"), "basic-ES256")
    answer = home.run("refresh").refused(4, "invalid_grant")
    if "authctl login" not in answer.error()["hint"] or "gone" not in json.dumps(answer.error()):
        raise Failed(f"the hint does not say `authctl login --profile gone`: {answer.error()['hint']}")


@scenario(proves=("refresh-reuse",))
def reused(world):
    """a refresh token that was used elsewhere too ends the session: exit 4, and the error names the command that repairs it"""
    home = world.home("reused")
    home.login("public-ES256").ok()
    first = home.token("--type", "refresh")
    home.run("refresh").ok()
    token = home.token()
    equal(world.provider.refresh(first, "public-ES256"), 400, "the status of a refresh token that is used again")
    equal(world.provider.userinfo(token), 401, "UserInfo with the token of its family")
    answer = home.run("refresh").refused(4, "invalid_grant")
    equal("authctl login" in answer.error()["hint"], True, f"authctl login in {answer.error()['hint']!r}")


@scenario()
def provider_gone(world):
    """a provider that is gone: a valid token is still handed out, a refresh exits 7, and the session is kept"""
    provider = Provider(world.tools, world.scratch, 0)
    home = world.home("gone")
    try:
        home.run(*home.login_argv("public-ES256", issuer=provider.issuer), "--browser", str(world.tools / "signin.mjs")).ok()
    finally:
        provider.end()
    token = home.token()
    home.run("refresh").refused(7)
    equal(home.token(), token, "the token after a refresh that failed")
