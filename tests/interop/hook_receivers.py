"""The receivers in which other people's libraries verify events, and the provider whose key signs them."""

import base64
import os
import pathlib
import secrets
import tempfile

from ready import Ready

AUDIENCE = "hook-receiver"


def node_receiver(world, issuer, audience):
    """The command of the receiver in Node."""
    return ["node", str(world.tools / "hook_receiver.mjs"), issuer, f"{issuer}/jwks", audience]


class HookReceivers:
    """The embedded provider, with its state in a directory that commands share, and a receiver in Node and one in Python."""

    def __init__(self, world):
        directory = pathlib.Path(tempfile.mkdtemp(prefix="hooks-", dir=world.scratch))
        # as Standard Webhooks has them; to the others it is a text like any
        self.secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        world.watch.secret(self.secret)
        env = {"PATH": os.environ["PATH"], "HOME": str(directory), "AUTHCTL_STATE_DIR": str(directory / "state")}
        self.provider = Ready([world.binary, "serve", "--port", "0", "--json"], directory / "provider.log", env=env)
        issuer, here = self.provider.issuer, pathlib.Path(__file__).resolve().parent
        argvs = {
            "node": node_receiver(world, issuer, AUDIENCE),
            "python": [str(world.tools / "python/bin/python"), str(here / "hook_receiver.py"), issuer, AUDIENCE],
        }
        settings = {**env, "HOOK_SECRET": self.secret, "PYTHONDONTWRITEBYTECODE": "1"}
        self.receivers = {name: Ready(argv, directory / f"{name}.log", env=settings) for name, argv in argvs.items()}
        self.env = {
            "AUTHCTL_STATE_DIR": env["AUTHCTL_STATE_DIR"], "AUTHCTL_ISSUER": issuer, "AUTHCTL_CLIENT_ID": AUDIENCE,
            "HOOK_SECRET": self.secret, "OTHER_SECRET": "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
        }

    def url(self, verifier):
        """Where this one verifies."""
        return f"{self.receivers[verifier.receiver].ready['url']}/{verifier.path}"

    def end(self):
        for process in (*self.receivers.values(), self.provider):
            process.end()
