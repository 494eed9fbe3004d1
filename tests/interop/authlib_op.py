#!/usr/bin/env python3
"""The JWT bearer grant of Authlib on loopback: a token endpoint that takes another issuer's tokens as grants, and its metadata.

    python authlib_op.py ISSUER JWKS_FILE AUDIENCE      (with Authlib installed)

Prints one JSON line when it is ready: {"ready":true,"issuer":…}. It knows one person: alice.
"""

import json
import os
import pathlib
import secrets
import sys
import urllib.parse
import wsgiref.simple_server

from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7523 import JWTBearerGrant
from joserfc.jwk import KeySet

TRUSTED, JWKS_FILE, AUDIENCE = sys.argv[1:]
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback
KEYS = KeySet.import_key_set(json.loads(pathlib.Path(JWKS_FILE).read_text(encoding="utf-8")))


class Other(ClientMixin):
    """The issuer whose tokens are grants: to this software, a client."""

    def get_client_id(self):
        return TRUSTED

    def check_grant_type(self, grant_type):
        return grant_type == JWTBearerGrant.GRANT_TYPE

    def get_allowed_scope(self, scope):
        return "read" if "read" in (scope or "").split() else ""


class Grant(JWTBearerGrant):
    def resolve_issuer_client(self, issuer):
        return Other() if issuer == TRUSTED else None

    def resolve_client_public_key(self, client):
        return KEYS

    def get_audiences(self):
        return [AUDIENCE]

    def authenticate_user(self, subject):
        return subject if subject == "alice" else None

    def has_granted_permission(self, client, user):
        return True


class Payload(OAuth2Payload):
    def __init__(self, form):
        self._form = form

    @property
    def data(self):
        return self._form

    @property
    def datalist(self):
        return {name: [value] for name, value in self._form.items()}


class Request(OAuth2Request):
    @property
    def form(self):
        return self.payload.data


class Server(AuthorizationServer):
    def create_oauth2_request(self, request):
        body = request["wsgi.input"].read(int(request.get("CONTENT_LENGTH") or 0)).decode()
        made = Request(request["REQUEST_METHOD"], request["PATH_INFO"], {})
        made.payload = Payload(dict(urllib.parse.parse_qsl(body)))
        return made

    def handle_response(self, status, body, headers):
        return status, body

    def save_token(self, token, request):
        pass  # nobody asks about it later

    def send_signal(self, name, *arguments, **more):
        pass


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *_):
        pass


def main():
    server = Server(["read"])
    server.register_grant(Grant)
    server.register_token_generator("default", BearerTokenGenerator(lambda **_: secrets.token_urlsafe(32)))

    def answer(environ, start_response):
        if environ["PATH_INFO"] == "/token":
            status, body = server.create_token_response(environ)
        elif environ["PATH_INFO"] == "/.well-known/oauth-authorization-server":
            status, body = 200, {
                "issuer": issuer, "token_endpoint": f"{issuer}/token", "response_types_supported": [],
                "grant_types_supported": [JWTBearerGrant.GRANT_TYPE], "scopes_supported": ["read"],
            }
        else:
            status, body = 404, {}
        start_response(f"{status} .", [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
        return [json.dumps(body).encode()]

    listening = wsgiref.simple_server.make_server("127.0.0.1", 0, answer, handler_class=Quiet)
    issuer = f"http://127.0.0.1:{listening.server_port}"
    print(json.dumps({"ready": True, "issuer": issuer}), flush=True)
    listening.serve_forever()


if __name__ == "__main__":
    main()
