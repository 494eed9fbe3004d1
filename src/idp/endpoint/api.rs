//! A small API that tokens of this provider open, to try things with at home: `/_dev/api` (RFC 6750, RFC 8707,
//! RFC 9449, RFC 9470).

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::protected_resource;
use crate::{
    idp::{
        access::{self, invalid_token},
        dpop,
        oauth_error::{OauthError, Outcome},
        parameters::Parameters,
        provider::Provider,
        received::Received,
        reply::Reply,
        target, tokens,
    },
    jose::claims::Claims,
    protocol::token::TokenType,
};

/// Answers one request: with what the token says.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let reply = access::answer(provider, received, |claims| async move {
        check_audience(provider, &claims)?;
        let wanted = wanted(received)?;
        if !wanted.is_met_by(provider, &claims) {
            // RFC 9449 §7.1: in the scheme that the token goes by
            let scheme = if tokens::jkt(&claims).is_some() { TokenType::Dpop } else { TokenType::Bearer };
            return Ok(wanted.challenge(scheme));
        }
        let said = ["sub", "client_id", "scope", "aud", "acr", "auth_time"]
            .map(|name| (name.to_owned(), claims.get(name).cloned().unwrap_or_default()));
        Ok(Reply::json(StatusCode::OK, &json!(Map::from_iter(said))))
    })
    .await;
    protected_resource::told(provider, reply)
}

/// A token is for this API, or for the whole provider.
fn check_audience(provider: &Provider, claims: &Map<String, Value>) -> Outcome<()> {
    let audience = Claims(claims).texts("aud").unwrap_or_default();
    // RFC 9068 §4
    match [provider.issuer.clone(), target::own_api(provider)].iter().any(|own| audience.contains(own)) {
        true => Ok(()),
        false => Err(invalid_token("the access token is for another API (RFC 9068 section 4)")),
    }
}

/// What sign-in is wanted: by the query, so that it can be tried at home (RFC 9470).
struct Wanted {
    /// One of these; none of them is any.
    acr: Vec<String>,
    /// How old it may be, in seconds.
    max_age: Option<i64>,
}

/// `?acr=…&max_age=…`
fn wanted(received: &Received) -> Outcome<Wanted> {
    let (parameters, _) = Parameters::parse(received.query.as_bytes());
    let max_age = parameters.get("max_age").map(|text| text.parse().ok().filter(|seconds| *seconds >= 0));
    let wrong = || OauthError::request("max_age must be a number of seconds (RFC 9470 section 3)");
    let max_age = max_age.map(|seconds: Option<i64>| seconds.ok_or_else(wrong)).transpose()?;
    Ok(Wanted { acr: parameters.words("acr"), max_age })
}

impl Wanted {
    /// RFC 9470 §5: what the token says of the sign-in.
    fn is_met_by(&self, provider: &Provider, claims: &Map<String, Value>) -> bool {
        let acr = claims.get("acr").and_then(Value::as_str);
        let is_strong = self.acr.is_empty() || self.acr.iter().any(|wanted| Some(wanted.as_str()) == acr);
        let auth_time = Claims(claims).moment("auth_time").ok().flatten();
        let age = auth_time.map(|moment| provider.now().since(moment));
        is_strong && self.max_age.is_none_or(|longest| age.is_some_and(|age| age <= longest))
    }

    /// RFC 9470 §3
    fn challenge(&self, scheme: TokenType) -> Reply {
        let why = "the sign-in is not as strong or as new as this needs (RFC 9470 section 3)";
        let error = OauthError {
            status: StatusCode::UNAUTHORIZED,
            ..OauthError::new("insufficient_user_authentication", why)
        };
        let mut challenge = format!(
            "{} realm=\"authctl\", error=\"{}\", error_description=\"{}\"",
            scheme.name(),
            error.error,
            error.description
        );
        if scheme == TokenType::Dpop {
            challenge.push_str(&format!(", algs=\"{}\"", dpop::algorithms()));
        }
        // a quoted string of the protocol has neither quotes nor backslashes (RFC 6749 appendix A)
        let plain =
            |word: &&String| word.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"\\".contains(&byte));
        let acr: Vec<&str> = self.acr.iter().filter(plain).map(String::as_str).collect();
        if !acr.is_empty() {
            challenge.push_str(&format!(", acr_values=\"{}\"", acr.join(" ")));
        }
        if let Some(seconds) = self.max_age {
            challenge.push_str(&format!(", max_age=\"{seconds}\""));
        }
        error.reply().header("www-authenticate", &challenge)
    }
}
