//! The endpoints of a provider, each judged (RFC 8414 §2). <https://www.rfc-editor.org/rfc/rfc8414#section-2>

use serde::Serialize;

use crate::{
    error::{Code, Result},
    protocol::endpoint_url::{EndpointUrl, Transport},
};

macro_rules! endpoints {
    ($($optional:ident: $member:literal, $what:literal;)*) => {
        /// Where a provider's endpoints are.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        pub struct Endpoints {
            /// Where the person signs in (RFC 6749 §3.1); none at a provider that has only grants without one.
            #[serde(rename = "authorization_endpoint", skip_serializing_if = "Option::is_none")]
            pub authorization: Option<EndpointUrl>,
            /// Where tokens are given out (RFC 6749 §3.2).
            #[serde(rename = "token_endpoint")]
            pub token: EndpointUrl,
            $(#[doc = $what]
            #[serde(rename = $member, skip_serializing_if = "Option::is_none")]
            pub $optional: Option<EndpointUrl>,)*
        }

        /// The names of all endpoints, as the metadata has them.
        pub const MEMBERS: &[&str] = &["authorization_endpoint", "token_endpoint", $($member),*];

        impl Endpoints {
            /// Judges each endpoint that `find` knows by its metadata name.
            pub fn read<'a>(find: impl Fn(&str) -> Result<Option<&'a str>>, transport: Transport) -> Result<Self> {
                let authorization = find("authorization_endpoint")?
                    .map(|text| named("authorization_endpoint", EndpointUrl::parse_authorization(text, transport)))
                    .transpose()?;
                let token = find("token_endpoint")?.ok_or_else(|| missing("token_endpoint"))?;
                Ok(Self {
                    authorization,
                    token: named("token_endpoint", EndpointUrl::parse(token, transport))?,
                    $($optional: match find($member)? {
                        Some(text) => Some(named($member, EndpointUrl::parse(text, transport))?),
                        None => None,
                    },)*
                })
            }

            /// Refuses endpoints where no person can sign in.
            pub fn for_a_person(self) -> Result<Self> {
                match self.authorization {
                    Some(_) => Ok(self),
                    None => Err(missing("authorization_endpoint")),
                }
            }

            /// Puts an endpoint in that the metadata leaves out.
            pub fn add(&mut self, member: &str, url: EndpointUrl) -> Result<()> {
                let place = match member {
                    $($member => &mut self.$optional,)*
                    _ => return Err(told_twice(member)),
                };
                match place.replace(url) {
                    None => Ok(()),
                    Some(_) => Err(told_twice(member)),
                }
            }

            /// With the addresses that `find` knows for clients with a certificate (RFC 8705 §5). A browser has none, nor is one
            /// needed for keys.
            pub fn aliased<'a>(
                mut self,
                find: impl Fn(&str) -> Result<Option<&'a str>>,
                transport: Transport,
            ) -> Result<Self> {
                let alias = |member: &str| {
                    let judge = |text| named(&format!("mtls_endpoint_aliases.{member}"), EndpointUrl::parse(text, transport));
                    find(member)?.map(judge).transpose()
                };
                if let Some(url) = alias("token_endpoint")? {
                    self.token = url;
                }
                $(if !["jwks_uri", "end_session_endpoint"].contains(&$member) && let Some(url) = alias($member)? {
                    self.$optional = Some(url);
                })*
                Ok(self)
            }

            /// Each endpoint there is, by its metadata name.
            pub fn by_member(&self) -> Vec<(&'static str, &EndpointUrl)> {
                let mut list: Vec<_> =
                    self.authorization.iter().map(|url| ("authorization_endpoint", url)).collect();
                list.push(("token_endpoint", &self.token));
                $(if let Some(url) = &self.$optional { list.push(($member, url)); })*
                list
            }
        }
    };
}

endpoints! {
    jwks: "jwks_uri", "The provider's keys (RFC 7517 §5).";
    userinfo: "userinfo_endpoint", "Who signed in (OIDC Core §5.3), or the provider's own user API.";
    revocation: "revocation_endpoint", "RFC 7009.";
    introspection: "introspection_endpoint", "RFC 7662.";
    end_session: "end_session_endpoint", "OpenID Connect RP-Initiated Logout.";
    device_authorization: "device_authorization_endpoint", "RFC 8628.";
    backchannel_authentication: "backchannel_authentication_endpoint", "CIBA Core §4.";
    pushed_authorization_request: "pushed_authorization_request_endpoint", "RFC 9126.";
    registration: "registration_endpoint", "RFC 7591.";
}

fn missing(member: &str) -> crate::error::Error {
    Code::MetadataInvalid.error().message(format!("the provider's metadata has no `{member}`"))
}

fn told_twice(member: &str) -> crate::error::Error {
    Code::ConfigInvalid
        .error()
        .message(format!("endpoints.{member} is named, and the issuer's metadata names it too"))
        .hint("leave it to the metadata")
}

fn named(member: &str, judged: Result<EndpointUrl>) -> Result<EndpointUrl> {
    judged.map_err(|error| {
        let message = format!("`{member}` {}", error.text());
        error.message(message)
    })
}
