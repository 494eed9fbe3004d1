"""A sender of events that other people's libraries sign, as hook_sender.mjs is one for those in Node.

    python hook_sender.py

The shared secret is in HOOK_SECRET. Prints one JSON line when it is ready. POST /LIBRARY {"to", "headers", "payload"} signs the
payload, sends it, and tells the status of the answer.
"""

import hashlib
import hmac
import http.server
import json
import os
import time
import urllib.error
import urllib.request

import slack_sdk.signature
import stripe

SECRET = os.environ["HOOK_SECRET"]


def stripe_headers(body):
    return {"Stripe-Signature": stripe.WebhookSignature.generate_signature_header(body, SECRET)}


def slack_headers(body):
    now = str(int(time.time()))
    signature = slack_sdk.signature.SignatureVerifier(SECRET).generate_signature(timestamp=now, body=body)
    return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": signature}


def hmac_headers(name):
    return lambda body: {name: hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()}


SIGNERS = {
    "stripe": stripe_headers,
    "slack": slack_headers,
    "logto": hmac_headers("logto-signature-sha-256"),
    "authgear": hmac_headers("x-authgear-body-signature"),
}


def send(library, to, headers, payload):
    """The status of the answer."""
    body = json.dumps(payload, separators=(",", ":"))
    headers = {**headers, "Content-Type": "application/json", **SIGNERS[library](body)}
    try:
        with urllib.request.urlopen(urllib.request.Request(to, body.encode(), headers), timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


class Sender(http.server.BaseHTTPRequestHandler):
    """Sends what it is told."""

    def do_POST(self):  # noqa: N802: the name that http.server wants
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps({"status": send(self.path[1:], **told)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nothing is logged."""


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sender)
    print(json.dumps({"ready": True, "url": f"http://127.0.0.1:{server.server_port}"}), flush=True)
    server.serve_forever()
