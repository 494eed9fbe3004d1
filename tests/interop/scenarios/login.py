"""Signing in with a browser, and what a person may find there."""

import json
import os
import stat
import subprocess
import time

from scenarios.scenario import ALGS, ALICE, AUTHS, equal, header_of, scenario, valid_for_alice
from world import Failed

METHODS = {"public": "none", "basic": "basic", "post": "post"}


def login_of(auth, alg):
    def login(world):
        home = world.home("login")
        home.login(f"{auth}-{alg}").ok()
        valid_for_alice(world, home)
        id_token = home.token("--type", "id")
        equal(header_of(id_token)["alg"], alg, "the ID token's alg")
        asked = home.seen()[0]["parameters"]
        equal(asked["code_challenge_method"], "S256", "code_challenge_method")
        equal(asked["response_type"], "code", "response_type")
        for name in ("state", "nonce", "code_challenge"):
            if asked.get(name, 0) < 22:
                raise Failed(f"{name} of {asked.get(name)} characters in the authorization request")

    login.__doc__ = f"login as a {auth} client with an ID token of {alg}; the token works, whoami is UserInfo"
    return login


for _auth in AUTHS:
    for _alg in ALGS:
        scenario(proves=("authorization-code", f"auth-{METHODS[_auth]}", "id-token", "userinfo"))(login_of(_auth, _alg))


@scenario(proves=("par",))
def pushed(world):
    """login --par: the request is pushed, and the browser carries the client id and its name only"""
    for name in ("public-ES256", "basic-PS256", "post-EdDSA"):
        home = world.home("pushed")
        home.login(name, "--par").ok()
        valid_for_alice(world, home)
        equal(sorted(home.seen()[0]["parameters"]), ["client_id", "request_uri"], "parameters of the browser's request")


@scenario(proves=("discovery",))
def path_issuer(world):
    """an issuer with a path"""
    home = world.home("path")
    home.login("basic-ES256", issuer=world.provider.path_issuer).ok()
    valid_for_alice(world, home, world.provider.path_issuer)
    equal(home.run("status", "--json").json()[0]["issuer"], world.provider.path_issuer, "issuer of `status --json`")


@scenario()
def exact_port(world):
    """a redirect URI with one registered port, by --callback-port"""
    home = world.home("port")
    home.login("exact-port", "--callback-port", str(world.exact_port)).ok()
    valid_for_alice(world, home)


@scenario()
def callback_hosts(world):
    """the callback on localhost and on [::1]"""
    for host in ("localhost", "[::1]"):
        home = world.home("host")
        home.login("public-ES256", "--callback-host", host).ok()
        valid_for_alice(world, home)


@scenario(proves=("authorization-code",))
def no_store(world):
    """login --no-store --print access gives the token and keeps nothing"""
    home = world.home("nostore")
    answer = home.login("public-ES256", "--no-store", "--print", "access").ok()
    world.watch.secret(answer.out.strip())
    equal(world.provider.userinfo(answer.out.strip()), ALICE, "UserInfo with the printed token")
    home.run("token").refused(4)


@scenario(proves=("resource-indicators",))
def resource_jwt(world):
    """an access token for an API, without openid: a JWT, and no ID token is missed"""
    home = world.home("resource")
    home.login("public-ES256", "--resource", world.provider.resource, scopes=["read"]).ok()
    equal(header_of(home.token())["typ"], "at+jwt", "typ of the access token")


@scenario()
def two_profiles(world):
    """two people side by side, each with a profile"""
    home = world.home("two")
    home.login("public-ES256", "--profile", "one").ok()
    home.login("basic-RS256", "--profile", "two", INTEROP_LOGIN="bob").ok()
    equal(world.provider.userinfo(home.token("--profile", "one"))["sub"], "alice", "sub of one")
    equal(world.provider.userinfo(home.token("--profile", "two"))["sub"], "bob", "sub of two")
    listed = {row["profile"]: row["sub"] for row in home.run("status", "--json").json()}
    equal(listed, {"one": "alice", "two": "bob"}, "`status --json`")


