"""Shared signals of the embedded provider, at a receiver that has another library verify them."""

import json
import time
import urllib.request

from express_app import CLIENT
from hook_receivers import node_receiver
from ready import Ready
from scenarios.backchannel_logout import HERE, express, signed_in
from scenarios.scenario import equal, scenario
from world import Failed

CAEP, RISC, SSF = (f"https://schemas.openid.net/secevent/{it}/event-type/" for it in ("caep", "risc", "ssf"))


def heard(receiver, event):
    """The first event of that kind that the receiver has taken, once it is there; others may come before and after it."""
    deadline, events = time.monotonic() + 20, []
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{receiver.ready['url']}/security-event", timeout=10) as answer:
            events = json.load(answer)
        for one in events:
            if event in one["events"]:
                return one
        time.sleep(0.05)
    raise Failed(f"{event} wanted, got {[list(it['events']) for it in events]}")


@scenario(needs=("node",), at=HERE, proves=("shared-signals",))
def shared_signals(world):
    """the embedded provider: an app makes a stream, and hears in it the event it asked for, of the end of a session, and of a user who is disabled and enabled again"""
    its = express(world)
    issuer, env = its.provider.issuer, {**its.env, "HOOK_SECRET": "none"}
    home = world.home("signals")
    home.env |= {
        "AUTHCTL_ISSUER": issuer, "AUTHCTL_CLIENT_ID": CLIENT, "AUTHCTL_FLOW": "client-credentials", "AUTHCTL_STORE": "memory",
        "AUTHCTL_STATE_DIR": its.env["AUTHCTL_STATE_DIR"],
        "AUTHCTL_AUTH_METHOD": "client_secret_basic", "AUTHCTL_CLIENT_SECRET_FROM": "env:CLIENT_SECRET", "CLIENT_SECRET": its.secret,
        "AUTHCTL_SCOPE": "ssf.manage",
    }
    token = home.token()
    receiver = world.started(Ready(node_receiver(world, issuer, CLIENT), home.path / "receiver.log", env=env))

    def ask(path, told):
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(f"{issuer}{path}", json.dumps(told).encode(), headers), timeout=10) as answer:
            return json.loads(answer.read() or "null")

    delivery = {"method": "urn:ietf:rfc:8935", "endpoint_url": f"{receiver.ready['url']}/security-event"}
    stream = ask("/ssf/stream", {"delivery": delivery})["stream_id"]
    ask("/ssf/verify", {"stream_id": stream, "state": "asked"})
    asked = heard(receiver, f"{SSF}verification")
    equal(asked["events"][f"{SSF}verification"]["state"], "asked", "the state of the verification")

    alice = signed_in(its, "alice")
    alice.submit(alice.open(f"{issuer}/end_session"), decision="allow").has("signed out")
    ended = heard(receiver, f"{CAEP}session-revoked")
    equal(ended["sub_id"]["user"], {"format": "iss_sub", "iss": issuer, "sub": "alice"}, "whom it is about")
    for command in ("disable", "enable"):
        home.run("user", command, "alice").ok()
        heard(receiver, f"{RISC}account-{command}d")
