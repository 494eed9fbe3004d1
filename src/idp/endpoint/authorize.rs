//! The authorization endpoint (RFC 6749 §3.1, OIDC Core §3.1.2), and its continuation after the sign-in page.

use crate::idp::{
    answer,
    authorization::{Authorization, Refusal},
    interaction::{self, Transaction},
    laxity::Laxity,
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    provider::Provider,
    pushed::Pushed,
    received::Received,
    reply::Reply,
    request_object,
};

/// Answers an authorization request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (parameters, fault) = received.parameters();
    match asked(provider, parameters) {
        Ok(parameters) => {
            let transaction = Transaction::begin(provider, parameters);
            interaction::proceed(provider, received, &transaction, fault).await
        }
        // Whose request it is, is not known beyond doubt.
        Err(error) => answer::error_page(&error),
    }
}

/// Tells the client this in place of an answer, if the request is one that it can be told anything of.
pub async fn refuse(provider: &Provider, received: &Received, error: &OauthError) -> Reply {
    let (parameters, fault) = received.parameters();
    let asked = asked(provider, parameters).map_err(Refusal::Page);
    match asked.and_then(|parameters| Authorization::judge(provider, &parameters, fault)) {
        Ok(authorization) => answer::refuse(provider, &authorization.target, error).await,
        Err(Refusal::Answer(target, wrong)) => answer::refuse(provider, &target, &wrong).await,
        Err(Refusal::Page(wrong)) => answer::error_page(&wrong),
    }
}

/// The request: the browser's own, or one that was pushed (RFC 9126 §4), beside whose name nothing counts.
pub fn asked(provider: &Provider, parameters: Parameters) -> Outcome<Parameters> {
    let client_id = parameters.get("client_id").unwrap_or_default();
    let Some(name) = parameters.get("request_uri").filter(|name| Pushed::is_name(name)) else {
        let pushes = provider.client(client_id).is_some_and(|client| client.pushes_its_requests);
        return match pushes && !provider.allows(Laxity::UnpushedRequest) {
            true => Err(OauthError::request(
                "this client pushes its requests, and this one was not (RFC 9126 section 6)",
            )),
            false => request_object::opened(provider, parameters),
        };
    };
    provider.pushed.take(name, client_id, provider.now()).ok_or_else(|| {
        OauthError::new(
            "invalid_request_uri",
            "request_uri is not one that this client pushed, has expired, or was used before (RFC 9126 section 4)",
        )
    })
}

/// Goes on with the request that a page carried.
pub async fn resume(provider: &Provider, received: &Received) -> Reply {
    let (parameters, _) = received.parameters();
    match Transaction::open(provider, parameters.get("transaction").unwrap_or_default()) {
        Ok(transaction) => interaction::proceed(provider, received, &transaction, None).await,
        Err(error) => answer::error_page(&error),
    }
}
