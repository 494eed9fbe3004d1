"""What authctl must be able to do with software that other people wrote. One function a scenario, its doc its name."""

import base64
import concurrent.futures
import fcntl
import json
import os
import pty
import re
import signal
import stat
import struct
import subprocess
import termios
import time

from world import Failed, Keyring, PasswordStore, Provider

AUTHS, ALGS = ("public", "basic", "post"), ("RS256", "ES256", "PS256", "EdDSA")
ALICE = {
    "sub": "alice",
    "name": "alice of Interop",
    "preferred_username": "alice",
    "email": "alice@example.org",
    "email_verified": True,
}

SCENARIOS = []


def scenario(needs=()):
    """Makes a function a scenario; `needs` are the programs it cannot do without."""

    def add(function):
        SCENARIOS.append((function.__doc__, function, needs))
        return function

    return add


def equal(got, wanted, what):
    if got != wanted:
        raise Failed(f"{what}: {wanted!r} wanted, got {got!r}")


def header_of(jwt):
    head = jwt.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))


def valid_for_alice(world, home, issuer=None):
    """The token is taken by the provider's UserInfo, and `whoami` says what the provider says."""
    token = home.token()
    equal(world.provider.userinfo(token, issuer), ALICE, "UserInfo with the printed token")
    said = home.run("whoami", "--json").json()
    told = said.get("claims", said.get("user", said))
    for name, value in ALICE.items():
        equal(told.get(name), value, f"{name} of `whoami --json`")
    return token


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
        scenario()(login_of(_auth, _alg))


@scenario()
def pushed(world):
    """login --par: the request is pushed, and the browser carries the client id and its name only"""
    for name in ("public-ES256", "basic-PS256", "post-EdDSA"):
        home = world.home("pushed")
        home.login(name, "--par").ok()
        valid_for_alice(world, home)
        equal(sorted(home.seen()[0]["parameters"]), ["client_id", "request_uri"], "parameters of the browser's request")


@scenario()
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


@scenario()
def no_store(world):
    """login --no-store --print access gives the token and keeps nothing"""
    home = world.home("nostore")
    answer = home.login("public-ES256", "--no-store", "--print", "access").ok()
    world.watch.secret(answer.out.strip())
    equal(world.provider.userinfo(answer.out.strip()), ALICE, "UserInfo with the printed token")
    home.run("token").refused(4)


@scenario()
def resource_jwt(world):
    """an access token for an API, without openid: a JWT, and no ID token is missed"""
    home = world.home("resource")
    home.login("public-ES256", "--param", f"resource={world.provider.resource}", scopes=["read"]).ok()
    equal(header_of(home.token())["typ"], "at+jwt", "typ of the access token")


DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@scenario()
def device(world):
    """login --flow device as a client of each kind: the code is entered in a browser, the session is as any other"""
    for client in ("public-ES256", "basic-RS256", "post-EdDSA"):
        home, before = world.home("device"), world.provider.stats().get(DEVICE, 0)
        answer = home.login(client, "--flow", "device").ok()
        lines = answer.err.splitlines()
        equal(lines[1], f"{world.provider.issuer}/device", "the address")
        equal(lines[2].startswith("Code: "), True, "the code on a line of its own")
        equal(home.seen()[0]["address"], f"{world.provider.issuer}/device", "the first page")
        equal(world.provider.stats()[DEVICE], before + 1, "grants")
        first = valid_for_alice(world, home)
        home.run("refresh").ok()
        equal(home.token() == first, False, "the same token after a refresh")
        home.run("logout").ok()


@scenario()
def device_path(world):
    """login --flow device at an issuer with a path"""
    home = world.home("device")
    home.login("public-RS256", "--flow", "device", issuer=world.provider.path_issuer).ok()
    valid_for_alice(world, home, world.provider.path_issuer)


@scenario()
def device_denied(world):
    """a person who says no to a device, at the sign-in or at the consent page: exit 5, and nothing is kept"""
    for page in ("login", "consent"):
        home = world.home("device")
        home.login("public-ES256", "--flow", "device", INTEROP_DENY=page).refused(5, "access_denied")
        equal(home.pages()[-1], page, "the last page")
        home.run("token").refused(4)


