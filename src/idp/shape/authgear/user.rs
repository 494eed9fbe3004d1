//! What Authgear tells of a user, scope by scope. <https://docs.authgear.com/reference/apis/oauth-2.0-and-openid-connect-oidc/userinfo>

use serde_json::{Map, Value, json};

use crate::idp::{
    scope::{self, Scope},
    user::User,
};

/// The scope that lets a client know everything.
const FULL_USERINFO: &str = "https://authgear.com/scopes/full-userinfo";

/// The scopes that a confidential client can have.
pub const SCOPES: &[Scope] = &[
    Scope { name: scope::OFFLINE_ACCESS, means: "stay signed in while you are away" },
    Scope { name: scope::OPENID, means: "know who you are" },
    Scope { name: "profile", means: "see your name and username" },
    Scope { name: "email", means: "see your email address" },
    Scope { name: "address", means: "see your address" },
    Scope { name: "phone", means: "see your telephone number" },
    Scope { name: FULL_USERINFO, means: "see everything that is known of you" },
];

/// Scopes that there are, and why such a client cannot have them.
pub const OTHERS: &[(&str, &str)] = &[
    ("device_sso", "device_sso is not allowed for this client"),
    ("https://authgear.com/scopes/full-access", "full access is not allowed for this client"),
    (
        "https://authgear.com/scopes/pre-authenticated-url",
        "device_sso must be requested when using pre-authenticated url",
    ),
];

/// What Authgear tells with its own names, at UserInfo alone.
pub const ONLY_AT_USERINFO: &[&str] = &[
    "https://authgear.com/claims/user/authenticators",
    "https://authgear.com/claims/user/identities",
    "https://authgear.com/claims/user/recovery_code_enabled",
];

/// When the users of the configuration came, in seconds since 1970: 2023-01-01.
const FROM_THE_BEGINNING: i64 = 1_672_531_200;

/// Why a client cannot have this scope.
pub fn refusal(word: &str) -> Option<String> {
    if SCOPES.iter().any(|scope| scope.name == word) {
        return None;
    }
    let known = OTHERS.iter().find(|(name, _)| *name == word);
    Some(
        known.map_or_else(|| format!("specified scope is not allowed: {word}"), |(_, why)| (*why).to_owned()),
    )
}

/// What is told for these scopes: what Authgear says of every user, and what the scopes let through.
pub fn claims(user: &User, scope: &[String]) -> Map<String, Value> {
    let asks = |name: &str| scope::is_in(scope, name) || scope::is_in(scope, FULL_USERINFO);
    let mut told = Map::new();
    told.insert("sub".into(), user.sub.clone().into());
    for (name, value) in [
        ("is_anonymous", json!(false)),
        ("is_verified", json!(user.email.is_some())),
        ("can_reauthenticate", json!(user.password.is_some())),
        ("roles", json!(user.groups)),
    ] {
        told.insert(format!("https://authgear.com/claims/user/{name}"), value);
    }
    if scope::is_in(scope, FULL_USERINFO) {
        for (name, value) in ONLY_AT_USERINFO.iter().zip([json!([]), json!([]), json!(false)]) {
            told.insert((*name).to_owned(), value);
        }
    }
    let mut add = |name: &str, value: Option<Value>| told.extend(value.map(|value| (name.to_owned(), value)));
    let text = |value: &Option<String>| value.clone().map(Value::from);
    if asks("profile") {
        add("preferred_username", Some(user.username.clone().into()));
        add("name", text(&user.name));
        add("picture", text(&user.picture));
        add("updated_at", Some(user.signed_up_at.map_or(FROM_THE_BEGINNING, |at| at.0).into()));
    }
    if asks("email") {
        add("email", text(&user.email));
        add("email_verified", user.email.is_some().then(|| true.into()));
    }
    if asks("phone") {
        add("phone_number", text(&user.phone));
        add("phone_number_verified", user.phone.is_some().then(|| true.into()));
    }
    told
}

/// What an app of the same house is told of a user at UserInfo, whatever its scopes. The last two are empty for who has no
/// attributes of a project's own.
pub fn of_the_house(user: &User) -> Map<String, Value> {
    let scope = ["profile", "email", "phone"].map(str::to_owned);
    let mut told = claims(user, &scope);
    told.extend(["custom_attributes", "x_web3"].map(|name| (name.to_owned(), json!({}))));
    told
}
