"""What `token` takes while there is nothing to renew, and whether thousands at once all get it: S-26."""

import os
import time

from herd import all_have_one
from keyrings import calls_of, keyring_of
from rows import KEYRING, median, row

CROWD = 250
DEVNULL = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]


def seconds_of(argv, env):
    """From the start of a process to its end."""
    begun = time.perf_counter()
    pid = os.posix_spawn(argv[0], argv, env, file_actions=DEVNULL)
    _, status = os.waitpid(pid, 0)
    took = time.perf_counter() - begun
    if status:
        raise ChildProcessError(f"{argv[:2]} ends with {status}")
    return took


def above_true(tally, home, count):
    """How much the median of `token` is above that of /bin/true in the same loop, and how much that of `--version`, in milliseconds.
    The calmest of five parts counts: what the machine does besides is not the program's."""
    commands = ([home.world.binary, "token"], [home.world.binary, "--version"], ["/bin/true"])
    rounds = [tuple(seconds_of(argv, home.env) for argv in commands) for _ in range(count)]
    tally.runs += count
    part = max(1, count // 5)
    parts = [[median(times) * 1000 for times in zip(*rounds[at:at + part])] for at in range(0, count, part)]
    more, start = min((token - true, version - true) for token, version, true in parts)
    of_token, _, of_true = (median(times) * 1000 for times in zip(*rounds))
    tally.figure(f"p50 {of_token:.2f} ms, /bin/true {of_true:.2f} ms; in the calmest fifth {more:+.2f} ms, --version {start:+.2f} ms")
    return more, start


def crowds(tally, world, home, crowds):
    """Crowds of processes, one after the other."""
    for _ in range(crowds):
        answers, _ = home.together(["token"], CROWD)
        tally.runs += CROWD
        all_have_one(tally, world, answers, world.provider.takes)


@row("S-26", "warm `token`, kept in a file", "p50 within 2 ms of /bin/true, on a slow machine twice what --version is; no network, no lock", 200, ("strace",))
def warm_file(tally, world):
    home = world.home("warm").sign_in()
    more, start = above_true(tally, home, tally.rounds)
    tally.check(more <= max(2, 2 * start), f"{more:.2f} ms more than /bin/true, --version {start:.2f} ms")
    calls = calls_of(home, ["token"], "network,flock")
    tally.check(not calls, f"network or locks: {calls}")


@row("S-26", "warm `token`, kept in a keyring", "p50 within 20 ms of /bin/true", 100, KEYRING)
def warm_keyring(tally, world):
    home = world.home("warm-keyring")
    with keyring_of(home):
        home.sign_in(store="keyring")
        more, _ = above_true(tally, home, tally.rounds)
        tally.check(more <= 20, f"{more:.2f} ms more than /bin/true")


@row("S-26", f"warm `token`, {CROWD} at once a round, kept in a file", "all have the same valid token", 4)
def crowd_file(tally, world):
    crowds(tally, world, world.home("crowd").sign_in(), tally.rounds)


@row("S-26", f"warm `token`, {CROWD} at once a round, kept in a keyring", "all have the same valid token", 1, KEYRING)
def crowd_keyring(tally, world):
    home = world.home("crowd-keyring")
    with keyring_of(home):
        crowds(tally, world, home.sign_in(store="keyring"), tally.rounds)
