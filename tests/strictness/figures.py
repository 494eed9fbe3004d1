"""How soon a provider is ready, what it has in memory, and how many tokens it gives in a second: each beside the others."""

import dataclasses
import json
import statistics
import urllib.parse

from es256 import unbase64url
from failed import Failed
from load import hammer, request, resident

STARTS = 5
BATCH = 250  # codes that wait at a time: some keep no more


@dataclasses.dataclass(frozen=True)
class Work:
    """What one token request makes the provider do: sign these tokens, None if they are not signed."""

    grant: str
    access_alg: str | None
    id_alg: str | None

    def __str__(self):
        signed = [f"access token {self.access_alg}"] * bool(self.access_alg) + [f"ID token {self.id_alg}"] * bool(self.id_alg)
        return f"{self.grant}: {', '.join(signed) or 'nothing signed'}"


@dataclasses.dataclass
class Round:
    """What one round came to: answers a second, microseconds of processor time an answer, MiB in memory."""

    work: Work
    rate: float
    cost: float
    memory: float


def alg_of(token):
    """What a token is signed with, if it is a JWT."""
    head, *rest = (token or "").split(".")
    return json.loads(unbase64url(head))["alg"] if len(rest) == 2 else None


def wired(subject, client, form):
    pairs, headers = subject.shown(client, form)
    url = urllib.parse.urlsplit(subject.metadata["token_endpoint"])
    return request("POST", url, headers, urllib.parse.urlencode(pairs))


def work_of(grant, answer):
    tokens = answer.json()
    if not answer.has_tokens():
        raise Failed(f"no token for {grant}: {answer}")
    return Work(grant, alg_of(tokens["access_token"]), alg_of(tokens.get("id_token")))


def round_of(subject, work, count, seconds, computed):
    return Round(work, count / seconds, computed * 1e6 / count, resident(subject.process.pid))


def codes(subject, count):
    """A round with codes, of which a batch is there before the first of them is redeemed."""
    client = subject.clients["app"]
    work = work_of("code", subject.redeem(client, subject.code(client)))
    batches = []
    for begun in range(0, count, BATCH):
        batch = range(begun, min(count, begun + BATCH))
        requests = [wired(subject, client, subject.form(subject.code(client))) for _ in batch]
        batches.append(hammer(subject, requests))
    return round_of(subject, work, count, *map(sum, zip(*batches)))


def machine(subject, count):
    """A round without a person, of a second; the first requests tell how many there have to be."""
    client, form = subject.clients["job"], {"grant_type": "client_credentials", **subject.kind.client_credentials}
    work = work_of("client credentials", subject.token(client, form))
    requests = [wired(subject, client, form)]
    seconds, _ = hammer(subject, requests * count)
    count = max(count, int(count / seconds))
    return round_of(subject, work, count, *hammer(subject, requests * count))


def ready_ms(kind):
    times = []
    for _ in range(STARTS):
        with kind.run() as subject:
            times.append(subject.ready_ms)
    return statistics.median(times)


class Figures:
    """Those of the embedded provider beside those of the others, each pair at the same work."""

    def __init__(self, ours, others, rounds, count):
        self.ours, self.others, self.rounds, self.count, self._known = ours, others, rounds, count, {}

    def _of(self, kind, function, **settings):
        """The median round, by rate."""
        done = []
        for _ in range(self.rounds):
            with kind.run(**settings) as subject:
                done.append(function(subject, self.count))
        return sorted(done, key=lambda it: it.rate)[len(done) // 2]

    def _of_ours(self, function, work):
        """At this work; where the other's access tokens are not signed, ours are all the same."""
        settings = {"access_alg": work.access_alg or "EdDSA", "alg": work.id_alg or "ES256"}
        key = (function, *settings.values())
        if key not in self._known:
            self._known[key] = self._of(self.ours, function, **settings)
        return self._known[key]

    def _pairs(self):
        """What is measured, beside whom, theirs and ours, and whether more is better."""
        ready = ready_ms(self.ours)
        for kind in self.others:
            yield "ms from the start to the first answer", kind.name, ready_ms(kind), ready, False
        for kind in self.others:
            alg = "ES256" if kind.signs_es256 else "RS256"
            for function in [codes] + [machine] * (kind.client_credentials is not None):
                theirs = self._of(kind, function, alg=alg, access_alg=alg)
                ours = self._of_ours(function, theirs.work)
                yield f"token answers a second, {theirs.work}", kind.name, theirs.rate, ours.rate, True
                yield f"us of processor time an answer, {theirs.work}", kind.name, theirs.cost, ours.cost, False
                if function is codes:
                    yield f"MiB in memory after {self.count} codes", kind.name, theirs.memory, ours.memory, False

    def lines(self):
        """The table; a ratio above 1 is in favour of the embedded provider."""
        yield ["figure", "beside", "theirs", "ours", "ratio"]
        for figure, name, theirs, ours, more_is_better in self._pairs():
            ratio = ours / theirs if more_is_better else theirs / max(ours, 1)
            yield [figure, name, f"{theirs:.0f}", f"{ours:.0f}", f"{ratio:.1f}"]
