"""The embedded provider with an app that is nothing but scripts in a page: another origin, and no server of its own."""

from scenarios.scenario import equal, scenario


@scenario(needs=("chromium",), at="Chromium")
def single_page_app(world):
    """the embedded provider: oidc-client-ts in Chromium signs in, reads UserInfo, renews and revokes, without and with DPoP; a page of no client reads nothing"""
    for kind, more in (("Bearer", {}), ("DPoP", {"INTEROP_DPOP": "1"})):
        home = world.home("single-page")
        argv = ["serve", "--port", "0", "--", "node", str(world.tools / "single_page.mjs")]
        told = home.run(*argv, timeout=120, **more).json()
        wanted = {"sub": "alice", "name": "Alice Example", "type": kind, "renewed": True, "elsewhere": ["kept", "kept"]}
        equal(told, wanted, f"what the page came to with {kind} tokens")
