"""The provider that is built in, by the same steps as those of other people."""

from scenarios.scenario import equal, header_of, scenario

HERE, SCOPES = "embedded", ["openid", "profile", "email", "offline_access"]


def sign_in(world, client, *more, **settings):
    """A home in which alice has signed in there, in a browser."""
    home = world.home("embedded")
    home.login(client, *more, provider=world.embedded, **{"scopes": SCOPES, **settings}).ok()
    return home


def alice(world, home):
    """The token is alice's."""
    token = home.token()
    equal(world.embedded.userinfo(token)["name"], "alice of Interop", "UserInfo with the printed token")
    equal(home.run("whoami", "--json").json()["sub"], "alice", "`whoami --json`")
    return token


def job_home(world, name, flow="client-credentials", **more):
    """The home of a job without a person."""
    home, client = world.home("embedded-job"), world.embedded.clients[name]
    home.env |= {
        "AUTHCTL_ISSUER": world.embedded.issuer, "AUTHCTL_CLIENT_ID": name, "AUTHCTL_FLOW": flow,
        "AUTHCTL_AUTH_METHOD": client["auth"], "AUTHCTL_SCOPE": "read", "AUTHCTL_STORE": "memory",
        "INTEROP_PROOF": client["key"] or client["secret"], **more,
    }
    home.env["AUTHCTL_CLIENT_KEY_FROM" if client["key"] else "AUTHCTL_CLIENT_SECRET_FROM"] = "env:INTEROP_PROOF"
    return home


@scenario(at=HERE, proves=("discovery", "authorization-code", "auth-none", "auth-basic", "auth-post", "id-token", "userinfo"))
def embedded_login(world):
    """the embedded provider: login in a browser as a client of each kind, with ID tokens of three algorithms"""
    for client, algorithm in (("public", "ES256"), ("basic", "RS256"), ("post", "EdDSA")):
        home = sign_in(world, client)
        alice(world, home)
        equal(header_of(home.token("--type", "id"))["alg"], algorithm, "the ID token's alg")


@scenario(at=HERE, refuses=("authorization-code",))
def embedded_denied(world):
    """the embedded provider: a person who does not agree: exit 5, and nothing is kept"""
    home = world.home("embedded")
    answer = home.login("public", provider=world.embedded, scopes=SCOPES, INTEROP_DENY="consent")
    answer.refused(5, "access_denied")
    home.run("token").refused(4)


@scenario(at=HERE, proves=("par",))
def embedded_pushed(world):
    """the embedded provider: login --par; the browser carries the client id and the request's name only"""
    home = sign_in(world, "basic", "--par")
    equal(sorted(home.seen()[0]["parameters"]), ["client_id", "request_uri"], "parameters of the browser's request")
    alice(world, home)


@scenario(at=HERE, proves=("resource-indicators",))
def embedded_resource(world):
    """the embedded provider: an access token for the API that was asked for, and for it alone"""
    home = sign_in(world, "public", "--resource", world.embedded.resource)
    (home.path / "token.jwt").write_text(home.token())
    for audience, code in ((world.embedded.resource, 0), ("https://other.example", 9)):
        verified = home.run("jwt", "verify", "token.jwt", "--typ", "at+jwt", "--json", "--audience", audience)
        equal(verified.code, code, f"exit code of `jwt verify --audience {audience}`")


@scenario(at=HERE, proves=("jwt-verify",))
def embedded_verified(world):
    """the embedded provider: jwt verify takes its ID token, and not for another client"""
    home = sign_in(world, "public")
    (home.path / "token.jwt").write_text(home.token("--type", "id"))
    for audience, code in (("public", 0), ("basic", 9)):
        verified = home.run("jwt", "verify", "token.jwt", "--json", "--audience", audience)
        equal(verified.code, code, f"exit code of `jwt verify --audience {audience}`")


