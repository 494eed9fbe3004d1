//! The grants by which authctl gets tokens, each by its name on the command line.
//! <https://www.rfc-editor.org/rfc/rfc6749#section-1.3>

use std::fmt;

use crate::error::{Code, Result};

/// A grant as it stands in the table.
pub struct Flow {
    /// The grant.
    pub grant: Grant,
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is.
    pub summary: &'static str,
    /// Where it is specified.
    pub specification: &'static str,
    /// Whether a person has to sign in.
    pub needs_person: bool,
    /// Whether it can be run again and again, so that a session of it needs no refresh token.
    pub is_repeatable: bool,
}

macro_rules! flows {
    ($($grant:ident $name:literal $person:literal $repeatable:literal $summary:literal $specification:literal;)*) => {
        /// A grant.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Grant { $(#[doc = $summary] $grant),* }

        /// Every grant there is: help, completions, the setting `flow` and what needs a person come from here.
        pub const FLOWS: &[Flow] = &[$(Flow {
            grant: Grant::$grant,
            name: $name,
            summary: $summary,
            specification: $specification,
            needs_person: $person,
            is_repeatable: $repeatable,
        }),*];
    };
}

flows! {
    AuthorizationCode "authorization-code" true false
        "the person signs in in a browser, the answer comes back to a loopback address; with PKCE"
        "RFC 6749 §4.1, RFC 7636, RFC 8252, OIDC Core §3.1";
    Hybrid "hybrid" true false
        "as authorization-code, but the ID token, or an access token, comes through the browser beside the code"
        "OIDC Core §3.3";
    Implicit "implicit" true false
        "legacy, for testing old apps: the tokens themselves come through the browser, and no refresh token"
        "OIDC Core §3.2";
    Device "device" true false
        "the person signs in on any device, at an address and with a code that are shown here"
        "RFC 8628";
    ClientCredentials "client-credentials" false true
        "the client itself, by its own authentication"
        "RFC 6749 §4.4";
    TokenExchange "token-exchange" false true
        "a token of another issuer, such as the platform's, is exchanged for one of this provider"
        "RFC 8693";
    JwtBearer "jwt-bearer" false true
        "a JWT of another issuer, such as the platform's, is the grant"
        "RFC 7523 §2.1";
    RefreshToken "refresh-token" false false
        "a refresh token that was got elsewhere begins a session here"
        "RFC 6749 §6";
    Ciba "ciba" true false
        "the provider asks the person, wherever that is, and authctl waits for the answer"
        "OpenID Connect CIBA Core";
    Password "password" true false
        "legacy: a username and a password that authctl itself is given; for a provider that has nothing better"
        "RFC 6749 §4.3";
}

impl Grant {
    /// Its row.
    pub fn row(self) -> &'static Flow {
        FLOWS.iter().find(|row| row.grant == self).expect("the macro gives every grant a row")
    }

    /// Whether the person is sent to the authorization endpoint, and back to a callback.
    pub fn has_callback(self) -> bool {
        matches!(self, Self::AuthorizationCode | Self::Hybrid | Self::Implicit)
    }

    /// Whether a token of another issuer is its subject.
    pub fn needs_subject_token(self) -> bool {
        matches!(self, Self::TokenExchange | Self::JwtBearer)
    }

    /// The grant of that name.
    pub fn named(name: &str) -> Result<Self> {
        FLOWS.iter().find(|row| row.name == name).map(|row| row.grant).ok_or_else(|| {
            let names: Vec<&str> = FLOWS.iter().map(|row| row.name).collect();
            Code::Usage.error().message("there is no such flow").expected(names.join(", ")).got(name)
        })
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.row().name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grant_is_found_by_its_name_and_what_can_be_run_again_needs_nobody() {
        for row in FLOWS {
            assert_eq!(Grant::named(row.name), Ok(row.grant));
            assert!(!(row.needs_person && row.is_repeatable), "{}", row.name);
        }
        let error = Grant::named("passwords").unwrap_err();
        assert_eq!(error.code(), Code::Usage);
    }
}
