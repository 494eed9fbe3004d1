"""A receiver of events that has other people's libraries verify them, or Python's own hmac where nobody wrote one: one path each.

    python hook_receiver.py ISSUER AUDIENCE

The shared secret is in HOOK_SECRET. Prints one JSON line when it is ready. It answers 200 to what is genuine, and 400 with
the reason to everything else.
"""

import base64
import hashlib
import hmac
import http.server
import json
import os
import sys
import urllib.parse

import slack_sdk.signature
import stripe

ISSUER, AUDIENCE = sys.argv[1:3]
SECRET = os.environ["HOOK_SECRET"]
LARGEST = 64 * 1024


def must(holds, why):
    if not holds:
        raise ValueError(why)


def by_hmac(header):
    """The hexadecimal HMAC-SHA256 of the body, alone in that header."""

    def verify(request, body):
        wanted = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        must(hmac.compare_digest(request.headers[header] or "", wanted), "the signature is another")
        json.loads(body)
        return {"is_allowed": True}

    return verify


def by_stripe(request, body):
    stripe.Webhook.construct_event(body, request.headers["Stripe-Signature"], SECRET)


def by_slack(request, body):
    verifier = slack_sdk.signature.SignatureVerifier(SECRET)
    must(verifier.is_valid_request(body, dict(request.headers)), "the signature is another")
    told = json.loads(body)
    return {"challenge": told["challenge"]} if told["type"] == "url_verification" else None


def by_signed_request(_, body):
    """Facebook's signed_request: the payload, behind its HMAC-SHA256."""
    signature, payload = urllib.parse.parse_qs(body.decode(), strict_parsing=True)["signed_request"][0].split(".")
    wanted = base64.urlsafe_b64encode(hmac.new(SECRET.encode(), payload.encode(), hashlib.sha256).digest()).rstrip(b"=")
    must(hmac.compare_digest(signature.encode(), wanted), "the signature is another")
    told = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    must(told["algorithm"] == "HMAC-SHA256", "another algorithm")
    return {"url": "https://app.example/deletions/1", "confirmation_code": "1"}


def by_static_token(request, body):
    """A header that has the secret itself."""
    must(hmac.compare_digest(request.headers["Authorization"] or "", SECRET), "another Authorization")
    json.loads(body)


def by_challenge(request, _):
    """Who owns the address says what it is asked to say."""
    must(request.command == "GET", "another method")
    return {"verification": request.headers["X-Okta-Verification-Challenge"]}


def by_front_channel(request, _):
    """What the browser loads: nothing is signed, so it is for a session that the app knows."""
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(request.path).query, strict_parsing=True))
    must(request.command == "GET" and query == {"iss": ISSUER, "sid": "session-1"}, "not of a session here")


# What each path verifies by; what it returns is the answer.
VERIFIERS = {
    "/logto": by_hmac("logto-signature-sha-256"),
    "/authgear": by_hmac("x-authgear-body-signature"),
    "/stripe": by_stripe,
    "/slack": by_slack,
    "/signed-request": by_signed_request,
    "/static-token": by_static_token,
    "/challenge": by_challenge,
    "/front-channel": by_front_channel,
}


class Receiver(http.server.BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):  # noqa: N802: the name that http.server wants
        body = self.body()
        if len(body) > LARGEST:
            self.say(413, b"")
            return
        try:
            must(self.command == "POST" or self.path.startswith(("/challenge", "/front-channel")), "no POST")
            answer = VERIFIERS[urllib.parse.urlsplit(self.path).path](self, body)
        except Exception as why:  # whatever a library raises
            self.say(400, f"{type(why).__name__}: {why}".encode())
            return
        self.say(200, b"" if answer is None else json.dumps(answer).encode())

    do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815: as above

    def body(self):
        """What came, in chunks (RFC 9112 §7.1) or in one piece."""
        if self.headers["Transfer-Encoding"] != "chunked":
            return self.rfile.read(int(self.headers["Content-Length"] or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def say(self, status, body):
        self.send_response(status)
        for name, value in (("Cache-Control", "no-store"), ("Content-Type", "application/json"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nothing is logged."""


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    print(json.dumps({"ready": True, "url": f"http://127.0.0.1:{server.server_port}"}), flush=True)
    server.serve_forever()
