"""django-oauth-toolkit: its issuer has a path, its endpoints end in a slash, and its metadata is told in two parts."""

from scenarios.scenario import equal, header_of, scenario

DOT, SCOPES = "django-oauth-toolkit", ["openid", "profile"]
SIGNIN = "signin.mjs"


def sign_in(world, name, client, *more, **settings):
    """A home in which alice has signed in there."""
    home = world.home(name)
    home.login(client, *more, provider=world.toolkit, scopes=SCOPES, **settings).ok()
    return home


def alice(world, home, what):
    """The token is alice's; what she is called there is a number."""
    claims = world.toolkit.userinfo(home.token())
    equal(claims["preferred_username"] if isinstance(claims, dict) else claims, "alice", what)
    equal(home.run("whoami", "--json").json()["claims"]["preferred_username"], "alice", "`whoami --json`")


@scenario(at=DOT, proves=("discovery", "authorization-code", "auth-none", "auth-basic", "auth-post", "id-token", "userinfo"))
def toolkit_login(world):
    """django-oauth-toolkit: login as a client of each kind; the ID token is of RS256, whoami is UserInfo"""
    for client in ("public", "basic", "post"):
        home = sign_in(world, "toolkit", client)
        alice(world, home, f"UserInfo of {client}")
        equal(header_of(home.token("--type", "id"))["alg"], "RS256", "the ID token's alg")
        equal(home.seen()[0]["parameters"]["code_challenge_method"], "S256", "code_challenge_method")


@scenario(at=DOT, refuses=("authorization-code",))
def toolkit_denied(world):
    """django-oauth-toolkit: a person who does not agree: exit 5, and nothing is kept"""
    home = world.home("toolkit")
    answer = home.login("public", provider=world.toolkit, scopes=SCOPES, INTEROP_DENY="consent")
    answer.refused(5, "access_denied")
    home.run("token").refused(4)


@scenario(at=DOT, proves=("refresh",))
def toolkit_refresh(world):
    """django-oauth-toolkit: refresh, twice: it rotates, and the new token works"""
    home = sign_in(world, "toolkit", "basic")
    tokens = [home.token()]
    for _ in range(2):
        home.run("refresh").ok()
        tokens.append(home.token())
        alice(world, home, "UserInfo after a refresh")
    equal(len(set(tokens)), 3, "different tokens")


@scenario(at=DOT, proves=("refresh-reuse",))
def toolkit_reuse(world):
    """django-oauth-toolkit: a refresh token that was used elsewhere too ends the session: exit 4, and the hint says login"""
    home = sign_in(world, "toolkit", "public")
    first = home.token("--type", "refresh")
    home.run("refresh").ok()
    grant = {"grant_type": "refresh_token", "client_id": "public", "refresh_token": first}
    equal(world.toolkit.post("token", grant)[0], 400, "the status of a refresh token that is used again")
    answer = home.run("refresh").refused(4, "invalid_grant")
    equal("authctl login" in answer.error()["hint"], True, f"authctl login in {answer.error()['hint']!r}")


@scenario(at=DOT, proves=("revocation",))
def toolkit_revoked(world):
    """django-oauth-toolkit: logout revokes by an endpoint that the metadata leaves out and the profile tells of"""
    home = sign_in(world, "toolkit", "public", *world.toolkit.told("revocation_endpoint"))
    token = home.token()
    home.run("logout", AUTHCTL_BROWSER=str(world.tools / SIGNIN)).ok()
    equal(world.toolkit.userinfo(token), 401, "UserInfo after the logout")
    home.run("token").refused(4)


@scenario(at=DOT, proves=("introspection", "revocation"))
def toolkit_introspected(world):
    """django-oauth-toolkit: introspect by an endpoint that the metadata leaves out and the profile tells of"""
    home = sign_in(world, "toolkit", "basic", *world.toolkit.told("introspection_endpoint", "revocation_endpoint"))
    told = home.run("introspect", "--json").json()
    equal((told["active"], told["answer"]["username"]), (True, "alice"), "the answer")
    before = home.token()
    home.run("revoke").ok()
    equal(world.toolkit.userinfo(before), 401, "UserInfo with the revoked token")
    equal(home.token() == before, False, "the revoked token from `token`")


@scenario(at=DOT, proves=("client-credentials",))
def toolkit_job(world):
    """django-oauth-toolkit: a job's token, which introspection says is active"""
    home, job = world.home("toolkit"), world.toolkit.clients["job"]
    home.env |= {
        "AUTHCTL_ISSUER": world.toolkit.issuer, "AUTHCTL_CLIENT_ID": "job", "AUTHCTL_FLOW": "client-credentials",
        "AUTHCTL_SCOPE": "introspection", "AUTHCTL_STORE": "memory", "AUTHCTL_CLIENT_SECRET_FROM": "env:INTEROP_SECRET",
        "INTEROP_SECRET": job["secret"],
    }
    token = home.token()
    equal(world.toolkit.post("introspect", {"token": token}, token)[1]["active"], True, "active")


@scenario(at=DOT, proves=("device",))
def toolkit_device(world):
    """django-oauth-toolkit: login --flow device by an endpoint that no metadata has; it gives devices no ID token, and that is said"""
    home, told = world.home("toolkit"), world.toolkit.told("device_authorization_endpoint")
    home.login("device", "--flow", "device", *told, provider=world.toolkit, scopes=SCOPES).refused(9, "id_token_missing")
    home.login("device", "--flow", "device", *told, provider=world.toolkit, scopes=["read", "introspection"]).ok()
    token = home.token()
    equal(world.toolkit.post("introspect", {"token": token}, token)[1]["username"], "alice", "whose token it is")


