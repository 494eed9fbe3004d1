//! The access token of a request to a protected resource: sent in one way, and with a proof if it is bound to a key.
//! <https://www.rfc-editor.org/rfc/rfc6750>, <https://www.rfc-editor.org/rfc/rfc9449#section-7>

use http::{Method, StatusCode, header};
use serde_json::{Map, Value};

use super::{
    client_certificate, dpop,
    laxity::Laxity,
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    provider::Provider,
    received::{self, Received},
    reply::Reply,
    tokens,
};
use crate::protocol::token::TokenType;

/// The answer of a protected resource to a request: `answer` gives it to whoever has a token with these claims.
pub async fn answer<A: Future<Output = Outcome<Reply>>>(
    provider: &Provider,
    received: &Received,
    answer: impl FnOnce(Map<String, Value>) -> A,
) -> Reply {
    let token = match presented(provider, received) {
        Ok(Some(token)) => token,
        // RFC 6750 §3.1, RFC 9449 §7.1: a request without authentication gets no error code
        Ok(None) => {
            let challenges =
                format!("DPoP realm=\"authctl\", algs=\"{}\", Bearer realm=\"authctl\"", dpop::algorithms());
            return Reply::empty(StatusCode::UNAUTHORIZED).header("www-authenticate", &challenges);
        }
        Err(error) => return error.bearer_reply(),
    };
    let answered = match claims(provider, received, &token) {
        Ok(claims) => answer(claims).await,
        Err(error) => Err(error),
    };
    let reply = match (answered, token.scheme) {
        (Ok(reply), _) => reply,
        (Err(error), TokenType::Dpop) => dpop::challenge(&error),
        (Err(error), TokenType::Bearer) => error.bearer_reply(),
    };
    dpop::with_nonce(provider, reply)
}

/// A token that does not open what it was sent to.
pub fn invalid_token(why: &str) -> OauthError {
    OauthError { status: StatusCode::UNAUTHORIZED, ..OauthError::new("invalid_token", why) }
}

/// A token, and as what it was sent.
struct Presented {
    token: String,
    scheme: TokenType,
}

/// The token, by exactly one of the ways of RFC 6750 §2 and RFC 9449 §7.1; not in the query, where logs keep it (RFC 6750
/// §2.3, RFC 9700 §4.3.2).
fn presented(provider: &Provider, received: &Received) -> Outcome<Option<Presented>> {
    let in_query = Parameters::parse(received.query.as_bytes()).0;
    let in_query = in_query.get("access_token").map(str::to_owned);
    if in_query.is_some() && !provider.allows(Laxity::AccessTokenInQuery) {
        return Err(OauthError::request("access_token must not stand in the query (RFC 9700 section 4.3.2)"));
    }
    let in_body = if received.method == Method::POST && received.is_form() {
        match received.parameters() {
            (parameters, None) => parameters.get("access_token").map(str::to_owned),
            (_, Some(fault)) => return Err(received::malformed(&fault)),
        }
    } else {
        None
    };
    if !received.headers.contains_key(header::AUTHORIZATION) {
        return Ok(in_body.or(in_query).map(|token| Presented { token, scheme: TokenType::Bearer }));
    }
    // RFC 6750 §2: not more than one method a request
    if in_body.is_some() {
        return Err(OauthError::request("the token must be sent in one way, not two (RFC 6750 section 2)"));
    }
    let sent = received.header(header::AUTHORIZATION).and_then(|value| value.split_once(' '));
    let sent = sent.and_then(|(scheme, token)| {
        let types = [TokenType::Bearer, TokenType::Dpop];
        let scheme = types.into_iter().find(|known| known.is_named(scheme))?;
        Some(Presented { token: token.trim().to_owned(), scheme })
    });
    sent.map(Some).ok_or_else(|| {
        OauthError::request(
            "the Authorization header is not Bearer or DPoP with a token (RFC 6750 section 2.1, RFC 9449 section 7.1)",
        )
    })
}

/// The claims of a token that works, sent as what it is.
fn claims(provider: &Provider, received: &Received, presented: &Presented) -> Outcome<Map<String, Value>> {
    let claims = provider
        .open_access_token(&presented.token)
        .ok_or_else(|| invalid_token("the access token is not one that works (RFC 6750 section 3.1)"))?;
    client_certificate::check_bound(&claims, received)?;
    match (presented.scheme, tokens::jkt(&claims)) {
        (TokenType::Bearer, None) => {}
        (TokenType::Bearer, Some(_)) if provider.allows(Laxity::DpopTokenAsBearer) => {}
        (TokenType::Dpop, Some(jkt)) => {
            let client_id = claims.get("client_id").and_then(Value::as_str).unwrap_or_default();
            let bound = dpop::Bound { token: &presented.token, jkt, client_id };
            dpop::check_use(provider, received, &bound)?;
        }
        // RFC 9449 §7.2: a bound token is no bearer token, nor the reverse
        (TokenType::Bearer, Some(_)) => {
            return Err(invalid_token(
                "the access token is bound to a key, and was sent as Bearer (RFC 9449 section 7.2)",
            ));
        }
        (TokenType::Dpop, None) => {
            return Err(invalid_token(
                "the access token is bound to no key, and was sent as DPoP (RFC 9449 section 7.2)",
            ));
        }
    }
    Ok(claims)
}
