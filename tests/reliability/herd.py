"""Many `token` at one moment over one expired session: S-3, S-4 and S-5."""

import os
import random
import signal
import time

from rows import KEYRING, median, row
from together import Together, holder_of
from world import Keyring, Provider

COUNT = 200


def is_token(answer):
    """Exactly one line on stdout, and exit 0."""
    return answer.code == 0 and answer.out.endswith("\n") and answer.out.count("\n") == 1


def tokens_of(answers):
    return {answer.out.strip() for answer in answers if is_token(answer)}


def all_have_one(tally, world, answers, takes):
    """All have the same token, and the provider takes it."""
    for answer in answers:
        tally.check(not answer.hangs, f"hangs: {answer}")
        tally.check(answer.hangs or is_token(answer), answer)
    tokens = tokens_of(answers)
    world.watch.secret(*tokens)
    tally.check(len(tokens) == 1, f"{len(tokens)} different tokens")
    tally.check(all(map(takes, tokens)), "the provider does not take the token")


def start_up(home, count):
    """The seconds that so many processes that do nothing take."""
    return Together(home, [], count, {}, program="/bin/true").finish()[1]


def herds(tally, world, home, expire, peer):
    """Rounds of a herd: one refresh each, and the same valid token for all."""
    home.run("token")  # the first one reads programs and libraries from the disk
    slowest, ratios = [], []
    for _ in range(tally.rounds):
        expire()
        before = peer.refreshes()
        answers, seconds = home.together(["token"], COUNT)
        tally.runs += 1
        all_have_one(tally, world, answers, peer.takes)
        refreshes = peer.refreshes() - before
        tally.check(refreshes == 1, f"{refreshes} refreshes")
        slowest.append(seconds)
        ratios.append(seconds / start_up(home, COUNT))
    tally.check(max(slowest) <= 5, f"a round took {max(slowest):.1f} s")
    tally.figure(f"{median(slowest):.2f} s, at most {max(slowest):.2f} s")
    tally.figure(f"{median(ratios):.1f} × as long as /bin/true")


ONE_REFRESH = f"1 refresh, {COUNT} equal valid tokens, exit 0, ≤ 5 s"


@row("S-3", f"{COUNT} `token` at once, expired session", ONE_REFRESH, 3)
def herd(tally, world):
    home = world.home("herd").sign_in()
    herds(tally, world, home, home.age, world.provider)
