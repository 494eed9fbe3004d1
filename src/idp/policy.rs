//! What the provider does otherwise where it stands for a vendor's. The strict provider is [`Policy::STRICT`]; a vendor is lenient
//! only where the original is, and each leniency is one member here.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{
    client::Client,
    oauth_error::OauthError,
    parameters::Parameters,
    redirect_uri,
    scope::{self, Scope},
    user::User,
};

/// How a provider says who a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speech {
    /// By ID tokens and UserInfo (OpenID Connect).
    OpenId,
    /// By an API that an access token opens (RFC 6749).
    OAuth,
    /// By requests of its own that are much like OAuth's.
    Own,
}

/// Makes a link of an element by its attributes: path and query, if it is one that links are made of.
pub type MakesLink = fn(attribute: &dyn Fn(&str) -> Option<String>) -> Option<String>;

/// The rules that differ from vendor to vendor.
#[derive(Clone, Copy)]
pub struct Policy {
    /// Whose provider the pages say it is; empty for its own.
    pub title: &'static str,
    /// How it says who a person is.
    pub speech: Speech,
    /// What the issuer has after the host; empty for most.
    pub issuer_path: &'static str,
    /// The scopes that are about a person.
    pub scopes: &'static [Scope],
    /// What is done with scopes that are none of these.
    pub unknown_scopes: UnknownScopes,
    /// Whether a client that has a secret may send it by either way, whichever it is registered for (RFC 6749 §2.3.1).
    pub takes_secrets_either_way: bool,
    /// Whether a client that registered the first URI may be answered at the second.
    pub may_redirect: fn(registered: &str, presented: &str) -> bool,
    /// Whether a client may be sent there after logout.
    pub may_end_at: fn(&Client, &str) -> bool,
    /// Whether every code has a `code_challenge` (RFC 9700 §2.1.1), and not those alone of clients without a secret. One that came
    /// with a challenge is never redeemed without its verifier.
    pub needs_pkce: bool,
    /// Whether a challenge may be the verifier itself (RFC 7636 §4.2, `plain`).
    pub takes_plain_pkce: bool,
    /// Whether the person is asked before a client gets something; an app of the same house is trusted beforehand.
    pub asks_consent: bool,
    /// Whether answers name the issuer (RFC 9207).
    pub names_issuer: bool,
    /// Whether a refresh token works once (RFC 9700 §4.14.2).
    pub rotates_refresh_tokens: bool,
    /// Whether a person gives a refresh token only where they are asked, and so not at each sign-in.
    pub asks_for_offline: bool,
    /// What codes begin with.
    pub code_prefix: &'static str,
    /// What refresh tokens begin with.
    pub refresh_token_prefix: &'static str,
    /// Whether that of a client without a secret does in any case.
    pub rotates_for_public_clients: bool,
    /// What access tokens begin with that can only be asked about; without it they are JWTs (RFC 9068).
    pub opaque_access_tokens: Option<&'static str>,
    /// What a client is told of a person who said no.
    pub denial: &'static str,
    /// Where a client may read more about an error (RFC 6749 §4.1.2.1).
    pub error_uri: fn(error: &str) -> Option<&'static str>,
    /// What comes beside a code, for these scopes.
    pub beside_code: fn(&[String]) -> Vec<(&'static str, String)>,
    /// What is told of a person for these scopes.
    pub claims: fn(&User, &[String]) -> Map<String, Value>,
    /// Whether the ID token tells it too (OIDC Core §5.4 leaves it to UserInfo).
    pub claims_in_id_token: bool,
    /// Whether clients hear at their logout hooks that a person has logged out.
    pub calls_logout_hooks: bool,
    /// What the sign-in page is headed by.
    pub sign_in_title: &'static str,
    /// Whether the ID token names its client once more (OIDC Core §2, `azp`).
    pub names_authorized_party: bool,
    /// Which of it UserInfo alone tells even then.
    pub only_at_userinfo: &'static [&'static str],
    /// Whether a token is for APIs only where its own request names them; else it is for all that were granted (RFC 8707 §2.2).
    pub names_resources_anew: bool,
    /// Whether the scopes that are not about a person are those of APIs, so that each token has only its own.
    pub parts_scopes: bool,
    /// Where the page is on which a person signs in, if it has an address of its own: for this request, which goes on as this
    /// text.
    pub sign_in_screen: Option<fn(&Parameters, &str) -> String>,
    /// Where an element of an app's page leads that a script of the vendor's makes a link of.
    pub makes_link: MakesLink,
    /// What a client is told of an error through the browser.
    pub tells: fn(&OauthError) -> OauthError,
}

/// What is done with a scope that nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownScopes {
    /// The request is refused (RFC 6749 §3.3).
    Refused,
    /// It is left out; so is a missing scope.
    Ignored,
    /// It is granted as it stands; so is none at all.
    Granted,
}

impl Policy {
    /// The provider that speaks for itself.
    pub const STRICT: Self = Self {
        title: "",
        speech: Speech::OpenId,
        issuer_path: "",
        scopes: scope::SCOPES,
        unknown_scopes: UnknownScopes::Refused,
        takes_secrets_either_way: false,
        may_redirect: redirect_uri::matches,
        may_end_at: Client::may_end_at,
        needs_pkce: true,
        takes_plain_pkce: false,
        asks_consent: true,
        names_issuer: true,
        rotates_refresh_tokens: true,
        asks_for_offline: false,
        code_prefix: "",
        refresh_token_prefix: "",
        rotates_for_public_clients: true,
        opaque_access_tokens: None,
        denial: "the user said no (RFC 6749 section 4.1.2.1)",
        error_uri: |_| None,
        beside_code: |_| Vec::new(),
        claims: User::claims,
        claims_in_id_token: false,
        calls_logout_hooks: false,
        sign_in_title: "Sign in",
        names_authorized_party: false,
        only_at_userinfo: &[],
        names_resources_anew: false,
        parts_scopes: false,
        sign_in_screen: None,
        makes_link: |_| None,
        tells: OauthError::clone,
    };

    /// The same, but for apps that use PKCE badly or not at all: whether they do is for a check to say.
    pub const WITH_ANY_PKCE: Self = Self { needs_pkce: false, takes_plain_pkce: true, ..Self::STRICT };

    /// The scopes of a token for these APIs, or for none.
    pub fn scope_of_token<'a>(&self, granted: &'a [String], resources: &[String]) -> Cow<'a, [String]> {
        if !self.parts_scopes {
            return granted.into();
        }
        let is_its_own = |word: &&String| self.meaning(word).is_none() != resources.is_empty();
        granted.iter().filter(is_its_own).cloned().collect()
    }

    /// Whether access tokens can be bound to a key or a certificate: what says nothing does not say that either, and whoever has
    /// such tokens hears of no proof.
    pub fn binds_tokens(&self) -> bool {
        self.opaque_access_tokens.is_none()
    }

    /// What a scope means, if there is one of that name.
    pub fn meaning(&self, name: &str) -> Option<&'static str> {
        self.scopes.iter().find(|scope| scope.name == name).map(|scope| scope.means)
    }
}
