"""Sends an event that another library has signed.

    python hook_sender.py LIBRARY TO < {"headers", "payload"}

The shared secret is in HOOK_SECRET. Prints the status and the body of the answer as JSON.
"""

import hashlib
import hmac
import json
import os
import sys
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


def main():
    library, to = sys.argv[1:3]
    told = json.load(sys.stdin)
    body = json.dumps(told["payload"], separators=(",", ":"))
    headers = {**told["headers"], "Content-Type": "application/json", **SIGNERS[library](body)}
    try:
        with urllib.request.urlopen(urllib.request.Request(to, body.encode(), headers), timeout=20) as answer:
            print(json.dumps({"status": answer.status, "body": answer.read().decode()}))
    except urllib.error.HTTPError as refused:
        print(json.dumps({"status": refused.code, "body": refused.read().decode()}))


if __name__ == "__main__":
    main()
