"""Programs that know https://accounts.google.com alone, led to the embedded provider in its place: curl, Node, Java, authctl itself."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from ready import Ready
from scenarios.scenario import equal, scenario
from web_app import APPS
from world import Failed

HERE, GOOGLE, SECRET = "embedded", "https://accounts.google.com", "GOCSPX-only-for-tests"
METADATA = f"{GOOGLE}/.well-known/openid-configuration"
# What asks for a tunnel and speaks TLS in it with what Node itself has: its own `fetch` takes a proxy from version 24 on.
NODE = """
const http = require("node:http"), https = require("node:https"), url = new URL(process.argv[1]);
const proxy = new URL(process.env.HTTPS_PROXY), path = `${url.hostname}:443`;
http.request({ host: proxy.hostname, port: proxy.port, method: "CONNECT", path }).on("connect", (_, socket) => {
  https.get(url, { socket, agent: false }, (answer) => answer.pipe(process.stdout));
}).end();
"""
JAVA = """
import java.net.*; import java.net.http.*;
class Get { public static void main(String[] it) throws Exception {
  var client = HttpClient.newBuilder().proxy(ProxySelector.getDefault()).build();
  System.out.print(client.send(HttpRequest.newBuilder(URI.create(it[0])).build(), HttpResponse.BodyHandlers.ofString()).body());
} }
"""
# A person who goes the same way.
BROWSER = """#!{}
import os, sys
sys.path.insert(0, {!r})
from person import Person
alice = Person(os.environ["AUTHCTL_PROXY"], os.environ["AUTHCTL_CA_FILE"])
alice.sign_in(alice.open(sys.argv[1]), "alice")
"""


class Stand(Ready):
    """The embedded provider in Google's place."""

    def __init__(self, world):
        home = pathlib.Path(tempfile.mkdtemp(prefix="intercept-", dir=world.scratch))
        self.home, self.scratch = home, world.scratch
        base = {"PATH": os.environ["PATH"], "HOME": str(home), "AUTHCTL_STATE_DIR": str(home / "state"), "LANG": "C.UTF-8"}
        argv = [world.binary, "serve", "--shape", "google", "--intercept", "--port", "0", "--json"]
        super().__init__(argv, home / "log", env=base)
        self.clients, self.env = {}, {**base, **self.ready["environment"]}

    def run(self, *argv):
        done = subprocess.run(argv, env=self.env, cwd=self.home, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise Failed(f"{argv[0]}: {done.stderr[-600:]}")
        return done.stdout


def stand(world):
    if "intercept" not in world.apps:
        world.apps["intercept"] = world.started(Stand(world))
    return world.apps["intercept"]


def is_googles(text, who):
    metadata = json.loads(text)
    equal((metadata["issuer"], metadata["token_endpoint"]), (GOOGLE, "https://oauth2.googleapis.com/token"), f"what {who} reads")


@scenario(needs=("node", "curl"), at=HERE, proves=("intercept",), refuses=("intercept",))
def intercepted_programs(world):
    """serve --intercept: curl and Node reach the provider under Google's name by their environment alone, and no other host"""
    its = stand(world)
    is_googles(its.run("curl", "-sS", "--fail", METADATA), "curl")
    is_googles(its.run("node", "-e", NODE, METADATA), "Node")
    refused = subprocess.run(
        ["curl", "-sS", "https://example.org/"], env=its.env, capture_output=True, text=True, timeout=60, check=False
    )
    if refused.returncode == 0 or "403" not in refused.stderr:
        raise Failed(f"a tunnel to another host: exit {refused.returncode}, {refused.stderr}")


@scenario(needs=("java", "keytool"), at=HERE, proves=("intercept",))
def intercepted_java(world):
    """serve --intercept: Java reaches the provider under Google's name with the truststore that docs/intercept.md makes"""
    its = stand(world)
    store = its.home / "authctl.p12"
    its.run(
        "keytool", "-importcert", "-noprompt", "-alias", "authctl", "-file", its.ready["ca_file"],
        "-keystore", str(store), "-storepass", "changeit",
    )
    (its.home / "Get.java").write_text(JAVA, encoding="utf-8")
    host, port = its.ready["proxy"].removeprefix("http://").split(":")
    options = [f"-Dhttps.proxyHost={host}", f"-Dhttps.proxyPort={port}", f"-Djavax.net.ssl.trustStore={store}"]
    is_googles(its.run("java", *options, "-Djavax.net.ssl.trustStorePassword=changeit", "Get.java", METADATA), "Java")


@scenario(at=HERE, proves=("intercept",))
def intercepted_authctl(world):
    """serve --intercept: authctl signs in with Google's preset as it is, every address the original's"""
    its, home = stand(world), world.home("intercept")
    home.env |= {"AUTHCTL_PROXY": its.ready["proxy"], "AUTHCTL_CA_FILE": its.ready["ca_file"], "INTEROP_SECRET": SECRET}
    client_id = its.ready["shapes"][0]["client_id"]
    browser = home.path / "browser"
    browser.write_text(BROWSER.format(sys.executable, str(APPS.parent)), encoding="utf-8")
    browser.chmod(0o700)
    asked = ["--client-id", client_id, "--client-secret-from", "env:INTEROP_SECRET", "--browser", str(browser)]
    home.run("login", "--provider", "google", *asked).ok()
    equal(home.run("status", "--json").json()[0]["issuer"], GOOGLE, "`status --json`")
    equal(home.run("whoami", "--json").json()["email"], "alice@example.com", "`whoami --json`")
    home.run("refresh").ok()
    home.run("logout").ok()
