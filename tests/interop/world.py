"""The world of the interop run: the real provider, a real keyring and password store, private homes, and the binary in them."""

import base64
import functools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from assertion_grant import AssertionGrant
from embedded import Embedded
from event_table import EventTable
from failed import Failed
from postgres import Postgres
from ready import first_line
from toolkit import Toolkit


class Answer:
    """What one run of authctl came to."""

    def __init__(self, argv, code, out, err, seconds):
        self.argv, self.code, self.out, self.err, self.seconds = argv, code, out, err, seconds

    def __str__(self):
        said = self.err.strip().replace("\n", " | ")[-400:]
        return f"`authctl {' '.join(self.argv)}` exits {self.code} after {self.seconds:.1f} s: {said}"

    def ok(self):
        if self.code != 0:
            raise Failed(str(self))
        return self

    def refused(self, exit_code, code=None):
        """It failed as it should: the exit code, the cause, and nothing on stdout."""
        if self.code != exit_code:
            raise Failed(f"exit {exit_code} wanted; {self}")
        if self.out:
            raise Failed(f"stdout must be empty; {self}")
        if code is not None and self.error()["code"] != code:
            raise Failed(f"{code} wanted; {self}")
        return self

    def json(self):
        self.ok()
        try:
            return json.loads(self.out)
        except ValueError as error:
            raise Failed(f"stdout is not one JSON document ({error}): {self.out[:200]!r}") from None

    def error(self):
        """The error document: the last line of stderr."""
        try:
            return json.loads(self.err.strip().splitlines()[-1])
        except (IndexError, ValueError):
            raise Failed(f"the last line of stderr is not an error document; {self}") from None

    def token(self):
        """Exactly one line on stdout and nothing on stderr."""
        self.ok()
        if not self.out.endswith("\n") or self.out.count("\n") != 1 or len(self.out) < 2:
            raise Failed(f"stdout is not one line: {len(self.out.splitlines())} lines")
        if self.err:
            raise Failed(f"stderr is not empty: {self.err[:200]!r}")
        return self.out.strip()


class Watch:
    """Looks at every command line on the machine while the run lasts, and keeps what was said and what is secret."""

    def __init__(self):
        self.command_lines, self.secrets, self.said = set(), set(), []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self):
        while not self._over.wait(0.02):
            for entry in os.listdir("/proc"):
                if entry.isdigit():
                    try:
                        with open(f"/proc/{entry}/cmdline", "rb") as file:
                            self.command_lines.add(file.read())
                    except OSError:
                        pass  # it has ended

    def secret(self, *values):
        self.secrets.update(value for value in values if value and len(value) >= 16)

    def end(self):
        self._over.set()
        self._thread.join()

    def leaks(self):
        """Where a secret was seen that should have been nowhere, without telling it."""
        found = []
        for secret in self.secrets:
            for line in self.command_lines:
                if secret.encode() in line:
                    found.append(f"a secret in a command line: {line.split(bytes(1))[0].decode(errors='replace')}")
            for argv, err in self.said:
                if secret in err:
                    found.append(f"a secret on stderr of `authctl {' '.join(argv)}`")
        return sorted(set(found))


class Home:
    """A person's home, empty at first, and the binary run in it."""

    def __init__(self, world, name):
        self.world = world
        self.path = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=world.scratch))
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.path),
            "XDG_RUNTIME_DIR": str(self.path / "run"),
            "AUTHCTL_STATE_DIR": str(self.path / "state"),
            "AUTHCTL_ERRORS": "json",
            "INTEROP_SEEN": str(self.path / "seen"),
            "LANG": "C.UTF-8",
        }
        (self.path / "run").mkdir(mode=0o700)

    def run(self, *argv, timeout=60, **env):
        begun = time.monotonic()
        try:
            done = subprocess.run(
                [self.world.binary, *argv], env={**self.env, **env}, cwd=self.path, stdin=subprocess.DEVNULL,
                capture_output=True, text=True, timeout=timeout, check=False,
            )
        except subprocess.TimeoutExpired:
            raise Failed(f"`authctl {' '.join(argv)}` hangs: not done after {timeout} s") from None
        self.world.watch.said.append((argv, done.stderr))
        return Answer(argv, done.returncode, done.stdout, done.stderr, time.monotonic() - begun)

    def start(self, *argv, **env):
        """Runs it beside us, with pipes."""
        return subprocess.Popen(
            [self.world.binary, *argv], env={**self.env, **env}, cwd=self.path, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )

    def login(self, client_id, *more, browser="signin.mjs", **settings):
        """Signs in as one of the provider's clients; what is in capitals goes to the environment."""
        env = {name: settings.pop(name) for name in list(settings) if name.isupper()}
        argv = self.login_argv(client_id, **settings)
        return self.run(*argv, "--browser", str(self.world.tools / browser), *more, **env)

    def login_argv(self, client_id, issuer=None, scopes=None, store="file", secret=None, provider=None):
        """The command line; the secret goes by the environment."""
        provider = provider or self.world.provider
        client = provider.clients[client_id]
        argv = ["login", "--issuer", issuer or provider.issuer, "--client-id", client_id]
        argv += ["--store", store] if store else []
        if client["secret"]:
            argv += ["--auth-method", client["auth"], "--client-secret-from", "env:INTEROP_SECRET"]
            self.env["INTEROP_SECRET"] = secret or client["secret"]
        for scope in scopes or ["openid", "profile", "email", "offline_access"]:
            argv += ["--scope", scope]
        return argv

    def token(self, *more, **env):
        token = self.run("token", *more, **env).token()
        self.world.watch.secret(token)
        return token

    def seen(self):
        """The steps of the browser, in order."""
        return [json.loads(line) for line in (self.path / "seen").read_text().splitlines()]

    def pages(self):
        """The provider's pages that asked the person something, in order; then they are forgotten."""
        pages = [step["page"] for step in self.seen() if "page" in step]
        (self.path / "seen").unlink()
        return pages

    def files(self):
        """Every file and directory that is kept."""
        return sorted((self.path / "state").rglob("*")) + [self.path / "state"]


