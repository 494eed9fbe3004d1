//! Quirks: named ways in which one provider departs from the standard, switched on by its preset or by name.
//!
//! What is harmless for everyone is no quirk but a rule of the reader, for every provider:
//!
//! - `expires_in` missing, as a string of digits, as a fraction, negative, or beyond ten years
//!   ([`token_body`](super::token_body));
//! - `scope` as a JSON array of strings;
//! - a refresh answer without a new refresh token: the old one stays (RFC 6749 §6);
//! - `token_type` in any letter case (RFC 6749 §5.1);
//! - metadata without `code_challenge_methods_supported`: PKCE is sent all the same (RFC 9700 §2.1.1).

use crate::protocol::step::Departure;

/// A quirk as it stands in the table.
pub struct QuirkRow {
    /// The quirk.
    pub quirk: Quirk,
    /// Its name in a preset.
    pub name: &'static str,
    /// What is done for it.
    pub what: &'static str,
    /// Where the provider says so, or whose client shows it.
    pub source: &'static str,
}

macro_rules! quirks {
    ($($quirk:ident $name:literal $what:literal $source:literal;)*) => {
        /// A way of its own that a provider has.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Quirk { $(#[doc = $what] $quirk),* }

        /// Every quirk.
        pub const QUIRKS: &[QuirkRow] = &[$(QuirkRow {
            quirk: Quirk::$quirk, name: $name, what: $what, source: $source,
        }),*];
    };
}

quirks! {
    FormEncodedTokenAnswer "form-encoded-token-answer"
        "a token answer that is a form instead of JSON is read as one"
        "docs.github.com, authorizing OAuth apps: the default response is a form";
    ErrorWithHttp200 "error-with-http-200"
        "an `error` in a token answer counts although its status is 200"
        "docs.github.com, troubleshooting OAuth app access token request errors";
    CommaScopes "comma-scopes"
        "commas separate the scopes that were granted"
        "docs.github.com, authorizing OAuth apps: scope=repo,gist";
    IssuerTemplate "issuer-template"
        "the metadata of the shared tenants names its issuer as {tenantid}, and an ID token is of the issuer with its own tid"
        "learn.microsoft.com, OpenID Connect on the Microsoft identity platform";
    IssuerWithoutScheme "issuer-without-scheme"
        "an ID token may name its issuer without https://"
        "developers.google.com, OpenID Connect, validating an ID token";
    OwnParameterNames "own-parameter-names"
        "parameters are sent by the provider's own names, and those that it does not know are left out"
        "github.com/clef/clef-python: app_id, redirect_url and app_secret, no response_type and no grant_type";
    NoPkce "no-pkce"
        "neither code_challenge nor code_verifier is sent; that the answer is ours is shown by state alone"
        "learn.microsoft.com, LinkedIn, OAuth 2.0 for native clients: PKCE is for apps that LinkedIn lets";
    NoNonce "no-nonce"
        "an ID token from the token endpoint may be without the nonce that was sent; one with another is refused"
        "github.com/python-social-auth/social-core/pull/833: LinkedIn does not send any nonce";
    NoTokenType "no-token-type"
        "a token answer without token_type is about a bearer token"
        "github.com/clef/clef-python: {\"success\": true, \"access_token\": …}";
    TokenInQuery "token-in-query"
        "the user API is asked with the access token in its address, where logs may keep it"
        "github.com/clef/clef-python: GET /api/v1/info?access_token=";
    UserByPost "user-by-post"
        "the user API is asked with POST"
        "dropbox.com/developers, HTTP documentation: every call is a POST";
    ScopesMember "scopes-member"
        "the scopes that were granted stand in `scopes`"
        "developer.atlassian.com, Bitbucket Cloud, OAuth 2.0: the access token response";
    ErrorObject "error-object"
        "an `error` that is an object is read by its type and its message"
        "developers.facebook.com, Graph API, handling errors";
    ErrorInMessage "error-in-message"
        "a refusal is read by its `message`"
        "dev.twitch.tv, refreshing access tokens: {\"status\": 400, \"message\": \"Invalid refresh token\"}";
    ClientSecretFromKey "client-secret-from-key"
        "the client secret is a token that is signed with the client's key, anew for each request"
        "developer.apple.com, Sign in with Apple, creating a client secret";
    BasicWithoutFormEncoding "basic-without-form-encoding"
        "client id and secret are joined for Basic as they are, and not form-encoded first"
        "docs.x.com, OAuth 2.0, working with confidential clients; github.com/logto-io/logto, connector-oauth2";
    LogtoConnector "logto-connector"
        "the token request asks for no form of the answer, as Logto's OAuth2 connector does; what that would not take of it is said"
        "github.com/logto-io/logto, connector-oauth2";
    EmailsEndpoint "emails-endpoint"
        "where the user object has no e-mail address, whoami takes the primary verified one of its endpoint with /emails behind it"
        "docs.github.com, REST API endpoints for emails: GET /user/emails";
}