@scenario()
def device_over_ssh(world):
    """over SSH the device flow is chosen by itself, and the browser after all for a client that may not"""
    home = world.home("ssh")
    home.env |= {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22", "DISPLAY": ":0"}
    login = home.start(*home.login_argv("public-ES256"))
    try:
        said = [next(login.stderr).strip() for _ in range(5)]
        equal(said[0].startswith("Signing in with --flow device, since this is a remote shell"), True, said[0])
        address = said[4].rsplit(" ", 1)[-1]
        subprocess.run([str(world.tools / "signin.mjs"), address], env=home.env, check=True, timeout=30)
        equal(login.wait(30), 0, "exit code")
    finally:
        login.kill()
    valid_for_alice(world, home)
    login = home.start(*home.login_argv("public-short"), "--profile", "short")
    try:
        said = [next(login.stderr).strip() for _ in range(4)]
        equal(said[1].startswith("The provider does not let this client do that"), True, said[1])
        equal(said[3].startswith(f"{world.provider.issuer}/auth?"), True, said[3])
        login.send_signal(signal.SIGINT)
        equal(login.wait(10), 130, "exit code")
    finally:
        login.kill()


@scenario()
def device_terminal(world):
    """in a terminal the device flow shows a QR code and a countdown, and Ctrl-C ends it and leaves nothing behind"""
    home = world.home("terminal")
    argv = [world.binary, *home.login_argv("public-ES256"), "--flow", "device", "--copy-code"]
    home.env.pop("AUTHCTL_ERRORS", None)
    child, screen = pty.fork()
    if child == 0:
        os.execve(argv[0], argv, {**home.env, "TERM": "xterm-256color"})
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))
    said, deadline = b"", time.monotonic() + 30
    try:
        while said.count(b"Waiting for you to sign in: ") < 3:
            if time.monotonic() > deadline:
                raise Failed(f"no countdown: {said[-300:]!r}")
            said += os.read(screen, 4096)
        os.write(screen, b"\x03")
        while True:
            said += os.read(screen, 4096)
    except OSError:
        pass  # the other side has closed the terminal
    equal(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 130, "exit code")
    text = said.decode()
    code = re.search(r"Code: (\S+)", text)[1]
    equal(f"\x1b]52;c;{base64.b64encode(code.encode()).decode()}\x07" in text, True, "the code in the clipboard")
    lines = [line for line in text.split("\r\n") if line.startswith("\x1b[30;107m")]
    if len(lines) < 19 or not all("\u2580" in line or "\u2588" in line or not line.strip("\x1b[30;17m ") for line in lines[2:-2]):
        raise Failed(f"no QR code: {lines[:3]}")
    equal(text.endswith("\r\x1b[K"), True, "a clean last line")
    home.run("token").refused(4)


@scenario()
def jobs(world):
    """a job without a person, login or file: `token` by a secret in three ways, and by keys of four algorithms"""
    jobs = [name for name in world.provider.clients if name.startswith("job-")]
    equal(len(jobs), 10, "clients without a person")
    for name in jobs:
        home, client = world.home("job"), world.provider.clients[name]
        home.env |= {
            "AUTHCTL_ISSUER": world.provider.issuer, "AUTHCTL_CLIENT_ID": name, "AUTHCTL_FLOW": "client-credentials",
            "AUTHCTL_AUTH_METHOD": client["auth"], "AUTHCTL_SCOPE": "read", "AUTHCTL_STORE": "memory",
            "AUTHCTL_PARAM": f"resource={world.provider.resource}", "INTEROP_PROOF": client["key"] or client["secret"],
        }
        home.env["AUTHCTL_CLIENT_KEY_FROM" if client["key"] else "AUTHCTL_CLIENT_SECRET_FROM"] = "env:INTEROP_PROOF"
        before = world.provider.stats().get("client_credentials", 0)
        first, second = home.token(), home.token()
        equal(header_of(first)["typ"], "at+jwt", f"typ of the access token of {name}")
        equal(first == second, False, f"the same token twice for {name}")
        equal(world.provider.stats()["client_credentials"], before + 2, f"grants of {name}")
        equal((home.path / "state").exists(), False, f"something kept by {name}")


@scenario()
def job_kept(world):
    """a job that keeps its token: ten at once make one request, and logout revokes it"""
    home, name = world.home("kept"), "job-client_secret_basic"
    home.env |= {
        "AUTHCTL_ISSUER": world.provider.issuer, "AUTHCTL_CLIENT_ID": name, "AUTHCTL_FLOW": "client-credentials",
        "AUTHCTL_CLIENT_SECRET_FROM": "env:INTEROP_PROOF", "AUTHCTL_STORE": "file",
        "INTEROP_PROOF": world.provider.clients[name]["secret"],
    }
    before = world.provider.stats().get("client_credentials", 0)
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        tokens = [it.result() for it in [pool.submit(home.token) for _ in range(10)]]
    equal(len(set(tokens)), 1, "different tokens")
    equal(world.provider.stats()["client_credentials"], before + 1, "grants")
    equal(world.provider.is_active(tokens[0], name), True, "active before")
    home.run("logout").ok()
    equal(world.provider.is_active(tokens[0], name), False, "active after")


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
    scenario()(refreshed(_auth))


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


