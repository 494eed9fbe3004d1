"""Many `token` at one moment over one expired session: S-3, S-4 and S-5."""

import contextlib
import os
import random
import signal
import time

from behind import Behind, BehindCertified
from rows import KEYRING, median, row
from together import Together, holder_of
from world import Failed, Keyring

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


def is_up(_):
    """Where nothing is needed that could end by itself."""
    return True


def herds(tally, world, home, expire, peer, stands=is_up):
    """Rounds of a herd: one refresh each, and the same valid token for all."""
    home.run("token")  # the first one reads programs and libraries from the disk
    slowest, ratios = [], []
    for _ in range(tally.rounds):
        expire()
        before = peer.refreshes()
        answers, seconds = home.together(["token"], COUNT)
        tally.runs += 1
        if not stands(answers):
            continue
        all_have_one(tally, world, answers, peer.takes)
        refreshes = peer.refreshes() - before
        tally.check(refreshes == 1, f"{refreshes} refreshes")
        slowest.append(seconds)
        ratios.append(seconds / start_up(home, COUNT))
    if not tally.check(slowest, "no round was whole"):
        return
    tally.check(max(slowest) <= 5, f"a round took {max(slowest):.1f} s")
    tally.figure(f"{median(slowest):.2f} s, at most {max(slowest):.2f} s")
    tally.figure(f"{median(ratios):.1f} × as long as /bin/true")


ONE_REFRESH = f"1 refresh, {COUNT} equal valid tokens, exit 0, ≤ 5 s"


@row("S-3", f"{COUNT} `token` at once, expired session", ONE_REFRESH, 3)
def herd(tally, world):
    home = world.home("herd").sign_in()
    herds(tally, world, home, home.age, world.provider)


class Hunter:
    """Looks who takes the lock, and kills them that many seconds after it."""

    def __init__(self, home, delay):
        self.lock, self.delay = home.path / "state/sessions/work.lock", delay
        self.victim, self.killed = None, False

    def __call__(self, runs):
        ours = {run.pid for run in runs}
        while self.victim not in ours:
            if one_has_ended():
                return
            self.victim = holder_of(self.lock)
        time.sleep(self.delay)
        self.killed = holder_of(self.lock) == self.victim
        if self.killed:
            os.kill(self.victim, signal.SIGKILL)

    def others(self, answers):
        return [answer for answer in answers if not (self.killed and answer.pid == self.victim)]


def one_has_ended():
    return os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def hunts(tally, world, home, expire, peer, delay, stands=is_up):
    """Rounds of a herd whose first renewer is killed; yields how the others fared, for the row to judge."""
    missed = 0
    while tally.runs < tally.rounds:
        expire()
        before = peer.refreshes()
        hunter = Hunter(home, delay())
        answers, seconds = home.together(["token"], COUNT, hunter)
        others = hunter.others(answers)
        if not stands(others):
            missed += 1
            continue
        if not hunter.killed:  # too late to kill anybody: an ordinary herd
            missed += 1
            all_have_one(tally, world, others, peer.takes)
            if missed > 20 * tally.rounds + 20:
                raise Failed("whoever has the lock is too fast to be killed")
            continue
        tally.runs += 1
        tally.check(peer.refreshes() - before <= 2, f"{peer.refreshes() - before} refreshes")
        tally.check(seconds <= 35, f"a round took {seconds:.1f} s")
        yield others


def hunts_of_a_strict_provider(tally, behind):
    """Rounds at a provider that takes a refresh token once, so that whoever is killed may take the new one along."""
    # As long before the provider sees the request as after it, so that a kill falls into either, however fast both are.
    behind.between.before = behind.between.delay = 0.04
    lost = 0
    world, peer = behind.world, behind.provider
    for others in hunts(tally, world, behind.home, behind.expire, peer, lambda: random.uniform(0, 0.1)):
        told = [answer for answer in others if answer.code == 4 and answer.error()["code"] == "invalid_grant"]
        if len(told) == len(others):
            # Killed after the provider had answered and before the answer was kept: only the killed one knew the new token.
            lost += 1
            behind.sign_in()
        else:
            all_have_one(tally, world, others, peer.takes)
    tally.figure(f"{tally.runs - lost} × 199 valid, {lost} × killed with the only new token")


@row("S-4", f"{COUNT} `token` at once, holder of the lock killed", "≤ 2 refreshes, 199 valid or told that it is lost, 0 hangs", 5)
def killed_holder(tally, world):
    with Behind(world, "killed") as behind:
        hunts_of_a_strict_provider(tally, behind)


def killed_at_a_lenient_provider(tally, behind, stands=is_up):
    """Rounds in which a refresh token that comes a second time gets the same answer: nothing excuses a loss."""
    behind.between.leeway, behind.between.delay = True, 0.1
    out = 0
    world, home, expire, peer = behind.world, behind.home, behind.expire, behind.provider
    for others in hunts(tally, world, home, expire, peer, lambda: random.uniform(0, 0.15), stands):
        all_have_one(tally, world, others, peer.takes)
        out += behind.between.requests == 2  # of who was killed, and of who came after
    tally.figure(f"{out} × killed with its request on the way")


@row("S-4", "the same, with a provider that forgives a retry", "≤ 2 refreshes, 199 valid, 0 hangs", 5)
def killed_holder_forgiven(tally, world):
    with Behind(world, "forgiven") as behind:
        killed_at_a_lenient_provider(tally, behind)


