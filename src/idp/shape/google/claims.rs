//! What Google tells of a person, in the ID token and at UserInfo.
//! <https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload>

use serde_json::{Map, Value, json};

use super::scope::{EMAIL, PROFILE};
use crate::idp::{scope::is_in, user::User};

/// The claims for these scopes.
pub fn told(user: &User, granted: &[String]) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".into(), sub(user).into());
    if is_in(granted, PROFILE) {
        let name = user.name.as_deref().unwrap_or(&user.username);
        let (given, family) = name.split_once(' ').unwrap_or((name, ""));
        let picture = "https://lh3.googleusercontent.com/a/default-user=s96-c";
        let picture = user.picture.as_deref().unwrap_or(picture);
        claims.extend([("name", name), ("given_name", given), ("picture", picture)].map(text));
        // who has one name has no other
        claims.extend((!family.is_empty()).then(|| text(("family_name", family))));
    }
    if let (true, Some(email)) = (is_in(granted, EMAIL), &user.email) {
        claims.insert("email".into(), email.clone().into());
        claims.insert("email_verified".into(), json!(true));
    }
    claims
}

fn text((name, value): (&str, &str)) -> (String, Value) {
    (name.to_owned(), value.into())
}

/// The number by which Google knows a person: 21 digits, or the configured `sub` if it is a number.
pub fn sub(user: &User) -> String {
    match user.sub.bytes().all(|byte| byte.is_ascii_digit()) {
        true => user.sub.clone(),
        false => format!("1{:020}", user.number()),
    }
}
