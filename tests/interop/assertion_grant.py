"""The JWT bearer grant of Authlib, as authlib_op.py starts it."""

import pathlib
import urllib.request

from ready import Ready

HERE = pathlib.Path(__file__).resolve().parent


class AssertionGrant(Ready):
    """It takes the ID tokens of `other` for one of the clients there."""

    clients = {}

    def __init__(self, tools, scratch, other):
        self.trusts, keys = "public-ES256", scratch / "trusted.jwks"
        with urllib.request.urlopen(other.metadata()["jwks_uri"], timeout=10) as answer:
            keys.write_bytes(answer.read())
        python = tools / "python" / "bin" / "python"
        argv = [str(python), str(HERE / "authlib_op.py"), other.issuer, str(keys), self.trusts]
        super().__init__(argv, scratch / "authlib.log")
