"""Many processes that begin at one moment, and whoever of them has the lock."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from world import Answer

# How long a command may take until it counts as hanging, in seconds: more than the longest wait for a lock.
HANG = 60


class Together:
    """Processes that begin at one moment."""

    def __init__(self, home, argv, count, env, program=None):
        self.home, self.argv = home, argv
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="together-", dir=home.world.scratch))
        self.gate = self.place / "gate"
        os.mkfifo(self.gate)
        shell = ["/bin/sh", "-c", ': <"$0"; exec "$@"', str(self.gate), program or home.world.binary, *argv]
        self.runs = [self._start(shell, {**home.env, **env}, at) for at in range(count)]
        for run in self.runs:
            while is_on_its_way(run.pid):
                time.sleep(0.001)

    def _start(self, shell, env, at):
        with open(self.place / f"out-{at}", "wb") as out, open(self.place / f"err-{at}", "wb") as err:
            return subprocess.Popen(shell, env=env, cwd=self.home.path, stdin=subprocess.DEVNULL, stdout=out, stderr=err)

    def finish(self, meanwhile=lambda runs: None):
        """Opens the gate; returns the answers, with the seconds until the last one was there."""
        begun = time.monotonic()
        with first_served():
            # Open for both: it stays open until all have passed, however late.
            gate = os.open(self.gate, os.O_RDWR)
            meanwhile(self.runs)
        hanging = []
        for run in self.runs:
            try:
                run.wait(max(0.1, HANG - (time.monotonic() - begun)))
            except subprocess.TimeoutExpired:
                hanging.append(run)
        seconds = time.monotonic() - begun
        for run in hanging:
            run.kill()
            run.wait()
        os.close(gate)
        answers = [self._answer(run, at, seconds) for at, run in enumerate(self.runs)]
        for answer, run in zip(answers, self.runs):
            answer.pid, answer.hangs = run.pid, run in hanging
        shutil.rmtree(self.place)
        return answers, seconds

    def _answer(self, run, at, seconds):
        out, err = ((self.place / f"{name}-{at}").read_text() for name in ("out", "err"))
        if self.argv:
            self.home.world.watch.said.append((self.argv, err))
        return Answer(self.argv, run.returncode, out, err, seconds)


@contextlib.contextmanager
def first_served():
    """This process before those that it looks at, where the system lets it; else it may come too late."""
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, -15)
    try:
        yield
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, 0)


def is_on_its_way(pid):
    """It neither waits in a call nor has it ended."""
    return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "SZ"


def holder_of(lock):
    """Who has the kernel's lock on that file, if anybody."""
    inode = f":{lock.stat().st_ino}"
    for line in pathlib.Path("/proc/locks").read_text().splitlines():
        words = line.split()
        # `1: FLOCK ADVISORY WRITE PID MAJOR:MINOR:INODE 0 EOF`; whoever waits has `->` in second place.
        if words[1] == "FLOCK" and words[5].endswith(inode):
            return int(words[4])
    return None
