//! A code becomes a person: token request, ID token, UserInfo.
//! <https://openid.net/specs/openid-connect-core-1_0.html#TokenEndpoint>

use serde_json::{Map, Value};
use url::form_urlencoded::byte_serialize;

use super::{
    defect::Defect as D,
    encoding::{base64, now},
    fetch::Question,
    id_token::{Expected, Identity, judged},
    jwt::{Kind, Refusal, refuse},
    narrow,
    session::{Pending, User},
    site::Desk,
};

/// The person, if everything about the answer is right.
pub fn signed_in(desk: &Desk<'_>, pending: &Pending, code: &str) -> Result<User, Refusal> {
    let mut fields =
        vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", &pending.redirect_uri)];
    if !desk.defects.has(D::SendsNoPkce) {
        fields.push(("code_verifier", &pending.verifier));
    }
    let tokens = tokens(desk, fields)?;
    let has = |defect: D| desk.defects.has(defect);
    let access_token = tokens.get("access_token").and_then(Value::as_str).unwrap_or_default();
    let identity = match tokens.get("id_token").and_then(Value::as_str) {
        Some(text) => match judged(desk, text, Expected { nonce: Some(&pending.nonce), access_token }) {
            Err(_) if has(D::PassesOverBadIdToken) => None,
            judged => Some(judged?),
        },
        None if has(D::SignsInWithoutIdToken) => None,
        None => return refuse("there is no ID token"),
    };
    let info = user_info(desk, access_token, identity.as_ref())?;
    let of_info = |name: &str| info.as_ref().and_then(|info| info.get(name)?.as_str()).map(str::to_owned);
    let mut user = match identity {
        Some(identity) => of_identity(desk, identity),
        None => of_identity(desk, Identity { sub: String::new(), sid: None, iat: now(), name: None }),
    };
    if has(D::PrefersUserInfoSub) || user.sub.is_empty() {
        user.sub = of_info("sub").unwrap_or(user.sub);
    }
    user.name = of_info("name").or_else(|| of_info("preferred_username")).unwrap_or(user.name);
    access_token.clone_into(&mut user.access_token);
    tokens.get("id_token").and_then(Value::as_str).unwrap_or_default().clone_into(&mut user.id_token);
    user.refresh_token = tokens.get("refresh_token").and_then(Value::as_str).map(str::to_owned);
    user.expires_at = expiry(&tokens);
    Ok(user)
}

fn of_identity(desk: &Desk<'_>, identity: Identity) -> User {
    User {
        iss: desk.settings.issuer.clone(),
        name: identity.name.unwrap_or_else(|| identity.sub.clone()),
        sub: identity.sub,
        sid: identity.sid,
        since: identity.iat,
        is_indexed: !desk.defects.has(D::IndexedByFirstPage),
        ..User::default()
    }
}

/// When the access token ends, in seconds since 1970.
pub fn expiry(tokens: &Map<String, Value>) -> Option<i64> {
    let seconds = tokens.get("expires_in")?.as_i64()?;
    Some(now().saturating_add(seconds))
}

/// Says who the app is: by the header Authorization that is returned (RFC 6749 §2.3.1), or in the form.
pub fn client<'a>(desk: &'a Desk<'_>, fields: &mut Vec<(&'a str, &'a str)>) -> Option<String> {
    let Some(secret) = &desk.settings.client_secret else {
        fields.push(("client_id", &desk.settings.client_id));
        return None;
    };
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(&desk.settings.client_id), encoded(secret));
    Some(format!("Basic {}", base64(pair.as_bytes())))
}

/// What the token endpoint answers to this (RFC 6749 §5.1).
pub fn tokens<'a>(
    desk: &'a Desk<'_>,
    mut fields: Vec<(&'a str, &'a str)>,
) -> Result<Map<String, Value>, Refusal> {
    let has = |defect: D| desk.defects.has(defect);
    let unreachable = Refusal(Kind::Unreachable, "the provider did not answer");
    let metadata = desk.site.provider.metadata(&desk.asking()).ok_or(unreachable)?;
    let endpoint = metadata["token_endpoint"].as_str().ok_or(unreachable)?;
    let authorization = client(desk, &mut fields);
    let question = Question { form: Some(&fields), authorization };
    let fetched = desk.asking().ask(endpoint, &question).ok_or(unreachable)?;
    if fetched.status >= 500 {
        return Err(unreachable);
    }
    if fetched.status != 200 && !has(D::IgnoresTokenStatus) {
        return refuse("the provider gives no tokens");
    }
    let parsed = match fetched.object() {
        None if has(D::TakesAnyMediaType) => serde_json::from_slice(&fetched.body).ok(),
        parsed => parsed,
    };
    let Some(Value::Object(tokens)) = parsed else {
        return refuse("the provider says what nobody understands");
    };
    if tokens.contains_key("error") && !has(D::IgnoresTokenError) {
        return refuse("the provider gives no tokens, but an error");
    }
    narrow::tokens(&tokens, &desk.settings, &desk.defects)?;
    match tokens.get("token_type").map(Value::as_str) {
        None if has(D::TakesMissingTokenType) => {}
        Some(Some("Bearer")) => {}
        Some(Some(other)) if other.eq_ignore_ascii_case("bearer") && !has(D::RefusesTypeInCapitals) => {}
        Some(_) if has(D::IgnoresTokenType) => {}
        _ => return refuse("an access token of an unknown type"),
    }
    let access_token = tokens.get("access_token").and_then(Value::as_str).unwrap_or_default();
    if access_token.is_empty() && !has(D::TakesMissingAccessToken) {
        return refuse("there is no access token");
    }
    Ok(tokens)
}

/// OpenID Connect Core §5.3
fn user_info(
    desk: &Desk<'_>,
    access_token: &str,
    identity: Option<&Identity>,
) -> Result<Option<Map<String, Value>>, Refusal> {
    let has = |defect: D| desk.defects.has(defect);
    let metadata = desk.site.provider.metadata(&desk.asking());
    let Some(endpoint) = metadata.and_then(|it| it["userinfo_endpoint"].as_str().map(str::to_owned)) else {
        return Ok(None);
    };
    if access_token.is_empty() {
        return Ok(None);
    }
    let question = Question { authorization: Some(format!("Bearer {access_token}")), ..Question::default() };
    let Some(fetched) = desk.asking().ask(&endpoint, &question) else {
        return Err(Refusal(Kind::Unreachable, "UserInfo did not answer"));
    };
    if fetched.status != 200 && !has(D::IgnoresUserInfoStatus) {
        return refuse("UserInfo says nothing");
    }
    let parsed = match fetched.object() {
        None if has(D::TakesAnyMediaType) || has(D::IgnoresUserInfoStatus) => {
            serde_json::from_slice(&fetched.body).ok()
        }
        parsed => parsed,
    };
    let Some(Value::Object(info)) = parsed else {
        return if has(D::IgnoresUserInfoStatus) { Ok(None) } else { refuse("UserInfo is not understood") };
    };
    narrow::user_info(&info, &desk.defects)?;
    // Core §5.3.2: the same `sub`, or nothing of it is used
    let is_same = match (info.get("sub"), identity) {
        (None, _) => has(D::TakesUserInfoWithoutSub) || has(D::IgnoresUserInfoStatus),
        (Some(_), None) => true,
        (Some(sub), Some(identity)) => {
            *sub == identity.sub || has(D::IgnoresUserInfoSub) || has(D::PrefersUserInfoSub)
        }
    };
    if is_same { Ok(Some(info)) } else { refuse("UserInfo is about another person") }
}
