"""Many events in a short time, beside `wrk` with the same POST at the same target."""

import json
import os
import re
import subprocess
import urllib.request

from ready import Ready
from scenarios.scenario import equal, scenario
from world import Failed

EVENT, COUNT, CONCURRENCY = "oidc.backchannel-logout", 10_000, 50
# How much more memory ten times the messages may take, in KiB: some are kept signed, and no more than that.
MORE = 32 << 10
POST = """wrk.method, wrk.body = "POST", %s
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
"""


def sent(home, target, count):
    """What `webhook send` tells of so many, and the most memory that it had, in KiB."""
    argv = [home.world.binary, "webhook", "send", EVENT, "--user", "alice", "--client-id", "app", "--to", target, "--json",
            "--count", str(count), "--concurrency", str(CONCURRENCY)]
    with subprocess.Popen(argv, env=home.env, cwd=home.path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    equal(process.returncode, 0, f"exit code of {count} messages: {out[:400]}")
    told = json.loads(out)
    equal((told["sent"], told["as_it_should"]), (count, count), "messages that were sent, and taken")
    return told, usage.ru_maxrss


def wrk(home, target, body):
    """How many a second `wrk` sends of the same."""
    script = home.path / "post.lua"
    script.write_text(POST % json.dumps(body))
    argv = ["wrk", "-t1", f"-c{CONCURRENCY}", "-d4s", "-s", str(script), target]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if not found or "Non-2xx" in done.stdout:
        raise Failed(f"wrk: {done.stdout}{done.stderr}")
    return float(found[1])


@scenario(needs=("node", "wrk"), at="embedded")
def webhook_volley(world):
    """webhook send --count 10000 --concurrency 50: each is taken once, and the memory stays as it is; beside wrk"""
    home = world.home("volley")
    target = world.started(Ready(["node", str(world.tools / "hook_target.mjs")], home.path / "target.log"))
    url = target.ready["url"]
    _, little = sent(home, url, COUNT // 10)
    with urllib.request.urlopen(url, timeout=10) as answer:
        seen = json.load(answer)
    before = wrk(home, url, seen["body"])
    told, much = sent(home, url, COUNT)
    reached = max(before, wrk(home, url, seen["body"]))
    ratio = told["per_second"] / reached
    print(f"      {told['per_second']}/s, wrk {reached:.0f}/s: {ratio:.2f}; {much >> 10} MiB, for a tenth {little >> 10} MiB", flush=True)
    equal(much <= little + MORE, True, f"{much} KiB is at most {MORE} KiB more than {little} KiB")
