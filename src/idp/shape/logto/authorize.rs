//! `/oidc/auth`: what only Logto refuses, and how; the rest is the strict endpoint's.
//! <https://docs.logto.io/end-user-flows/authentication-parameters>

use super::error;
use crate::{
    idp::{
        answer,
        authorization::Target,
        client::Client,
        interaction::{self, Transaction},
        oauth_error::OauthError,
        parameters::Parameters,
        provider::Provider,
        received::Received,
        reply::Reply,
        scope::OFFLINE_ACCESS,
        wanted::Manner,
    },
    protocol::{client_auth::ClientAuthMethod, resource::RESOURCE},
};

/// Answers an authorization request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (parameters, fault) = received.parameters();
    let refuse = |error: &'static str, description: &str| {
        error::at_the_authorization_endpoint(provider, &parameters, error, description)
    };
    let Some(client_id) = parameters.get("client_id") else {
        return refuse("invalid_request", "missing required parameter 'client_id'");
    };
    let Some(client) = provider.client(client_id) else {
        return refuse("invalid_client", "client is invalid");
    };
    let Some(redirect_uri) = parameters.get("redirect_uri") else {
        return refuse("invalid_request", "missing required parameter 'redirect_uri'");
    };
    if !provider.may_answer_at(&client, redirect_uri) {
        let why = "redirect_uri did not match any of the client's registered redirect_uris";
        return refuse("invalid_redirect_uri", why);
    }
    if lacks_pkce(&client, &parameters) {
        let target = Target {
            redirect_uri: redirect_uri.to_owned(),
            manner: Manner::default(),
            state: parameters.get("state").map(str::to_owned),
        };
        let why = "Authorization Server policy requires PKCE to be used for this request";
        return answer::refuse(provider, &target, &OauthError::request(why)).await;
    }
    let transaction = Transaction::begin(provider, standard(parameters));
    interaction::proceed(provider, received, &transaction, fault).await
}

/// Clients that prove themselves by nothing else.
fn lacks_pkce(client: &Client, parameters: &Parameters) -> bool {
    client.token_endpoint_auth_method == ClientAuthMethod::None && parameters.get("code_challenge").is_none()
}

/// The same request in the standard's words: offline access is for those who ask for consent (OIDC Core §11), even if nobody is
/// asked then; several resources may stand in one parameter.
fn standard(parameters: Parameters) -> Parameters {
    let mut scope = parameters.words("scope");
    if !parameters.words("prompt").iter().any(|word| word == "consent") {
        scope.retain(|word| word != OFFLINE_ACCESS);
    }
    let resources: Vec<String> =
        parameters.all(RESOURCE).flat_map(|list| list.split(',')).map(str::to_owned).collect();
    let parameters = parameters.without(&["scope", RESOURCE]).with("scope", scope.join(" "));
    resources.into_iter().fold(parameters, |parameters, resource| parameters.with(RESOURCE, resource))
}
