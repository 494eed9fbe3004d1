"""Who can see a secret: modes of files under an open umask (S-18), and everything that was said and written (S-17)."""

import os
import pathlib
import signal
import stat
import subprocess
import time

from herd import is_token
from rows import row

# A life of a session, with everything that writes files or talks.
LIFE = (
    ("token",),
    ("token", "--output-file", "token.txt"),
    ("token", "--type", "refresh", "--output-file", "refresh.txt"),
    ("whoami",),
    ("status", "--json"),
    ("refresh", "--trace", "--record", "refresh.har"),
    ("request", "GET", "{issuer}/userinfo"),
    ("exec", "--", "true"),
    ("logout", "--trace", "--record", "logout.har"),
)
# Where a secret is meant to be: the session of a plain store, and the files that were asked for.
MEANT = ("sessions", "token.txt", "refresh.txt")


def live(world, home, run):
    """A session from login to logout; `run` runs each command."""
    run(*home.sign_in_argv(), "--trace", "--record", "login.har")
    home.session()
    for argv in LIFE[:-1]:
        run(*(word.format(issuer=world.provider.issuer) for word in argv))
    home.session()
    home.run("token", "--type", "id").ok()
    run(*LIFE[-1])


@row("S-18", "a session's life under umask 000", "0 files that others may read", 1)
def open_umask(tally, world):
    home = world.home("umask")
    before = os.umask(0)
    try:
        live(world, home, lambda *argv: (home.run(*argv).ok(), modes(tally, home, argv)))
        world.provider.stats()
    finally:
        os.umask(before)


def modes(tally, home, argv):
    own = {home.path, home.path / "run"}  # made by the test
    for path in home.path.rglob("*"):
        mode = stat.S_IMODE(path.lstat().st_mode)
        tally.runs += 1
        tally.check(path in own or not mode & 0o077, f"{path.relative_to(home.path)} has mode {mode:o} after `{argv[0]}`")


@row("S-17", "every secret, in all that was said and written", "in 0 command lines, environments, messages, traces and files", 1, ("strace",))
def sweep(tally, world):
    home = world.home("canary")
    started = []

    def traced(*argv):
        log = home.path / "execve.log"
        tracing = ["strace", "-f", "-qq", "-v", "-s", "1000000", "-o", str(log), "-e", "trace=execve", "-e", "signal=none"]
        done = subprocess.run(
            [*tracing, world.binary, *argv], env=home.env, cwd=home.path, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=60, check=False,
        )
        tally.check(done.returncode == 0, f"`authctl {argv[0]}` exits {done.returncode}: {done.stderr[-200:]}")
        world.watch.said.append((argv, done.stderr))
        lines = log.read_text().splitlines()
        started.extend((argv, line) for line in lines if argv[0] != "exec" or f'"{world.binary}"' in line)
        log.unlink()

    live(world, home, traced)
    tally.check(is_token(home.sign_in().run("token")), "no token")
    home.session()
    abort(tally, home)
    look(tally, world, started)


def abort(tally, home):
    """Aborts a process that holds the tokens, where core files are wanted; what it leaves is looked into with all else."""
    kept = home.path / "kept/token.txt"
    kept.parent.mkdir()
    argv = ["/bin/sh", "-c", 'ulimit -c unlimited; exec "$0" token --watch --output-file kept/token.txt', home.world.binary]
    watching = subprocess.Popen(argv, env=home.env, cwd=home.path, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 20
    while not kept.exists() and time.monotonic() < end:
        time.sleep(0.01)
    watching.send_signal(signal.SIGABRT)
    _, status = os.waitpid(watching.pid, 0)
    tally.check(os.WTERMSIG(status) == signal.SIGABRT and not os.WCOREDUMP(status), f"ends with {status:x}")
    tally.check(kept.exists(), "the file that is kept fresh is not there")


def look(tally, world, started):
    """Looks for every secret wherever it must not be."""
    secrets = sorted(world.watch.secrets)
    tally.check(len(secrets) > 5, f"only {len(secrets)} secrets are known")
    for argv, line in started:
        found = any(secret in line for secret in secrets)
        tally.check(not found, f"a secret in a command line or environment of `authctl {argv[0]}`")
    for argv, err in world.watch.said:
        found = any(secret in err for secret in secrets)
        tally.check(not found, f"a secret on stderr of `authctl {argv[0]}`")
    files = [path for path in world.scratch.rglob("*") if path.is_file() and not is_meant(path)]
    for path in files:
        content = path.read_bytes()
        found = any(secret.encode() in content for secret in secrets)
        tally.check(not found, f"a secret in {path.relative_to(world.scratch)}")
    tally.runs += len(started) + len(world.watch.said) + len(files)
    tally.figure(f"{len(secrets)} secrets; {len(started)} processes, {len(world.watch.said)} runs, {len(files)} files")


def is_meant(path: pathlib.Path):
    return any(part in MEANT for part in path.parts)
