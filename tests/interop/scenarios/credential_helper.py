"""A program of other people keeps the key of the session."""

from scenarios.keyring import KEYRING
from scenarios.scenario import ALICE, equal, scenario
from world import Failed, Keyring, PasswordStore

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
