//! The names of claims: whose they are, and which scope they go with.

/// The standard claims of each scope (OIDC Core §5.1, §5.4).
pub const STANDARD: &[(&str, &[&str])] = &[
    (
        "profile",
        &[
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("address", &["address"]),
    ("phone", &["phone_number", "phone_number_verified"]),
    ("groups", &["groups"]),
];

/// What only the provider says of a token or of a sign-in (RFC 7519 §4.1, OIDC Core §2, RFC 9068 §2.2, RFC 7800 §3.1,
/// Back-Channel Logout §2.4): no configuration may.
pub const OF_THE_PROVIDER: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "nonce",
    "auth_time",
    "acr",
    "amr",
    "azp",
    "sid",
    "at_hash",
    "c_hash",
    "s_hash",
    "cnf",
    "client_id",
    "scope",
    "act",
    "may_act",
    "authorization_details",
    "events",
    "dev",
    "active",
    "token_type",
];
