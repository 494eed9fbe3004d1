"""A kill or a failure at every system call that touches the session's files: S-6 and S-7."""

import json
import random
import signal
import time

from herd import is_token
from injection import Traced
from rows import median, row

NEEDS = ("strace",)
ERRORS = ("ENOSPC", "EIO", "EROFS", "EDQUOT")
TRIES = 5  # at a call whose number is not the same in every run


class Renewal:
    """`token` over an expired session."""

    argv = ("token",)

    def __init__(self, world):
        self.world, self.home, self.lost = world, world.home("renewal"), []
        self.prepare()

    def prepare(self):
        if not is_token(self.home.run("token")):
            self.home.sign_in()
        self.home.age()
        self.before = self.world.provider.refreshes()

    def has_refreshed(self):
        return self.world.provider.refreshes() > self.before

    def after_a_kill(self, tally, point):
        """The session is the old one or the new one; or the provider has given a token that nobody has."""
        refreshed = self.has_refreshed()
        answer = self.home.run("token")
        if answer.code == 4 and refreshed and answer.error()["code"] == "invalid_grant":
            self.lost.append(point)
        else:
            has_good_token(tally, self.world, answer, point)

    def after_an_error(self, tally, point, answer):
        """A token, or a truthful error; and the session is not lost."""
        tally.check(answer.code in (0, 11), f"{point}: {answer}")
        if answer.code == 0:
            has_good_token(tally, self.world, answer, point)
        else:
            tally.check(not answer.out and answer.error()["exit"] == 11, f"{point}: {answer}")
        again = self.home.run("token")
        has_good_token(tally, self.world, again, f"{point}, then")
        silent = answer.code == 0 and not answer.err
        tally.check(not silent or again.out == answer.out, f"{point}: not kept, and nothing was said")


class Login:
    """`login`, over a session that works or where nothing was before."""

    def __init__(self, world, over):
        self.world, self.over = world, over
        self.home = world.home("login")
        self.argv, self.lost = (*self.home.sign_in_argv(), "--quiet"), []

    def prepare(self):
        if not self.over:
            remove(self.home.path / "state")
        elif not is_token(self.home.run("token")):
            self.home.sign_in()

    def after_a_kill(self, tally, point):
        answer = self.home.run("token")
        if answer.code == 4 and not self.over:
            tally.check(answer.error()["code"] == "login_required", f"{point}: {answer}")
        else:
            has_good_token(tally, self.world, answer, point)

    def after_an_error(self, tally, point, answer):
        tally.check(answer.code in (0, 11), f"{point}: {answer}")
        again = self.home.run("token")
        if answer.code == 0 or self.over:
            has_good_token(tally, self.world, again, f"{point}, then")
        else:
            tally.check(again.code in (0, 4), f"{point}, then: {again}")


class Logout:
    """`logout`: what is half done is finished by the next one, which leaves no token behind."""

    argv = ("logout", "--quiet")

    def __init__(self, world):
        self.world, self.home, self.lost, self.secrets = world, world.home("logout"), [], []

    def prepare(self):
        self.home.sign_in()
        _, session = self.home.session()
        self.secrets = [session[f"{kind}_token"].encode() for kind in ("access", "refresh", "id")]

    def after_a_kill(self, tally, point):
        answer = self.home.run("token")
        if answer.code != 4 or answer.error()["code"] != "login_required":
            # It may have been revoked at the provider already, but what is kept is whole.
            tally.check(is_token(answer), f"{point}: {answer}")
        again = self.home.run("logout")
        tally.check(again.code in (0, 4), f"{point}, then: {again}")
        tally.check(self.home.run("status", "--json").out.strip() == "[]", f"{point}: the session is still there")
        for path in self.home.files():
            has_secret = path.is_file() and any(secret in path.read_bytes() for secret in self.secrets)
            tally.check(not has_secret, f"{point}: a token is left in {path.name}")

    def after_an_error(self, tally, point, answer):
        tally.check(answer.code in (0, 7, 11), f"{point}: {answer}")
        gone = self.home.run("token").code == 4
        tally.check(answer.code != 0 or gone, f"{point}: says that it is signed out, and the session is there")
        self.after_a_kill(tally, point)


