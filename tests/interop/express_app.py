"""An app with `express-openid-connect`, and the embedded provider that it signs people in at."""

import os
import pathlib
import secrets
import socket
import tempfile

from ready import Ready

CLIENT = "express-app"


class ExpressApp:
    """The provider, with its state in a directory that commands may share, and the app."""

    def __init__(self, world):
        directory = pathlib.Path(tempfile.mkdtemp(prefix="express-app-", dir=world.scratch))
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        self.url, self.secret = f"http://localhost:{port}", secrets.token_urlsafe(32)
        self.hook = f"{self.url}/backchannel-logout"
        self.env = {"PATH": os.environ["PATH"], "HOME": str(directory), "AUTHCTL_STATE_DIR": str(directory / "state")}
        config = directory / "provider.toml"
        config.write_text(self._configuration(), encoding="utf-8")
        argv = [world.binary, "serve", "--port", "0", "--json", "--config", str(config)]
        self.provider = Ready(argv, directory / "provider.log", env=self.env)
        argv = ["node", str(world.tools / "express_app.mjs"), str(port), self.provider.issuer, CLIENT]
        self.app = Ready(argv, directory / "app.log", env={**self.env, "CLIENT_SECRET": self.secret})
        world.watch.secret(self.secret)

    def _configuration(self):
        return f"""[[users]]
username = "alice"
[[users]]
username = "bob"
[[clients]]
client_id = "{CLIENT}"
client_secret = "{self.secret}"
token_endpoint_auth_method = "client_secret_basic"
redirect_uris = ["{self.url}/callback", "http://127.0.0.1/callback"]
post_logout_redirect_uris = ["{self.url}"]
backchannel_logout_uri = "{self.hook}"
id_token_signed_response_alg = "RS256"
grant_types = ["authorization_code", "refresh_token", "client_credentials"]
scope = "ssf.manage"
"""

    def end(self):
        self.app.end()
        self.provider.end()
