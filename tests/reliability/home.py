"""The world of the reliability run, and homes whose session can be had, aged and used by many at one moment."""

import hashlib
import json
import pathlib
import shutil
import tempfile

import world as interop
from peers import Between, Serve
from together import Together


class Said:
    """What was said, and what must not have been: argv and stderr of every command, and every token that was seen."""

    def __init__(self):
        self.said, self.secrets = [], set()

    def secret(self, *values):
        self.secrets.update(value for value in values if value and len(value) >= 16)

    def masked(self, text):
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return text


class World:
    """What the rows share: the binary, a place for files, what was said, and a provider."""

    def __init__(self, binary, tools):
        self.binary, self.tools = str(binary), pathlib.Path(tools)
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="authctl-reliability-"))
        self.watch = Said()
        self.provider = Serve(self)

    def home(self, name):
        return Home(self, name)

    def between(self, token_endpoint=None):
        return Between(token_endpoint or f"{self.provider.issuer}/token")

    def end(self):
        self.provider.end()
        shutil.rmtree(self.scratch, ignore_errors=True)


class Home(interop.Home):
    """A person's home at the embedded provider."""

    def sign_in(self, *more, store="file"):
        """A new session, with a refresh token, over whatever was there."""
        self.run(*self.sign_in_argv(store), *more).ok()
        return self

    def sign_in_argv(self, store="file", profile="work"):
        argv = ["login", "--issuer", self.world.provider.issuer, "--client-id", "authctl", "--as", "alice"]
        scopes = [word for scope in ("openid", "profile", "offline_access") for word in ("--scope", scope)]
        return [*argv, *scopes, "--profile", profile, "--store", store]

    def adopt(self, refresh_token, client_id, between, store="file"):
        """A session whose refreshes go through `between`, begun with a refresh token from elsewhere."""
        env = {"AUTHCTL_FLOW": "refresh-token", "RELIABILITY_TOKEN": refresh_token, "AUTHCTL_REFRESH_TOKEN_FROM": "env:RELIABILITY_TOKEN"}
        argv = ["login", "--profile", "work", "--client-id", client_id, "--store", store]
        self.run(*argv, "--endpoint", f"token_endpoint={between.address}", **env).ok()
        return self

    @property
    def session_file(self):
        return self.path / "state/sessions/work.session"

    def session(self):
        """What the plain session file holds, and its secrets are remembered."""
        header, body, _ = self.session_file.read_bytes().rstrip(b"\0").split(b"\n", 2)
        session = json.loads(body)
        self.world.watch.secret(*(session.get(f"{kind}_token") for kind in ("access", "refresh", "id")))
        return json.loads(header), session

    def age(self):
        """Makes the access token expired, as after hours; for a plain file."""
        header, session = self.session()
        for part in (header["kept"], session):
            part["obtained_at"] -= 7200
            part["expires_at"] = part["obtained_at"] + 3600
        content = b"\n".join(json.dumps(part, ensure_ascii=False).encode() for part in (header, session))
        checksum = hashlib.sha256(content).hexdigest().encode()
        self.session_file.write_bytes(content + b"\n" + checksum + b"\n")

    def together(self, argv, count, meanwhile=lambda runs: None, **env):
        """Runs a command that often, all at one moment: each shell waits to open the gate, and becomes the command."""
        return Together(self, argv, count, env).finish(meanwhile)