@scenario()
def denied(world):
    """a person who says no, at the sign-in or at the consent page: exit 5, and nothing is kept"""
    for page in ("login", "consent"):
        home = world.home("denied")
        home.login("public-ES256", INTEROP_DENY=page).refused(5, "access_denied")
        equal(home.pages()[-1], page, "the last page")
        home.run("token").refused(4)


@scenario()
def wrong_secret(world):
    """a wrong client secret: exit 6, and nothing is kept"""
    for auth in ("basic", "post"):
        home = world.home("secret")
        answer = home.login(f"{auth}-ES256", secret="not the secret that was registered").refused(6, "invalid_client")
        equal(answer.error()["provider"]["error"], "invalid_client", "the provider's own word")
        home.run("token").refused(4)


@scenario()
def pasted(world):
    """login --no-browser, the browser on another machine: its last address is pasted on stdin"""
    home = world.home("pasted")
    login = home.start(*home.login_argv("public-ES256"), "--no-browser")
    try:
        address = next(line.strip() for line in login.stderr if line.strip().startswith(world.provider.issuer))
        elsewhere = subprocess.run(
            [str(world.tools / "signin.mjs"), address], env={**home.env, "INTEROP_STOP": "1"},
            capture_output=True, text=True, check=True, timeout=30,
        )
        out, err = login.communicate(elsewhere.stdout, timeout=30)
    finally:
        login.kill()
    world.watch.said.append((("login", "--no-browser"), err))
    if login.returncode != 0:
        raise Failed(f"exits {login.returncode}: {err[-300:]} {out[-300:]}")
    valid_for_alice(world, home)


@scenario()
def transcript(world):
    """a traced and recorded login tells every request and no secret"""
    home = world.home("trace")
    har = home.path / "login.har"
    answer = home.login("post-ES256", "--trace", "--record", str(har)).ok()
    secrets = [home.token(), home.token("--type", "refresh"), home.token("--type", "id")]
    metadata = world.provider.metadata()
    entries = json.loads(har.read_text())["log"]["entries"]
    asked = [entry["request"]["url"].split("?")[0] for entry in entries]
    for endpoint in ("token_endpoint", "jwks_uri", "userinfo_endpoint"):
        if metadata[endpoint] not in asked:
            raise Failed(f"{endpoint} is not in the record: {asked}")
        if metadata[endpoint] not in answer.err:
            raise Failed(f"{endpoint} is not in the trace")
    for secret in [*secrets, world.provider.clients["post-ES256"]["secret"]]:
        if secret in har.read_text() or secret in answer.err:
            raise Failed("a secret stands in the transcript")
    equal(stat.S_IMODE(har.stat().st_mode), 0o600, "mode of the record")


@scenario()
def wrong_issuer(world):
    """an issuer with a slash too many is another issuer: exit 9 or 7, nothing is kept"""
    home = world.home("issuer")
    answer = home.login("public-ES256", issuer=world.provider.issuer + "/")
    if answer.code not in (7, 9) or answer.out:
        raise Failed(f"exit 7 or 9 wanted; {answer}")
    home.run("token").refused(4)


@scenario(needs=("chromium",), proves=("authorization-code",))
def real_browser(world):
    """login through headless Chromium, and a picture of the page at the end"""
    home = world.home("chromium")
    shot = world.shots / "callback.png"
    shot.unlink(missing_ok=True)
    home.login("public-ES256", browser="chromium.mjs", INTEROP_SCREENSHOT=str(shot)).ok()
    valid_for_alice(world, home)
    deadline = time.monotonic() + 10
    while not shot.exists():  # the browser may close its window after the login is done
        if time.monotonic() > deadline:
            raise Failed("no picture of the page")
        time.sleep(0.1)
    equal([home.seen()[-1][part] for part in ("pathname", "search")], ["/done", ""], "where the browser ends")


@scenario()
def private_files(world):
    """what is kept is private: directories 0700, files 0600, whatever the umask"""
    home = world.home("umask")
    before = os.umask(0)
    try:
        home.login("public-ES256").ok()
    finally:
        os.umask(before)
    for path in home.files():
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise Failed(f"{path.relative_to(home.path)} has mode {mode:o}")
