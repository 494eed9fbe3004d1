"""The provider and the app, once for all tests."""

import json
import os
import pathlib
import secrets
import socket
import subprocess
import threading
from types import SimpleNamespace

import pytest
import requests
from werkzeug.serving import make_server

PROVIDER = """
[[users]]
username = "alice"
name = "Alice Example"

[[clients]]
client_id = "my-app"
client_secret_env = "OIDC_CLIENT_SECRET"
redirect_uris = ["{app}/callback"]
backchannel_logout_uri = "{app}/backchannel-logout"
"""


@pytest.fixture(scope="session")
def port():
    """The app's port, which the provider is told before the app answers there."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="session")
def provider(port, tmp_path_factory):
    directory = tmp_path_factory.mktemp("provider")
    config = directory / "provider.toml"
    config.write_text(PROVIDER.format(app=f"http://127.0.0.1:{port}"))
    os.environ.update(OIDC_CLIENT_ID="my-app", OIDC_CLIENT_SECRET=secrets.token_urlsafe())
    process = subprocess.Popen(
        [os.environ.get("AUTHCTL", "authctl"), "serve", "--port", "0", "--json", "--exit-with-parent", "--config", config],
        env={**os.environ, "AUTHCTL_STATE_DIR": str(directory / "state")},
        stdout=subprocess.PIPE,
    )
    ready = json.loads(process.stdout.readline())
    control = requests.Session()
    secret = json.loads(pathlib.Path(ready["control_file"]).read_text())["secret"]
    control.headers["Authorization"] = f"Bearer {secret}"
    yield SimpleNamespace(issuer=ready["issuer"], control=control)
    process.terminate()
    process.wait()


@pytest.fixture(scope="session")
def app(port, provider):
    os.environ["OIDC_ISSUER"] = provider.issuer
    from app import app as application

    server = make_server("127.0.0.1", port, application, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{port}")
    server.shutdown()