class Provider:
    """`oidc-provider` as op.mjs starts it."""

    def __init__(self, tools, scratch, exact_port):
        self.log = open(scratch / "op.log", "a", encoding="utf-8")
        self.process = subprocess.Popen(
            ["node", str(tools / "op.mjs"), "--short-ttl", "8", "--exact-port", str(exact_port)],
            stdout=subprocess.PIPE, stderr=self.log, text=True,
        )
        line = first_line(self.process)
        if not line:
            raise SystemExit(f"the provider did not start: {(scratch / 'op.log').read_text()[-800:]}")
        ready = json.loads(line)
        self.issuer, self.path_issuer, self.resource = ready["issuer"], ready["path_issuer"], ready["resource"]
        self.document, self.clients = ready["document"], ready["clients"]

    def stats(self):
        with urllib.request.urlopen(f"{self.issuer}/_stats", timeout=10) as answer:
            return json.load(answer)

    def refreshes(self):
        return self.stats().get("refresh_token", 0)

    def metadata(self, issuer=None):
        with urllib.request.urlopen(f"{issuer or self.issuer}/.well-known/openid-configuration", timeout=10) as answer:
            return json.load(answer)

    def userinfo(self, token, issuer=None):
        """What the provider says of the token's person, or the status it refuses with."""
        request = urllib.request.Request(
            self.metadata(issuer)["userinfo_endpoint"], headers={"Authorization": f"Bearer {token}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code

    def is_active(self, token, client_id):
        """What RFC 7662 introspection says, asked as the client itself."""
        return json.loads(self._as_client(client_id, "introspection_endpoint", token=token))["active"]

    def revoke(self, token, client_id):
        """RFC 7009, behind authctl's back."""
        self._as_client(client_id, "revocation_endpoint", token=token)

    def refresh(self, token, client_id):
        """The status of a refresh request behind authctl's back."""
        try:
            self._as_client(client_id, "token_endpoint", grant_type="refresh_token", refresh_token=token)
        except urllib.error.HTTPError as refused:
            return refused.code
        return 200

    def _as_client(self, client_id, endpoint, **form):
        client, headers = self.clients[client_id], {}
        if client["auth"] == "client_secret_basic":
            pair = ":".join(urllib.parse.quote_plus(part) for part in (client_id, client["secret"]))
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            form["client_id"] = client_id
            form |= {"client_secret": client["secret"]} if client["secret"] else {}
        request = urllib.request.Request(
            self.metadata()[endpoint], urllib.parse.urlencode(form).encode(), headers
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    def end(self):
        self.process.terminate()
        self.process.wait(10)
        self.log.close()


class Keyring:
    """gnome-keyring on a bus of its own, with its files in a home."""

    def __init__(self, home):
        self.home = home
        self.bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=home.env, text=True,
        )
        home.env["DBUS_SESSION_BUS_ADDRESS"] = self.bus.stdout.readline().strip()
        self.daemon = None

    def start(self, unlock):
        """Starts the daemon; with `unlock` as a desktop does at sign-in, else as it is after a sign-in without one."""
        argv = ["gnome-keyring-daemon", "--foreground", "--components=secrets"] + (["--unlock"] if unlock else [])
        self.daemon = subprocess.Popen(
            argv, env=self.home.env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.daemon.stdin.write(b"a keyring password of the test")
        self.daemon.stdin.close()
        self.send("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner",
                  "string:org.freedesktop.secrets", until="boolean true")

    def send(self, to, path, method, *arguments, until=None):
        argv = ["dbus-send", "--session", "--print-reply", f"--dest={to}", path, method, *arguments]
        deadline = time.monotonic() + 10
        while True:
            done = subprocess.run(argv, env=self.home.env, capture_output=True, text=True, check=False)
            if done.returncode == 0 and (until is None or until in done.stdout):
                return
            if time.monotonic() > deadline:
                raise Failed(f"{method}: {done.stdout}{done.stderr}")
            time.sleep(0.05)

    def lock(self):
        service = "/org/freedesktop/secrets"
        self.send("org.freedesktop.secrets", service, "org.freedesktop.Secret.Service.Lock",
                  f"array:objpath:{service}/collection/login")

    def items(self):
        """What secret-tool finds of ours: attributes only."""
        found = set()
        for attribute in ("service", "application", "username"):
            done = subprocess.run(["secret-tool", "search", "--all", attribute, "authctl"],
                                  env=self.home.env, capture_output=True, text=True, check=False)
            found.update(line for line in (done.stdout + done.stderr).splitlines() if line.startswith("["))
        return sorted(found)

    def signal(self, number):
        self.daemon.send_signal(number)

    def stop_daemon(self):
        self.daemon.kill()
        self.daemon.wait(10)

    def end(self):
        self.stop_daemon()
        self.bus.terminate()
        self.bus.wait(10)


class PasswordStore:
    """pass, with a GnuPG key of its own that was made just now."""

    def __init__(self, home, passphrase=""):
        self.home, self.passphrase, self.other = home, passphrase, home.path / "other.gpg"
        (home.path / "gnupg").mkdir(mode=0o700)
        home.env |= {"GNUPGHOME": str(home.path / "gnupg"), "PASSWORD_STORE_DIR": str(home.path / "passwords")}

    def start(self):
        person = "authctl interop <interop@example.org>"
        self.gpg("--quick-generate-key", person, "default", "default", "never")
        subprocess.run(["pass", "init", "interop@example.org"], env=self.home.env, check=True, capture_output=True)
        self.gpg("--recipient", person, "--output", str(self.other), "--encrypt", __file__)

    def gpg(self, *arguments):
        argv = ["gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase-fd", "0", *arguments]
        done = subprocess.run(argv, env=self.home.env, input=self.passphrase.encode(), capture_output=True, check=False)
        if done.returncode != 0:
            raise Failed(f"gpg {arguments[0]}: {done.stderr.decode(errors='replace')}")

    def lock(self):
        """The agent forgets the passphrase."""
        subprocess.run(["gpgconf", "--reload", "gpg-agent"], env=self.home.env, check=True, capture_output=True)

    def unlock(self):
        """The person gives the passphrase, for something else."""
        self.gpg("--yes", "--output", os.devnull, "--decrypt", str(self.other))

    def items(self):
        return sorted((self.home.path / "passwords").rglob("*.gpg"))

    def end(self):
        """The agent of this home alone."""
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=self.home.env, check=False, capture_output=True)


class World:
    """Everything that the scenarios share. `oidc-provider` runs all the time, the others from when they are first asked for."""

    def __init__(self, binary, tools, shots):
        self.binary, self.tools, self.shots = str(binary), pathlib.Path(tools), pathlib.Path(shots)
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="authctl-interop-"))
        self.exact_port = free_port()
        self.watch = Watch()
        self.provider = Provider(self.tools, self.scratch, self.exact_port)
        self.watch_for(self.provider)
        self.others, self.apps, self.events = [], {}, EventTable()

    def watch_for(self, provider):
        """The secrets of its clients must be nowhere either."""
        self.watch.secret(*(client[name] for client in provider.clients.values() for name in ("secret", "key")))

    @functools.cached_property
    def toolkit(self):
        """django-oauth-toolkit."""
        return self._another(Toolkit(self.tools, self.scratch))

    @functools.cached_property
    def authlib(self):
        """Authlib."""
        return self._another(AssertionGrant(self.tools, self.scratch, self.provider))

    @functools.cached_property
    def embedded(self):
        """The provider that is built in."""
        return self._another(Embedded(self.binary, self.scratch, self.provider))

    @functools.cached_property
    def postgres(self):
        """A database for apps."""
        return self.started(Postgres())

    def started(self, process):
        """Something that ends with us, after what was started later."""
        self.others.insert(0, process)
        return process

    def _another(self, provider):
        self.started(provider)
        self.watch_for(provider)
        return provider

    def home(self, name):
        return Home(self, name)

    def end(self):
        for provider in [self.provider, *self.others]:
            provider.end()
        shutil.rmtree(self.scratch, ignore_errors=True)


def free_port():
    """A port nobody has at this moment."""
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
