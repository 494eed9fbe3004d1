"""The rows of the table in docs/interop.md, in its order, and whose software stands on the other side.

A scenario names the rows that it proves; what it names and is not here is refused before anything runs.
"""

# Who may stand on the other side, and the column that tells of it.
PROVIDERS = {
    "embedded": "embedded provider",
    "oidc-provider": "oidc-provider",
    "django-oauth-toolkit": "django-oauth-toolkit",
    "Chromium": "others",
    "Authlib": "others",
}

# The name that scenarios use, and the words of the standard.
FEATURES = {
    "discovery": "Metadata of the provider (OpenID Connect Discovery, RFC 8414)",
    "authorization-code": "Authorization code with PKCE (RFC 6749 §4.1, RFC 7636)",
    "device": "Device authorization (RFC 8628)",
    "client-credentials": "Client credentials (RFC 6749 §4.4)",
    "password": "Password (RFC 6749 §4.3)",
    "refresh": "Refresh (RFC 6749 §6)",
    "refresh-reuse": "A refresh token used twice ends its family (RFC 9700 §4.14)",
    "jwt-bearer": "JWT bearer grant (RFC 7523 §2.1)",
    "token-exchange": "Token exchange (RFC 8693)",
    "ciba-poll": "CIBA, poll",
    "ciba-ping": "CIBA, ping",
    "implicit": "Implicit (RFC 6749 §4.2, OpenID Connect Core §3.2)",
    "hybrid": "Hybrid (OpenID Connect Core §3.3)",
    "response-mode-query": "Response mode query",
    "response-mode-fragment": "Response mode fragment",
    "response-mode-form-post": "Response mode form_post",
    "par": "Pushed authorization requests (RFC 9126)",
    "jar-signed": "Request object, signed (RFC 9101)",
    "jar-encrypted": "Request object, encrypted (RFC 9101)",
    "jarm": "JWT response (JARM)",
    "jarm-encrypted": "JWT response, encrypted (JARM)",
    "rar": "Rich authorization requests (RFC 9396)",
    "resource-indicators": "Resource indicators (RFC 8707)",
    "dpop": "DPoP, with the refresh token bound and `ath` (RFC 9449)",
    "dpop-nonce": "DPoP with the server's nonce (RFC 9449 §8)",
    "mtls-pki": "Mutual TLS, a certificate of an authority (RFC 8705 §2.1)",
    "mtls-self-signed": "Mutual TLS, a self-signed certificate (RFC 8705 §2.2)",
    "mtls-bound": "Tokens bound to a certificate (RFC 8705 §3)",
    "auth-none": "Client authentication none",
    "auth-basic": "Client authentication client_secret_basic",
    "auth-post": "Client authentication client_secret_post",
    "auth-secret-jwt": "Client authentication client_secret_jwt",
    "auth-private-key-jwt": "Client authentication private_key_jwt",
    "protected-resource": "Protected resource metadata from a challenge (RFC 9728)",
    "registration": "Dynamic client registration (RFC 7591)",
    "registration-management": "Client configuration endpoint (RFC 7592)",
    "client-id-metadata": "Client ID metadata documents",
    "introspection": "Introspection (RFC 7662)",
    "introspection-jwt": "Introspection, signed answer (RFC 9701)",
    "revocation": "Revocation (RFC 7009)",
    "userinfo": "UserInfo",
    "userinfo-signed": "UserInfo, signed",
    "userinfo-encrypted": "UserInfo, encrypted",
    "id-token": "ID token, signed",
    "id-token-encrypted": "ID token, encrypted",
    "logout-rp": "RP-initiated logout",
    "logout-front-channel": "Front-channel logout",
    "logout-back-channel": "Back-channel logout",
    "shared-signals": "Shared signals in a stream that the app makes, pushed (SSF 1.0)",
    "prompt": "`prompt`",
    "max-age": "`max_age`",
    "acr-values": "`acr_values`",
    "claims": "`claims`",
    "login-hint": "`login_hint`",
    "id-token-hint": "`id_token_hint`",
    "step-up": "Step-up (RFC 9470)",
    "jwt-verify": "`jwt decode` and `jwt verify`",
    "fapi2": "FAPI 2.0 security profile",
    "app-webauth": "`serve --shape github,google`: an app with WebAuth signs in, links and signs out",
    "app-clef": "`serve --shape clef`: an app with Clef's SDK signs in",
    "app-clef-logout": "`serve --shape clef`: its logout hook ends every session of the person",
    "intercept": "`serve --intercept`: programs reach it under the vendor's own host",
    "app-logto": "`serve --shape logto`: an app with Logto's SDK signs in and up, has a token for an API, renews and signs out",
    "app-authgear": "`serve --shape authgear --tls`: an app with Authlib signs in, renews and signs out",
    "check-app": "`check app` and `check logout` at apps of other people: every case is judged, and as before in another order",
}

