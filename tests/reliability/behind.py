"""Sessions whose refreshes go through something in between, which says of the token's life what the test needs."""

import types

import world as interop
from tools import install_tools


class Behind:
    """A session of the embedded provider, begun with a refresh token of a login elsewhere."""

    client_id = "authctl"

    def __init__(self, world, name, store="file"):
        self.world, self.home, self.store, self.provider = world, world.home(name), store, world.provider
        self.between = world.between()

    def refresh_token(self):
        return self.world.home("elsewhere").sign_in().run("token", "--type", "refresh").token()

    def sign_in(self):
        token = self.refresh_token()
        self.world.watch.secret(token)
        self.home.adopt(token, self.client_id, self.between, self.store)
        return self

    def expire(self):
        """A token that is as good as expired when it comes."""
        self.between.expires_in = 1
        self.home.run("refresh").ok()
        self.between.expires_in, self.between.requests = None, 0

    def __enter__(self):
        return self.sign_in()

    def __exit__(self, *_):
        self.between.end()


class BehindCertified(Behind):
    """The same at a provider that other people wrote, whose refresh tokens rotate."""

    client_id = "public-ES256"

    def __init__(self, world):
        install_tools(world.tools)
        self.world, self.home, self.store = world, world.home("certified"), "file"
        self.provider = Certified(world)
        self.between = world.between(self.provider.metadata()["token_endpoint"])

    def refresh_token(self):
        around = types.SimpleNamespace(**{**vars(self.world), "provider": self.provider})
        elsewhere = interop.Home(around, "elsewhere")
        elsewhere.login(self.client_id).ok()
        return elsewhere.run("token", "--type", "refresh").token()

    def __exit__(self, *_):
        super().__exit__()
        self.provider.end()


class Certified(interop.Provider):
    """`oidc-provider`, asked as the embedded one is."""

    def __init__(self, world):
        super().__init__(world.tools, world.scratch, 0)

    def takes(self, token):
        return isinstance(self.userinfo(token), dict)
