//! What an app with a defect does not take, although its provider may do it.

use serde_json::{Map, Value};

use super::{
    defect::{Defect as D, Defects},
    encoding::now,
    http::Pairs,
    jwt::{Jwt, Refusal, refuse},
    site::Settings,
};

/// How late an ID token may arrive at an app that has no patience, in seconds.
const PATIENCE_S: i64 = 10;
/// The longest `sub` that an app has room for that has little.
const ROOM: usize = 64;

fn has_only(object: &Map<String, Value>, known: &[&str]) -> bool {
    object.keys().all(|name| known.contains(&name.as_str()))
}

/// The parameters of a callback.
pub fn takes_callback(query: &Pairs, defects: &Defects) -> bool {
    const KNOWN: &[&str] =
        &["code", "state", "iss", "session_state", "error", "error_description", "error_uri"];
    let is_known = query.0.iter().all(|(name, _)| KNOWN.contains(&name.as_str()));
    let is_ordered = query.0.first().is_none_or(|(name, _)| name == "code" || name == "error");
    (is_known || !defects.has(D::RefusesUnknownParameters))
        && (is_ordered || !defects.has(D::WantsCodeFirst))
        && (query.get("iss").is_some() || !defects.has(D::NeedsIssParameter))
}

/// The metadata of the provider.
pub fn takes_metadata(metadata: &Value, settings: &str, defects: &Defects) -> bool {
    let algorithms = metadata["id_token_signing_alg_values_supported"].as_array();
    let is_usual = algorithms
        .is_none_or(|all| all.iter().any(|alg| alg == settings) && !all.iter().any(|alg| alg == "none"));
    let has_pkce = metadata["code_challenge_methods_supported"]
        .as_array()
        .is_some_and(|all| all.iter().any(|it| it == "S256"));
    let names = metadata.as_object().into_iter().flat_map(Map::keys);
    let is_known = names.into_iter().all(|name| !name.contains("unknown"));
    (is_usual || !defects.has(D::WantsUsualAlgorithms))
        && (has_pkce || !defects.has(D::NeedsPkceAnnounced))
        && (is_known || !defects.has(D::RefusesExtraMetadata))
        && (metadata["userinfo_endpoint"].is_string() || !defects.has(D::NeedsFullMetadata))
}

/// The keys of the provider.
pub fn takes_keys(keys: &[Value], defects: &Defects) -> bool {
    const KNOWN: &[&str] = &["kty", "kid", "use", "alg", "crv", "x", "y", "n", "e"];
    let is_usual = |key: &Value| {
        let twins = keys.iter().filter(|other| other["kid"] == key["kid"]).count();
        let is_whole = key["x"].is_string() || key["n"].is_string();
        let is_marked = key["use"].is_string() && key["alg"].is_string();
        twins == 1 && is_whole && is_marked && key.as_object().is_some_and(|key| has_only(key, KNOWN))
    };
    keys.iter().all(is_usual) || !defects.has(D::RefusesOddKeys)
}

/// A token answer.
pub fn tokens(tokens: &Map<String, Value>, settings: &Settings, defects: &Defects) -> Result<(), Refusal> {
    const KNOWN: &[&str] =
        &["access_token", "token_type", "expires_in", "refresh_token", "scope", "id_token", "error"];
    if defects.has(D::RefusesExtraMembers) && !has_only(tokens, KNOWN) {
        return refuse("an unknown member");
    }
    let is_whole = ["expires_in", "refresh_token", "scope"].iter().all(|name| tokens.contains_key(*name));
    if defects.has(D::NeedsAllTokenMembers) && !is_whole {
        return refuse("a member is missing");
    }
    let lifetime = tokens.get("expires_in").is_none_or(|it| it.as_i64().is_some_and(|it| it > 0));
    let scope = tokens.get("scope").is_none_or(|scope| *scope == settings.scope);
    if defects.has(D::RefusesOddTokens) && !(lifetime && scope) {
        return refuse("a strange token answer");
    }
    Ok(())
}

/// An ID token whose signature is right.
pub fn id_token(jwt: &Jwt, defects: &Defects) -> Result<(), Refusal> {
    let (header, claims, has) = (&jwt.header, &jwt.claims, |defect: D| defects.has(defect));
    let missing = |name: &str| !claims.contains_key(name);
    let typ = header.get("typ");
    let iat = claims.get("iat").and_then(Value::as_i64).unwrap_or_else(now);
    let sub = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
    let is_refused = typ.is_none() && has(D::NeedsTyp)
        || typ.is_some_and(|typ| typ != "JWT") && has(D::WantsTypInCapitals)
        || !has_only(header, &["alg", "kid", "typ"]) && has(D::RefusesExtraHeaders)
        || !missing("azp") && has(D::RefusesAzp)
        || !missing("nbf") && has(D::RefusesNbf)
        || !missing("c_hash") && has(D::RefusesCHash)
        || missing("at_hash") && has(D::NeedsAtHash)
        || sub.len() > ROOM && has(D::WantsShortSub)
        || claims.get("exp").is_some_and(|exp| exp.as_i64().is_none()) && has(D::WantsWholeNumbers)
        || iat < now() - PATIENCE_S && has(D::RefusesSlowClock);
    if is_refused { refuse("a strange ID token") } else { Ok(()) }
}

/// What UserInfo says.
pub fn user_info(info: &Map<String, Value>, defects: &Defects) -> Result<(), Refusal> {
    let text = |name: &str| info.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_plain =
        !text("name").is_empty() && text("name").chars().all(|it| it.is_alphanumeric() || it == ' ');
    let is_own =
        text("email").starts_with(text("sub")) && info.get("email_verified") == Some(&Value::Bool(true));
    if defects.has(D::RefusesOddUserInfo) && !(is_plain && is_own) {
        return refuse("a strange person");
    }
    let is_known = info.keys().all(|name| !name.contains("unknown") && !name.starts_with('_'));
    if defects.has(D::RefusesExtraUserInfo) && !is_known {
        return refuse("an unknown claim");
    }
    Ok(())
}

/// A token answer to a refresh.
pub fn refreshed(tokens: &Map<String, Value>, defects: &Defects) -> Result<(), Refusal> {
    if defects.has(D::NeedsRefreshedIdToken) && !tokens.contains_key("id_token") {
        return refuse("no refreshed ID token");
    }
    if defects.has(D::NeedsRotatedToken) && !tokens.contains_key("refresh_token") {
        return refuse("no new refresh token");
    }
    Ok(())
}
