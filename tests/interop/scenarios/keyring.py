"""A real Secret Service keeps the session."""

import signal

from scenarios.scenario import ALICE, equal, scenario, valid_for_alice
from world import Failed, Keyring

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
