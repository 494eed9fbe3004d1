//! The scopes there are, in one list: what they are called and what the consent page says of them.

/// One scope.
pub struct Scope {
    /// Its name (RFC 6749 §3.3).
    pub name: &'static str,
    /// What the client gets, in plain words.
    pub means: &'static str,
}

/// The scope that asks for an ID token (OIDC Core §3.1.2.1).
pub const OPENID: &str = "openid";
/// The scope that asks for a refresh token (OIDC Core §11).
pub const OFFLINE_ACCESS: &str = "offline_access";

/// Every scope.
pub const SCOPES: &[Scope] = &[
    Scope { name: OPENID, means: "know who you are" },
    Scope { name: "profile", means: "see your name and username" },
    Scope { name: "email", means: "see your email address" },
    Scope { name: "address", means: "see your postal address" },
    Scope { name: "phone", means: "see your telephone number" },
    Scope { name: "groups", means: "see the groups you belong to" },
    Scope { name: OFFLINE_ACCESS, means: "stay signed in while you are away" },
];

/// What a scope means, if there is one of that name.
pub fn meaning(name: &str) -> Option<&'static str> {
    SCOPES.iter().find(|scope| scope.name == name).map(|scope| scope.means)
}

/// Whether a list of scopes has this one.
pub fn is_in(list: &[String], name: &str) -> bool {
    list.iter().any(|known| known == name)
}
