//! The settings there are: one row each. Flags, environment names, the keys of `profiles.toml` and their
//! documentation come from this table.

use crate::{
    error::Result,
    secret::{source::SecretSource, token_source::TokenSource},
};

/// What kind of value a key has in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    Text,
    /// A string that is the path of a file.
    Path,
    /// A string that tells where a secret is, and never is one.
    Source,
    /// A string that tells where a private key is: a source, or the path of a file.
    Key,
    /// A string that tells where a token of somebody else is.
    Token,
    /// A string or a whole number.
    Number,
    /// A list of strings; as one text, separated by spaces.
    List,
    /// A table of strings; as text, `name=value` separated by spaces.
    Table,
}

impl Kind {
    /// Whether the value leads to something secret.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::Source | Self::Key | Self::Token)
    }

    /// Refuses what may be a secret itself, before it is kept or shown anywhere.
    pub fn check(self, text: &str) -> Result<()> {
        match self {
            Self::Source => SecretSource::parse(text).map(drop),
            Self::Key => SecretSource::parse_key(text).map(drop),
            Self::Token => TokenSource::parse(text).map(drop),
            Self::Text | Self::Path | Self::Number | Self::List | Self::Table => Ok(()),
        }
    }
}

/// A setting as it stands in the table.
pub struct KeyRow {
    /// The setting.
    pub key: Key,
    /// Its name in the file.
    pub name: &'static str,
    /// Its flag, without dashes; the environment name follows from it.
    pub flag: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// Whether it belongs to the registration with one provider, and means nothing at another.
    pub registration: bool,
    /// What it is.
    pub what: &'static str,
}

macro_rules! keys {
    ($($key:ident $name:literal $flag:literal $kind:ident $registration:literal $what:literal;)*) => {
        /// A setting.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Key { $(#[doc = $what] $key),* }

        /// Every setting.
        pub const KEYS: &[KeyRow] = &[$(KeyRow {
            key: Key::$key, name: $name, flag: $flag, kind: Kind::$kind, registration: $registration, what: $what,
        }),*];
    };
}

