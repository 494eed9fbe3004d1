"""A provider that runs, and the requests that a client makes of it, each right until somebody changes it."""

import contextlib
import dataclasses
import hashlib
import os
import secrets
import socket
import subprocess
import tempfile
import time
import urllib.parse

from es256 import Key, base64url
from exchange import Connection, ask, basic
from failed import Failed
from person import Person

REDIRECT_URI = "https://app.example/callback"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
START = 60  # seconds until it has to be ready


class Untried(Exception):
    """What a request needs is not there."""


@dataclasses.dataclass(frozen=True)
class Client:
    """A client of the provider: its registration as far as a request needs it."""

    id: str
    auth: str = "none"
    secret: str | None = None
    key: Key | None = None


@dataclasses.dataclass(frozen=True)
class Code:
    """An authorization code and what it was asked for with."""

    value: str
    verifier: str


def s256(verifier):
    """RFC 7636 §4.2."""
    return base64url(hashlib.sha256(verifier.encode()).digest())


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Subject:
    """One process of a provider, from its start to its end. `kind` knows how it is started and how it knows its clients."""

    def __init__(self, kind, **settings):
        self.kind, self.port = kind, free_port()
        self.home = tempfile.TemporaryDirectory(prefix="strictness-", dir=kind.scratch)
        argv, env = kind.command(self.port, self.home.name, **settings)
        env = {"PATH": os.environ["PATH"], "HOME": self.home.name, "NO_COLOR": "1", "NODE_ENV": "production", **env}
        self._log = open(os.path.join(self.home.name, "log"), "wb")
        begun = time.monotonic()
        self.process = subprocess.Popen(
            argv, env=env, cwd=self.home.name, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log
        )
        try:
            self.metadata = self._wait(begun)
            self.ready_ms = (time.monotonic() - begun) * 1000
            self.person = Person(f"http://{urllib.parse.urlsplit(self.metadata['authorization_endpoint']).netloc}")
            self.clients = kind.clients_of(self)
        except BaseException:
            self.end()
            raise

    def _wait(self, begun):
        """Asks for its metadata until it answers."""
        url = f"http://{self.kind.host}:{self.port}{self.kind.path}/.well-known/openid-configuration"
        while time.monotonic() - begun < START and self.process.poll() is None:
            with contextlib.suppress(OSError):
                answer = ask("GET", url)
                if answer.status == 200:
                    return answer.json()
            time.sleep(0.001)
        self._log.flush()
        with open(self._log.name, encoding="utf-8", errors="replace") as log:
            raise Failed(f"{self.kind.name} did not start: {log.read()[-800:]}")

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()
        self.home.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def supports(self, name, value):
        """Whether its metadata lists this."""
        return value in (self.metadata.get(name) or ())

    # The authorization endpoint

    def authorize(self, client, more=(), **changes):
        """Where the browser ends, and the verifier of the request; a change to None leaves a parameter out."""
        verifier = secrets.token_urlsafe(32)
        parameters = {
            "response_type": "code", "client_id": client.id, "redirect_uri": REDIRECT_URI, "scope": "openid",
            "state": secrets.token_urlsafe(16), "nonce": secrets.token_urlsafe(16),
            "code_challenge": s256(verifier), "code_challenge_method": "S256", **changes,
        }
        pairs = [(name, value) for name, value in parameters.items() if value is not None] + list(more)
        landing = self.person.visit(f"{self.metadata['authorization_endpoint']}?{urllib.parse.urlencode(pairs)}")
        return landing, verifier

    def code(self, client, **changes):
        landing, verifier = self.authorize(client, **changes)
        if not landing.code:
            raise Failed(f"no code of {self.kind.name}: {landing} at {landing.address[:200]}")
        return Code(landing.code, verifier)

    # The token endpoint

    def shown(self, client, form, headers=None):
        """What a token request of this client has: pairs and headers. A member that is None is left out."""
        form, headers = dict(form), dict(headers or {})
        if client.auth == "client_secret_basic":
            headers |= basic(client.id, client.secret)
        elif client.auth == "private_key_jwt":
            form = {"client_assertion_type": ASSERTION, "client_assertion": self.assertion(client), **form}
        else:
            form = {"client_id": client.id, "client_secret": client.secret, **form}
        return [(name, value) for name, value in form.items() if value is not None], headers

    def token(self, client, form, headers=None, more=(), connection=None):
        """Asks the token endpoint as this client."""
        pairs, headers = self.shown(client, form, headers)
        asked = connection.ask if connection else ask
        return asked("POST", self.metadata["token_endpoint"], pairs + list(more), headers)

    @staticmethod
    def form(code, **changes):
        """RFC 6749 §4.1.3, RFC 7636 §4.5."""
        return {
            "grant_type": "authorization_code", "code": code.value, "redirect_uri": REDIRECT_URI,
            "code_verifier": code.verifier, **changes,
        }

    def redeem(self, client, code, headers=None, more=(), connection=None, **changes):
        return self.token(client, self.form(code, **changes), headers, more, connection)

    def refresh(self, client, refresh_token, **changes):
        return self.token(client, {"grant_type": "refresh_token", "refresh_token": refresh_token, **changes})

    def tokens(self, client, headers=None, **changes):
        """Signs in; the tokens."""
        answer = self.redeem(client, self.code(client, **changes), headers)
        if not answer.has_tokens():
            raise Failed(f"no tokens of {self.kind.name}: {answer}: {answer.text[:300]}")
        return answer.json()

    def refresh_token(self, client):
        tokens = self.tokens(client, **self.kind.offline)
        if not tokens.get("refresh_token"):
            raise Untried("no refresh tokens")
        return tokens["refresh_token"]

    def userinfo(self, access_token):
        return ask("GET", self.metadata["userinfo_endpoint"], headers={"Authorization": f"Bearer {access_token}"})

    # Proofs

    def assertion(self, client, **changes):
        """RFC 7523 §3."""
        now = int(time.time())
        claims = {
            "iss": client.id, "sub": client.id, "aud": self.metadata["issuer"], "jti": secrets.token_urlsafe(16),
            "iat": now, "exp": now + 60, **changes,
        }
        return client.key.sign({"kid": "strictness"}, claims)

    def proof(self, key, shown=None, **changes):
        """RFC 9449 §4.2; `shown` is the key in its header, if another than it is signed with."""
        claims = {
            "htm": "POST", "htu": self.metadata["token_endpoint"], "jti": secrets.token_urlsafe(16),
            "iat": int(time.time()), **changes,
        }
        return {"DPoP": key.sign({"typ": "dpop+jwt", "jwk": (shown or key).jwk}, claims)}

    def connection(self):
        url = urllib.parse.urlsplit(self.metadata["token_endpoint"])
        return Connection(f"{url.scheme}://{url.netloc}")
