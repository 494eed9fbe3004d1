"""Answers that are signed, encrypted or both."""

from scenarios.scenario import equal, scenario


@scenario(proves=("id-token-encrypted", "userinfo-encrypted"))
def encrypted(world):
    """oidc-provider: an ID token and a UserInfo answer that are signed and encrypted, and whoami reads both"""
    home = world.home("encrypted")
    home.env["INTEROP_KEY"] = world.provider.clients["encrypted"]["key"]
    more = ("--client-key-from", "env:INTEROP_KEY", "--id-token-form", "encrypted", "--userinfo-form", "signed-encrypted")
    home.login("encrypted", *more).ok()
    equal(home.run("whoami", "--json").json()["sub"], "alice", "sub of `whoami --json`")


@scenario(proves=("userinfo-signed",))
def signed(world):
    """oidc-provider: a UserInfo answer that is signed"""
    home = world.home("signed")
    home.login("signed", "--userinfo-form", "signed").ok()
    equal(home.run("whoami", "--json").json()["sub"], "alice", "sub of `whoami --json`")


@scenario(at="embedded", proves=("id-token-encrypted", "userinfo-encrypted", "userinfo-signed"))
def encrypted_embedded(world):
    """the embedded provider: an ID token and a UserInfo answer that are signed and encrypted, and whoami reads both"""
    for client, form in (("encrypted", "signed-encrypted"), ("signed", "signed")):
        home = world.home("encrypted")
        more = ("--id-token-form", "encrypted") if client == "encrypted" else ()
        home.login(client, "--userinfo-form", form, *more, provider=world.embedded, scopes=["openid"]).ok()
        equal(home.run("whoami", "--json").json()["sub"], "alice", "sub of `whoami --json`")
