"""Senders of events that other people's libraries sign."""

import json
import os
import pathlib
import urllib.request

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


class HookSenders:
    """The sender in Node, which has a key too, and the one in Python."""

    def __init__(self, world, secret, audience):
        env = {"PATH": os.environ["PATH"], "HOOK_SECRET": secret, "PYTHONDONTWRITEBYTECODE": "1"}
        argvs = {
            "node": ["node", str(world.tools / "hook_sender.mjs"), ISSUER, audience],
            "python": [str(world.tools / "python/bin/python"), str(pathlib.Path(__file__).with_name("hook_sender.py"))],
        }
        self.senders = {name: Ready(argv, world.scratch / f"sender-{name}.log", env=env) for name, argv in argvs.items()}
        self.jwks = f"{self.senders['node'].ready['url']}/jwks"

    def send(self, sender, to, headers, payload):
        """The status of the answer."""
        _, where, library, _ = sender
        told = json.dumps({"to": to, "headers": headers, "payload": payload}).encode()
        with urllib.request.urlopen(f"{self.senders[where].ready['url']}/{library}", told, timeout=30) as answer:
            return json.load(answer)["status"]

    def end(self):
        for process in self.senders.values():
            process.end()
