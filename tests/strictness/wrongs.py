"""The thirty wrong requests: what is wrong, which section forbids it, and with which error it has to be refused.

A row is tried after the same request was right, so that a refusal is of what is wrong with it and of nothing else.
"""

import dataclasses
import secrets
import threading
import time
import typing
import urllib.parse

from es256 import Key
from exchange import ask, basic
from failed import Failed
from subject import REDIRECT_URI, Client, Untried, s256

ACCEPTED, OTHERWISE, RIGHT, UNTRIED = "ACCEPTED", "otherwise", "refused", "not tried"
WORST_FIRST = (ACCEPTED, OTHERWISE, RIGHT)
SECTION = "section"  # the word that an error's description has which says where it is written
CROWD = 8  # requests with one code at once
CODE_LIFETIME = 1  # seconds

# The statuses of errors that have another one than 400 (RFC 6749 §5.2, RFC 6750 §3.1).
STATUSES = {"invalid_client": (400, 401), "invalid_dpop_proof": (400, 401), "invalid_token": (401,)}


@dataclasses.dataclass(frozen=True)
class Wrong:
    """One row."""

    name: str
    section: str
    what: str
    function: typing.Callable


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a provider did with one row: the worst of its variants."""

    verdict: str
    said: str
    # How it said so: the page, the body, or the parameters that came back.
    whole: str = ""


WRONGS = []


def wrong(name, section):
    """Makes a row of a function; its doc says what is wrong. It gives an outcome for each variant."""

    def add(function):
        WRONGS.append(Wrong(name, section, function.__doc__, function))
        return function

    return add


def tried(row, subject):
    try:
        outcomes = list(row.function(subject))
    except Untried as why:
        return Outcome(UNTRIED, str(why))
    except (Failed, OSError, KeyError) as error:
        return Outcome(OTHERWISE, f"{type(error).__name__}: {error}")
    worst = min(outcomes, key=lambda outcome: WORST_FIRST.index(outcome.verdict))
    said = [outcome.said for outcome in outcomes if outcome.verdict == worst.verdict]
    unexplained = [outcome for outcome in outcomes if SECTION not in outcome.whole]
    return dataclasses.replace((unexplained or [worst])[0], verdict=worst.verdict, said=", ".join(dict.fromkeys(said)))


def judged(answer, *errors):
    """An answer of the token endpoint or of a resource."""
    if answer.status < 400 and not answer.error:
        return Outcome(ACCEPTED, str(answer))
    is_right = answer.error in errors and answer.status in STATUSES.get(answer.error, (400,))
    return Outcome(RIGHT if is_right else OTHERWISE, str(answer), answer.text)


def judged_landing(landing, *errors):
    """An answer of the authorization endpoint that has to come back to the client (RFC 6749 §4.1.2.1)."""
    if landing.code or landing.has_tokens():
        return Outcome(ACCEPTED, str(landing))
    is_right = landing.address.startswith(REDIRECT_URI) and landing.error in errors
    return Outcome(RIGHT if is_right else OTHERWISE, str(landing), landing.text)


def judged_page(landing):
    """An answer of the authorization endpoint that must not go to the client: a page of the provider that says so."""
    if landing.code or landing.has_tokens():
        return Outcome(ACCEPTED, str(landing))
    is_right = landing.is_page and 400 <= landing.status < 500
    said = f"page {landing.status}" if is_right else str(landing)
    return Outcome(RIGHT if is_right else OTHERWISE, said, landing.text)


def redirected(subject, redirect_uri):
    return judged_page(subject.authorize(subject.clients["app"], redirect_uri=redirect_uri)[0])


def redeemed(subject, name="app", errors=("invalid_grant",), **changes):
    """A right code, and a token request that is not."""
    client = subject.clients[name]
    return judged(subject.redeem(client, subject.code(client), **changes), *errors)


# The authorization endpoint


@wrong("client-unknown", "RFC 6749 §4.1.2.1")
def _(subject):
    """a client that nobody registered"""
    yield judged_page(subject.authorize(Client(f"nobody-{secrets.token_hex(4)}"))[0])


@wrong("redirect-uri-longer", "RFC 9700 §4.1.3")
def _(subject):
    """the registered `redirect_uri` with a path segment, a query or a fragment behind it"""
    for more in ("/more", "/../callback/..%2f", "?next=x", "#here"):
        yield redirected(subject, REDIRECT_URI + more)


@wrong("redirect-uri-host", "RFC 9700 §4.1.3")
def _(subject):
    """a `redirect_uri` of another host, of one that begins or ends alike, or with the registered one as its userinfo"""
    for host in ("evil.example", "app.example.evil.example", "evil-app.example", "app.example@evil.example"):
        yield redirected(subject, f"https://{host}/callback")


@wrong("redirect-uri-origin", "RFC 9700 §2.1")
def _(subject):
    """the registered `redirect_uri` with another port, or with http for https"""
    for origin in ("https://app.example:8443", "http://app.example"):
        yield redirected(subject, f"{origin}/callback")


@wrong("response-type-token", "RFC 9700 §2.1.2")
def _(subject):
    """a token in the browser (`response_type=token`) for a client that is registered for `code` alone"""
    landing, _ = subject.authorize(subject.clients["app"], response_type="token")
    yield judged_landing(landing, "unsupported_response_type", "unauthorized_client")


@wrong("parameter-twice", "RFC 6749 §3.1, §3.2")
def _(subject):
    """a parameter that comes twice, in an authorization request and in a token request"""
    client = subject.clients["app"]
    yield judged_landing(subject.authorize(client, more=[("scope", "openid")])[0], "invalid_request")
    yield redeemed(subject, errors=("invalid_request",), more=[("redirect_uri", REDIRECT_URI)])


# PKCE


def plain(subject, **changes):
    """The verifier itself as the challenge; if the request is taken, the verifier too."""
    client, verifier = subject.clients["app"], secrets.token_urlsafe(32)
    landing, _ = subject.authorize(client, code_challenge=verifier, **changes)
    if not landing.code:
        return judged_landing(landing, "invalid_request")
    code = dataclasses.replace(subject.code(client, code_challenge=verifier, **changes), verifier=verifier)
    answer = subject.redeem(client, code)
    return Outcome(ACCEPTED if answer.has_tokens() else OTHERWISE, str(answer))


@wrong("challenge-plain", "RFC 9700 §2.1.1")
def _(subject):
    """`code_challenge_method=plain`, which protects nothing"""
    yield plain(subject, code_challenge_method="plain")


@wrong("challenge-without-method", "RFC 7636 §4.3")
def _(subject):
    """a `code_challenge` without a method, which is plain"""
    yield plain(subject, code_challenge_method=None)


@wrong("verifier-without-challenge", "RFC 9700 §4.8.2")
def _(subject):
    """a downgrade: the `code_challenge` was taken out of the authorization request on its way, and the verifier comes"""
    for name in ("app", "shop"):
        client = subject.clients[name]
        without = {"code_challenge": None, "code_challenge_method": None}
        landing, _ = subject.authorize(client, **without)
        if landing.code:
            yield judged(subject.redeem(client, subject.code(client, **without)), "invalid_grant", "invalid_request")
        else:
            yield judged_landing(landing, "invalid_request")


@wrong("verifier-missing", "RFC 7636 §4.5")
def _(subject):
    """a code without its `code_verifier`"""
    for name in ("app", "shop"):
        yield redeemed(subject, name, ("invalid_request", "invalid_grant"), code_verifier=None)


@wrong("verifier-wrong", "RFC 7636 §4.6")
def _(subject):
    """a code with another `code_verifier`"""
    yield redeemed(subject, code_verifier=secrets.token_urlsafe(32))


@wrong("verifier-short", "RFC 7636 §4.1")
def _(subject):
    """a `code_verifier` of 42 characters, which its challenge fits"""
    client, verifier = subject.clients["app"], secrets.token_urlsafe(32)[:42]
    code = subject.code(client, code_challenge=s256(verifier))
    yield judged(subject.redeem(client, code, code_verifier=verifier), "invalid_request", "invalid_grant")


# Who asks


@wrong("secret-wrong", "RFC 6749 §5.2")
def _(subject):
    """a right code with a wrong client secret, in the header and in the body"""
    shop = subject.clients["shop"]
    anonymous, other = Client(shop.id), secrets.token_urlsafe(32)
    headers = basic(shop.id, other)
    yield judged(subject.redeem(anonymous, subject.code(shop), headers, client_id=None), "invalid_client")
    yield judged(subject.redeem(Client(shop.id, secret=other), subject.code(shop)), "invalid_client")


@wrong("secret-missing", "RFC 6749 §3.2.1")
def _(subject):
    """a right code with the id of a confidential client, and no secret"""
    shop = subject.clients["shop"]
    yield judged(subject.redeem(Client(shop.id), subject.code(shop)), "invalid_client")


@wrong("assertion-audience", "RFC 7523 §3")
def _(subject):
    """a client's signed assertion that is for another provider"""
    signer = subject.clients.get("signer")
    if signer is None:
        raise Untried("no private_key_jwt")
    form = {"grant_type": "client_credentials"}
    if not subject.token(signer, form).has_tokens():
        raise Untried("no private_key_jwt")
    assertion = subject.assertion(signer, aud="https://other.example")
    yield judged(subject.token(signer, {**form, "client_assertion": assertion}), "invalid_client")


