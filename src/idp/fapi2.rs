//! What the FAPI 2.0 Security Profile asks of a provider, where a client is registered to be held to it: pushed requests, bound
//! tokens, no shared secret, and refresh tokens that stay.
//! <https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.3.2>

use super::client::Client;
use crate::protocol::{
    client_auth::{ClientAuthMethod, Proof},
    security_profile::SecurityProfile,
};

/// The client with what the profile turns on, or why it cannot be held to it.
pub fn held(client: Client) -> Result<Client, String> {
    if client.security_profile == SecurityProfile::None {
        return Ok(client);
    }
    let refuse = |why: &str, section: &str| Err(format!("{why} (FAPI 2.0 §{section})"));
    let method = client.token_endpoint_auth_method;
    if method != ClientAuthMethod::PrivateKeyJwt && method.proof() != Proof::Certificate {
        return refuse("security_profile fapi2 needs private_key_jwt or mutual TLS", "5.3.2.1 (6)");
    }
    if client.may_use("password") {
        return refuse("security_profile fapi2 has no grant type password", "5.3.2.1 (2)");
    }
    if client.response_types.iter().any(|kind| kind.has_front_channel_tokens()) {
        return refuse("security_profile fapi2 has the response type code only", "5.3.2.2 (1)");
    }
    if !client.security_profile.allows_algorithm(client.id_token_signed_response_alg.name()) {
        return refuse(
            "id_token_signed_response_alg is ES256 or EdDSA under security_profile fapi2",
            "5.4.1 (1)",
        );
    }
    Ok(Client {
        // §5.3.2.2 (3)
        pushes_its_requests: true,
        // §5.3.2.1 (4, 5)
        dpop_bound_access_tokens: client.dpop_bound_access_tokens || !client.binds_tokens,
        ..client
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{jose::algorithm::Algorithm, protocol::response_type::ResponseType};

    #[test]
    fn tokens_are_bound_by_a_certificate_or_a_key_or_both_as_registered() {
        for (binds_tokens, dpop_bound_access_tokens, is_bound) in
            [(false, false, true), (true, false, false), (true, true, true), (false, true, true)]
        {
            let client = Client {
                security_profile: SecurityProfile::Fapi2,
                token_endpoint_auth_method: ClientAuthMethod::PrivateKeyJwt,
                id_token_signed_response_alg: Algorithm::ES256,
                response_types: vec![ResponseType::Code],
                binds_tokens,
                dpop_bound_access_tokens,
                ..Client::own()
            };
            let client = held(client).unwrap();
            assert_eq!((client.dpop_bound_access_tokens, client.pushes_its_requests), (is_bound, true));
        }
    }
}
