#!/usr/bin/env python3
"""django-oauth-toolkit on loopback: a whole Django project in one file, with every client the interop run signs in as.

    python toolkit_op.py DIRECTORY      (with django-oauth-toolkit installed)

Prints one JSON line when it is ready: {"ready":true,"issuer":…,"clients":{id:{auth,secret,…}},…}. Its database is in
DIRECTORY. The issuer has a path, the endpoints end in a slash, and the OpenID Connect document leaves some of them out.
Keys and secrets are made anew at every start. The people are alice and bob; any password is right at the sign-in page, and
the one of the ready line is at the token endpoint.
"""

import json
import pathlib
import secrets
import socketserver
import sys
import wsgiref.simple_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

DIRECTORY = pathlib.Path(sys.argv[1])
PASSWORD = secrets.token_urlsafe(24)
# A client that is known by the address of its metadata.
DOCUMENT = "https://client.example/authctl.json"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"

LOGIN_PAGE = """<form method="post" action=""><h1>Sign in</h1>{% csrf_token %}<input type="hidden" name="prompt" value="login">
<input name="login"><input name="password" type="password"></form>"""


def rsa_key():
    key = rsa.generate_private_key(65537, 2048)
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(*form).decode()


def configure(port):
    settings.configure(
        SECRET_KEY=secrets.token_urlsafe(32),
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DIRECTORY / "django.sqlite3",
                               "OPTIONS": {"timeout": 20}}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }],
        LOGIN_URL="/login/",
        LOGGING={"version": 1, "handlers": {"log": {"class": "logging.StreamHandler"}},
                 "loggers": {"django.request": {"handlers": ["log"], "level": "ERROR"}}},
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": rsa_key(),
            "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
            "OAUTH2_VALIDATOR_CLASS": f"{__name__}.validator",
            "SCOPES": {"openid": "who you are", "profile": "your name", "read": "to read", "introspection": "to introspect"},
            "DEFAULT_SCOPES": ["read"],
            "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
            "REFRESH_TOKEN_REUSE_PROTECTION": True,
            "OAUTH_DEVICE_VERIFICATION_URI": f"http://127.0.0.1:{port}/o/device/",
            "OAUTH_DEVICE_VERIFICATION_URI_COMPLETE": lambda code: f"http://127.0.0.1:{port}/o/device/?user_code={code}",
            "DEVICE_FLOW_INTERVAL": 1,
            "DCR_ENABLED": True,
            "DCR_REGISTRATION_PERMISSION_CLASSES": ("oauth2_provider.dcr.AllowAllDCRPermission",),
            "CIMD_ENABLED": True,
            "CIMD_METADATA_FETCHER": f"{__name__}.Documents",
            "OAUTH2_PROTECTED_RESOURCE_IDENTIFIER": f"http://127.0.0.1:{port}/api",
            "OAUTH2_PROTECTED_RESOURCE_AUTHORIZATION_SERVERS": [f"http://127.0.0.1:{port}/o"],
        },
    )
    django.setup()


def login(request):
    """A sign-in page at which any password is right."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth import login as sign_in
    from django.http import HttpResponse, HttpResponseRedirect
    from django.template import RequestContext, Template
    from django.utils.http import url_has_allowed_host_and_scheme

    if request.method != "POST":
        return HttpResponse(Template(LOGIN_PAGE).render(RequestContext(request)))
    sign_in(request, get_user_model().objects.get(username=request.POST["login"]))
    after = request.GET.get("next", "/")
    known = url_has_allowed_host_and_scheme(after, allowed_hosts=None)
    return HttpResponseRedirect(after if known else "/")


def validator():
    """What the ID token and UserInfo say beside `sub`."""
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Validator(OAuth2Validator):
        def get_additional_claims(self):
            return {"name": lambda request: f"{request.user.username} of Interop",
                    "preferred_username": lambda request: request.user.username}

    return Validator()


class Documents:
    """The documents of clients that are known by their addresses: there is one, and it is nowhere but here."""

    def fetch(self, client_id):
        from oauth2_provider.cimd import CIMDError

        if client_id != DOCUMENT:
            raise CIMDError("there is no such document")
        return {
            "client_id": DOCUMENT, "client_name": "authctl by its address", "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
            "redirect_uris": ["http://127.0.0.1/callback"],
        }, 3600


def api():
    """An API that says who signs people in for it."""
    from django.http import JsonResponse
    from oauth2_provider.decorators import protected_resource_metadata

    return protected_resource_metadata(scopes=["read"])(lambda request: JsonResponse({"user": request.resource_owner.username}))


def clients():
    """Makes the clients and people; tells what the run has to know of them."""
    from django.contrib.auth import get_user_model
    from oauth2_provider.models import Application

    for name in ("alice", "bob"):
        get_user_model().objects.create_user(name, password=PASSWORD)
    told = {}

    def client(name, auth, grant, algorithm="RS256"):
        secret = None if auth == "none" else secrets.token_urlsafe(32)
        Application.objects.create(
            client_id=name, name=name, client_secret=secret or "", authorization_grant_type=grant,
            client_type=Application.CLIENT_PUBLIC if auth == "none" else Application.CLIENT_CONFIDENTIAL,
            redirect_uris="http://127.0.0.1/callback", post_logout_redirect_uris="http://127.0.0.1/callback", algorithm=algorithm,
        )
        told[name] = {"auth": auth, "secret": secret, "alg": algorithm, "key": None}

    for name, auth in (("public", "none"), ("basic", "client_secret_basic"), ("post", "client_secret_post")):
        client(name, auth, Application.GRANT_AUTHORIZATION_CODE)
    client("device", "none", DEVICE)
    client("job", "client_secret_basic", Application.GRANT_CLIENT_CREDENTIALS)
    client("password", "client_secret_basic", Application.GRANT_PASSWORD)
    client("implicit", "none", Application.GRANT_IMPLICIT)
    client("hybrid", "client_secret_basic", Application.GRANT_OPENID_HYBRID)
    return told


class Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *_):
        pass  # addresses carry codes


def main():
    server = Server(("127.0.0.1", 0), Quiet)
    configure(server.server_port)

    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path
    from oauth2_provider import urls

    global urlpatterns
    urlpatterns = [
        path("login/", login),
        path("api", api()),
        path("o/", include("oauth2_provider.urls")),
        path("", include((urls.metadata_urlpatterns, "metadata"))),
    ]
    call_command("migrate", verbosity=0, interactive=False)
    told = clients()
    server.set_app(get_wsgi_application())
    origin = f"http://127.0.0.1:{server.server_port}"
    ready = {"issuer": f"{origin}/o", "resource": f"{origin}/api", "document": DOCUMENT, "clients": told, "password": PASSWORD}
    print(json.dumps({"ready": True, **ready}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
