"""The providers: how each is installed, started and told of its clients, as strict as its own documentation lets it be."""

import json
import os
import pathlib
import secrets
import shutil
import subprocess

from es256 import Key
from exchange import Connection
from subject import REDIRECT_URI, Client, Subject, Untried
from tools import install_environment

HERE = pathlib.Path(__file__).resolve().parent
OFFLINE = {"scope": "openid offline_access", "prompt": "consent"}
GRANTS = ["authorization_code", "refresh_token"]


class Kind:
    """One provider; `scratch` is where its processes keep what they write."""

    name = ""
    host, path = "127.0.0.1", ""
    # What an authorization request for a refresh token has besides the others.
    offline = {}
    # What its tokens can be signed with, other than RS256 alone.
    signs_es256 = False
    # How it lets clients have tokens of their own, and with what they are signed: form parameters beside the grant type.
    client_credentials = None

    def __init__(self, scratch, tools, binary):
        self.scratch, self.tools, self.binary = scratch, tools, binary

    def install(self):
        """What it needs of other people's software."""

    def command(self, port, home, **settings):
        """The command line that starts it at this port, and its environment."""
        raise NotImplementedError

    def clients_of(self, subject):
        """app and other, which are alike; shop, which has a secret; job, which has no person; signer, if it has a key."""
        raise NotImplementedError

    def with_short_codes(self, seconds):
        """One whose codes expire after so many seconds."""
        raise Untried("the lifetime of its codes is fixed")

    def run(self, **settings):
        return Subject(self, **settings)


class Npm(Kind):
    """A package of the lock file beside this one."""

    def install(self):
        lock, done = HERE / "package-lock.json", self.tools / "npm" / "installed.json"
        if done.exists() and done.read_bytes() == lock.read_bytes():
            return
        done.parent.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, done.parent)
        argv = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(argv, cwd=done.parent, check=True, stdin=subprocess.DEVNULL)
        shutil.copy(lock, done)

    def module(self, *parts):
        return str(self.tools.joinpath("npm", "node_modules", *parts))


def new_secret():
    return secrets.token_urlsafe(32)


def key_set(key):
    """Its public half, for a registration."""
    return {"keys": [{**key.jwk, "kid": "strictness", "use": "sig", "alg": "ES256"}]}


class Authctl(Kind):
    """The embedded provider."""

    name = "authctl serve"
    offline = OFFLINE
    signs_es256 = True
    client_credentials = {"scope": "read"}

    def command(self, port, home, code_lifetime=60, alg="ES256", access_alg="EdDSA"):
        self.key, self.secret = Key(), new_secret()
        config = pathlib.Path(home, "provider.toml")
        config.write_text(self._config(code_lifetime, alg, access_alg), encoding="utf-8")
        argv = [str(self.binary), "serve", "--port", str(port), "--config", str(config)]
        return argv, {"AUTHCTL_STATE_DIR": str(pathlib.Path(home, "state"))}

    def _config(self, code_lifetime, alg, access_alg):
        person = f'redirect_uris = ["{REDIRECT_URI}"]\nid_token_signed_response_alg = "{alg}"\n'
        machine = 'grant_types = ["client_credentials"]\nscope = "read"\n'
        clients = {
            "app": person,
            "other": person,
            "shop": f'{person}token_endpoint_auth_method = "client_secret_basic"\nclient_secret = "{self.secret}"\n',
            "job": f'{machine}token_endpoint_auth_method = "client_secret_post"\nclient_secret = "{self.secret}"\n',
            "signer": f"{machine}token_endpoint_auth_method = \"private_key_jwt\"\njwks = '{json.dumps(key_set(self.key))}'\n",
        }
        head = f'access_token_signing_alg = "{access_alg}"\n[lifetimes]\ncode = "{code_lifetime}s"\n'
        return head + "".join(f'[[clients]]\nclient_id = "{name}"\n{more}' for name, more in clients.items())

    def clients_of(self, subject):
        return {
            "app": Client("app"), "other": Client("other"), "shop": Client("shop", "client_secret_basic", self.secret),
            "job": Client("job", secret=self.secret), "signer": Client("signer", "private_key_jwt", key=self.key),
        }

    def with_short_codes(self, seconds):
        return self.run(code_lifetime=seconds)


class OidcProvider(Npm):
    """npm `oidc-provider`, which is a library: set up in oidc_provider.mjs."""

    name = "oidc-provider"
    offline = OFFLINE
    signs_es256 = True
    client_credentials = {"scope": "read", "resource": "https://api.example"}

    def command(self, port, home, code_lifetime=60, alg="ES256", access_alg="ES256"):
        self.key, self.secret = Key(), new_secret()
        shutil.copy(HERE / "oidc_provider.mjs", self.tools / "npm")
        told = {
            "port": port, "redirectUri": REDIRECT_URI, "secret": self.secret, "jwks": key_set(self.key),
            "codeLifetime": code_lifetime, "alg": alg, "accessAlg": access_alg,
        }
        return ["node", str(self.tools / "npm" / "oidc_provider.mjs")], {"STRICTNESS": json.dumps(told)}

    clients_of = Authctl.clients_of
    with_short_codes = Authctl.with_short_codes