keys! {
    Provider "provider" "provider" Text true "the provider's preset";
    Issuer "issuer" "issuer" Text true "the issuer, for a provider without preset or in place of the preset's";
    ProviderUrl "provider_url" "provider-url" Text true "another address for the preset's provider, such as one of this machine: it takes the place of scheme and host, and the paths stay";
    Set "set" "set" Table true "the preset's own parameters, such as tenant; in the file each is a key of its own";
    Flow "flow" "flow" Text true "the grant by which tokens are got: authorization-code, device, ciba or hybrid with a person; without one client-credentials, token-exchange, jwt-bearer or refresh-token; implicit and password are legacy";
    ClientId "client_id" "client-id" Text true "your client id there";
    ClientSecret "client_secret" "client-secret-from" Source true "where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND";
    AuthMethod "auth_method" "auth-method" Text true "how the client authenticates: none, client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt, tls_client_auth or self_signed_tls_client_auth";
    AuthSigningAlg "auth_signing_alg" "auth-signing-alg" Text true "the algorithm that signs client assertions, such as HS512; left out, the first that the key and the provider have in common";
    ClientKey "client_key" "client-key-from" Source true "where the client's private keys are, in PEM, as a JWK or a set of them: for private_key_jwt, and to decrypt answers";
    TlsCert "tls_cert" "tls-cert" Path true "the client's certificate, in PEM, for tls_client_auth and self_signed_tls_client_auth and for tokens that are bound to it (RFC 8705)";
    TlsKey "tls_key" "tls-key" Key true "where its private key is: a file, or env:NAME, keyring:NAME or cmd:COMMAND";
    ClientAssertion "client_assertion" "client-assertion-from" Token true "where a client assertion is that somebody else signs: file:PATH, env:NAME, github-actions, gitlab-ci:NAME or kubernetes";
    AssertionAudience "assertion_audience" "assertion-audience" Text true "whom a client assertion is for: issuer, or token-endpoint";
    SubjectToken "subject_token" "subject-token-from" Token true "where the token of another issuer is, for token-exchange and jwt-bearer: github-actions, gitlab-ci:NAME, kubernetes, env:NAME, file:PATH or cmd:COMMAND";
    SubjectTokenType "subject_token_type" "subject-token-type" Text true "what kind of token that is, for token-exchange: jwt, id_token, access_token or a URN";
    RefreshToken "refresh_token" "refresh-token-from" Source true "where the refresh token is, for refresh-token: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND";
    Username "username" "username" Text true "for password: the person's name at the provider";
    Password "password" "password-from" Source true "for password: where the person's password is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND; asked for on the terminal if nothing is said";
    Scopes "scopes" "scope" List true "the scopes to ask for";
    Resource "resource" "resource" List true "the APIs that the tokens are for (RFC 8707), each an absolute URI";
    Audience "audience" "audience" List true "whom the token is for, by the provider's names, for a flow without a person (RFC 8693)";
    AuthorizationDetails "authorization_details" "authorization-details" Text true "what the tokens are good for in detail, as a JSON list (RFC 9396)";
    AcrValues "acr_values" "acr-values" List true "how strong the sign-in should be, by the provider's names (OIDC Core §3.1.2.1)";
    Claims "claims" "claims" Text true "which claims are wanted, as a JSON object (OIDC Core §5.5)";
    Jar "jar" "jar" Text true "when the authorization request is signed with the client's key (RFC 9101): as-required by its metadata, or always";
    RequestObjectForm "request_object_form" "request-object-form" Text true "what the signed request is beside that: signed, or encrypted to the provider";
    RequestObjectAlg "request_object_encryption_alg" "request-object-encryption-alg" Text true "how the key of an encrypted request is conveyed, as the client is registered: ECDH-ES, RSA-OAEP-256 …, or A128KW, A256KW or dir with the client secret; else to a key that the provider publishes";
    RequestObjectEnc "request_object_encryption_enc" "request-object-encryption-enc" Text true "how its content is encrypted: A128CBC-HS256 if the provider takes that, A256CBC-HS512, A128GCM or A256GCM";
    Unadvertised "unadvertised" "unadvertised" Text true "refuse, or ok to ask for what the provider's metadata does not offer";
    Params "params" "param" Table true "parameters to add to the authorization request or the device authorization request, or without a person to the token request";
    TokenParams "token_params" "token-param" Table true "parameters to add to the token requests of a person's login";
    Endpoints "endpoints" "endpoint" Table true "the endpoints of a provider without metadata, by their metadata names; with an issuer, those that its metadata leaves out";
    ProfileMap "profile_map" "profile-map" Table true "where the provider's user object has id, name, email, avatar and phone: dot paths, such as data.user.id";
    IdTokenForm "id_token_form" "id-token-form" Text true "what the ID token must be, which is always signed: any, or encrypted";
    UserInfoForm "userinfo_form" "userinfo-form" Text true "what the UserInfo answer must be: any, signed, encrypted or signed-encrypted";
    Quirks "quirks" "quirk" List true "what the provider does in its own way, besides what its preset knows: quirks by their names";
    Pkce "pkce" "pkce" Text true "required, or unadvertised-ok for a provider that lists PKCE methods without S256";
    Par "par" "par" Text true "when the authorization request is pushed to the provider (RFC 9126): as-required by its metadata, or always";
    Dpop "dpop" "dpop" Text true "whether tokens are bound to a key of this machine (RFC 9449): never, required, or unadvertised-ok for a provider that does not say that it can";
    SecurityProfile "security_profile" "security-profile" Text true "what is kept to beyond the standards themselves: none, or fapi2 for the FAPI 2.0 Security Profile";
    DeliveryMode "backchannel_token_delivery_mode" "delivery-mode" Text true "for ciba: how the client learns of the person's decision, as it is registered: poll, or ping to the callback address";
    ResponseType "response_type" "response-type" Text true "what the browser brings in the flows hybrid and implicit: code id_token, code token or code id_token token; id_token token or id_token";
    ResponseMode "response_mode" "response-mode" Text true "how the browser brings the answer: query, fragment or form_post; jwt, query.jwt, fragment.jwt or form_post.jwt for a signed one (JARM)";
    ResponseForm "response_form" "response-form" Text true "what the answer of the browser must be (JARM): any, signed, encrypted or signed-encrypted, which are the same";
    CallbackHost "callback_host" "callback-host" Text true "the host of the callback: 127.0.0.1, [::1] or localhost";
    CallbackPort "callback_port" "callback-port" Number true "the port of the callback, 0 for any";
    CallbackPath "callback_path" "callback-path" Text true "the path of the callback";
    Store "store" "store" Text false "where the session is kept: keyring, file, memory or command:PROGRAM";
    CaFile "ca_file" "ca-file" Path false "certificates of a private CA, in PEM";
    Proxy "proxy" "proxy" Text false "the proxy for everything but loopback";
    Skew "skew" "skew" Number false "how far clocks may differ, in seconds or with a unit, at most 5m";
}

impl Key {
    /// Its row.
    pub fn row(self) -> &'static KeyRow {
        KEYS.iter().find(|row| row.key == self).expect("the macro gives every key a row")
    }

    /// The name of this setting, or of one entry of it if it is a table.
    pub fn entry(self, entry: &str) -> String {
        format!("{}.{entry}", self.row().name)
    }
}

impl KeyRow {
    /// The row that a flat name belongs to.
    pub fn of(flat_name: &str) -> Option<&'static Self> {
        let name = flat_name.split('.').next().unwrap_or_default();
        KEYS.iter().find(|row| row.name == name)
    }

    /// The environment variable: `AUTHCTL_` and the flag.
    pub fn variable(&self) -> String {
        format!("AUTHCTL_{}", self.flag.to_ascii_uppercase().replace('-', "_"))
    }
}