impl Quirk {
    /// Its row.
    pub fn row(self) -> &'static QuirkRow {
        QUIRKS.iter().find(|row| row.quirk == self).expect("the macro gives every quirk a row")
    }

    /// That it was met.
    pub fn departure(self) -> Departure {
        Departure { name: self.row().name, what: self.row().what.to_owned() }
    }

    /// The quirk of that name.
    pub fn named(name: &str) -> Option<Self> {
        QUIRKS.iter().find(|row| row.name == name).map(|row| row.quirk)
    }
}

/// What one provider does in its own way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quirks {
    /// The quirks that are on.
    pub on: Vec<Quirk>,
    /// Error names of its own, with the registered name of the same meaning (RFC 6749 §5.2).
    pub errors: Vec<(String, String)>,
    /// Names of its own for scopes in its answers, each with the one that was asked for.
    pub scopes: Vec<(String, String)>,
    /// Parameters of the authorization request, each with its own name there; an empty one is not sent.
    pub authorization_names: Vec<(String, String)>,
    /// As those, of a token request.
    pub token_names: Vec<(String, String)>,
}

impl Quirks {
    /// Whether a quirk is on.
    pub fn has(&self, quirk: Quirk) -> bool {
        self.on.contains(&quirk)
    }

    /// The scope as it was asked for, if the provider's answer calls it otherwise.
    pub fn asked_scope(&self, own: &str) -> Option<&str> {
        self.scopes.iter().find(|(name, _)| name == own).map(|(_, asked)| asked.as_str())
    }

    /// The registered error of the same meaning, if the provider calls it otherwise.
    pub fn registered_error(&self, own: &str) -> Option<&str> {
        self.errors.iter().find(|(name, _)| name == own).map(|(_, registered)| registered.as_str())
    }

    /// What an ID token of a shared tenant names as its issuer, `{tenantid}` standing for its own tenant; `None` where
    /// the issuer is exact (OIDC Core §3.1.3.7 rule 2).
    pub fn issuer_template(&self, asked: &str) -> Option<String> {
        self.has(Quirk::IssuerTemplate).then(|| issuer_template(asked)).flatten()
    }

    /// The other name that an ID token may give its issuer, if there is one.
    pub fn issuer_without_scheme<'a>(&self, asked: &'a str) -> Option<&'a str> {
        self.has(Quirk::IssuerWithoutScheme).then(|| asked.strip_prefix("https://")).flatten()
    }
}

const TENANT: &str = "{tenantid}";

/// What the metadata of a shared tenant names as its issuer; `None` where the tenant is one of its own, since there the
/// issuer is exact.
pub(super) fn issuer_template(asked: &str) -> Option<String> {
    for shared in ["/common/", "/organizations/"] {
        if asked.contains(shared) {
            return Some(asked.replacen(shared, &format!("/{TENANT}/"), 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_issuer_of_an_id_token_is_exact_but_for_two_quirks() {
        let with = |quirk: Quirk| Quirks { on: vec![quirk], ..Quirks::default() };
        let common = "https://login.microsoftonline.com/common/v2.0";
        let own = "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0";
        let template = "https://login.microsoftonline.com/{tenantid}/v2.0";
        assert_eq!(with(Quirk::IssuerTemplate).issuer_template(common).as_deref(), Some(template));
        assert_eq!(with(Quirk::IssuerTemplate).issuer_template(own), None);
        assert_eq!(Quirks::default().issuer_template(common), None);

        let google = "https://accounts.google.com";
        let bare = Some("accounts.google.com");
        assert_eq!(with(Quirk::IssuerWithoutScheme).issuer_without_scheme(google), bare);
        assert_eq!(with(Quirk::IssuerTemplate).issuer_without_scheme(google), None);
        assert_eq!(with(Quirk::IssuerWithoutScheme).issuer_without_scheme("http://127.0.0.1:1"), None);
    }

    #[test]
    fn every_quirk_has_a_name_a_meaning_and_a_source() {
        for row in QUIRKS {
            assert_eq!(Quirk::named(row.name), Some(row.quirk));
            assert_eq!(row.quirk.row().name, row.name);
            assert!(!row.what.is_empty() && !row.source.is_empty(), "{}", row.name);
        }
    }
}
