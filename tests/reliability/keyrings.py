"""A keyring that is locked while nobody is there to open it: S-16."""

import contextlib
import subprocess

from rows import KEYRING, row
from world import Keyring

# What has nothing to do with a secret, and so nothing with a keyring.
WITHOUT_SECRETS = (("--help",), ("status",), ("status", "--json"), ("profile", "list"), ("explain", "keyring_locked"), ("exit-codes",))


@contextlib.contextmanager
def keyring_of(home):
    """An open Secret Service of the home's own."""
    keyring = Keyring(home)
    try:
        keyring.start(unlock=True)
        yield keyring
    finally:
        keyring.end()


@row("S-16", "a locked keyring, and nobody to open it", "exit 11 in ≤ 3 s; what needs no secret never asks it", 5, (*KEYRING, "strace"))
def locked(tally, world):
    home = world.home("locked")
    with keyring_of(home) as keyring:
        home.sign_in(store="keyring")
        token = home.token()
        keyring.lock()
        took = []
        for _ in range(tally.rounds):
            for argv in (("token",), ("token", "--non-interactive"), ("refresh",), home.sign_in_argv(store="keyring")):
                answer = home.run(*argv)
                tally.runs += 1
                told = answer.code == 11 and not answer.out and answer.error()["code"] == "keyring_locked"
                tally.check(told, answer)
                took.append(answer.seconds)
        tally.check(max(took) <= 3, f"took {max(took):.1f} s")
        tally.figure(f"at most {max(took):.2f} s")
        for argv in WITHOUT_SECRETS:
            tally.runs += 1
            tally.check(home.run(*argv).code == 0, f"`authctl {' '.join(argv)}` fails")
            calls = calls_of(home, argv, "connect,socket")
            tally.check(not calls, f"`authctl {' '.join(argv)}` connects: {calls}")
        keyring.stop_daemon()
        keyring.start(unlock=True)
        tally.check(home.token() == token, "another token after it was opened")


def calls_of(home, argv, calls):
    """The system calls of these names that a command makes."""
    log = home.path / "calls.log"
    traced = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={calls}", "-e", "signal=none", home.world.binary, *argv]
    subprocess.run(traced, env=home.env, cwd=home.path, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=True)
    return log.read_text().splitlines()
