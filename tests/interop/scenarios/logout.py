"""The end of a session, here and at the provider."""

from scenarios.scenario import equal, scenario


@scenario(proves=("revocation",))
def logout(world):
    """logout: the provider's introspection says inactive, and `token` exits 4"""
    for client in ("public-RS256", "basic-ES256", "post-EdDSA"):
        home = world.home("logout")
        home.login(client).ok()
        access, refresh = home.token(), home.token("--type", "refresh")
        equal(world.provider.is_active(access, client), True, "active before")
        equal(world.provider.is_active(refresh, client), True, "refresh token active before")
        home.run("logout", AUTHCTL_BROWSER=str(world.tools / "signin.mjs")).ok()
        equal(world.provider.is_active(access, client), False, "access token active after")
        equal(world.provider.is_active(refresh, client), False, "refresh token active after")
        home.run("token").refused(4)
        equal(home.run("status", "--json").json(), [], "`status --json` after logout")


@scenario(proves=("logout-rp",))
def end_session(world):
    """logout ends the browser's session at the provider: the next login asks who you are again"""
    home = world.home("end")
    home.env["INTEROP_COOKIES"] = str(home.path / "cookies")
    home.login("public-ES256").ok()
    equal(home.pages(), ["login", "consent"], "pages of the first login")
    home.login("public-ES256").ok()
    equal(home.pages(), ["consent"], "pages while the browser is signed in")
    before = world.provider.stats().get("sessions_ended", 0)
    done = home.run("logout", "--json", AUTHCTL_BROWSER=str(world.tools / "signin.mjs")).json()
    steps = {step["step"]: step["outcome"] for step in done["steps"]}
    equal(steps, {name: "done" for name in ("revoke_refresh_token", "revoke_access_token", "end_session", "forget")}, "steps")
    equal(home.pages(), ["logout"], "pages of the logout")
    equal(world.provider.stats()["sessions_ended"], before + 1, "sessions that the provider has ended")
    home.login("public-ES256").ok()
    equal(home.pages(), ["login", "consent"], "pages of the login after it")
