//! The pushed authorization request endpoint (RFC 9126): a request is judged before a browser is sent anywhere.

use http::StatusCode;
use serde_json::{Value, json};

use crate::idp::{
    authorization::{Authorization, Refusal},
    client_authentication::authenticate,
    dpop,
    interaction::{Transaction, is_too_large},
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    provider::Provider,
    pushed::LIFETIME,
    received::Received,
    reply::Reply,
    request_object,
};

/// What proves the client, and is no part of the request.
const CREDENTIALS: &[&str] = &["client_secret", "client_assertion", "client_assertion_type"];

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let reply = match push(provider, received) {
        Ok(answer) => Reply::json(StatusCode::CREATED, &answer),
        Err(error) => error.reply(),
    };
    dpop::with_nonce(provider, reply)
}

fn push(provider: &Provider, received: &Received) -> Outcome<Value> {
    let parameters = received.form()?;
    let client = authenticate(provider, received, &parameters)?;
    let parameters = parameters.without(CREDENTIALS);
    if parameters.get("request_uri").is_some() {
        return Err(OauthError::request("a pushed request has no request_uri (RFC 9126 section 2.1)"));
    }
    // RFC 9449 §8: before the request object counts as used, since whoever lacks the nonce comes again with it
    let key = dpop::key_of_request(provider, received, &client)?;
    // RFC 9126 §3; the key of a proof beside it counts for what is inside
    let parameters = with_proven_key(request_object::opened(provider, parameters)?, key)?;
    match Authorization::judge(provider, &parameters, None) {
        Ok(authorization) if authorization.client.client_id == client.client_id => {}
        Ok(_) => {
            return Err(OauthError::request(
                "client_id is not of the client that asks (RFC 9126 section 2.1)",
            ));
        }
        // RFC 9126 §2.3: with the errors of the authorization endpoint
        Err(Refusal::Page(error) | Refusal::Answer(_, error)) => return Err(error),
    }
    // RFC 9126 §2.3, threat P17; the browser would be told the same
    if is_too_large(&Transaction::begin(provider, parameters.clone()).seal(provider)) {
        let too_large = OauthError::request("the request is too large (RFC 9126 section 2.3)");
        return Err(OauthError { status: StatusCode::PAYLOAD_TOO_LARGE, ..too_large });
    }
    let request_uri = provider.pushed.keep(&provider.random(32), &parameters, provider.now());
    Ok(json!({"request_uri": request_uri, "expires_in": LIFETIME}))
}

/// RFC 9449 §10.1: a proof here is as good as its key's thumbprint in the request; with both they are the same.
fn with_proven_key(parameters: Parameters, proven: Option<String>) -> Outcome<Parameters> {
    match (proven, parameters.get("dpop_jkt")) {
        (None, _) => Ok(parameters),
        (Some(jkt), None) => Ok(parameters.with("dpop_jkt", jkt)),
        (Some(jkt), Some(said)) if jkt == said => Ok(parameters),
        (Some(_), Some(_)) => Err(OauthError::new(
            "invalid_dpop_proof",
            "dpop_jkt is not of the key that the DPoP proof is signed with (RFC 9449 section 10.1)",
        )),
    }
}