@scenario()
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
def logout(world):
    """logout: the provider's introspection says inactive, and `token` exits 4"""
    for client in ("public-RS256", "basic-ES256", "post-EdDSA"):
        home = world.home("logout")
        home.login(client).ok()
        access, refresh = home.token(), home.token("--type", "refresh")
        equal(world.provider.is_active(access, client), True, "active before")
        equal(world.provider.is_active(refresh, client), True, "refresh token active before")
        home.run("logout", AUTHCTL_BROWSER=str(world.tools / "signin.mjs")).ok()
        equal(world.provider.is_active(access, client), False, "access token active after")
        equal(world.provider.is_active(refresh, client), False, "refresh token active after")
        home.run("token").refused(4)
        equal(home.run("status", "--json").json(), [], "`status --json` after logout")


@scenario()
def end_session(world):
    """logout ends the browser's session at the provider: the next login asks who you are again"""
    home = world.home("end")
    home.env["INTEROP_COOKIES"] = str(home.path / "cookies")
    home.login("public-ES256").ok()
    equal(home.pages(), ["login", "consent"], "pages of the first login")
    home.login("public-ES256").ok()
    equal(home.pages(), ["consent"], "pages while the browser is signed in")
    before = world.provider.stats().get("sessions_ended", 0)
    done = home.run("logout", "--json", AUTHCTL_BROWSER=str(world.tools / "signin.mjs")).json()
    steps = {step["step"]: step["outcome"] for step in done["steps"]}
    equal(steps, {name: "done" for name in ("revoke_refresh_token", "revoke_access_token", "end_session", "forget")}, "steps")
    equal(home.pages(), ["logout"], "pages of the logout")
    equal(world.provider.stats()["sessions_ended"], before + 1, "sessions that the provider has ended")
    home.login("public-ES256").ok()
    equal(home.pages(), ["login", "consent"], "pages of the login after it")


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
def introspected(world):
    """introspect, plain and signed; revoke, with which this provider ends the refresh token too, and that is told"""
    for name in ("basic-ES256", "post-PS256", "public-EdDSA"):
        home = world.home("introspect")
        home.login(name).ok()
        for flags in ([], ["--token-type", "refresh"], ["--signed"], ["--token-type", "refresh", "--signed"]):
            told = home.run("introspect", "--json", *flags).json()
            equal((told["active"], told["signed"]), (True, "--signed" in flags), f"introspect {flags} of {name}")
            equal(told["answer"]["client_id"], name, "client_id of the answer")
        before = home.token()
        home.run("revoke").ok()
        equal(world.provider.is_active(before, name), False, "the revoked token is active")
        home.run("token").refused(4, "invalid_grant")
        home.login(name).ok()
        other = home.token()
        home.run("revoke", "--token-type", "refresh").ok()
        equal(world.provider.is_active(other, name), False, "a token of the revoked refresh token is active")
        home.run("token").refused(4, "invalid_grant")


@scenario()
def verified(world):
    """jwt verify: the provider's access token for an API passes every check, and fails for another audience"""
    home = world.home("verify")
    home.login("public-ES256", "--param", f"resource={world.provider.resource}", scopes=["read"]).ok()
    (home.path / "token.jwt").write_text(home.token())
    argv = ("jwt", "verify", "token.jwt", "--typ", "at+jwt", "--json", "--audience")
    checks = {check["check"]: check["outcome"] for check in home.run(*argv, world.provider.resource).json()["checks"]}
    passed = ("form", "alg", "signature", "typ", "iss", "aud", "exp", "iat")
    equal({name: checks[name] for name in passed}, dict.fromkeys(passed, "passed"), "checks of the access token")
    other = home.run(*argv, "https://other.example")
    failed = [check["check"] for check in json.loads(other.out)["checks"] if check["outcome"] == "failed"]
    equal((other.code, failed), (9, ["aud"]), "for another audience")


@scenario()
def revoked_elsewhere(world):
    """a session that was revoked elsewhere: exit 4, and the error names the command that repairs it"""
    home = world.home("revoked")
    home.login("basic-ES256", "--profile", "gone").ok()
    world.provider.revoke(home.token("--type", "refresh"), "basic-ES256")
    answer = home.run("refresh").refused(4, "invalid_grant")
    if "authctl login" not in answer.error()["hint"] or "gone" not in json.dumps(answer.error()):
        raise Failed(f"the hint does not say `authctl login --profile gone`: {answer.error()['hint']}")


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