def remove(directory):
    for path in sorted(directory.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    if directory.exists():
        directory.rmdir()


def has_good_token(tally, world, answer, point):
    if tally.check(is_token(answer), f"{point}: {answer}"):
        world.watch.secret(answer.out.strip())
        tally.check(world.provider.takes(answer.out.strip()), f"{point}: the provider does not take the token")


def is_readable(tally, home, point):
    """What is kept can be read, and nothing had to be set aside."""
    status = home.run("status", "--json")
    unreadable = status.code != 0 or any("error" in session for session in json.loads(status.out))
    tally.check(not unreadable, f"{point}: the store is unreadable: {status}")
    aside = [path.name for path in home.files() if ".corrupt-" in path.name]
    tally.check(not aside, f"{point}: set aside: {aside}")


def each_point(tally, case, what_of):
    """Runs the command once for every point; yields the point and the answer."""
    traced = Traced(case.home, *case.argv)
    points = traced.points(case.prepare)
    for at, point in enumerate(points):
        for what in what_of(at):
            for _ in range(TRIES):
                case.prepare()
                answer = traced.hit(point, what)
                if answer is not None:
                    break
            tally.runs += 1
            if tally.check(answer is not None, f"{point} was not met"):
                yield f"{what.split('=')[1]} at {point}", answer
    tally.figure(f"{len(points)} calls")


def kills(tally, case):
    """SIGKILL at every call."""
    for point, _ in each_point(tally, case, lambda _: ["signal=KILL"]):
        is_readable(tally, case.home, point)
        begun = time.monotonic()
        case.after_a_kill(tally, point)
        tally.check(time.monotonic() - begun <= 5, f"{point}: whoever came next had to wait")


def errors(tally, case):
    """One of the errors at every call; with four rounds, each of them."""

    def what_of(at):
        return [f"error={ERRORS[(at + more) % len(ERRORS)]}" for more in range(min(tally.rounds, len(ERRORS)))]

    for point, answer in each_point(tally, case, what_of):
        is_readable(tally, case.home, point)
        case.after_an_error(tally, point, answer)


@row("S-6", "SIGKILL at every call to the store: `token` that refreshes", "old or new session; ≤ 2 calls lose the new token", 1, NEEDS)
def kill_token(tally, world):
    case = Renewal(world)
    kills(tally, case)
    tally.check(len(case.lost) <= 2, f"lost at {case.lost}")
    tally.figure(f"lost at {len(case.lost)}: {', '.join(case.lost) or 'none'}")


@row("S-6", "the same: `login` where nothing was", "a session or none", 1, NEEDS)
def kill_first_login(tally, world):
    kills(tally, Login(world, over=False))


@row("S-6", "the same: `login` over a session", "old or new session", 1, NEEDS)
def kill_login(tally, world):
    kills(tally, Login(world, over=True))


@row("S-6", "the same: `logout`", "a session or none; the next `logout` leaves no token", 1, NEEDS)
def kill_logout(tally, world):
    kills(tally, Logout(world))


@row("S-6", "SIGKILL at a random moment: `token` that refreshes", "old or new session, or killed with the only new token", 50)
def kill_at_random(tally, world):
    case = Renewal(world)
    took = []
    for _ in range(5):
        case.prepare()
        took.append(case.home.run("token").seconds)
    for _ in range(tally.rounds):
        case.prepare()
        run = case.home.start("token")
        time.sleep(random.uniform(0, 1.5 * median(took)))
        run.send_signal(signal.SIGKILL)
        run.communicate()
        tally.runs += 1
        is_readable(tally, case.home, "a random moment")
        case.after_a_kill(tally, "a random moment")
    tally.figure(f"{len(case.lost)} × killed with the only new token")


SAVED = "0 sessions lost; a token, or exit 11"


@row("S-7", "ENOSPC, EIO, EROFS, EDQUOT at every call to the store: `token`", SAVED, 1, NEEDS)
def fail_token(tally, world):
    errors(tally, Renewal(world))


@row("S-7", "the same: `login` over a session", SAVED, 1, NEEDS)
def fail_login(tally, world):
    errors(tally, Login(world, over=True))


@row("S-7", "the same: `logout`", "signed out, or told; the next `logout` leaves no token", 1, NEEDS)
def fail_logout(tally, world):
    errors(tally, Logout(world))
