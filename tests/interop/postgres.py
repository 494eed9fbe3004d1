"""PostgreSQL with a cluster of its own, at a socket that nobody else can open."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from failed import Failed

# It does not run as root; the package makes a user for it.
USER = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def program(name):
    """Debian keeps the programs of each version out of PATH."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{name}")) or [shutil.which(name)]
    return str(found[-1])


class Postgres:
    """A server with one database."""

    def __init__(self):
        # not below a directory of ours, which its user may not enter
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="authctl-postgres-"))
        if USER:
            shutil.chown(self.directory, USER["user"], USER["group"])
        data = self.directory / "data"
        self._run("initdb", "--pgdata", str(data), "--username", "app", "--auth", "trust", "--no-sync", "--encoding", "UTF8")
        argv = [program("postgres"), "-D", str(data), "-k", str(self.directory), "-c", "listen_addresses=", "-c", "fsync=off"]
        self.log = open(self.directory / "log", "w", encoding="utf-8")
        self.process = subprocess.Popen(argv, stdout=self.log, stderr=self.log, cwd=self.directory, **USER)
        self.url = f"postgresql://app@/postgres?host={self.directory}"
        deadline = time.monotonic() + 20
        while True:
            try:
                self.rows("select 1")
                return
            except Failed:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def _run(self, name, *arguments):
        argv = [program(name), *arguments]
        env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        done = subprocess.run(argv, env=env, cwd=self.directory, capture_output=True, text=True, check=False, **USER)
        if done.returncode != 0:
            raise Failed(f"{name}: {done.stderr[-400:]}")
        return done.stdout

    def rows(self, query):
        """What the query finds: a line a row."""
        options = ("--no-psqlrc", "--tuples-only", "--no-align", "--username", "app", "--host", str(self.directory))
        return self._run("psql", *options, "--dbname", "postgres", "--command", query).splitlines()

    def end(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()
        shutil.rmtree(self.directory, ignore_errors=True)