# Why there is nothing to try at a provider, by feature.
ABSENT = {}

# Features that no scenario shows, and why.
NOT_SHOWN = {}


def absent(provider, why, *features):
    for feature in features:
        ABSENT.setdefault(feature, {})[provider] = why


def not_shown(why, *features):
    for feature in features:
        NOT_SHOWN[feature] = why


absent("embedded", "by `cargo test`", "dpop-nonce", "client-id-metadata", "fapi2", "mtls-pki", "mtls-self-signed", "mtls-bound")
absent("oidc-provider", "has no such grant", "password", "jwt-bearer", "token-exchange")
absent("oidc-provider", "protects no API", "protected-resource", "step-up")
absent(
    "django-oauth-toolkit", "has none",
    "jwt-bearer", "token-exchange", "ciba-poll", "ciba-ping", "par", "jar-signed", "jar-encrypted", "rar", "dpop", "dpop-nonce", "auth-secret-jwt",
    "auth-private-key-jwt", "introspection-jwt", "step-up", "fapi2",
    "mtls-pki", "mtls-self-signed", "mtls-bound", "response-mode-form-post", "jarm", "jarm-encrypted",
    "id-token-encrypted", "userinfo-signed", "userinfo-encrypted",
)
absent("django-oauth-toolkit", "takes it, and answers nothing by it", "max-age", "acr-values", "claims", "login-hint", "id-token-hint")
for other in ("oidc-provider", "django-oauth-toolkit"):
    absent(other, "stands for no vendor", "app-webauth", "app-clef", "app-clef-logout", "intercept", "app-logto", "app-authgear")
    absent(other, "the provider of a check is the embedded one", "check-app")
not_shown("sent to apps, which authctl is not; the embedded provider's by `cargo test`", "logout-front-channel")
absent("oidc-provider", "has none", "shared-signals")
absent("django-oauth-toolkit", "has none", "logout-back-channel", "shared-signals")

# The software of other people, with the file that pins its version, where it stands there, and what it is.
SOFTWARE = {
    "`oidc-provider`": ("package.json", r'"oidc-provider": "(.*?)"', "npm, certified by the OpenID Foundation"),
    "`django-oauth-toolkit`": ("requirements.txt", r"django-oauth-toolkit==(.*)", "PyPI, on Django and SQLite"),
    "`webauth`": ("apps/webauth/requirements.txt", r"webauth==(.*)", "PyPI, WebAuth, in a Flask app with PostgreSQL"),
    "`@logto/connector-oauth`": ("package.json", r'"@logto/connector-oauth": "(.*?)"', "npm, which asks and reads by a configuration what authctl does by the same"),
    "`Authlib`": ("requirements.txt", r"(?i)authlib==(.*)", "PyPI, its JWT bearer grant"),
    "`express-openid-connect`": ("package.json", r'"express-openid-connect": "(.*?)"', "npm, in an Express app that takes back-channel logout"),
    "`clef`": ("apps/clef/requirements.txt", r"clef==(.*)", "PyPI, Clef's SDK, in a Flask app"),
    "`logto`": ("apps/logto/requirements.txt", r"logto==(.*)", "PyPI, Logto's SDK, in a Flask app"),
}

NOTES = """Token exchange was looked for, by reading, in `oidc-provider`, `django-oauth-toolkit`, `Authlib` and PyPI's `idpyoidc` 5.0.0: the first
three do not have the grant, and the last takes its own tokens only. So it is shown at the embedded provider alone, with the ID
tokens of `oidc-provider`. The pings of `oidc-provider` go to https addresses only; here they are handed on to the listener on loopback, as by
a proxy that ends TLS. Besides, in the same run: Chromium as the browser (Debian's, by `playwright-core`), GNOME Keyring as the Secret Service, and
`pass` and `docker-credential-helpers` as keepers of the key of a session.
"""
