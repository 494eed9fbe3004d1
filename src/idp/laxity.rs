//! What the provider can take that a strict one refuses, by name: a test that depends on it says so. A NEW LAXITY is one row here,
//! and one question ([`Provider::allows`](super::provider::Provider::allows)) at the line that enforces the rule. Nothing is taken
//! unless it is asked for.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use crate::error::{Code, Phase, Result};

/// One laxity, for people.
pub struct Row {
    /// Which.
    pub laxity: Laxity,
    /// Its name.
    pub name: &'static str,
    /// Where the rule stands that is not held: `RFC 7636 §4.6`.
    pub section: &'static str,
    /// What is taken. It begins in lower case and has no period.
    pub what: &'static str,
}

/// The table, a line each: the variant, the name, the section, what is taken.
macro_rules! laxities {
    ($($variant:ident $name:literal $section:literal $what:literal;)*) => {
        /// Something that is taken though it is wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Laxity {
            $(#[doc = $what] $variant),*
        }

        /// Every laxity.
        pub const LAXITIES: &[Row] =
            &[$(Row { laxity: Laxity::$variant, name: $name, section: $section, what: $what }),*];
    };
}

laxities! {
    NoPkce "no-pkce" "RFC 9700 §2.1.1" "an authorization request without code_challenge, whose code then needs no verifier";
    PlainPkce "plain-pkce" "RFC 9700 §2.1.1" "a code_challenge that is the verifier itself (plain)";
    MissingPkceVerifier "missing-pkce-verifier" "RFC 7636 §4.6" "a code without the verifier of its challenge";
    WrongPkceVerifier "wrong-pkce-verifier" "RFC 7636 §4.6" "a code with a verifier that is not that of its challenge";
    OpenClients "open-clients" "RFC 6749 §2.2" "any client_id that nobody registered, with any secret or none, answered at near addresses";
    AnyRedirectUri "any-redirect-uri" "RFC 9700 §4.1.3" "a redirect_uri that the client did not register, at a near address";
    MissingRedirectUri "missing-redirect-uri" "OIDC Core §3.1.2.1" "an authorization request without redirect_uri, of a client that registered only one";
    RedirectUriNotRepeated "redirect-uri-not-repeated" "RFC 6749 §4.1.3" "a code without the redirect_uri of its request";
    OtherRedirectUri "other-redirect-uri" "RFC 6749 §4.1.3" "a code with another redirect_uri than that of its request";
    AnyScope "any-scope" "RFC 6749 §3.3" "a scope that is unknown, or none at all: granted as it stands";
    AnyResponseType "any-response-type" "RFC 7591 §2" "a response_type that the client did not register";
    MissingNonce "missing-nonce" "OIDC Core §3.2.2.1" "a request without nonce for an ID token through the browser";
    UnknownPrompt "unknown-prompt" "OIDC Core §3.1.2.1" "a prompt that is unknown here, such as create: passed over";
    AnyIdTokenHint "any-id-token-hint" "OIDC Core §3.1.2.1" "an id_token_hint that is no ID token of this provider: passed over";
    AnyResource "any-resource" "RFC 8707 §2" "a resource or audience that nobody registered: the token is for it";
    UnpushedRequest "unpushed-request" "RFC 9126 §6" "a request that was not pushed, of a client that pushes its requests";
    UnsignedRequestObject "unsigned-request-object" "RFC 9101 §10.2" "a request object that is not signed (alg none)";
    AnyClientSecret "any-client-secret" "RFC 6749 §2.3.1" "a client secret that is wrong";
    OtherClientAuthentication "other-client-authentication" "RFC 6749 §2.3" "a client secret sent in another way than the client is registered for, or by a client that has none";
    TwoClientAuthentications "two-client-authentications" "RFC 6749 §2.3" "a client secret both in the header and in the body: the header counts";
    NoClientAuthentication "no-client-authentication" "RFC 6749 §3.2.1" "a client that should prove who it is, and only says so";
    UnencodedBasic "unencoded-basic" "RFC 6749 §2.3.1" "a client secret in the header that was not form-encoded first";
    ReusableClientAssertion "reusable-client-assertion" "RFC 7523 §3" "a client assertion that was used before";
    AnyGrantType "any-grant-type" "RFC 6749 §5.2" "a grant_type that the client is not registered for";
    CodeOfAnotherClient "code-of-another-client" "RFC 6749 §5.2" "a code that was issued to another client; its tokens are that one's";
    ReusableCode "reusable-code" "RFC 6749 §4.1.2" "a code that was used before, and nothing is revoked";
    LateCode "late-code" "RFC 6749 §4.1.2" "a code that has expired, for an hour";
    RefreshTokenOfAnotherClient "refresh-token-of-another-client" "RFC 6749 §5.2" "a refresh token that was issued to another client; the new tokens are that one's";
    ReusableRefreshToken "reusable-refresh-token" "RFC 9700 §4.14.2" "a refresh token that was used before, and nothing is revoked";
    UnrotatedRefreshToken "unrotated-refresh-token" "RFC 9700 §4.14.2" "the same refresh token again and again: a refresh makes no new one";
    WiderRefreshScope "wider-refresh-scope" "RFC 6749 §6" "a scope at a refresh that was not granted";
    FastPolling "fast-polling" "RFC 8628 §3.5" "a device or a backchannel client that asks sooner than its interval";
    MissingDpopProof "missing-dpop-proof" "RFC 9449 §5.2" "a client whose tokens are bound to a key, without a proof: it gets bearer tokens";
    ReusableDpopProof "reusable-dpop-proof" "RFC 9449 §11.1" "a DPoP proof that was used before";
    LateDpopProof "late-dpop-proof" "RFC 9449 §11.1" "a DPoP proof of another time, by its iat";
    DpopTokenAsBearer "dpop-token-as-bearer" "RFC 9449 §7.2" "an access token that is bound to a key, sent as Bearer without a proof";
    AccessTokenInQuery "access-token-in-query" "RFC 9700 §4.3.2" "an access token in the query of the address";
    UserinfoWithoutOpenid "userinfo-without-openid" "OIDC Core §5.3" "an access token at UserInfo that lacks the scope openid";
    AnyPostLogoutRedirectUri "any-post-logout-redirect-uri" "RP-Initiated Logout §3" "a post_logout_redirect_uri that the client did not register, at a near address";
    LogoutWithoutQuestion "logout-without-question" "RP-Initiated Logout §2" "a logout without id_token_hint: the person is not asked";
    OpenUsers "open-users" "OIDC Core §3.1.2.3" "any username that nobody has: the person is a user from then on";
    AnyPassword "any-password" "OIDC Core §3.1.2.3" "a password that is wrong, or none";
    NoConsent "no-consent" "OIDC Core §3.1.2.4" "no agreement of the person: nobody is asked before a client gets something";
    NoSignIn "no-sign-in" "OIDC Core §3.1.2.3" "nobody at the browser: whoever comes without a session is the user of --sign-in-as, or the first";
}

