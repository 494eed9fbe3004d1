"""The control interface of the embedded provider, as its own description says it: tools of other people read that and call it."""

import json
import subprocess
import urllib.request

from scenarios.scenario import scenario
from tools import HERE, install_environment
from world import Failed

# What each answer is held to. What makes an example right besides its shape (a client that there is) no description says.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "ignored_auth",
    "unsupported_method",
)


@scenario(at="embedded")
def described(world):
    """the control interface: openapi-spec-validator takes its description, and schemathesis finds no answer that is not of it"""
    tools = install_environment(world.tools / "contract", HERE / "contract.txt", "--only-binary", ":all:").parent
    home = world.home("control")
    # nobody reads its log, which is long
    argv, quiet = [world.binary, "serve", "--port", "0", "--json"], subprocess.DEVNULL
    server = subprocess.Popen(argv, env=home.env, cwd=home.path, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, text=True)
    try:
        issuer = json.loads(server.stdout.readline())["issuer"]
        with urllib.request.urlopen(f"{issuer}/_dev/openapi.json", timeout=10) as answer:
            described = answer.read()
        place = home.path / "openapi.json"
        place.write_bytes(described)
        run([tools / "openapi-spec-validator", place], home.path)
        secret = json.loads(next(home.path.rglob("control")).read_text())["secret"]
        world.watch.secret(secret)
        # by a file, since what stands in argv is seen by everybody on the machine
        settings = home.path / "schemathesis.toml"
        settings.write_text(f'[headers]\nAuthorization = "Bearer {secret}"\n')
        settings.chmod(0o600)
        argv = [tools / "schemathesis", "--config-file", settings, "run", place, "--url", issuer]
        argv += ["--checks", ",".join(CHECKS), "--max-examples", "8", "--seed", "1", "--mode", "all"]
        argv += ["--phases", "examples,coverage,fuzzing", "--generation-database", "none", "--no-color"]
        run(argv, home.path)
    finally:
        server.terminate()
        server.wait(10)


def run(argv, place):
    done = subprocess.run([str(word) for word in argv], capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL, cwd=place)
    if done.returncode != 0:
        raise Failed(f"{argv[0].name}: {done.stdout[-3000:]}{done.stderr[-1000:]}")
