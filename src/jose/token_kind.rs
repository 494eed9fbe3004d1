//! The kinds of tokens that are JSON Web Tokens, told apart by their `typ` (RFC 8725 §3.11), and where a kind has none by
//! what only it has.

use serde_json::{Map, Value};

/// A kind of token.
pub struct TokenKind {
    /// Its name for programs.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Where it is defined.
    pub section: &'static str,
    /// Its `typ`, if it has one of its own, without `application/`.
    pub typ: Option<&'static str>,
    /// Whether claims can be of no other kind; asked if no `typ` tells.
    is_meant: fn(&Map<String, Value>) -> bool,
}

const fn row(
    name: &'static str,
    title: &'static str,
    section: &'static str,
    typ: Option<&'static str>,
    is_meant: fn(&Map<String, Value>) -> bool,
) -> TokenKind {
    TokenKind { name, title, section, typ, is_meant }
}

/// The event of a logout token.
const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Every kind; the first that is meant is it.
pub const KINDS: &[TokenKind] = &[
    row("access_token", "access token", "RFC 9068 §2.1", Some("at+jwt"), |_| false),
    row("logout_token", "logout token", "Back-Channel Logout §2.4", Some("logout+jwt"), |claims| {
        claims.get("events").is_some_and(|events| events.get(LOGOUT).is_some())
    }),
    row("security_event_token", "security event token", "RFC 8417 §2.3", Some("secevent+jwt"), |claims| {
        claims.contains_key("events")
    }),
    row("dpop_proof", "DPoP proof", "RFC 9449 §4.2", Some("dpop+jwt"), |claims| claims.contains_key("htm")),
    row("request_object", "request object", "RFC 9101 §10.8", Some("oauth-authz-req+jwt"), |claims| {
        claims.contains_key("response_type")
    }),
    row(
        "introspection_answer",
        "introspection answer",
        "RFC 9701 §5",
        Some("token-introspection+jwt"),
        |claims| claims.contains_key("token_introspection"),
    ),
    row("id_token", "ID token", "OIDC Core §2", None, |claims| {
        ["nonce", "at_hash", "c_hash", "auth_time", "azp"].iter().any(|name| claims.contains_key(*name))
    }),
    row("authorization_response", "authorization response", "JARM §2.1", None, |claims| {
        claims.contains_key("code") || claims.contains_key("error")
    }),
    row("client_assertion", "client assertion", "RFC 7523 §3", Some("client-authentication+jwt"), |claims| {
        claims.get("iss").is_some_and(|issuer| claims.get("sub") == Some(issuer))
    }),
];

/// The kind of a token with this `typ` and these claims, as far as it can be told.
pub fn of(typ: Option<&str>, claims: &Map<String, Value>) -> Option<&'static TokenKind> {
    // RFC 7515 §4.1.9: no letter case, and `application/` may be left out
    let typ = typ.map(str::to_ascii_lowercase);
    let typ = typ.as_deref().map(|typ| typ.strip_prefix("application/").unwrap_or(typ));
    match typ.filter(|typ| *typ != "jwt") {
        Some(typ) => KINDS.iter().find(|kind| kind.typ == Some(typ)),
        None => KINDS.iter().find(|kind| (kind.is_meant)(claims)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn name(typ: Option<&str>, claims: Value) -> Option<&'static str> {
        of(typ, claims.as_object().unwrap()).map(|kind| kind.name)
    }

    #[test]
    fn every_kind_is_told_by_its_typ_whatever_it_claims() {
        for kind in KINDS.iter().filter(|kind| kind.typ.is_some()) {
            let claims = json!({"nonce": "n", "events": {}, "htm": "GET"});
            assert_eq!(name(kind.typ, claims.clone()), Some(kind.name));
            let long = format!("application/{}", kind.typ.unwrap().to_uppercase());
            assert_eq!(name(Some(&long), claims), Some(kind.name));
        }
        assert_eq!(name(Some("other+jwt"), json!({"nonce": "n"})), None);
    }

    #[test]
    fn without_a_typ_of_its_own_a_kind_is_told_by_what_only_it_has() {
        for (claims, kind) in [
            (json!({"nonce": "n", "sub": "a"}), Some("id_token")),
            (json!({"events": {LOGOUT: {}}, "sub": "a"}), Some("logout_token")),
            (json!({"events": {"https://schemas.example/x": {}}}), Some("security_event_token")),
            (json!({"iss": "app", "sub": "app", "jti": "1"}), Some("client_assertion")),
            (json!({"htm": "GET"}), Some("dpop_proof")),
            (json!({"response_type": "code"}), Some("request_object")),
            (json!({"token_introspection": {}}), Some("introspection_answer")),
            (json!({"code": "c", "state": "s"}), Some("authorization_response")),
            (json!({"error": "access_denied"}), Some("authorization_response")),
            (json!({"sub": "a"}), None),
        ] {
            for typ in [None, Some("JWT"), Some("jwt")] {
                assert_eq!(name(typ, claims.clone()), kind, "{claims}");
            }
        }
    }
}
