"""django-oauth-toolkit, as toolkit_op.py starts it."""

import json
import pathlib
import urllib.error
import urllib.parse
import urllib.request

from ready import Ready

HERE = pathlib.Path(__file__).resolve().parent


class Toolkit(Ready):
    """The provider, and what may be done there behind authctl's back."""

    def __init__(self, tools, scratch):
        directory = scratch / "toolkit"
        directory.mkdir()
        python = tools / "python" / "bin" / "python"
        super().__init__([str(python), str(HERE / "toolkit_op.py"), str(directory)], scratch / "toolkit.log")
        self.clients, self.password = self.ready["clients"], self.ready["password"]
        self.resource, self.document = self.ready["resource"], self.ready["document"]

    def endpoint(self, name):
        return f"{self.issuer}/{name}/"

    def told(self, *members):
        """The flags for endpoints that its OpenID Connect document leaves out."""
        paths = {
            "revocation_endpoint": "revoke_token", "introspection_endpoint": "introspect",
            "device_authorization_endpoint": "device-authorization",
        }
        return [part for name in members for part in ("--endpoint", f"{name}={self.endpoint(paths[name])}")]

    def post(self, name, form, bearer=None):
        """Status and JSON of a form that is posted."""
        data, headers = urllib.parse.urlencode(form).encode(), {"Authorization": f"Bearer {bearer}"} if bearer else {}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.endpoint(name), data, headers), timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, None

    def userinfo(self, token):
        """What it says of the token's person, or the status it refuses with."""
        status, claims = self.post("userinfo", {}, token)
        return claims if status == 200 else status
