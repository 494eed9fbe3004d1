//! What Logto tells of a user, scope by scope. <https://docs.logto.io/end-user-flows/id-token-and-access-token-customization>

use serde_json::{Map, Value, json};

use crate::idp::{
    scope::{self, Scope},
    user::User,
};

/// The scopes that are about a person; every other one is of an API resource.
pub const SCOPES: &[Scope] = &[
    Scope { name: scope::OPENID, means: "know who you are" },
    Scope { name: scope::OFFLINE_ACCESS, means: "stay signed in while you are away" },
    Scope { name: "profile", means: "see your name and username" },
    Scope { name: "email", means: "see your email address" },
    Scope { name: "phone", means: "see your telephone number" },
    Scope { name: "address", means: "see your address" },
    Scope { name: "custom_data", means: "see what the application keeps of you" },
    Scope { name: "identities", means: "see your accounts elsewhere" },
    Scope { name: "roles", means: "see your roles" },
    Scope { name: "urn:logto:scope:organizations", means: "see your organizations" },
    Scope { name: "urn:logto:scope:organization_roles", means: "see your roles in organizations" },
];

/// The claims there are.
pub const CLAIMS: &[&str] = &[
    "name",
    "picture",
    "username",
    "preferred_username",
    "created_at",
    "updated_at",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "custom_data",
    "identities",
    "sso_identities",
    "roles",
    "organizations",
    "organization_data",
    "organization_roles",
];

/// Those that an ID token has not, unless a tenant wants it.
pub const ONLY_AT_USERINFO: &[&str] = &[
    "custom_data",
    "identities",
    "sso_identities",
    "roles",
    "organizations",
    "organization_data",
    "organization_roles",
];

/// When the users of the configuration came, in milliseconds since 1970: 2023-01-01.
const FROM_THE_BEGINNING: i64 = 1_672_531_200_000;

/// What is told for these scopes, with `sub` always. What is not known is `null`, as the original has it, but for
/// `preferred_username`.
pub fn claims(user: &User, scope: &[String]) -> Map<String, Value> {
    let at = user.signed_up_at.map_or(FROM_THE_BEGINNING, |at| at.0 * 1000);
    let told = |name: &str| match name {
        "profile" => json!({
            "name": user.name, "picture": user.picture, "username": user.username,
            "preferred_username": user.username, "created_at": at, "updated_at": at,
        }),
        "email" => json!({"email": user.email, "email_verified": user.email.is_some()}),
        "phone" => json!({"phone_number": user.phone, "phone_number_verified": user.phone.is_some()}),
        "custom_data" => json!({"custom_data": {}}),
        "identities" => json!({"identities": {}, "sso_identities": []}),
        "roles" => json!({"roles": user.groups}),
        "urn:logto:scope:organizations" => json!({"organizations": [], "organization_data": []}),
        "urn:logto:scope:organization_roles" => json!({"organization_roles": []}),
        _ => Value::Null,
    };
    let mut claims = Map::new();
    claims.insert("sub".into(), user.sub.clone().into());
    for name in scope {
        if let Value::Object(members) = told(name) {
            claims.extend(members);
        }
    }
    claims
}