impl Laxity {
    /// The laxity of that name; the error's hint has the nearest one.
    ///
    /// # Errors
    /// [`Code::Usage`].
    pub fn named(name: &str) -> Result<Self> {
        LAXITIES.iter().find(|row| row.name == name).map(|row| row.laxity).ok_or_else(|| {
            let alike = LAXITIES.iter().map(|known| (strsim::jaro_winkler(name, known.name), known.name));
            let nearest = alike.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness > 0.75);
            let hint = nearest.map_or_else(
                || "`authctl serve --list-laxities` lists them".to_owned(),
                |(_, nearest)| format!("did you mean `{nearest}`?"),
            );
            let error = Code::Usage.error().phase(Phase::Provider).got(name);
            error.message("there is no laxity of that name").hint(hint)
        })
    }

    /// A bit of its own.
    const fn bit(self) -> u64 {
        1 << self as u32
    }
}

/// Some of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Laxities(u64);

impl Laxities {
    /// Those of these names.
    ///
    /// # Errors
    /// [`Code::Usage`].
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        names.into_iter().try_fold(Self::default(), |known, name| Ok(known.with(Laxity::named(name)?)))
    }

    /// And this one.
    pub fn with(self, laxity: Laxity) -> Self {
        Self(self.0 | laxity.bit())
    }

    /// But not this one.
    pub fn without(self, laxity: Laxity) -> Self {
        Self(self.0 & !laxity.bit())
    }

    /// And those.
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether this one is among them.
    pub fn has(self, laxity: Laxity) -> bool {
        self.0 & laxity.bit() != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Their names, in the order of the table.
    pub fn names(self) -> Vec<&'static str> {
        LAXITIES.iter().filter(|row| self.has(row.laxity)).map(|row| row.name).collect()
    }
}

/// Those that made a difference to one request.
#[derive(Clone, Default)]
pub struct Used(Arc<AtomicU64>);

impl Used {
    /// This one did.
    pub fn note(&self, laxity: Laxity) {
        self.0.fetch_or(laxity.bit(), Ordering::Relaxed);
    }

    /// All that did.
    pub fn all(&self) -> Laxities {
        Laxities(self.0.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_laxity_has_a_name_and_a_bit_of_its_own_and_a_sentence_like_the_others() {
        let (mut seen, mut bits) = (BTreeSet::new(), BTreeSet::new());
        for row in LAXITIES {
            assert!(seen.insert(row.name) && bits.insert(row.laxity.bit()), "{}", row.name);
            assert!(row.name.bytes().all(|c| c.is_ascii_lowercase() || c == b'-'), "{}", row.name);
            assert!(row.section.contains('§') && !row.what.ends_with('.'), "{}", row.name);
            assert!(row.what.starts_with(|first: char| first.is_lowercase()), "{}", row.what);
            assert_eq!(Laxity::named(row.name).expect("it is there"), row.laxity);
        }
        assert!(LAXITIES.len() <= 64);
    }

    #[test]
    fn an_unknown_laxity_is_told_with_the_nearest() {
        let error = Laxity::named("no-pcke").expect_err("there is none of that name");
        assert_eq!(error.advice(), "did you mean `no-pkce`?");
        assert!(Laxity::named("zzz").expect_err("none").advice().contains("--list-laxities"));
    }

    #[test]
    fn a_set_has_what_was_put_into_it() {
        let set = Laxities::named(["late-code", "no-pkce"]).expect("there are both");
        assert_eq!(set.names(), ["no-pkce", "late-code"]);
        assert!(set.has(Laxity::LateCode) && !set.has(Laxity::ReusableCode));
        assert!(Laxities::default().is_empty() && !set.is_empty());
    }
}
