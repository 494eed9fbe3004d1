"""Whose code verifies the events of the catalogue beside authctl's own, and at which path of which receiver.

An event has the first verifier whose scheme and beginning of the name it has.
"""

import dataclasses

PLAIN = "Python's `hmac`, as the documentation says"
COMPARED = "Python, which compares what is agreed and not signed"


@dataclasses.dataclass(frozen=True)
class Verifier:
    """One of them, at that path of the receiver in Node or Python; without one, a scenario of its own asks it. `vector` says
    whose published bytes `cargo test` has too."""

    scheme: str
    begins: str
    receiver: str
    path: str
    by: str
    vector: str = ""

    def fits(self, event):
        return event["scheme"] == self.scheme and event["name"].startswith(self.begins)

    def judges(self, mutation):
        return not any(mutation == name and scheme in ("", self.scheme) for scheme, name in NOT_JUDGED)


VERIFIERS = (
    Verifier("logout-token", "", "node", "logout-token", "`jose`"),
    Verifier("security-event", "", "node", "security-event", "`jose`"),
    Verifier("keycloak-admin", "", "node", "keycloak-admin", "`jose`"),
    Verifier("apple", "", "node", "apple", "`jose`"),
    Verifier("frontchannel-logout", "", "python", "front-channel", COMPARED),
    Verifier("standard-webhooks", "clerk.", "node", "svix", "`svix`"),
    Verifier("standard-webhooks", "", "node", "standardwebhooks", "`standardwebhooks`", "Standard Webhooks'"),
    Verifier("slack", "", "python", "slack", "`slack-sdk`", "Slack's"),
    Verifier("stripe", "", "python", "stripe", "`stripe`"),
    Verifier("body-hmac", "github.", "node", "octokit", "`@octokit/webhooks-methods`", "GitHub's"),
    Verifier("body-hmac", "logto.", "python", "logto", PLAIN, "Logto's"),
    Verifier("body-hmac", "authgear.", "python", "authgear", PLAIN),
    Verifier("body-digest-jwt", "", "node", "fusionauth", "`jose`"),
    Verifier("signed-request", "", "python", "signed-request", PLAIN),
    Verifier("static-token", "", "python", "static-token", COMPARED),
    Verifier("challenge", "", "python", "challenge", COMPARED),
    # in its own scenario, since the app asks the provider
    Verifier("exchange", "clef.", "", "", "`clef`"),
)

# Mutations that a receiver does not ask its library about, by the scheme they are of; an empty one stands for all.
NOT_JUDGED = (("stripe", "from-the-future"),)

# The libraries, with the file that pins the version, where it stands there, and what it is.
LIBRARIES = {
    "`@octokit/webhooks-methods`": ("package.json", r'"@octokit/webhooks-methods": "(.*?)"', "npm, GitHub's own"),
    "`express-openid-connect`": ("package.json", r'"express-openid-connect": "(.*?)"', "npm, in an Express app: the person's session in it ends"),
    "`oidc-provider`": ("package.json", r'"oidc-provider": "(.*?)"', "npm, certified by the OpenID Foundation"),
    "`clef`": ("apps/clef/requirements.txt", r"clef==(.*)", "PyPI, Clef's own, in a Flask app: the person's session in it ends"),
    "`slack-sdk`": ("requirements.txt", r"slack-sdk==(.*)", "PyPI, Slack's own"),
    "`standardwebhooks`": ("package.json", r'"standardwebhooks": "(.*?)"', "npm, the reference of Standard Webhooks"),
    "`stripe`": ("requirements.txt", r"stripe==(.*)", "PyPI, Stripe's own"),
    "`svix`": ("package.json", r'"svix": "(.*?)"', "npm, Svix's own, which Clerk tells its customers to use"),
    "`jose`": ("package.json", r'"jose": "(.*?)"', "npm, with the rules of the event beside it"),
}


def of(event):
    """The event's own, or None."""
    return next((verifier for verifier in VERIFIERS if verifier.fits(event)), None)