@scenario(needs=("chromium",))
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


KEYRING = ("dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool")


@scenario(needs=KEYRING)
def keyring_life(world):
    """a real Secret Service: login, token, status, refresh, and logout leaves nothing"""
    home = world.home("keyring")
    keyring = Keyring(home)
    try:
        keyring.start(unlock=True)
        home.login("basic-ES256", store="keyring").ok()
        valid_for_alice(world, home)
        equal(home.run("status", "--json").json()[0]["store"], "keyring", "store of `status --json`")
        if not keyring.items():
            raise Failed("nothing of ours is in the keyring")
        secrets = [home.token(), home.token("--type", "refresh")]
        for path in home.files():
            if path.is_file() and any(secret.encode() in path.read_bytes() for secret in secrets):
                raise Failed(f"a token stands in {path.name}, readable without the keyring")
        home.run("refresh").ok()
        equal(world.provider.userinfo(home.token()), ALICE, "UserInfo after a refresh")
        home.run("logout", AUTHCTL_BROWSER=str(world.tools / "signin.mjs")).ok()
        equal(keyring.items(), [], "left in the keyring")
        home.run("token").refused(4)
    finally:
        keyring.end()


@scenario(needs=KEYRING)
def keyring_locked(world):
    """a locked keyring is not an empty one: exit 11 in under 3 s, and the session is there after unlocking"""
    home = world.home("locked")
    keyring = Keyring(home)
    try:
        keyring.start(unlock=True)
        home.login("public-ES256", store="keyring").ok()
        token = home.token()
        keyring.lock()
        for name in ("locked by a person", "never unlocked"):
            answer = home.run("token", "--non-interactive").refused(11, "keyring_locked")
            if answer.seconds > 3:
                raise Failed(f"{name}: took {answer.seconds:.1f} s")
            equal(len(home.run("status", "--json").json()), 1, f"sessions of `status --json`, {name}")
            asked = len(home.seen())
            answer = home.login("public-RS256", "--profile", "other", store="keyring").refused(11, "keyring_locked")
            if answer.seconds > 3:
                raise Failed(f"{name}: a login took {answer.seconds:.1f} s")
            equal(len(home.seen()), asked, "steps of a person who was sent to the provider for nothing")
            keyring.stop_daemon()
            keyring.start(unlock=name == "never unlocked")
        equal(home.token(), token, "the token after unlocking")
    finally:
        keyring.end()


@scenario(needs=KEYRING)
def keyring_silent(world):
    """a keyring that never answers: exit 11 within the limit, no hang"""
    home = world.home("silent")
    keyring = Keyring(home)
    try:
        keyring.start(unlock=True)
        home.login("public-ES256", store="keyring").ok()
        token = home.token()
        keyring.signal(signal.SIGSTOP)
        answer = home.run("token", "--non-interactive").refused(11, "keyring_timeout")
        if answer.seconds > 4:
            raise Failed(f"took {answer.seconds:.1f} s")
        keyring.signal(signal.SIGCONT)
        equal(home.token(), token, "the token once it answers again")
    finally:
        keyring.end()


@scenario()
def keyring_absent(world):
    """no keyring on the machine: exit 11 in under 3 s, before anybody is asked to sign in"""
    home = world.home("absent")
    for address in ("unix:path=/nonexistent/bus", ""):
        answer = home.login("public-ES256", store="keyring", DBUS_SESSION_BUS_ADDRESS=address)
        answer.refused(11, "keyring_unavailable")
        if answer.seconds > 3:
            raise Failed(f"took {answer.seconds:.1f} s")
    if (home.path / "seen").exists():
        raise Failed("a person was asked to sign in, for nothing")


@scenario()
def keyring_fallback(world):
    """no keyring and no --store: a private file, and one notice in the life of the machine"""
    home = world.home("fallback")
    home.env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/bus"
    first = home.login("public-ES256", store=None).ok()
    equal("There is no keyring on this machine" in first.err and "--store file" in first.err, True, "the notice")
    equal(home.run("status", "--json").json()[0]["store"], "file", "store of `status --json`")
    valid_for_alice(world, home)
    again = home.login("public-ES256", store=None).ok()
    equal("keyring" in again.err, False, "a second notice")