class MockServer(Npm):
    """npm `oauth2-mock-server`. It knows no clients: whoever asks is one."""

    name = "oauth2-mock-server"
    signs_es256 = True
    client_credentials = {}

    def command(self, port, home, alg="RS256", access_alg="RS256"):
        argv = ["node", self.module("oauth2-mock-server", "dist", "oauth2-mock-server.mjs"), "-a", self.host, "-p", str(port)]
        if access_alg == "ES256":
            key = pathlib.Path(home, "key.json")
            key.write_text(json.dumps({**Key().private_jwk, "kid": "one", "alg": "ES256"}), encoding="utf-8")
            argv += ["--jwk", str(key)]
        return argv, {}

    def clients_of(self, subject):
        secret = new_secret()
        return {
            "app": Client("app"), "other": Client("other"), "shop": Client("shop", "client_secret_basic", secret),
            "job": Client("job", secret=secret),
        }


class Emulate(Npm):
    """npm `emulate`, of which the service with an authorization server of one's own."""

    name = "emulate"
    path = "/oauth2/default"

    def command(self, port, home, alg="RS256", access_alg=None):
        self.secret = new_secret()
        client = {"name": "strictness", "redirect_uris": [REDIRECT_URI], "auth_server_id": "default"}
        known = [
            {**client, "client_id": "app", "token_endpoint_auth_method": "none"},
            {**client, "client_id": "other", "token_endpoint_auth_method": "none"},
            {**client, "client_id": "shop", "client_secret": self.secret, "token_endpoint_auth_method": "client_secret_basic"},
        ]
        seed = pathlib.Path(home, "seed.json")
        users = [{"login": "alice", "email": "alice@example.org"}]
        servers = [{"id": "default", "name": "default", "audiences": ["api://default"]}]
        seed.write_text(json.dumps({"okta": {"users": users, "authorization_servers": servers, "oauth_clients": known}}))
        argv = ["node", self.module("emulate", "dist", "index.js"), "start", "--service", "okta", "--port", str(port)]
        return [*argv, "--seed", str(seed)], {}

    def clients_of(self, subject):
        return {"app": Client("app"), "other": Client("other"), "shop": Client("shop", "client_secret_basic", self.secret)}


class Registering(Kind):
    """One whose clients register themselves (RFC 7591)."""

    def register(self, subject, auth, **more):
        metadata = {
            "redirect_uris": [REDIRECT_URI], "token_endpoint_auth_method": auth, "grant_types": GRANTS,
            "response_types": ["code"], **more,
        }
        connection = Connection(f"http://{self.host}:{subject.port}")
        url = subject.metadata["registration_endpoint"]
        answer = connection.send("POST", url, json.dumps(metadata), {"Content-Type": "application/json"})
        connection.close()
        told = answer.json()
        return Client(told["client_id"], auth, told.get("client_secret") if auth != "none" else None)


class ProviderMock(Registering):
    """PyPI `oidc-provider-mock`, which has clients register if it is told to; all of them have a secret."""

    name = "oidc-provider-mock"

    def install(self):
        install_environment(self.tools / "python", HERE / "requirements.txt", "--only-binary", ":all:")

    def command(self, port, home, alg="RS256", access_alg=None):
        python = self.tools / "python" / "bin" / "python"
        return [str(python), "-m", "oidc_provider_mock", "--port", str(port), "--require-registration", "--require-nonce"], {}

    def clients_of(self, subject):
        return {name: self.register(subject, "client_secret_basic") for name in ("app", "other", "shop")}


TEST_SERVER_MANIFEST = """[package]
name = "strictness"
edition = "2021"
[dependencies]
oauth2-test-server = "=0.2.3"
tokio = { version = "1", features = ["full"] }
[workspace]
"""

TEST_SERVER_MAIN = """use oauth2_test_server::{IssuerConfig, OAuthTestServer};

fn number(name: &str) -> u64 {
    std::env::var(name).unwrap().parse().unwrap()
}

#[tokio::main]
async fn main() {
    let config = IssuerConfig {
        host: "127.0.0.1".into(),
        port: number("PORT") as u16,
        code_challenge_methods_supported: ["S256".to_string()].into(),
        authorization_code_expires_in: number("CODE_LIFETIME"),
        ..Default::default()
    };
    OAuthTestServer::start_with_config(config).await.wait_for_shutdown().await.unwrap();
}
"""


class TestServer(Registering):
    """crates.io `oauth2-test-server`, a library: behind a main of a few lines."""

    name = "oauth2-test-server"
    offline = {"scope": "openid offline_access"}
    client_credentials = {}

    def install(self):
        home = self.tools / "crate"
        (home / "src").mkdir(parents=True, exist_ok=True)
        for file, text in (("Cargo.toml", TEST_SERVER_MANIFEST), ("src/main.rs", TEST_SERVER_MAIN)):
            if not (home / file).exists() or (home / file).read_text() != text:
                (home / file).write_text(text)
        env = {**os.environ, "CARGO_TARGET_DIR": str(home / "target")}
        subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=home, env=env, check=True, stdin=subprocess.DEVNULL)

    def command(self, port, home, code_lifetime=60, alg="RS256", access_alg="RS256"):
        env = {"PORT": str(port), "CODE_LIFETIME": str(code_lifetime)}
        return [str(self.tools / "crate" / "target" / "release" / "strictness")], env

    def clients_of(self, subject):
        scope = "openid email offline_access"
        key = Key()
        signer = self.register(subject, "private_key_jwt", scope=scope, jwks=key_set(key), grant_types=["client_credentials"])
        shop = self.register(subject, "client_secret_basic", scope=scope)
        return {
            "app": self.register(subject, "none", scope=scope), "other": self.register(subject, "none", scope=scope),
            "shop": shop, "job": Client(shop.id, secret=shop.secret),
            "signer": Client(signer.id, "private_key_jwt", key=key),
        }

    with_short_codes = Authctl.with_short_codes


OTHERS = (OidcProvider, MockServer, ProviderMock, TestServer, Emulate)
