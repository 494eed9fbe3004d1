"""Clients that are not known beforehand: registered on the way, or known by the address of their metadata."""

import json
import pathlib
import stat

from scenarios.scenario import equal, scenario, valid_for_alice
from world import Failed

SCOPES = ("--scope", "openid", "--scope", "profile", "--scope", "email", "--scope", "offline_access")


def browser(world):
    return ("--browser", str(world.tools / "signin.mjs"))


@scenario(proves=("registration",))
def registered(world):
    """login --register: a client of its own, kept with the profile, and the same one at the next login"""
    home = world.home("register")
    login = ("login", "--issuer", world.provider.issuer, "--register", "--store", "file", *SCOPES, *browser(world))
    home.run(*login).ok()
    valid_for_alice(world, home)
    before = world.provider.stats()["clients_registered"]
    home.run(*login).ok()
    equal(world.provider.stats()["clients_registered"], before, "clients that were registered by the second login")


@scenario(proves=("registration", "registration-management"))
def managed(world):
    """client register, show, update and delete, whose token is another one after each answer"""
    home = world.home("managed")
    place = ("--profile", "job", "--issuer", world.provider.issuer, "--store", "file")
    job = ("--flow", "client-credentials", "--resource", world.provider.resource, "--scope", "read")
    report = home.run("client", "register", *place, *job, "--json").ok().json()
    secret = pathlib.Path(report["client_secret"].removeprefix("file:"))
    token = secret.with_name("job.registration_access_token")
    world.watch.secret(secret.read_text(), token.read_text())
    for file in (secret, token):
        equal(stat.S_IMODE(file.stat().st_mode), 0o600, f"mode of {file.name}")
    home.token("--profile", "job")
    tokens = {token.read_text()}
    home.run("client", "update", "--profile", "job", "--name", "Renamed").ok()
    tokens.add(token.read_text())
    shown = home.run("client", "show", "--profile", "job", "--json").ok().json()
    equal(shown["registration"]["client_name"], "Renamed", "client_name")
    if len(tokens) != 2:
        raise Failed("the provider rotates the registration access token, and it stayed what it was")
    world.watch.secret(*tokens)
    home.run("client", "delete", "--profile", "job").ok()
    equal(secret.exists() or token.exists(), False, "a secret of a client that is gone")


@scenario(proves=("client-id-metadata",))
def document(world):
    """login --client-id ADDRESS: the provider fetches the client's metadata document"""
    home = world.home("document")
    login = ("login", "--issuer", world.provider.issuer, "--client-id", world.provider.document, "--store", "file")
    ran = home.run(*login, *SCOPES, *browser(world)).ok()
    equal("client_id_metadata_document_supported" in ran.err, False, "a warning of an id that the provider takes")
    valid_for_alice(world, home)


@scenario(at="embedded", proves=("protected-resource", "registration"))
def from_an_api(world):
    """login --resource API --register: from the API's challenge to its authorization server, and a token that opens it"""
    home = world.home("api")
    server = home.start("serve", "--port", "0", "--json")
    try:
        api = json.loads(server.stdout.readline())["issuer"] + "/_dev/api"
        home.run("login", "--resource", api, "--register", "--as", "alice", "--store", "file").ok()
        equal(json.loads(home.run("request", "GET", api).ok().out)["aud"], api, "aud of the token")
        world.watch.secret(home.token())
    finally:
        server.terminate()
        server.wait(10)


def registered_life(world, issuer, *more):
    """Registers a client, signs in with it, renames it and deletes it."""
    home = world.home("registered")
    argv = ("--issuer", issuer, "--profile", "own", "--store", "file", "--name", "First", *SCOPES[:4])
    home.run("client", "register", *argv, *more).ok()
    home.run("login", "--profile", "own", "--store", "file", *browser(world)).ok()
    home.token()
    equal("First" in home.run("client", "show", "--profile", "own").ok().out, True, "the name in `client show`")
    home.run("client", "update", "--profile", "own", "--name", "Second").ok()
    equal("Second" in home.run("client", "show", "--profile", "own").ok().out, True, "the new name in `client show`")
    home.run("client", "delete", "--profile", "own").ok()
    answer = home.run("client", "show", "--profile", "own")
    equal((answer.code != 0, answer.out), (True, ""), "`client show` after its end")


@scenario(at="embedded", proves=("registration", "registration-management"))
def registered_embedded(world):
    """the embedded provider: a client registers itself, signs in, is renamed and deleted"""
    registered_life(world, world.embedded.issuer)


@scenario(at="django-oauth-toolkit", proves=("registration", "registration-management"))
def registered_toolkit(world):
    """django-oauth-toolkit: a client registers itself, signs in, is renamed, though its secret is not told again, and deleted"""
    home, endpoint = world.home("registered"), f"registration_endpoint={world.toolkit.endpoint('register')}"
    # it registers no algorithm for ID tokens, so openid is not asked for
    argv = ("--issuer", world.toolkit.issuer, "--profile", "own", "--store", "file", "--scope", "read", "--endpoint", endpoint)
    home.run("client", "register", *argv).ok()
    home.run("login", "--profile", "own", "--store", "file", *browser(world)).ok()
    home.token("--profile", "own")
    home.run("client", "update", "--profile", "own", "--name", "Second").ok()
    equal("Second" in home.run("client", "show", "--profile", "own").ok().out, True, "the new name in `client show`")
    home.run("client", "delete", "--profile", "own").ok()
