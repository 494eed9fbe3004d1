//! Request objects: an authorization request inside a JWT that its client has signed. <https://www.rfc-editor.org/rfc/rfc9101>
//!
//! Stricter than it has to be, so that a careless client shows here: one lives for five minutes at most, works once, and is for
//! this provider. One that stands elsewhere (`request_uri` with an address) is never fetched (RFC 9101 §10.4). One that is
//! encrypted is signed inside: anybody can encrypt (RFC 9101 §4, §10.2).

use serde_json::{Map, Value};

use super::{
    client::Client,
    client_assertion::{LONGEST_LIFE_S, SKEW_S},
    laxity::Laxity,
    oauth_error::{OauthError, Outcome},
    once,
    parameters::Parameters,
    provider::Provider,
    request_object_rule,
};
use crate::{
    jose::{
        algorithm::Algorithm,
        claims::Claims,
        jwe::{self, Encrypted, Encryption},
        jws::{self, Keys, Unverified},
    },
    secret::SecretString,
};

/// The parameter.
const REQUEST: &str = "request";

/// The kinds of token that are taken (RFC 9101 §10.8); what is signed for another purpose has another (RFC 8725 §3.11).
const TYPES: &[&str] = &["oauth-authz-req+jwt", "JWT"];

/// The claims that are about the object itself, and no parameters.
const ABOUT: &[&str] = &["iss", "aud", "exp", "iat", "nbf", "jti"];

/// The parameters of a request: those inside its object, if it has one, and no others (RFC 9101 §6.3).
pub fn opened(provider: &Provider, parameters: Parameters) -> Outcome<Parameters> {
    let client = parameters.get("client_id").and_then(|client_id| provider.client(client_id));
    match (parameters.get(REQUEST), client) {
        (None, Some(client)) if client.request_objects.required => Err(OauthError::request(
            "this client signs its requests, and this one is not signed (RFC 9101 section 10.5)",
        )),
        (None, _) => Ok(parameters),
        (Some(_), None) => Err(OauthError::request(
            "client_id is missing beside the request object, or not a registered one (RFC 9101 section 5)",
        )),
        (Some(object), Some(client)) => {
            if let Some(claims) = unsigned(object).filter(|_| provider.allows(Laxity::UnsignedRequestObject))
            {
                return beside(&client, parameters, &claims);
            }
            let claims = verified(&client, signed(provider, &client, object)?.expose())?;
            check(provider, &client, &claims)?;
            Ok(Parameters::of(claims.iter().flat_map(|(name, value)| fields(name, value))))
        }
    }
}

/// The claims of an object that says itself that nobody signed it (RFC 7518 §3.6).
fn unsigned(object: &str) -> Option<Map<String, Value>> {
    let (header, claims) = jws::peek(object)?;
    let is_unsigned = header.get("alg").and_then(Value::as_str) == Some("none");
    claims.as_object().filter(|_| is_unsigned && object.ends_with('.')).cloned()
}

/// What stands in an object that is not signed, and beside it; it need not say anything of itself (OIDC Core §6.1).
fn beside(client: &Client, parameters: Parameters, claims: &Map<String, Value>) -> Outcome<Parameters> {
    if claims.get("client_id").is_some_and(|said| said != client.client_id.as_str()) {
        return Err(refuse("must have the client_id that stands beside it", "section 5"));
    }
    let names: Vec<&str> = claims.keys().map(String::as_str).chain([REQUEST]).collect();
    let inside = claims.iter().flat_map(|(name, value)| fields(name, value));
    let inside = inside.filter(|(name, _)| ![REQUEST, "request_uri"].contains(&name.as_str()));
    Ok(inside.fold(parameters.without(&names), |known, (name, value)| match value.is_empty() {
        true => known,
        false => known.with(&name, value),
    }))
}

