"""What a scenario is: one function, its doc its name, with what it proves beside it; and what many of them ask."""

import base64
import json

from features import FEATURES, PROVIDERS
from world import Failed

AUTHS, ALGS = ("public", "basic", "post"), ("RS256", "ES256", "PS256", "EdDSA")
ALICE = {
    "sub": "alice",
    "name": "alice of Interop",
    "preferred_username": "alice",
    "email": "alice@example.org",
    "email_verified": True,
}

SCENARIOS = []


class Scenario:
    """One thing that must work, and the rows of the table (features.py) that it is the proof of, at one provider."""

    def __init__(self, function, needs, at, proves, refuses, events):
        self.function, self.needs, self.at, self.proves, self.refuses, self.events = function, needs, at, proves, refuses, events
        unknown = [name for name in (*proves, *refuses) if name not in FEATURES]
        if unknown or at not in PROVIDERS:
            raise SystemExit(f"{function.__name__}: {unknown or at} is not in features.py")

    @property
    def name(self):
        return self.function.__doc__


def scenario(needs=(), at="oidc-provider", proves=(), refuses=(), events=False):
    """Makes a function a scenario. `needs` are the programs it cannot do without; `proves` the features that it shows to
    work `at` that provider, `refuses` those that it shows to be refused as they should be; `events` if the table of events
    is made by it too (event_table.py)."""

    def add(function):
        SCENARIOS.append(Scenario(function, needs, at, proves, refuses, events))
        return function

    return add


def equal(got, wanted, what):
    if got != wanted:
        raise Failed(f"{what}: {wanted!r} wanted, got {got!r}")


def part_of(jwt, part):
    text = jwt.split(".")[part]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def header_of(jwt):
    return part_of(jwt, 0)


def claims_of(jwt):
    return part_of(jwt, 1)


def valid_for_alice(world, home, issuer=None):
    """The token is taken by the provider's UserInfo, and `whoami` says what the provider says."""
    token = home.token()
    equal(world.provider.userinfo(token, issuer), ALICE, "UserInfo with the printed token")
    said = home.run("whoami", "--json").json()
    told = said.get("claims", said.get("user", said))
    for name, value in ALICE.items():
        equal(told.get(name), value, f"{name} of `whoami --json`")
    return token

