"""The provider that is built in, with clients of its own, as a provider among others."""

import json
import os
import secrets
import socket
import urllib.error
import urllib.parse
import urllib.request

from ready import Ready

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
CIBA = "urn:openid:params:grant-type:ciba"
PERSON = ["authorization_code", "refresh_token", DEVICE]
CALLBACK = 'redirect_uris = ["http://127.0.0.1/callback"]\n'
HYBRID = 'response_types = ["code", "code id_token", "code token", "code id_token token"]\n'
ENCRYPTED = 'id_token_encrypted_response_alg = "A256KW"\nuserinfo_signed_response_alg = "ES256"\nuserinfo_encrypted_response_alg = "dir"\n'

SEALED = 'request_object_signing_alg = "ES256"\nrequest_object_encryption_alg = "ECDH-ES"\nrequire_signed_request_object = true\n' \
         'authorization_signed_response_alg = "ES256"\nauthorization_encrypted_response_alg = "ECDH-ES"\n'

# Name, authentication, grants, and what else stands in the registration.
CLIENTS = (
    ("public", "none", PERSON, CALLBACK + 'id_token_signed_response_alg = "ES256"\n'),
    ("basic", "client_secret_basic", PERSON, CALLBACK + 'id_token_signed_response_alg = "RS256"\n'),
    ("post", "client_secret_post", PERSON, CALLBACK + 'id_token_signed_response_alg = "EdDSA"\n'),
    ("job", "client_secret_basic", ["client_credentials"], 'scope = "read"\n'),
    ("job-client_secret_jwt", "client_secret_jwt", ["client_credentials"], 'scope = "read"\n'),
    ("job-private_key_jwt", "private_key_jwt", ["client_credentials"], 'scope = "read"\n'),
    ("workload", "client_secret_basic", [EXCHANGE, BEARER], 'scope = "read"\naudience = ["https://api.example"]\n'),
    ("ciba", "client_secret_basic", [CIBA, "refresh_token"], ""),
    ("jar", "private_key_jwt", PERSON, CALLBACK + 'request_object_signing_alg = "ES256"\n'),
    ("encrypted", "client_secret_basic", PERSON, CALLBACK + ENCRYPTED),
    ("sealed", "client_secret_basic", PERSON, CALLBACK + SEALED),
    ("signed", "client_secret_basic", PERSON, CALLBACK + 'userinfo_signed_response_alg = "ES256"\n'),
    ("hybrid", "client_secret_basic", [*PERSON, "implicit"], CALLBACK + HYBRID),
    ("implicit", "none", ["implicit"], CALLBACK + 'response_types = ["id_token", "id_token token"]\n'),
    ("password", "client_secret_basic", ["password", "refresh_token"], ""),
)


class Embedded(Ready):
    """`authctl serve`. It trusts the tokens of `other`, whose ID tokens for one of its clients are other people's tokens here;
    a key of a client there is a client's key here."""

    resource = "https://api.example"

    def __init__(self, binary, scratch, other):
        directory = scratch / "embedded"
        directory.mkdir()
        self.trusts, self.password = "public-ES256", secrets.token_urlsafe(24)
        self.clients = {"authctl": {"auth": "none", "secret": None, "key": None}}
        config = directory / "provider.toml"
        config.write_text(self._configuration(other))
        env = {"PATH": os.environ["PATH"], "HOME": str(directory), "AUTHCTL_STATE_DIR": str(directory / "state")}
        argv = [binary, "serve", "--port", "0", "--json", "--config", str(config)]
        super().__init__(argv, scratch / "embedded.log", env=env)

    def _configuration(self, other):
        with urllib.request.urlopen(other.metadata()["jwks_uri"], timeout=10) as answer:
            keys = answer.read().decode()
        people = '[[users]]\nusername = "alice"\nname = "alice of Interop"\nemail = "alice@example.org"\n'
        people += '[[users]]\nusername = "bob"\n'
        people += f'[[users]]\nusername = "carol"\npassword = "{self.password}"\n'
        trusted = f"[[issuers]]\nissuer = \"{other.issuer}\"\naudience = \"{self.trusts}\"\njwks = '''{keys}'''\n"
        apis = f'[[resources]]\nresource = "{self.resource}"\n'
        return people + trusted + apis + "".join(self._client(*row, other) for row in (*CLIENTS, self._pinged()))

    def _pinged(self):
        """A client that is told of the decision at an address of its own."""
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.ping_port = one.getsockname()[1]
        more = f'backchannel_token_delivery_mode = "ping"\n' \
               f'backchannel_client_notification_endpoint = "http://127.0.0.1:{self.ping_port}/callback"\n'
        return "ciba-ping", "client_secret_basic", [CIBA, "refresh_token"], more

    def _client(self, name, auth, grants, more, other):
        secret = key = None
        if auth == "private_key_jwt":
            key = other.clients["job-ES256"]["key"]
            public = {member: value for member, value in json.loads(key).items() if member != "d"}
            more += f"jwks = '{json.dumps({'keys': [public]})}'\n"
        elif auth != "none":
            secret = secrets.token_urlsafe(32)
            more += f'client_secret = "{secret}"\n'
        if name == "sealed":
            key = other.clients[name]["key"]
            public = [{member: value for member, value in one.items() if member != "d"} for one in json.loads(key)["keys"]]
            more += f"jwks = '{json.dumps({'keys': public})}'\n"
        self.clients[name] = {"auth": auth, "secret": secret, "key": key}
        names = json.dumps(grants)
        return f'[[clients]]\nclient_id = "{name}"\ntoken_endpoint_auth_method = "{auth}"\ngrant_types = {names}\n{more}'

    def metadata(self):
        with urllib.request.urlopen(f"{self.issuer}/.well-known/openid-configuration", timeout=10) as answer:
            return json.load(answer)

    def post(self, path, form, bearer=None):
        """Status and JSON of a form that is posted."""
        data, headers = urllib.parse.urlencode(form).encode(), {"Authorization": f"Bearer {bearer}"} if bearer else {}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.issuer + path, data, headers), timeout=10) as answer:
                return answer.status, json.loads(answer.read() or "null")
        except urllib.error.HTTPError as refused:
            return refused.code, None

    def userinfo(self, token):
        """What it says of the token's person, or the status it refuses with."""
        status, claims = self.post("/userinfo", {}, token)
        return claims if status == 200 else status
