"""The system calls with which a command touches its session's files, and what happens if one of them is the last, or fails.

strace finds them in a run that goes well; then the command is run again for each of them, with something put in its place.
"""

import collections
import dataclasses
import re
import subprocess
import time

from together import HANG
from world import Answer

CALL = re.compile(r"(\w+)\(")
NAMES = re.compile(r"[\"<](/[^\">]*)")


@dataclasses.dataclass(frozen=True)
class Point:
    """The call of that name with that number, among those to known paths, or among all if its path is new every time."""

    call: str
    number: int
    known: bool
    place: str

    def __str__(self):
        return f"{self.call} {self.number} ({self.place})"


class Traced:
    """A command in a home, run under strace."""

    def __init__(self, home, *argv):
        self.home, self.argv, self.log = home, argv, home.path / "strace.log"
        sessions = home.session_file.parent
        suffixes = ("session", "session.new", "lock")
        self.known = [home.path / "state", sessions, *(sessions / f"work.{suffix}" for suffix in suffixes)]

    def points(self, prepare):
        """Every call that touches the state, in two runs: by known paths, and by paths that have a process's number in them."""
        found = []
        for known in (True, False):
            prepare()
            self.run(known).ok()
            numbers = collections.Counter()
            for line in self.lines():
                call = CALL.match(line)[1]
                numbers[call] += 1
                places = [place for place in NAMES.findall(line) if self.is_ours(place)]
                if known or places and not any(place == str(path) for place in places for path in self.known):
                    place = self.shown(places[0]) if places else "?"
                    found.append(Point(call, numbers[call], known, place))
        return found

    def is_ours(self, place):
        return place == str(self.known[0]) or place.startswith(f"{self.known[0]}/")

    def shown(self, place):
        place = place[len(str(self.known[0])):].lstrip("/") or "."
        return re.sub(r"[.-]\d+(-\d+)?(?=$|\.)", ".PID", place)

    def run(self, known, inject=None):
        """Runs it, with every call to a known path in the log, or with every call."""
        argv = ["strace", "-qq", "-y", "-o", str(self.log)]
        argv += [word for path in self.known for word in ("-P", str(path))] if known else []
        argv += ["-e", f"inject={inject}"] if inject else []
        begun = time.monotonic()
        done = subprocess.run(
            [*argv, self.home.world.binary, *self.argv], env=self.home.env, cwd=self.home.path,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=HANG, check=False,
        )
        self.home.world.watch.said.append((self.argv, done.stderr))
        return Answer(self.argv, done.returncode, done.stdout, done.stderr, time.monotonic() - begun)

    def lines(self):
        return [line for line in self.log.read_text(errors="replace").splitlines() if CALL.match(line)]

    def hit(self, point, what):
        """Runs it with `what` in place of that call; None if this time the number was another call's."""
        answer = self.run(point.known, f"{point.call}:{what}:when={point.number}")
        lines = self.lines()
        at = lines[-1:] if "signal" in what else [line for line in lines if line.endswith("(INJECTED)")]
        if not any(self.is_ours(place) for line in at for place in NAMES.findall(line)):
            return None
        return answer
