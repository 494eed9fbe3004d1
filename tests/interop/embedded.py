"""The provider that is built in, as one that everybody else's software could meet."""

import os
import secrets

from ready import Ready

JOB, EXCHANGE = "client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class Embedded(Ready):
    """`authctl serve`, with clients of its own."""

    def __init__(self, binary, scratch):
        directory = scratch / "embedded"
        directory.mkdir()
        self.clients = {"authctl": {"auth": "none", "secret": None, "key": None}}
        config = "".join(self._client(*row) for row in (
            ("basic", "client_secret_basic", []),
            ("post", "client_secret_post", []),
            ("job", "client_secret_basic", [JOB]),
        ))
        (directory / "provider.toml").write_text(config)
        argv = [binary, "serve", "--port", "0", "--json", "--config", str(directory / "provider.toml")]
        env = {"PATH": os.environ["PATH"], "HOME": str(directory), "AUTHCTL_STATE_DIR": str(directory / "state")}
        super().__init__(argv, scratch / "embedded.log", env=env)

    def _client(self, name, auth, grants):
        secret = secrets.token_urlsafe(32)
        self.clients[name] = {"auth": auth, "secret": secret, "key": None}
        what = f"grant_types = {grants}\nscope = \"read\"" if grants else 'redirect_uris = ["http://127.0.0.1/callback"]'
        return f'[[clients]]\nclient_id = "{name}"\nclient_secret = "{secret}"\ntoken_endpoint_auth_method = "{auth}"\n{what}\n'