@scenario(at=HERE, proves=("device",))
def embedded_device(world):
    """the embedded provider: login --flow device, agreed to in a browser"""
    alice(world, sign_in(world, "public", "--flow", "device"))


@scenario(at=HERE, proves=("refresh", "refresh-reuse"))
def embedded_refresh(world):
    """the embedded provider: refresh rotates; a refresh token that was used elsewhere too ends the session"""
    home = sign_in(world, "public")
    first, before = home.token("--type", "refresh"), home.token()
    home.run("refresh").ok()
    equal(alice(world, home) == before, False, "the same token after a refresh")
    form = {"grant_type": "refresh_token", "client_id": "public", "refresh_token": first}
    equal(world.embedded.post("/token", form)[0], 400, "the status of a refresh token that is used again")
    home.run("refresh").refused(4, "invalid_grant")


@scenario(at=HERE, proves=("introspection", "introspection-jwt", "revocation"))
def embedded_introspected(world):
    """the embedded provider: introspect, plain and signed; revoke"""
    home = sign_in(world, "basic")
    for flags in ([], ["--signed"]):
        told = home.run("introspect", "--json", *flags).json()
        equal((told["active"], told["signed"]), (True, bool(flags)), f"introspect {flags}")
    before = home.token()
    home.run("revoke").ok()
    equal(world.embedded.userinfo(before), 401, "UserInfo with the revoked token")


@scenario(at=HERE, proves=("logout-rp", "revocation"))
def embedded_logout(world):
    """the embedded provider: logout revokes, and ends the browser's session: the next login asks who you are again"""
    home = world.home("embedded")
    home.env["INTEROP_COOKIES"] = str(home.path / "cookies")
    home.login("public", provider=world.embedded, scopes=SCOPES).ok()
    token, first = home.token(), home.pages()
    home.run("logout", AUTHCTL_BROWSER=str(world.tools / "signin.mjs")).ok()
    home.pages()
    equal(world.embedded.userinfo(token), 401, "UserInfo after the logout")
    home.login("public", provider=world.embedded, scopes=SCOPES).ok()
    equal(home.pages()[0], first[0], "the first page of the login after it")


@scenario(at=HERE, proves=("client-credentials", "auth-secret-jwt", "auth-private-key-jwt"))
def embedded_job(world):
    """the embedded provider: a job's token by a secret, by a JWT of the secret and by a JWT of a key"""
    for name in ("job", "job-client_secret_jwt", "job-private_key_jwt"):
        home = job_home(world, name)
        equal(header_of(home.token())["typ"], "at+jwt", f"typ of the access token of {name}")


@scenario(at=HERE, proves=("token-exchange", "jwt-bearer"))
def embedded_workload(world):
    """the embedded provider: the ID token of oidc-provider is exchanged, and is a grant; one for another client is not"""
    for client in (world.embedded.trusts, "public-RS256"):
        there = world.home("there")
        there.login(client).ok()
        subject = there.token("--type", "id")
        for flow in ("token-exchange", "jwt-bearer"):
            home = job_home(world, "workload", flow, AUTHCTL_SUBJECT_TOKEN_FROM="env:INTEROP_SUBJECT", INTEROP_SUBJECT=subject)
            answer = home.run("token")
            if client == world.embedded.trusts:
                answer.token()
            else:
                equal((answer.code != 0, answer.out), (True, ""), f"{flow} with a token for {client} is refused: {answer}")


@scenario(at=HERE, proves=("password",))
def embedded_password(world):
    """the embedded provider: login --flow password (legacy); a wrong password is refused and nothing is kept"""
    for password, code in ((world.embedded.password, 0), ("another", 4)):
        home = world.home("embedded")
        more = ("--flow", "password", "--username", "carol", "--password-from", "env:INTEROP_PASSWORD")
        answer = home.login("password", *more, provider=world.embedded, scopes=["openid"], INTEROP_PASSWORD=password)
        equal(answer.code, code, f"exit code: {answer}")
    home.run("token").refused(4)
