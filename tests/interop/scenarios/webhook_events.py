"""Every event of the catalogue, sent to receivers in which other people's libraries judge it."""

import concurrent.futures

import event_verifiers
from hook_receivers import HookReceivers
from scenarios.scenario import equal, scenario
from world import Failed

ABOUT = ("--user", "alice", "--sid", "session-1", "--stream", "stream-1")
SECRET, OTHER = ("--secret-from", "env:HOOK_SECRET"), ("--secret-from", "env:OTHER_SECRET")


def receivers(world):
    """The receivers, which are started once."""
    if "hooks" not in world.apps:
        world.apps["hooks"] = world.started(HookReceivers(world))
    return world.apps["hooks"]


def sender(world):
    """A home whose commands have the state of the provider that the receivers believe."""
    home = world.home("hooks")
    home.env |= receivers(world).env
    return home


def made_wrong(event, home):
    """What makes it an event that its receiver must refuse: its name, flags and environment; nothing where nothing is believed."""
    if event["needs"] == "secret":
        return "another secret", OTHER, {}
    if event["needs"] == "key":
        return "another key", (), {"AUTHCTL_STATE_DIR": str(home.path / "another")}
    return ("another session", ("--sid", "session-2"), {}) if event["scheme"] == "frontchannel-logout" else None


def judged(world, home, event):
    """The event, its verifier, and the ways in which it refused it after having taken it as it is."""
    verifier = event_verifiers.of(event)
    if verifier is None:
        raise Failed(f"nobody here verifies {event['name']} ({event['scheme']})")
    argv = ["webhook", "send", event["name"], "--to", receivers(world).url(verifier), "--json"]
    sent = home.run(*argv, *ABOUT, *(SECRET if event["needs"] == "secret" else ())).json()
    equal(sent["taken"], True, f"{event['name']} at {verifier.by}")
    wrong = made_wrong(event, home)
    if wrong is None:
        return event["name"], verifier.by, ()
    way, flags, env = wrong
    answer = home.run(*argv, *(flags if "--sid" in flags else (*ABOUT, *flags)), **env)
    equal((answer.code, answer.error()["got"]), (12, "400"), f"{event['name']} with {way} at {verifier.by}")
    return event["name"], verifier.by, (way,)


def mutated(world, home, event, mutation):
    """The mutation, after what its verifier has answered to the event so made."""
    verifier, secret = event_verifiers.of(event), SECRET if event["needs"] == "secret" or "secret" in mutation["name"] else ()
    argv = ("webhook", "send", event["name"], "--to", receivers(world).url(verifier), "--json", *ABOUT, "--mutate", mutation["name"])
    taken = home.run(*argv, *secret).json()["taken"]
    equal(taken, mutation["right"] == "takes", f"{event['name']} with {mutation['name']} at {verifier.by}")
    return mutation["name"], taken


@scenario(needs=("node",), at="embedded", events=True)
def webhook_mutations(world):
    """webhook send --mutate: one event of each verifier, made wrong in every way that fits it, is refused by it, and what is only odd is taken"""
    home, firsts = sender(world), {}
    for event in home.run("webhook", "list", "--json").json():
        verifier = event_verifiers.of(event)
        if verifier and verifier.receiver:
            firsts.setdefault(verifier, event)
    asked = {}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for verifier, event in firsts.items():
            fits = home.run("webhook", "mutations", event["name"], "--json").json()
            judged_here = [it for it in fits if it["right"] != "either" and verifier.judges(it["name"])]
            asked[verifier] = [pool.submit(mutated, world, home, event, mutation) for mutation in judged_here]
    failed = [str(it.exception()) for its in asked.values() for it in its if it.exception()]
    if failed:
        raise Failed("; ".join(failed))
    for verifier, its in asked.items():
        told = [it.result() for it in its]
        world.events.mutated(verifier, [name for name, taken in told if not taken])


@scenario(needs=("node",), at="embedded", events=True)
def webhook_events(world):
    """webhook send: every event of the catalogue is taken by a verifier that is not authctl's, and refused when it is made wrong"""
    home = sender(world)
    world.events.catalogue = home.run("webhook", "list", "--json").json()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        here = [event for event in world.events.catalogue if getattr(event_verifiers.of(event), "receiver", True)]
        asked = [pool.submit(judged, world, home, event) for event in here]
    failed = [str(it.exception()) for it in asked if it.exception()]
    for it in asked:
        if not it.exception():
            world.events.verified(*it.result())
    if failed:
        raise Failed("; ".join(failed))