@scenario(needs=KEYRING)
def keyring_default(world):
    """a keyring and no --store: the keyring, without a word about it"""
    home = world.home("default")
    keyring = Keyring(home)
    try:
        keyring.start(unlock=True)
        answer = home.login("public-ES256", store=None).ok()
        equal("no keyring" in answer.err, False, "a notice")
        equal(home.run("status", "--json").json()[0]["store"], "keyring", "store of `status --json`")
        valid_for_alice(world, home)
        keyring.lock()
        answer = home.login("public-ES256", "--profile", "other", store=None).refused(11, "keyring_locked")
        if answer.seconds > 3:
            raise Failed(f"took {answer.seconds:.1f} s")
    finally:
        keyring.end()


PASS = ("docker-credential-pass", "pass", "gpg", "gpg-agent", "gpgconf")


def sealed_life(home, world, store, items):
    """Two logins, a renewal and two logouts with a program that keeps the keys; `items` is what it has of ours."""
    for profile, client in (("one", "basic-ES256"), ("two", "public-RS256")):
        home.login(client, "--profile", profile, store=store).ok()
    equal([row["store"] for row in home.run("status", "--json").json()], ["command"] * 2, "stores of `status --json`")
    equal(len(items()), 2, "how many keys are kept")
    for profile in ("one", "two"):
        token = home.token("--profile", profile)
        equal(world.provider.userinfo(token), ALICE, f"UserInfo with the token of {profile}")
        home.run("refresh", "--profile", profile).ok()
        again = home.token("--profile", profile)
        secrets = [token, again, home.token("--profile", profile, "--type", "refresh")]
        for path in home.files():
            if path.is_file() and any(secret.encode() in path.read_bytes() for secret in secrets):
                raise Failed(f"a token stands in {path.name}, readable without the key")
        home.run("logout", "--profile", profile).ok()
    equal(items(), [], "what is left of the keys")


@scenario(needs=PASS)
def command_pass(world):
    """the key in pass, through a credential helper of other people: two profiles, renewed, and nothing left after logout"""
    home = world.home("pass")
    passwords = PasswordStore(home)
    try:
        passwords.start()
        sealed_life(home, world, "command:docker-credential-pass", passwords.items)
    finally:
        passwords.end()


@scenario(needs=PASS)
def command_pass_locked(world):
    """pass without its passphrase: exit 11 in time, before anybody signs in; the session is there once it is unlocked"""
    home = world.home("pass")
    passwords = PasswordStore(home, passphrase="a passphrase of the test")
    store = "command:docker-credential-pass"
    try:
        home.login("public-ES256", store=store).refused(11, "store_command_failed")
        if (home.path / "seen").exists():
            raise Failed("a person was asked to sign in, for nothing")
        passwords.start()
        passwords.unlock()
        home.login("public-ES256", store=store).ok()
        token, asked = home.token(), len(home.seen())
        passwords.lock()
        for answer in (home.run("token", "--non-interactive"), home.login("public-RS256", "--profile", "other", store=store)):
            answer.refused(11, "store_command_failed")
            if answer.seconds > 11:
                raise Failed(f"took {answer.seconds:.1f} s")
        equal(len(home.seen()), asked, "steps of a person who was sent to the provider for nothing")
        passwords.unlock()
        equal(home.token(), token, "the token after unlocking")
    finally:
        passwords.end()


@scenario(needs=("docker-credential-secretservice", *KEYRING))
def command_secret_service(world):
    """the key in a Secret Service, through a credential helper: while it is locked exit 11, and the session is not lost"""
    home = world.home("helper")
    keyring = Keyring(home)
    store = "command:docker-credential-secretservice"
    try:
        keyring.start(unlock=True)
        sealed_life(home, world, store, keyring.items)
        home.login("public-ES256", store=store).ok()
        token = home.token()
        keyring.lock()
        answer = home.run("token", "--non-interactive").refused(11)
        if answer.error()["code"] not in ("store_key_missing", "store_command_failed", "store_command_timeout"):
            raise Failed(f"another cause: {answer}")
        if answer.seconds > 11:
            raise Failed(f"took {answer.seconds:.1f} s")
        keyring.stop_daemon()
        keyring.start(unlock=True)
        equal(home.token(), token, "the token after unlocking")
    finally:
        keyring.end()


@scenario()
def canary(world):
    """no secret and no token was in a command line or on stderr, in all of the above"""
    world.watch.end()
    leaks = world.watch.leaks()
    if leaks:
        raise Failed("; ".join(leaks[:5]))
    if len(world.watch.secrets) < 20:
        raise Failed(f"only {len(world.watch.secrets)} secrets were watched for")
