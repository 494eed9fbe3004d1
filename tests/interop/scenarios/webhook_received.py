"""Events that other people's software sends, at `webhook listen`."""

import json
import secrets
import time
import uuid

import hook_senders
from hook_listener import Listener
from hook_senders import HookSenders
from scenarios.scenario import equal, scenario
from scenarios.webhook_events import receivers
from world import Failed

AUDIENCE, LEAST = "hook-listener", 8
# What names the message in the examples of `webhook show`.
NAMES = ("01020304-0506-4708-890a-0b0c0d0e0f10", "AQIDBAUGBwgJCgsMDQ4PEA")
NUMBER = "16909060"
# When they are of.
AT = ("1800000000", "2027-01-15T08:00:00Z")


def fresh(shown):
    """The example as of now, with names of its own, so that it is none that was taken before."""
    text, now = json.dumps(shown), time.time()
    for name in NAMES:
        text = text.replace(name, str(uuid.uuid4()))
    text = text.replace(NUMBER, str(secrets.randbelow(10**9)))
    text = text.replace(AT[0], str(int(now)))
    return json.loads(text.replace(AT[1], time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))))


@scenario(events=True, proves=("logout-back-channel",))
def received_from_oidc_provider(world):
    """webhook listen: oidc-provider's logout token is taken when the person signs out there"""
    home = world.home("listen")
    home.env["INTEROP_COOKIES"] = str(home.path / "cookies")
    home.login("told").ok()
    argv = ("--port", str(world.exact_port), "--issuer", world.provider.issuer, "--client-id", "told")
    listener = Listener(home, *argv)
    try:
        before = world.provider.stats()
        home.run("logout", AUTHCTL_BROWSER=str(world.tools / "signin.mjs")).ok()
        told = listener.taken("oidc.backchannel-logout")
        equal((told["iss"], told["sub"], bool(told["sid"])), (world.provider.issuer, "alice", True), "what the token says")
        after = world.provider.stats()
    finally:
        listener.end()
    counts = [[stats.get(name, 0) for name in ("clients_told", "clients_not_told")] for stats in (before, after)]
    equal(counts[1], [counts[0][0] + 1, counts[0][1]], "clients that the provider has told, and not told")
    world.events.came_from("oidc.backchannel-logout", "`oidc-provider`")


@scenario(needs=("node",), at="embedded", events=True)
def received_from_libraries(world):
    """webhook listen: events that the senders' own libraries sign are taken as genuine, and with another secret or key as none"""
    hooks, home, other = receivers(world), world.home("listen"), world.home("stranger")
    home.env["HOOK_SECRET"], other.env["HOOK_SECRET"] = hooks.secret, hooks.env["OTHER_SECRET"]
    senders = HookSenders(world, hooks.secret, AUDIENCE)
    believed = ("--port", "0", "--issuer", hook_senders.ISSUER, "--client-id", AUDIENCE, "--jwks", senders.jwks)
    listener = Listener(home, *believed, "--secret-from", "env:HOOK_SECRET")
    # believes the same issuer by another's keys
    believed = (*believed[:-1], f"{hooks.provider.issuer}/jwks", "--secret-from", "env:HOOK_SECRET")
    stranger = Listener(other, *believed)
    kinds = set()
    try:
        for event in home.run("webhook", "list", "--json").json():
            sender = hook_senders.of(event["name"])
            if sender is None:
                continue
            shown = fresh(home.run("webhook", "show", event["name"], "--json").json())
            status = senders.send(sender, listener.url, shown["headers"], shown["payload"])
            listener.taken(event["name"])
            equal(200 <= status < 300, True, f"{event['name']} is answered {status}")
            status = senders.send(sender, stranger.url, shown["headers"], shown["payload"])
            told = stranger.next()
            if told["verdict"] == "taken" or 200 <= status < 300:
                raise Failed(f"{event['name']} of a stranger: {status}, {told}")
            kinds.add(sender[0])
            world.events.came_from(event["name"], sender[3])
    finally:
        for process in (listener, stranger, senders):
            process.end()
    equal(len(kinds) >= LEAST, True, f"at least {LEAST} kinds of events, got {sorted(kinds)}")
