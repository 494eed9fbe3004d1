//! The metadata, under both well-known names (OIDC Discovery §3, RFC 8414 §2).

use http::header;
use serde_json::{Value, json};

use crate::{
    idp::{
        acr::ACRS, answer_protection, client_assertion, dpop, grant_type::GRANTS, laxity::Laxity,
        provider::Provider, received::Received, registration_policy::RegistrationPolicy, reply::Reply,
        request_object_rule, scope::SCOPES, signing_algorithm::SIGNING_ALGORITHMS,
    },
    protocol::{
        client_auth::{ClientAuthMethod, Proof},
        response_mode::RESPONSE_MODES,
        response_type::RESPONSE_TYPES,
    },
};

/// The endpoints that clients ask themselves, by their paths: those that a client with a certificate has at a port of its own
/// (RFC 8705 §5).
pub const ALIASED: &[&str] = &[
    "/token",
    "/userinfo",
    "/revoke",
    "/introspect",
    "/par",
    "/device_authorization",
    "/backchannel_authentication",
];

/// What an ID token says besides what is said of the person.
const OF_ID_TOKENS: &[&str] = &[
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "at_hash",
    "c_hash",
    "s_hash",
    "sid",
    "acr",
    "amr",
];

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let mut document = document(provider);
    if let Some(mutual) = &provider.mutual {
        let members = document.as_object().into_iter().flatten();
        let aliases = members.filter_map(|(name, url)| {
            let path = url.as_str()?.strip_prefix(&provider.origin)?;
            ALIASED.contains(&path).then(|| (name.clone(), format!("{mutual}{path}").into()))
        });
        let aliases = Value::Object(aliases.collect());
        document["tls_client_certificate_bound_access_tokens"] = true.into();
        document["mtls_endpoint_aliases"] = aliases;
    }
    let host = received.header(header::HOST).unwrap_or_default();
    if let Some(base) = provider.base_at(host).filter(|base| *base != provider.origin) {
        lead_back_to(&mut document, &provider.origin, base);
    }
    Reply::public(&document)
}

/// Whoever reads it by another name asks what it asks itself by that name. The issuer and what browsers open stay, since they are
/// the same for everybody (OIDC Discovery §4.3).
fn lead_back_to(document: &mut Value, origin: &str, base: &str) {
    for url in document.as_object_mut().into_iter().flat_map(|members| members.values_mut()) {
        if let Some(path) = url.as_str().and_then(|url| url.strip_prefix(origin))
            && (ALIASED.contains(&path) || matches!(path, "/jwks" | "/register"))
        {
            *url = format!("{base}{path}").into();
        }
    }
}

fn document(provider: &Provider) -> Value {
    let at = |path: &str| format!("{}{path}", provider.origin);
    let is_here = |method: &&ClientAuthMethod| {
        method.proof() != Proof::Certificate
            || provider.mutual.is_some()
                && (**method != ClientAuthMethod::TlsClientAuth || provider.config.client_ca.is_some())
    };
    let methods = ClientAuthMethod::ALL.iter().filter(is_here);
    let methods: Vec<&str> = methods.map(|method| method.name()).collect();
    let assertions = ClientAuthMethod::ALL.iter().flat_map(|method| client_assertion::algorithms(*method));
    let assertion_algorithms: Vec<&str> = assertions.map(|algorithm| algorithm.name()).collect();
    let grants: Vec<&str> = GRANTS.iter().map(|row| row.name).collect();
    let types: Vec<&str> = RESPONSE_TYPES.iter().map(|row| row.name).collect();
    let modes: Vec<&str> = RESPONSE_MODES.iter().map(|(name, _)| *name).collect();
    let own_scopes = provider.config.scopes.iter().map(|scope| scope.name.as_str());
    let scopes: Vec<&str> = SCOPES.iter().map(|scope| scope.name).chain(own_scopes).collect();
    let claims: Vec<&str> = OF_ID_TOKENS.iter().copied().chain(provider.claim_names()).collect();
    let acr_values: Vec<&str> = ACRS.iter().map(|acr| acr.name).collect();
    let detail_types: Vec<&str> = provider.config.detail_types.iter().map(|known| &*known.name).collect();
    let algorithms: Vec<&str> = SIGNING_ALGORITHMS.iter().map(|(name, _)| *name).collect();
    let proofs: Vec<&str> = dpop::ALGORITHMS.iter().map(|algorithm| algorithm.name()).collect();
    let mut challenge_methods = vec!["S256"];
    // what is taken is listed (RFC 8414 §2)
    if provider.config.lax.has(Laxity::PlainPkce) {
        challenge_methods.push("plain");
    }
    let mut document = json!({
        "issuer": provider.issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/jwks"),
        "revocation_endpoint": at("/revoke"),
        "introspection_endpoint": at("/introspect"),
        "pushed_authorization_request_endpoint": at("/par"),
        "require_pushed_authorization_requests": false,
        "end_session_endpoint": at("/end_session"),
        "device_authorization_endpoint": at("/device_authorization"),
        "response_types_supported": types,
        "response_modes_supported": modes,
        "grant_types_supported": grants,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": methods,
        // RFC 8414 §2: to be there with the methods that sign
        "token_endpoint_auth_signing_alg_values_supported": assertion_algorithms,
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": assertion_algorithms,
        "introspection_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_signing_alg_values_supported": assertion_algorithms,
        "introspection_signing_alg_values_supported": algorithms,
        "code_challenge_methods_supported": challenge_methods,
        "dpop_signing_alg_values_supported": proofs,
        "authorization_response_iss_parameter_supported": true,
        "scopes_supported": scopes,
        "claims_supported": claims,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "client_id_metadata_document_supported": provider.takes_documents(),
        "claims_parameter_supported": true,
        "acr_values_supported": acr_values,
        "authorization_details_types_supported": detail_types,
        "request_parameter_supported": true,
        "require_signed_request_object": false,
        "request_uri_parameter_supported": false,
    });
    // CIBA Core §4, Back-Channel Logout §2.1, Front-Channel Logout §3
    let unasked = json!({
        "backchannel_authentication_endpoint": at("/backchannel_authentication"),
        "backchannel_token_delivery_modes_supported": ["poll", "ping"],
        "backchannel_user_code_parameter_supported": true,
        "frontchannel_logout_supported": true,
        "frontchannel_logout_session_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
    });
    if let (Some(document), Value::Object(unasked)) = (document.as_object_mut(), unasked) {
        document.extend(unasked);
    }
    for (member, names) in answer_protection::metadata().into_iter().chain(request_object_rule::metadata()) {
        document[member] = names.into();
    }
    if !matches!(provider.config.registration, RegistrationPolicy::Off) {
        document["registration_endpoint"] = at("/register").into();
    }
    document
}
