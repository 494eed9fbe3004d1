//! A registered client, with the metadata names of RFC 7591 §2.

use serde_json::{Map, Value};

use super::{
    answer_protection::AnswerProtection, certificate_rule::CertificateRule,
    client_backchannel::ClientBackchannel, grant_type, logout_uris::LogoutUris,
    request_object_rule::RequestObjectRule,
};
use crate::{
    jose::{algorithm::Algorithm, jwk_set::JwkSet},
    protocol::{
        client_auth::{ClientAuthMethod, Proof},
        response_type::{RESPONSE_TYPES, ResponseType},
        security_profile::SecurityProfile,
    },
    secret::SecretString,
};

/// One client.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its name in the protocol.
    pub client_id: String,
    /// Its name for people.
    pub name: String,
    /// Its secret, unless it is public.
    pub client_secret: Option<SecretString>,
    /// Its public keys, if it signs assertions or requests.
    pub keys: JwkSet,
    /// Which certificate is its own, if it authenticates by one (RFC 8705 §2).
    pub certificate: Option<CertificateRule>,
    /// Whether its access tokens are bound to the certificate that it shows (RFC 8705 §3.4).
    pub binds_tokens: bool,
    /// Where it may be answered.
    pub redirect_uris: Vec<String>,
    /// Where it may be sent after logout.
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it hears of the end of a session.
    pub logout_uris: LogoutUris,
    /// How it asks for people who are elsewhere.
    pub backchannel: ClientBackchannel,
    /// How it authenticates at the token endpoint: in this way, and no other.
    pub token_endpoint_auth_method: ClientAuthMethod,
    /// What its ID tokens are signed with.
    pub id_token_signed_response_alg: Algorithm,
    /// What its signed authorization answers are signed with (JARM §3).
    pub authorization_signed_response_alg: Algorithm,
    /// What it may ask the authorization endpoint for.
    pub response_types: Vec<ResponseType>,
    /// How its answers are protected.
    pub answers: AnswerProtection,
    /// The grants that it may use.
    pub grant_types: Vec<String>,
    /// The scope that it may ask for without a person.
    pub scope: Vec<String>,
    /// Whether it pushes its authorization requests, so that no other is of it (RFC 9126 §6).
    pub pushes_its_requests: bool,
    /// What it is held to beyond the standards.
    pub security_profile: SecurityProfile,
    /// Whether its tokens are bound to a key of its own, and it gets no others (RFC 9449 §5.2).
    pub dpop_bound_access_tokens: bool,
    /// How its requests are protected.
    pub request_objects: RequestObjectRule,
    /// The types of authorization details that it may use; any that there are, with a person, if nothing is said.
    pub authorization_details_types: Option<Vec<String>>,
    /// The audience that its tokens without a person may be for, besides this provider.
    pub audience: Vec<String>,
    /// Whether nobody registered it: it is whoever says so, and proves nothing.
    pub is_stranger: bool,
    /// What was said of it, with the names of the configuration, but for its secret; nothing where nobody has said it.
    pub said: Map<String, Value>,
}

/// The client id of this program itself.
pub const OWN_CLIENT_ID: &str = "authctl";

impl Client {
    /// This program as a client: public, `/callback` on any loopback port, ID tokens with EdDSA, whose key
    /// costs nothing to make.
    pub fn own() -> Self {
        Self {
            client_id: OWN_CLIENT_ID.into(),
            name: "authctl".into(),
            client_secret: None,
            keys: JwkSet::default(),
            certificate: None,
            binds_tokens: false,
            redirect_uris: ["127.0.0.1", "[::1]", "localhost"]
                .map(|host| format!("http://{host}/callback"))
                .to_vec(),
            post_logout_redirect_uris: Vec::new(),
            logout_uris: LogoutUris::default(),
            backchannel: ClientBackchannel::default(),
            token_endpoint_auth_method: ClientAuthMethod::None,
            id_token_signed_response_alg: Algorithm::EdDSA,
            authorization_signed_response_alg: Algorithm::EdDSA,
            response_types: RESPONSE_TYPES.iter().map(|row| row.response_type).collect(),
            answers: AnswerProtection::default(),
            grant_types: [
                grant_type::AUTHORIZATION_CODE,
                grant_type::REFRESH_TOKEN,
                grant_type::DEVICE_CODE,
                grant_type::IMPLICIT,
            ]
            .map(str::to_owned)
            .to_vec(),
            scope: Vec::new(),
            pushes_its_requests: false,
            security_profile: SecurityProfile::None,
            dpop_bound_access_tokens: false,
            request_objects: RequestObjectRule::default(),
            authorization_details_types: None,
            audience: Vec::new(),
            is_stranger: false,
            said: Map::new(),
        }
    }

    /// One that nobody registered: it may use every grant.
    pub fn stranger(client_id: &str) -> Self {
        Self {
            client_id: client_id.into(),
            name: client_id.into(),
            redirect_uris: Vec::new(),
            // OIDC Registration §2: of whoever says nothing
            id_token_signed_response_alg: Algorithm::RS256,
            authorization_signed_response_alg: Algorithm::RS256,
            grant_types: grant_type::GRANTS.iter().map(|row| row.name.to_owned()).collect(),
            is_stranger: true,
            ..Self::own()
        }
    }

    /// Whether a client can have that id (RFC 6749 appendix A.1), and a short one.
    pub fn can_be_called(client_id: &str) -> bool {
        (1..=255).contains(&client_id.len()) && client_id.bytes().all(|byte| (b' '..=b'~').contains(&byte))
    }

    /// Whether it may use that grant.
    pub fn may_use(&self, grant_type: &str) -> bool {
        self.grant_types.iter().any(|name| name == grant_type)
    }

    /// Whether it may have tokens without a person.
    pub fn grants_without_person(&self) -> bool {
        self.grant_types.iter().any(|name| grant_type::named(name).is_some_and(|row| !row.has_person))
    }

    /// What a client with a certificate lacks where no port asks for one, or no CA is trusted for clients.
    pub fn lacks(&self, has_port: bool, has_ca: bool) -> Option<&'static str> {
        let method = self.token_endpoint_auth_method;
        if !has_port && (self.binds_tokens || method.proof() == Proof::Certificate) {
            return Some("a client that shows a certificate needs `authctl serve --tls`");
        }
        (!has_ca && method == ClientAuthMethod::TlsClientAuth)
            .then_some("tls_client_auth needs client_ca in [tls]")
    }

    /// Whether it may be sent there after logout: byte for byte (RP-Initiated Logout §3, threat P20).
    pub fn may_end_at(&self, uri: &str) -> bool {
        self.post_logout_redirect_uris.iter().any(|registered| registered == uri)
    }
}
