"""Back-Channel Logout, sent to an app that other people wrote the receiving half of."""

from event_verifiers import Verifier
from express_app import CLIENT, ExpressApp
from person import Person
from scenarios.scenario import equal, scenario

HERE, EVENT, NOBODY = "embedded", "oidc.backchannel-logout", "Nobody is signed in"
# What an app refuses that has the token verified and asks what event it is of.
REFUSED = (
    "no-body", "empty-parameter", "garbage", "method-get", "json-body", "duplicate-parameter", "alg-none", "alg-none-in-capitals",
    "wrong-key", "unknown-kid", "hs256-with-client-secret", "hs256-with-public-key", "other-algorithm", "tampered-payload",
    "stripped-signature", "embedded-jwk", "jku", "x5u", "crit", "wrong-iss", "missing-iss", "wrong-aud", "missing-aud",
    "aud-list-without-us", "expired", "missing-subject", "missing-events", "other-event", "nonce", "id-token", "access-token",
)
ODD = ("extra-parameters", "charset", "chunked", "aud-list", "extra-claims", "extra-event-member")


def express(world):
    """The app, which is started once."""
    if "express" not in world.apps:
        world.apps["express"] = world.started(ExpressApp(world))
    return world.apps["express"]


def sender(world, its):
    """A home whose commands have the state of the app's provider, and so its key."""
    home = world.home("sender")
    home.env |= {"AUTHCTL_STATE_DIR": its.env["AUTHCTL_STATE_DIR"], "AUTHCTL_ISSUER": its.provider.issuer, "AUTHCTL_CLIENT_ID": CLIENT}
    return home


def signed_in(its, user):
    """Somebody who signs in, and whom the app knows then."""
    somebody = Person()
    somebody.sign_in(somebody.open(f"{its.url}/login"), user).has(f"Welcome, {user}!")
    probed(its, somebody, f"Welcome, {user}!")
    return somebody


def probed(its, somebody, wanted):
    equal(somebody.open(its.url).text, wanted, "what the app shows")


@scenario(needs=("node",), at=HERE, proves=("logout-back-channel",), refuses=("logout-back-channel",), events=True)
def backchannel_sent(world):
    """webhook send: a logout token ends the person's session in a real app, and nobody else's; a token for another app ends none"""
    its = express(world)
    home = sender(world, its)
    alice, bob = signed_in(its, "alice"), signed_in(its, "bob")
    for wrong in (("--client-id", "another-app"), ("--issuer", "http://127.0.0.1:1")):
        answer = home.run("webhook", "send", EVENT, "--user", "alice", "--to", its.hook, *wrong)
        equal((answer.code, answer.error()["code"], answer.error()["got"]), (12, "webhook_not_taken", "400"), f"sent with {wrong}")
        probed(its, alice, "Welcome, alice!")
    sent = home.run("webhook", "send", EVENT, "--user", "alice", "--to", its.hook, "--json").json()
    equal((sent["status"], sent["taken"]), (204, True), "what the app answers")
    probed(its, alice, NOBODY)
    probed(its, bob, "Welcome, bob!")
    world.events.verified(EVENT, "`express-openid-connect`")
    # who signs in again is in
    alice.open(f"{its.url}/login")
    probed(its, alice, "Welcome, alice!")


@scenario(needs=("node",), at=HERE, proves=("logout-back-channel",), refuses=("logout-back-channel",), events=True)
def backchannel_mutated(world):
    """webhook send --mutate: a real app refuses what is wrong and the session goes on; what is only odd ends it"""
    its = express(world)
    home = sender(world, its)
    home.env["CLIENT_SECRET"] = its.secret
    alice = signed_in(its, "alice")
    argv = ("webhook", "send", EVENT, "--user", "alice", "--to", its.hook, "--secret-from", "env:CLIENT_SECRET", "--json", "--mutate")
    for name in REFUSED:
        equal(home.run(*argv, name).json()["taken"], False, f"{name} is taken")
        probed(its, alice, "Welcome, alice!")
    for name in ODD:
        equal(home.run(*argv, name).json()["taken"], True, f"{name} is taken")
        probed(its, alice, NOBODY)
        alice.open(f"{its.url}/login").has("Welcome, alice!")
    world.events.mutated(Verifier("logout-token", "", "", "", "`express-openid-connect`"), REFUSED)


@scenario(needs=("node",), at=HERE, proves=("logout-back-channel",))
def backchannel_of_a_profile(world):
    """webhook send --profile dev: the session of a kept login tells whom it is about, and ends in the app"""
    its = express(world)
    home = sender(world, its)
    home.env |= {"AUTHCTL_CLIENT_SECRET": its.secret}
    argv = ("--auth-method", "client_secret_basic", "--client-secret-from", "env:AUTHCTL_CLIENT_SECRET", "--store", "file")
    home.run("login", "--profile", "dev", "--as", "alice", *argv).ok()
    alice = signed_in(its, "alice")
    for name in ("AUTHCTL_ISSUER", "AUTHCTL_CLIENT_ID"):
        del home.env[name]
    home.run("webhook", "send", EVENT, "--profile", "dev", "--to", its.hook).ok()
    probed(its, alice, NOBODY)


@scenario(needs=("node",), at=HERE, proves=("logout-back-channel",))
def backchannel_by_the_provider(world):
    """the embedded provider sends a logout token by itself when the person signs out there, and the app's session is over"""
    its = express(world)
    alice, bob = signed_in(its, "alice"), signed_in(its, "bob")
    page = alice.open(f"{its.provider.issuer}/end_session")
    alice.submit(page, decision="allow").has("signed out")
    probed(its, alice, NOBODY)
    probed(its, bob, "Welcome, bob!")


@scenario(needs=("node",), at=HERE, proves=("logout-back-channel",))
def backchannel_of_a_disabled_user(world):
    """user sign-out and user disable: the app's session of that person is over, and who is disabled does not come in again until enabled"""
    its = express(world)
    home = sender(world, its)
    alice, bob = signed_in(its, "alice"), signed_in(its, "bob")
    for command in ("sign-out", "disable"):
        probed(its, alice, "Welcome, alice!")
        home.run("user", command, "alice").ok()
        probed(its, alice, NOBODY)
        page = alice.sign_in(alice.open(f"{its.url}/login"), "alice")
        equal("Welcome, alice!" in page.text, command == "sign-out", f"signed in again after `user {command}`")
    probed(its, bob, "Welcome, bob!")
    home.run("user", "enable", "alice").ok()
    signed_in(its, "alice")
