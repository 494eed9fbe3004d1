"""Senders of events that other people's libraries sign."""

import json
import os
import pathlib
import subprocess
import urllib.request

from failed import Failed
from ready import Ready

ISSUER = "https://sender.example"
# What each sends: the beginning of an event's name, where it is sent by, which library signs it, and whose that is.
SENDERS = (
    ("github.", "node", "octokit", "`@octokit/webhooks-methods`"),
    ("clerk.", "node", "svix", "`svix`"),
    ("standard.", "node", "standardwebhooks", "`standardwebhooks`"),
    ("stripe.", "python", "stripe", "`stripe`"),
    ("slack.", "python", "slack", "`slack-sdk`"),
    ("logto.", "python", "logto", "Python's `hmac`"),
    ("authgear.", "python", "authgear", "Python's `hmac`"),
    ("caep.", "node", "security-event", "`jose`"),
    ("risc.", "node", "security-event", "`jose`"),
    ("ssf.", "node", "security-event", "`jose`"),
    ("keycloak.k-", "node", "keycloak-admin", "`jose`"),
    ("keycloak.", "node", "logout-token", "`jose`"),
    ("fusionauth.", "node", "fusionauth", "`jose`"),
    ("apple.", "node", "apple", "`jose`"),
)


def of(name):
    """Who sends the event, or None."""
    return next((row for row in SENDERS if name.startswith(row[0])), None)


class HookSenders(Ready):
    """The sender in Node, which has a key; the one in Python is run for each event."""

    def __init__(self, world, secret, audience):
        self.secret, self.python = secret, world.tools / "python/bin/python"
        env = {"PATH": os.environ["PATH"], "HOOK_SECRET": secret}
        super().__init__(["node", str(world.tools / "hook_sender.mjs"), ISSUER, audience], world.scratch / "sender.log", env=env)
        self.jwks = f"{self.ready['url']}/jwks"

    def send(self, sender, to, headers, payload):
        """The answer's status."""
        _, where, library, _ = sender
        if where == "node":
            request = urllib.request.Request(f"{self.ready['url']}/{library}", json.dumps({"to": to, "headers": headers, "payload": payload}).encode())
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.load(answer)["status"]
        argv = [str(self.python), str(pathlib.Path(__file__).with_name("hook_sender.py")), library, to]
        env = {"PATH": os.environ["PATH"], "HOOK_SECRET": self.secret, "PYTHONDONTWRITEBYTECODE": "1"}
        given = json.dumps({"headers": headers, "payload": payload})
        done = subprocess.run(argv, env=env, input=given, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise Failed(f"{library}: {done.stderr[-400:]}")
        return json.loads(done.stdout)["status"]