def trouble(tally, world, name, seconds, set_up):
    """Rounds of a herd in which the provider is in trouble once; yields the answers, refreshes and reuses of each."""
    with Behind(world, name) as behind:
        for _ in range(tally.rounds):
            behind.expire()
            before = world.provider.stats()
            set_up(behind.between)
            answers, took = behind.home.together(["token"], COUNT)
            behind.between.delay = 0
            tally.runs += 1
            tally.check(took <= seconds, f"a round took {took:.1f} s")
            now = world.provider.stats()
            yield behind, answers, *(now[kind] - before[kind] for kind in ("refreshes", "refresh_reuse_refused"))


@row("S-5", f"{COUNT} `token` at once, provider slow", f"1 refresh, {COUNT} equal valid tokens, 0 families revoked", 1)
def slow_provider(tally, world):
    slow = tally.options.slow
    for _, answers, refreshes, reused in trouble(tally, world, "slow", slow + 5, lambda it: setattr(it, "delay", slow)):
        all_have_one(tally, world, answers, world.provider.takes)
        tally.check((refreshes, reused) == (1, 0), f"{refreshes} refreshes, {reused} used twice")
    tally.figure(f"{slow:g} s slow")


def one_is_told(tally, world, told, rounds):
    """One process is told what happened, with exit 7, and the others have the token."""
    for _, answers, refreshes, reused in rounds:
        failed = [answer for answer in answers if answer.code == 7]
        all_have_one(tally, world, [answer for answer in answers if answer not in failed], world.provider.takes)
        tally.check(len(failed) == 1, f"{len(failed)} exit 7")
        for answer in failed:
            tally.check(not answer.out and answer.error()["code"] == told, f"{told} wanted: {answer}")
        tally.check((refreshes, reused) == (1, 0), f"{refreshes} refreshes, {reused} used twice")


@row("S-5", f"{COUNT} `token` at once, one 503", "1 exit 7, 1 refresh, 199 equal valid tokens, 0 families revoked", 3)
def one_503(tally, world):
    rounds = trouble(tally, world, "busy", 10, lambda it: setattr(it, "refuse", 1))
    one_is_told(tally, world, "temporarily_unavailable", rounds)


@row("S-5", f"{COUNT} `token` at once, request dropped", "1 exit 7, 1 refresh, 199 equal valid tokens, 0 families revoked", 3)
def dropped_request(tally, world):
    rounds = trouble(tally, world, "dropped", 10, lambda it: setattr(it, "drop", "before"))
    one_is_told(tally, world, "refresh_uncertain", rounds)


@row("S-5", f"{COUNT} `token` at once, answer dropped", "told as lost: 1 refresh_uncertain, 199 invalid_grant; login repairs", 3)
def dropped_answer(tally, world):
    for behind, answers, *_ in trouble(tally, world, "lost", 10, lambda it: setattr(it, "drop", "after")):
        told = sorted((answer.code, answer.error()["code"]) for answer in answers if not answer.out and answer.err)
        tally.check(told == [(4, "invalid_grant")] * 199 + [(7, "refresh_uncertain")], f"told {set(told)}")
        behind.sign_in()
        tally.check(is_token(behind.home.run("token")), "no token after a new login")


@row("S-5", "the same, with a provider that forgives a retry", "1 refresh_uncertain, 199 equal valid tokens", 3)
def dropped_answer_forgiven(tally, world):
    def set_up(between):
        between.drop, between.leeway = "after", True

    one_is_told(tally, world, "refresh_uncertain", trouble(tally, world, "retried", 10, set_up))


NEEDS_NODE = ("node", "npm")


@row("S-3", "the same, in a real Secret Service", ONE_REFRESH, 2, needs=KEYRING)
def herd_of_keyring(tally, world):
    with behind_keyring(tally, world) as (behind, stands):
        herds(tally, world, behind.home, behind.expire, behind.provider, stands)


@row("S-4", "the same, in a real Secret Service, retries forgiven", "≤ 2 refreshes, 199 valid, 0 hangs", 2, needs=KEYRING)
def killed_holder_of_keyring(tally, world):
    with behind_keyring(tally, world) as (behind, stands):
        killed_at_a_lenient_provider(tally, behind, stands)


@row("S-3", "the same, at a certified provider with rotation", ONE_REFRESH, 3, needs=NEEDS_NODE)
def herd_at_certified(tally, world):
    with BehindCertified(world) as behind:
        herds(tally, world, behind.home, behind.expire, behind.provider)


@row("S-4", "the same, at a certified provider with rotation", "≤ 2 refreshes, 199 valid or told that it is lost, 0 hangs", 3, needs=NEEDS_NODE)
def killed_holder_at_certified(tally, world):
    with BehindCertified(world) as behind:
        hunts_of_a_strict_provider(tally, behind)


@contextlib.contextmanager
def behind_keyring(tally, world):
    """A session in a Secret Service of its own, and what tells whether that still stands after a round.

    A service that ends by itself comes back locked: then each has a token or is told so, and nothing is lost.
    """
    behind = Behind(world, "keyring", "keyring")
    keyring, ended = Keyring(behind.home), []

    def stands(answers):
        if keyring.daemon.poll() is None:
            return True
        ended.append(True)
        for answer in answers:
            tally.check(is_token(answer) or answer.code == 11, answer)
        keyring.end()
        keyring.__init__(behind.home)
        keyring.start(unlock=True)
        tally.check(is_token(behind.home.run("token")), "no token from a keyring that was opened again")
        return False

    try:
        keyring.start(unlock=True)
        with behind:
            yield behind, stands
    finally:
        keyring.end()
    if ended:
        tally.figure(f"{len(ended)} × the Secret Service itself ended")