@scenario(at=DOT, refuses=("device",))
def toolkit_device_denied(world):
    """django-oauth-toolkit: a person who says no to a device: exit 5, and nothing is kept"""
    home, told = world.home("toolkit"), world.toolkit.told("device_authorization_endpoint")
    answer = home.login("device", "--flow", "device", *told, provider=world.toolkit, scopes=SCOPES, INTEROP_DENY="consent")
    answer.refused(5, "access_denied")
    home.run("token").refused(4)


@scenario(at=DOT, proves=("logout-rp",))
def toolkit_logout(world):
    """django-oauth-toolkit: logout ends the browser's session there: the next login asks who you are again"""
    home = world.home("toolkit")
    home.env["INTEROP_COOKIES"] = str(home.path / "cookies")
    expected = (["login", "consent"], ["consent"])
    for pages in expected:
        home.login("public", provider=world.toolkit, scopes=SCOPES).ok()
        equal(home.pages(), pages, "pages")
    home.run("logout", AUTHCTL_BROWSER=str(world.tools / SIGNIN)).ok()
    equal(home.pages(), ["logout"], "pages of the logout")
    home.login("public", provider=world.toolkit, scopes=SCOPES).ok()
    equal(home.pages(), expected[0], "pages of the login after it")


@scenario(at=DOT, proves=("password",))
def toolkit_password(world):
    """django-oauth-toolkit: login --flow password (legacy); a wrong password is refused and nothing is kept"""
    more = ("--flow", "password", "--username", "alice", "--password-from", "env:INTEROP_PASSWORD")
    for password, code in ((world.toolkit.password, 0), ("another", 4)):
        home = world.home("toolkit")
        answer = home.login("password", *more, provider=world.toolkit, scopes=["read"], INTEROP_PASSWORD=password)
        equal(answer.code, code, f"exit code: {answer}")
    home.run("token").refused(4)


@scenario(at=DOT, proves=("implicit", "hybrid", "response-mode-fragment"))
def toolkit_fragment(world):
    """django-oauth-toolkit: --flow implicit and --flow hybrid, in the fragment"""
    for client, flow, kind in (("implicit", "implicit", "id_token token"), ("hybrid", "hybrid", "code id_token token")):
        home = sign_in(world, "toolkit", client, "--flow", flow, "--response-type", kind)
        equal(home.token("--type", "id").count("."), 2, "an ID token")


@scenario(at=DOT, proves=("jwt-verify",))
def toolkit_verified(world):
    """django-oauth-toolkit: jwt verify takes its ID token, and not for another client"""
    home = sign_in(world, "toolkit", "public")
    (home.path / "token.jwt").write_text(home.token("--type", "id"))
    for audience, code in (("public", 0), ("basic", 9)):
        verified = home.run("jwt", "verify", "token.jwt", "--json", "--audience", audience)
        equal(verified.code, code, f"exit code of `jwt verify --audience {audience}`")


@scenario(at=DOT, proves=("prompt", "response-mode-query"))
def toolkit_asked(world):
    """django-oauth-toolkit: --prompt login asks anew who has signed in before; --response-mode query"""
    home = world.home("toolkit")
    home.env["INTEROP_COOKIES"] = str(home.path / "cookies")
    for more, pages in (((), ["login", "consent"]), ((), ["consent"]), (("--prompt", "login"), ["login", "consent"])):
        home.login("public", "--response-mode", "query", *more, provider=world.toolkit, scopes=SCOPES).ok()
        equal(home.seen()[0]["parameters"]["response_mode"], "query", "response_mode")
        equal(home.pages(), pages, f"pages with {more}")


@scenario(at=DOT, proves=("protected-resource", "resource-indicators"))
def toolkit_found(world):
    """django-oauth-toolkit: login --resource finds who signs people in for an API (RFC 9728); the token is for it alone (RFC 8707)"""
    home, api = world.home("toolkit"), world.toolkit.resource
    argv = ("login", "--resource", api, "--client-id", "public", "--store", "file", "--scope", "read")
    home.run(*argv, "--browser", str(world.tools / SIGNIN)).ok()
    equal(home.run("request", "GET", api, "--fail").json(), {"user": "alice"}, "what the API says")
    home.login("public", "--resource", f"{api}/other", provider=world.toolkit, scopes=["read"]).ok()
    home.run("request", "GET", api, "--fail").refused(4, "invalid_token")


@scenario(at=DOT, proves=("client-id-metadata",))
def toolkit_document(world):
    """django-oauth-toolkit: login --client-id ADDRESS: the provider asks for the client's metadata document"""
    home = world.home("toolkit")
    # it registers no algorithm for ID tokens, so openid is not asked for
    login = ("login", "--issuer", world.toolkit.issuer, "--store", "file", "--scope", "read", "--scope", "introspection")
    browser = ("--browser", str(world.tools / SIGNIN))
    home.run(*login, "--client-id", world.toolkit.document, *browser).ok()
    token = home.token()
    equal(world.toolkit.post("introspect", {"token": token}, token)[1]["client_id"], world.toolkit.document, "client_id")
