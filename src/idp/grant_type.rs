//! The values of `grant_type`, and what each wants of a client. <https://www.rfc-editor.org/rfc/rfc7591#section-2>

/// A grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // each is said in its row
pub enum GrantType {
    AuthorizationCode,
    RefreshToken,
    DeviceCode,
    ClientCredentials,
    TokenExchange,
    JwtBearer,
    Password,
    Ciba,
    Implicit,
}

/// A grant as it stands in the table.
pub struct GrantRow {
    /// Which one it is.
    pub grant: GrantType,
    /// The value of `grant_type`.
    pub name: &'static str,
    /// Whether a person has agreed to it.
    pub has_person: bool,
    /// Whether only clients that prove who they are may use it.
    pub is_for_proven_clients: bool,
}

/// The grant that begins with a person.
pub const AUTHORIZATION_CODE: &str = "authorization_code";

/// The grant without a code, which the token endpoint does not know (OIDC Registration §2).
pub const IMPLICIT: &str = "implicit";

/// The grant that goes on.
pub const REFRESH_TOKEN: &str = "refresh_token";

/// The grant that a person agrees to on another device (RFC 8628 §3.4).
pub const DEVICE_CODE: &str = crate::protocol::device_authorization::GRANT_TYPE;

/// The grant that a person agrees to where the provider asks them (CIBA Core §4).
pub const CIBA: &str = crate::protocol::backchannel_authentication::GRANT_TYPE;

const fn row(
    grant: GrantType,
    name: &'static str,
    has_person: bool,
    is_for_proven_clients: bool,
) -> GrantRow {
    GrantRow { grant, name, has_person, is_for_proven_clients }
}

/// Every grant.
pub const GRANTS: &[GrantRow] = &[
    row(GrantType::AuthorizationCode, AUTHORIZATION_CODE, true, false),
    row(GrantType::RefreshToken, REFRESH_TOKEN, true, false),
    row(GrantType::Implicit, IMPLICIT, true, false),
    row(GrantType::DeviceCode, DEVICE_CODE, true, false),
    // RFC 6749 §4.4: confidential clients only
    row(GrantType::ClientCredentials, "client_credentials", false, true),
    row(GrantType::TokenExchange, "urn:ietf:params:oauth:grant-type:token-exchange", false, false),
    row(GrantType::JwtBearer, "urn:ietf:params:oauth:grant-type:jwt-bearer", false, false),
    row(GrantType::Password, "password", true, false),
    // CIBA Core §4: the client authenticates, always
    row(GrantType::Ciba, CIBA, true, true),
];

/// The grant of that name.
pub fn named(name: &str) -> Option<&'static GrantRow> {
    GRANTS.iter().find(|row| row.name == name)
}