# Codes


@wrong("code-of-other-client", "RFC 6749 §5.2")
def _(subject):
    """a code that another client was given"""
    code = subject.code(subject.clients["app"])
    yield judged(subject.redeem(subject.clients["other"], code), "invalid_grant")


@wrong("code-redirect-uri-other", "RFC 6749 §4.1.3")
def _(subject):
    """a code with another `redirect_uri` than it was asked for with"""
    yield redeemed(subject, redirect_uri="https://app.example/other")


@wrong("code-redirect-uri-missing", "RFC 6749 §4.1.3")
def _(subject):
    """a code without the `redirect_uri` that it was asked for with"""
    yield redeemed(subject, errors=("invalid_request", "invalid_grant"), redirect_uri=None)


@wrong("code-twice", "RFC 6749 §4.1.2")
def _(subject):
    """a code for the second time"""
    client = subject.clients["app"]
    code = subject.code(client)
    subject.redeem(client, code)
    yield judged(subject.redeem(client, code), "invalid_grant")


@wrong("code-twice-revokes", "RFC 6749 §4.1.2")
def _(subject):
    """the access token of a code that came for the second time"""
    client = subject.clients["app"]
    code = subject.code(client)
    access_token = subject.redeem(client, code).json()["access_token"]
    if subject.userinfo(access_token).status != 200:
        raise Untried("its own userinfo does not take its access tokens")
    subject.redeem(client, code)
    yield judged(subject.userinfo(access_token), "invalid_token")


