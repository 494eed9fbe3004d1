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
    """The median of `token` and how much it is above /bin/true in the same loop, in milliseconds."""
    token, true = [], []
    for _ in range(count):
        token.append(seconds_of([home.world.binary, "token"], home.env))
        true.append(seconds_of(["/bin/true"], home.env))
    tally.runs += count
    of_token, of_true = median(token) * 1000, median(true) * 1000
    tally.figure(f"p50 {of_token:.2f} ms, /bin/true {of_true:.2f} ms")
    return of_token - of_true


def crowds(tally, world, home, crowds):
    """Crowds of processes, one after the other."""
    for _ in range(crowds):
        answers, _ = home.together(["token"], CROWD)
        tally.runs += CROWD
        all_have_one(tally, world, answers, world.provider.takes)


@row("S-26", "warm `token`, kept in a file", "p50 within 2 ms of /bin/true; no network, no lock", 200, ("strace",))
def warm_file(tally, world):
    home = world.home("warm").sign_in()
    more = above_true(tally, home, tally.rounds)
    tally.check(more <= 2, f"{more:.2f} ms more than /bin/true")
    calls = calls_of(home, ["token"], "network,flock")
    tally.check(not calls, f"network or locks: {calls}")


@row("S-26", "warm `token`, kept in a keyring", "p50 within 20 ms of /bin/true", 100, KEYRING)
def warm_keyring(tally, world):
    home = world.home("warm-keyring")
    with keyring_of(home):
        home.sign_in(store="keyring")
        more = above_true(tally, home, tally.rounds)
        tally.check(more <= 20, f"{more:.2f} ms more than /bin/true")


@row("S-26", f"warm `token`, {CROWD} at once a round, kept in a file", "all have the same valid token", 4)
def crowd_file(tally, world):
    crowds(tally, world, world.home("crowd").sign_in(), tally.rounds)


@row("S-26", f"warm `token`, {CROWD} at once a round, kept in a keyring", "all have the same valid token", 1, KEYRING)
def crowd_keyring(tally, world):
    home = world.home("crowd-keyring")
    with keyring_of(home):
        crowds(tally, world, home.sign_in(store="keyring"), tally.rounds)
