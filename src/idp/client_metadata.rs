//! Client metadata as a client itself registers it: JSON with the names of RFC 7591 §2, judged by the same rules as the
//! clients of the configuration. <https://www.rfc-editor.org/rfc/rfc7591#section-2>

use serde_json::{Map, Value};

use super::{
    client::Client,
    grant_type,
    registration::{Fault, Registration},
    scope,
};
use crate::{protocol::client_auth::ClientAuthMethod, secret::SecretString};

/// The members that mean something here. Whatever else is sent is ignored (RFC 7591 §2), and is not given back.
const MEMBERS: &[&str] = &[
    "client_name",
    "redirect_uris",
    "post_logout_redirect_uris",
    "backchannel_token_delivery_mode",
    "backchannel_client_notification_endpoint",
    "backchannel_user_code_parameter",
    "backchannel_logout_uri",
    "backchannel_logout_session_required",
    "frontchannel_logout_uri",
    "frontchannel_logout_session_required",
    "logout_hook",
    "token_endpoint_auth_method",
    "id_token_signed_response_alg",
    "authorization_signed_response_alg",
    "id_token_encrypted_response_alg",
    "id_token_encrypted_response_enc",
    "userinfo_signed_response_alg",
    "userinfo_encrypted_response_alg",
    "userinfo_encrypted_response_enc",
    "authorization_encrypted_response_alg",
    "authorization_encrypted_response_enc",
    "grant_types",
    "response_types",
    "scope",
    "jwks",
    "require_pushed_authorization_requests",
    "request_object_signing_alg",
    "require_signed_request_object",
    "request_object_encryption_alg",
    "request_object_encryption_enc",
    "authorization_details_types",
    "tls_client_auth_subject_dn",
    "tls_client_auth_san_dns",
    "tls_client_auth_san_uri",
    "tls_client_auth_san_ip",
    "tls_client_auth_san_email",
    "tls_client_certificate_bound_access_tokens",
    "dpop_bound_access_tokens",
];

/// The longest metadata that are kept, in bytes (threat P17).
const LIMIT: usize = 4 * 1024;

/// Metadata of a client, with the defaults written out.
#[derive(Debug, Clone)]
pub struct ClientMetadata {
    members: Map<String, Value>,
    method: ClientAuthMethod,
}

impl ClientMetadata {
    /// Reads what a client says of itself.
    pub fn read(said: &Map<String, Value>) -> Result<Self, Fault> {
        // RFC 7591 §2: a member that is null is as good as absent
        let known = said.iter().filter(|(name, value)| MEMBERS.contains(&name.as_str()) && !value.is_null());
        let mut members: Map<String, Value> =
            known.map(|(name, value)| (name.clone(), value.clone())).collect();
        if said.contains_key("jwks_uri") {
            return Err("jwks_uri is not fetched here; give the keys themselves in jwks".into());
        }
        // RFC 7591 §2: client_secret_basic if nothing is said
        let method =
            members.entry("token_endpoint_auth_method").or_insert("client_secret_basic".into()).as_str();
        let method = method
            .and_then(|name| ClientAuthMethod::named(name).ok())
            .ok_or("token_endpoint_auth_method is not one of this provider")?;
        let grants = members
            .entry("grant_types")
            .or_insert_with(|| [grant_type::AUTHORIZATION_CODE, grant_type::REFRESH_TOKEN].to_vec().into());
        let named = |name: &str| grants.as_array().is_some_and(|names| names.iter().any(|own| own == name));
        // RFC 9700 §2.4: whoever could give this grant to itself could try passwords
        if named("password") {
            return Err("the grant password is only for clients of the configuration".into());
        }
        // RFC 7591 §2: code if nothing is said
        let default = if named(grant_type::AUTHORIZATION_CODE) { vec!["code"] } else { Vec::new() };
        members.entry("response_types").or_insert_with(|| default.into());
        members.entry("id_token_signed_response_alg").or_insert("RS256".into());
        without_personal_scope(&mut members)?;
        match serde_json::to_vec(&members).map_or(usize::MAX, |text| text.len()) {
            ..=LIMIT => Ok(Self { members, method }),
            _ => Err("the metadata are longer than 4 KiB".into()),
        }
    }

    /// The members.
    pub fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// How the client authenticates.
    pub fn method(&self) -> ClientAuthMethod {
        self.method
    }

    /// The client.
    pub fn client(&self, client_id: &str, secret: Option<&SecretString>) -> Result<Client, Fault> {
        let mut table = self.members.clone();
        if let Some(name) = table.remove("client_name") {
            table.insert("name".into(), name);
        }
        // RFC 7591 §2: an object here, its text in the configuration
        if let Some(jwks) = table.get_mut("jwks") {
            *jwks = jwks.to_string().into();
        }
        table.insert("client_id".into(), client_id.into());
        if let Some(secret) = secret {
            table.insert("client_secret".into(), secret.expose().as_str().into());
        }
        let registration: Registration = serde_json::from_value(table.into())
            .map_err(|_| "a member of the metadata is of another type than it must be")?;
        registration.checked(&|_| None)
    }
}

/// A person decides about the scope that is about a person, so it is no matter of the registration here.
fn without_personal_scope(members: &mut Map<String, Value>) -> Result<(), Fault> {
    let Some(scope) = members.remove("scope") else { return Ok(()) };
    let text = scope.as_str().ok_or("scope is not text")?;
    let left: Vec<&str> =
        text.split(' ').filter(|word| !word.is_empty() && scope::meaning(word).is_none()).collect();
    let is_used = members["grant_types"]
        .as_array()
        .into_iter()
        .flatten()
        .any(|name| name.as_str().and_then(grant_type::named).is_some_and(|row| !row.has_person));
    if is_used && !left.is_empty() {
        members.insert("scope".into(), left.join(" ").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_configuration_says_of_a_client_can_be_registered_too() {
        // by other names, or not by the client itself
        let own = ["client_id", "name", "client_secret", "client_secret_env", "audience", "security_profile"];
        let source = include_str!("registration.rs");
        let table = source.split("pub struct Registration {").nth(1).expect("the table is there");
        let fields =
            table.lines().take_while(|line| *line != "}").filter_map(|line| line.trim().split_once(": "));
        let unknown: Vec<&str> = fields
            .map(|(name, _)| name)
            .filter(|name| !MEMBERS.contains(name) && !own.contains(name))
            .collect();
        assert_eq!(unknown, Vec::<&str>::new());
    }
}
