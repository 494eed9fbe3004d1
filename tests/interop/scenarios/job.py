"""A job without a person (RFC 6749 §4.4)."""

import concurrent.futures

from scenarios.scenario import equal, header_of, scenario


@scenario(proves=("client-credentials", "auth-secret-jwt", "auth-private-key-jwt"))
def jobs(world):
    """a job without a person, login or file: `token` by a secret in three ways, and by keys of four algorithms"""
    jobs = [name for name in world.provider.clients if name.startswith("job-")]
    equal(len(jobs), 10, "clients without a person")
    for name in jobs:
        home, client = world.home("job"), world.provider.clients[name]
        home.env |= {
            "AUTHCTL_ISSUER": world.provider.issuer, "AUTHCTL_CLIENT_ID": name, "AUTHCTL_FLOW": "client-credentials",
            "AUTHCTL_AUTH_METHOD": client["auth"], "AUTHCTL_SCOPE": "read", "AUTHCTL_STORE": "memory",
            "AUTHCTL_RESOURCE": world.provider.resource, "INTEROP_PROOF": client["key"] or client["secret"],
        }
        home.env["AUTHCTL_CLIENT_KEY_FROM" if client["key"] else "AUTHCTL_CLIENT_SECRET_FROM"] = "env:INTEROP_PROOF"
        before = world.provider.stats().get("client_credentials", 0)
        first, second = home.token(), home.token()
        equal(header_of(first)["typ"], "at+jwt", f"typ of the access token of {name}")
        equal(first == second, False, f"the same token twice for {name}")
        equal(world.provider.stats()["client_credentials"], before + 2, f"grants of {name}")
        equal((home.path / "state").exists(), False, f"something kept by {name}")


@scenario()
def job_kept(world):
    """a job that keeps its token: ten at once make one request, and logout revokes it"""
    home, name = world.home("kept"), "job-client_secret_basic"
    home.env |= {
        "AUTHCTL_ISSUER": world.provider.issuer, "AUTHCTL_CLIENT_ID": name, "AUTHCTL_FLOW": "client-credentials",
        "AUTHCTL_CLIENT_SECRET_FROM": "env:INTEROP_PROOF", "AUTHCTL_STORE": "file",
        "INTEROP_PROOF": world.provider.clients[name]["secret"],
    }
    before = world.provider.stats().get("client_credentials", 0)
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        tokens = [it.result() for it in [pool.submit(home.token) for _ in range(10)]]
    equal(len(set(tokens)), 1, "different tokens")
    equal(world.provider.stats()["client_credentials"], before + 1, "grants")
    equal(world.provider.is_active(tokens[0], name), True, "active before")
    home.run("logout").ok()
    equal(world.provider.is_active(tokens[0], name), False, "active after")