@wrong("code-in-parallel", "RFC 6749 §4.1.2")
def _(subject):
    """a code in eight requests at once, of which one at most is granted"""
    client, start, answers = subject.clients["app"], threading.Barrier(CROWD), []
    code = subject.code(client)

    def redeem():
        connection = subject.connection()
        connection.ask("GET", subject.metadata["jwks_uri"])  # it is open when the others' are
        start.wait(20)
        answers.append(subject.redeem(client, code, connection=connection))
        connection.close()

    crowd = [threading.Thread(target=redeem) for _ in range(CROWD)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    granted = sum(answer.has_tokens() for answer in answers)
    if granted > 1:
        yield Outcome(ACCEPTED, f"{granted} of {CROWD} granted")
    if len(answers) < CROWD:
        yield Outcome(OTHERWISE, f"{len(answers)} of {CROWD} answered")
    for answer in answers:
        if not answer.has_tokens():
            yield judged(answer, "invalid_grant")


@wrong("code-expired", "RFC 6749 §4.1.2")
def _(subject):
    """a code that has expired"""
    with subject.kind.with_short_codes(CODE_LIFETIME) as short:
        client = short.clients["app"]
        code = short.code(client)
        time.sleep(CODE_LIFETIME + 1.1)  # clocks of tokens have seconds
        yield judged(short.redeem(client, code), "invalid_grant")


# Refresh tokens


def spent(subject):
    """A refresh token that was used, and the one that came for it."""
    client = subject.clients["app"]
    first = subject.refresh_token(client)
    answer = subject.refresh(client, first)
    if not answer.has_tokens():
        raise Untried(f"a right refresh is refused: {answer}")
    return client, first, answer.json().get("refresh_token") or first


@wrong("refresh-twice", "RFC 9700 §4.14.2")
def _(subject):
    """a refresh token of a public client for the second time"""
    client, first, _ = spent(subject)
    yield judged(subject.refresh(client, first), "invalid_grant")


@wrong("refresh-twice-revokes", "RFC 9700 §4.14.2")
def _(subject):
    """the newest refresh token of a family of which an old one came again"""
    client, first, second = spent(subject)
    subject.refresh(client, first)
    yield judged(subject.refresh(client, second), "invalid_grant")


@wrong("refresh-of-other-client", "RFC 6749 §6")
def _(subject):
    """a refresh token that another client was given"""
    yield judged(subject.refresh(subject.clients["other"], subject.refresh_token(subject.clients["app"])), "invalid_grant")


@wrong("refresh-wider-scope", "RFC 6749 §6")
def _(subject):
    """a refresh with a scope that was not granted"""
    client = subject.clients["app"]
    scope = f"{subject.kind.offline.get('scope', 'openid')} email"
    yield judged(subject.refresh(client, subject.refresh_token(client), scope=scope), "invalid_scope")


# Proofs of keys


def proven(subject, proof):
    client = subject.clients["app"]
    return subject.redeem(client, subject.code(client), headers=proof)


def bound(subject):
    """A key, a proof that was used once, and the access token that it was used for."""
    if not subject.metadata.get("dpop_signing_alg_values_supported"):
        raise Untried("no DPoP")
    key = Key()
    proof = subject.proof(key)
    answer = proven(subject, proof)
    if answer.json().get("token_type", "").lower() != "dpop":
        raise Untried(f"no DPoP: {answer}")
    return key, proof, answer.json()["access_token"]


@wrong("dpop-proof-wrong", "RFC 9449 §4.3, §11.1")
def _(subject):
    """a DPoP proof that is signed with another key than it shows, is for another address, or was used before"""
    key, used, _ = bound(subject)
    for proof in (subject.proof(key, shown=Key()), subject.proof(key, htu="https://other.example/token")):
        yield judged(proven(subject, proof), "invalid_dpop_proof")
    # §11.1 does not say with which error
    yield judged(proven(subject, used), "invalid_dpop_proof", "invalid_grant")


@wrong("dpop-token-as-bearer", "RFC 9449 §7.2")
def _(subject):
    """an access token that is bound to a key, sent as a bearer token"""
    _, _, access_token = bound(subject)
    yield judged(subject.userinfo(access_token), "invalid_token")


# The token endpoint itself


@wrong("grant-type-unknown", "RFC 6749 §5.2")
def _(subject):
    """a grant type that there is not"""
    yield redeemed(subject, errors=("unsupported_grant_type",), grant_type="urn:example:wish")


@wrong("token-request-by-get", "RFC 6749 §3.2")
def _(subject):
    """a token request by GET, with the code in the address"""
    client = subject.clients["app"]
    pairs, headers = subject.shown(client, subject.form(subject.code(client)))
    answer = ask("GET", f"{subject.metadata['token_endpoint']}?{urllib.parse.urlencode(pairs)}", headers=headers)
    # no error code is registered for it
    is_right = answer.status in (404, 405) or (answer.status, answer.error) == (400, "invalid_request")
    yield Outcome(RIGHT, str(answer), answer.text) if is_right else judged(answer)
