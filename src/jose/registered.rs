//! What the members of a token mean: the registered names of RFC 7515 §4.1 and of the IANA registry "JSON Web Token Claims".
//! <https://www.iana.org/assignments/jwt/jwt.xhtml>

/// A registered member of a header or of the claims.
pub struct Registered {
    /// Its name.
    pub name: &'static str,
    /// What it says, in a few words.
    pub meaning: &'static str,
    /// Where it is defined.
    pub section: &'static str,
    /// Whether it is a moment (RFC 7519 §2 `NumericDate`).
    pub is_moment: bool,
}

const fn text(name: &'static str, meaning: &'static str, section: &'static str) -> Registered {
    Registered { name, meaning, section, is_moment: false }
}

const fn moment(name: &'static str, meaning: &'static str, section: &'static str) -> Registered {
    Registered { name, meaning, section, is_moment: true }
}

/// Members of a header.
pub const HEADER: &[Registered] = &[
    text("alg", "how it is signed, or how its key is encrypted", "RFC 7515 §4.1.1"),
    text("enc", "how its content is encrypted", "RFC 7516 §4.1.2"),
    text("typ", "what kind of token it is", "RFC 7515 §4.1.9"),
    text("cty", "what kind of content it has", "RFC 7515 §4.1.10"),
    text("kid", "the name of the key", "RFC 7515 §4.1.4"),
    text("jku", "where it says the keys are; never followed", "RFC 7515 §4.1.2"),
    text("jwk", "a key that it brings along; never believed", "RFC 7515 §4.1.3"),
    text("x5u", "where it says a certificate is; never followed", "RFC 7515 §4.1.5"),
    text("x5c", "certificates that it brings along; never believed", "RFC 7515 §4.1.6"),
    text("x5t", "the SHA-1 thumbprint of a certificate", "RFC 7515 §4.1.7"),
    text("x5t#S256", "the SHA-256 thumbprint of a certificate", "RFC 7515 §4.1.8"),
    text("crit", "what must be understood to take it", "RFC 7515 §4.1.11"),
    text("b64", "whether the content is base64url", "RFC 7797 §3"),
    text("zip", "how its content is compressed", "RFC 7516 §4.1.3"),
];

/// Claims, and what an introspection answer has besides.
pub const CLAIMS: &[Registered] = &[
    text("iss", "who issued it", "RFC 7519 §4.1.1"),
    text("sub", "whom it is about", "RFC 7519 §4.1.2"),
    text("aud", "whom it is for", "RFC 7519 §4.1.3"),
    moment("exp", "when it ends", "RFC 7519 §4.1.4"),
    moment("nbf", "when it begins", "RFC 7519 §4.1.5"),
    moment("iat", "when it was issued", "RFC 7519 §4.1.6"),
    text("jti", "its own name, so that it is taken once", "RFC 7519 §4.1.7"),
    text("azp", "the client that it was issued to", "OIDC Core §2"),
    text("nonce", "the login that it answers", "OIDC Core §2"),
    moment("auth_time", "when the person signed in", "OIDC Core §2"),
    text("at_hash", "half the hash of the access token beside it", "OIDC Core §3.1.3.6"),
    text("c_hash", "half the hash of the code beside it", "OIDC Core §3.3.2.11"),
    text("s_hash", "half the hash of the state beside it", "FAPI 1.0 Advanced §5.1"),
    text("acr", "how strong the sign-in was", "OIDC Core §2"),
    text("amr", "how the person signed in", "OIDC Core §2, RFC 8176"),
    text("sid", "the session at the provider", "Front-Channel Logout §3"),
    text("events", "what has happened", "RFC 8417 §2.2"),
    moment("toe", "when that happened", "RFC 8417 §2.2"),
    text("txn", "the transaction that it belongs to", "RFC 8417 §2.2"),
    text("sub_id", "whom it is about, as an identifier", "RFC 9493 §4"),
    text("client_id", "the client that asked for it", "RFC 8693 §4.3"),
    text("scope", "what it is good for", "RFC 8693 §4.2"),
    text("active", "whether the provider takes it now", "RFC 7662 §2.2"),
    text("token_type", "how it is used", "RFC 7662 §2.2"),
    text("username", "the name for people", "RFC 7662 §2.2"),
    text("act", "who acts for whom it is about", "RFC 8693 §4.1"),
    text("may_act", "who may act for whom it is about", "RFC 8693 §4.4"),
    text("cnf", "the key that its holder must prove", "RFC 7800 §3.1"),
    text("authorization_details", "what it is good for, in detail", "RFC 9396 §9.1"),
    text("token_introspection", "what the provider says of a token", "RFC 9701 §5"),
    text("htm", "the method of the request that it proves", "RFC 9449 §4.2"),
    text("htu", "the address of the request that it proves", "RFC 9449 §4.2"),
    text("ath", "the hash of the access token beside it", "RFC 9449 §4.2"),
    text("roles", "roles", "RFC 9068 §2.2.3.1"),
    text("groups", "groups", "RFC 9068 §2.2.3.1"),
    text("entitlements", "entitlements", "RFC 9068 §2.2.3.1"),
    text("name", "the full name", "OIDC Core §5.1"),
    text("given_name", "the given name", "OIDC Core §5.1"),
    text("family_name", "the family name", "OIDC Core §5.1"),
    text("middle_name", "the middle name", "OIDC Core §5.1"),
    text("nickname", "the casual name", "OIDC Core §5.1"),
    text("preferred_username", "the name at the provider, which may change", "OIDC Core §5.1, §5.7"),
    text("profile", "the profile page", "OIDC Core §5.1"),
    text("picture", "the picture", "OIDC Core §5.1"),
    text("website", "the web site", "OIDC Core §5.1"),
    text("email", "the e-mail address", "OIDC Core §5.1"),
    text("email_verified", "whether that address was proven", "OIDC Core §5.1"),
    text("gender", "the gender", "OIDC Core §5.1"),
    text("birthdate", "the birthday", "OIDC Core §5.1"),
    text("zoneinfo", "the time zone", "OIDC Core §5.1"),
    text("locale", "the language", "OIDC Core §5.1"),
    text("phone_number", "the telephone number", "OIDC Core §5.1"),
    text("phone_number_verified", "whether that number was proven", "OIDC Core §5.1"),
    text("address", "the postal address", "OIDC Core §5.1.1"),
    moment("updated_at", "when these were changed last", "OIDC Core §5.1"),
];

/// The member of that name.
pub fn named(members: &'static [Registered], name: &str) -> Option<&'static Registered> {
    members.iter().find(|member| member.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_stands_once_with_a_meaning_and_its_place() {
        for members in [HEADER, CLAIMS] {
            for member in members {
                assert_eq!(
                    members.iter().filter(|other| other.name == member.name).count(),
                    1,
                    "{}",
                    member.name
                );
                assert!(!member.meaning.is_empty() && member.section.contains('§'), "{}", member.name);
                assert!(named(members, member.name).is_some());
            }
        }
        let moments: Vec<_> = CLAIMS.iter().filter(|claim| claim.is_moment).map(|claim| claim.name).collect();
        assert_eq!(moments, ["exp", "nbf", "iat", "auth_time", "toe", "updated_at"]);
    }
}
