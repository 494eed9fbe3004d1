//! A client's signed proof of who it is, checked: RFC 7521 §4.2, RFC 7523 §3, OIDC Core §9.
//!
//! Stricter than it has to be, so that a careless client shows here: the audience is one string and exactly one of two, an
//! assertion lives for five minutes at most and works once.

use serde_json::{Map, Value};

use super::{
    client::Client,
    laxity::Laxity,
    oauth_error::{OauthError, Outcome},
    once,
    provider::Provider,
    used_once::Refused,
};
use crate::{
    jose::{
        algorithm::Algorithm,
        claims::Claims,
        jws::{Keys, Unverified},
    },
    protocol::{client_auth::ClientAuthMethod, security_profile::SecurityProfile, time::UnixTime},
};

/// The longest life of an assertion, in seconds.
pub(super) const LONGEST_LIFE_S: i64 = 300;
/// How far the clocks may differ, in seconds.
pub(super) const SKEW_S: i64 = 60;

/// The signature algorithms that assertions can have here.
pub fn algorithms(method: ClientAuthMethod) -> &'static [Algorithm] {
    match method {
        ClientAuthMethod::PrivateKeyJwt => Algorithm::ASYMMETRIC,
        ClientAuthMethod::ClientSecretJwt => &Algorithm::ALL[Algorithm::ASYMMETRIC.len()..],
        _ => &[],
    }
}

/// Checks that the client itself made the assertion, for us, now, and for this one request.
pub fn check(provider: &Provider, client: &Client, assertion: &str) -> Outcome<()> {
    let claims = verified(client, assertion)?;
    let unreadable = |_| refuse("has a claim of another type than it must be", "RFC 7519 section 4.1");
    let claims = Claims(&claims);
    let text = |name| claims.text(name).map_err(unreadable);
    let moment = |name| claims.moment(name).map_err(unreadable);
    if text("iss")? != Some(&client.client_id) || text("sub")? != Some(&client.client_id) {
        return Err(refuse("must have the client_id as iss and as sub", "RFC 7523 section 3"));
    }
    // FAPI 2.0 §5.3.2.1 (8): the issuer alone
    let may_be_other = client.security_profile == SecurityProfile::None;
    let is_token_endpoint = |said: &str| provider.bases().any(|base| said == format!("{base}/token"));
    let audience = claims.0.get("aud").and_then(Value::as_str);
    if !audience.is_some_and(|said| said == provider.issuer || may_be_other && is_token_endpoint(said)) {
        return Err(refuse(
            "must have the issuer or the token endpoint as aud, as one string",
            "RFC 7523 section 3",
        ));
    }
    let now = provider.now();
    let exp = moment("exp")?.ok_or_else(|| refuse("has no exp", "RFC 7523 section 3"))?;
    if exp <= now {
        return Err(refuse("has expired", "RFC 7523 section 3"));
    }
    if exp.since(now) > LONGEST_LIFE_S + SKEW_S {
        return Err(refuse("lives for more than 5 minutes", "RFC 7523 section 3"));
    }
    for name in ["iat", "nbf"] {
        if moment(name)?.is_some_and(|from| from.since(now) > SKEW_S) {
            return Err(refuse("is of the future", "RFC 7523 section 3"));
        }
    }
    match text("jti")?.filter(|jti| (1..=255).contains(&jti.len())) {
        Some(jti) => use_once(provider, client, jti, exp),
        None => Err(refuse("has no jti", "OIDC Core section 9")),
    }
}

fn verified(client: &Client, assertion: &str) -> Outcome<Map<String, Value>> {
    let wrong = |_| refuse("is not signed with a key of this client", "RFC 7523 section 3");
    let secret = client.client_secret.as_ref().map(|secret| secret.expose().as_bytes()).unwrap_or_default();
    let keys = match client.token_endpoint_auth_method {
        ClientAuthMethod::ClientSecretJwt => Keys::Symmetric(secret),
        _ => Keys::Published(&client.keys),
    };
    let token = Unverified::parse(assertion).map_err(wrong)?;
    let algorithms = algorithms(client.token_endpoint_auth_method).iter().copied();
    // FAPI 2.0 §5.4.1 (1)
    let allowed = algorithms.filter(|algorithm| client.security_profile.allows_algorithm(algorithm.name()));
    let verified = token.verify(keys, &allowed.collect::<Vec<_>>()).map_err(wrong)?;
    verified.claims().map_err(wrong)
}

/// RFC 7523 §3 (7), threat C133: whoever overhears an assertion cannot use it again.
fn use_once(provider: &Provider, client: &Client, jti: &str, forget_at: UnixTime) -> Outcome<()> {
    match once::take(provider, &client.client_id, &[jti], forget_at)? {
        Err(Refused::Again) if provider.allows(Laxity::ReusableClientAssertion) => Ok(()),
        taken => taken.map_err(|refused| refused.told(refuse("was used before", "RFC 7523 section 3"))),
    }
}

fn refuse(why: &str, section: &str) -> OauthError {
    OauthError::client(format!("the client assertion {why} ({section})"))
}