/// The signed token, out of its encryption if it has one (RFC 9101 §6.1).
fn signed(provider: &Provider, client: &Client, object: &str) -> Outcome<SecretString> {
    let registered = client.request_objects.encryption;
    if !jwe::is_encrypted(object) {
        return match registered {
            Some(_) => Err(refuse("is not encrypted, as those of this client are", "section 6.1")),
            None => Ok(object.into()),
        };
    }
    // RFC 7516 §11.5, threat C88: why it does not open is told to nobody
    let closed = |_| refuse("cannot be decrypted to a signed one", "section 6.1");
    let encrypted = Encrypted::parse(object).map_err(closed)?;
    let header = encrypted.header();
    let said = Encryption { algorithm: header.algorithm, content: header.encryption };
    let is_allowed = match registered {
        Some(registered) => said == registered,
        None => request_object_rule::ways().contains(&said.algorithm),
    };
    if !is_allowed {
        return Err(refuse("is encrypted in another way than it must be", "section 6.1"));
    }
    let own = provider.encryption_key.decrypting();
    let keys = jwe::Keys { private: own.as_slice(), secret: client.client_secret.as_ref() };
    let decrypted = encrypted.decrypt(keys).map_err(closed)?;
    if !decrypted.header().is_nested() {
        return Err(refuse("must have JWT as cty, for the signed one in it", "section 4"));
    }
    let signed = decrypted.nested().map_err(closed)?;
    // RFC 7519 §5.3: what stands outside too is compared, and believed for what is inside
    let claims = jws::peek(signed.expose()).and_then(|(_, claims)| claims.as_object().cloned());
    decrypted.check_replicated(&claims.unwrap_or_default()).map_err(closed)?;
    Ok(signed)
}

fn verified(client: &Client, object: &str) -> Outcome<Map<String, Value>> {
    let wrong = |_| refuse("is not signed with a key of this client", "section 6.2");
    let token = Unverified::parse(object).map_err(wrong)?;
    let algorithms = match &client.request_objects.signing_alg {
        Some(only) => std::slice::from_ref(only),
        None => Algorithm::ASYMMETRIC,
    };
    // FAPI 2.0 §5.4.1 (1)
    let is_allowed = |algorithm: &Algorithm| client.security_profile.allows_algorithm(algorithm.name());
    let allowed: Vec<Algorithm> = algorithms.iter().copied().filter(is_allowed).collect();
    let verified = token.verify(Keys::Published(&client.keys), &allowed).map_err(wrong)?;
    if verified.header().typ.as_deref().is_some_and(|typ| !TYPES.contains(&typ)) {
        return Err(refuse("is a token of another kind", "section 10.8"));
    }
    verified.claims().map_err(wrong)
}

fn check(provider: &Provider, client: &Client, members: &Map<String, Value>) -> Outcome<()> {
    let claims = Claims(members);
    let unreadable = |_| refuse("has a claim of another type than it must be", "section 4");
    let text = |name| claims.text(name).map_err(unreadable);
    let moment = |name| claims.moment(name).map_err(unreadable);
    // section 5: "MUST be identical"
    if text("client_id")? != Some(&client.client_id) {
        return Err(refuse("must have the client_id that stands beside it", "section 5"));
    }
    if text("iss")? != Some(&client.client_id) {
        return Err(refuse("must have the client_id as iss", "section 4"));
    }
    if !claims.texts("aud").map_err(unreadable)?.contains(&provider.issuer) {
        return Err(refuse("must have the issuer as aud", "section 4"));
    }
    // section 10.8: it could be taken for a client assertion
    if members.contains_key("sub") {
        return Err(refuse("must not have a sub", "section 10.8"));
    }
    if ["request", "request_uri"].iter().any(|name| members.contains_key(*name)) {
        return Err(refuse("must not have another one in it", "section 4"));
    }
    let now = provider.now();
    let exp = moment("exp")?.ok_or_else(|| refuse("has no exp", "section 4"))?;
    if exp <= now {
        return Err(refuse("has expired", "section 4"));
    }
    if exp.since(now) > LONGEST_LIFE_S + SKEW_S {
        return Err(refuse("lives for more than 5 minutes", "section 4"));
    }
    for name in ["iat", "nbf"] {
        if moment(name)?.is_some_and(|from| from.since(now) > SKEW_S) {
            return Err(refuse("is of the future", "section 4"));
        }
    }
    let jti = text("jti")?.filter(|jti| (1..=255).contains(&jti.len()));
    let jti = jti.ok_or_else(|| refuse("has no jti", "section 10.2"))?;
    once::take(provider, &client.client_id, &["request", jti], exp)?
        .map_err(|refused| refused.told(refuse("was used before", "section 10.2")))
}

/// A claim as a parameter is: numbers and JSON as their text, what may be repeated once for each.
fn fields(name: &str, value: &Value) -> Vec<(String, String)> {
    if ABOUT.contains(&name) {
        return Vec::new();
    }
    let field = |value: &Value| match value {
        Value::String(text) => (name.to_owned(), text.clone()),
        other => (name.to_owned(), other.to_string()),
    };
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) if Parameters::may_repeat(name) => items.iter().map(field).collect(),
        value => vec![field(value)],
    }
}

fn refuse(why: &str, section: &str) -> OauthError {
    OauthError::new("invalid_request_object", format!("the request object {why} (RFC 9101 {section})"))
}
