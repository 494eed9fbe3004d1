//! `/oauth2/end_session`: asked for without any parameter, or with an address that whichever client has registered.
//! <https://docs.authgear.com/reference/apis/oauth-2.0-and-openid-connect-oidc>

use crate::idp::{
    endpoint::end_session, parameters::Parameters, provider::Provider, received::Received, reply::Reply,
    shape::app,
};

/// Answers one request: an ID token of the session signs out at once, else the person is asked.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (parameters, fault) = received.parameters();
    end_session::answer_to(provider, received, &standard(provider, parameters), fault).await
}

/// The same request in the standard's words: what is not right in it counts for nothing.
fn standard(provider: &Provider, parameters: Parameters) -> Parameters {
    let is_ours = |hint: &str| provider.open_id_token_hint(hint).is_some();
    let hint = parameters.get("id_token_hint").filter(|hint| is_ours(hint)).map(str::to_owned);
    let place = parameters.get("post_logout_redirect_uri").and_then(|uri| {
        let may_end = |client: &&_| app::may_end_at(client, uri);
        let client = provider.config.clients.iter().map(|client| &**client).find(may_end)?;
        Some((client.client_id.clone(), uri.to_owned()))
    });
    let mut standard =
        parameters.without(&["id_token_hint", "client_id", "post_logout_redirect_uri", "logout_hint"]);
    if let Some((client_id, uri)) = place {
        standard = standard.with("client_id", client_id).with("post_logout_redirect_uri", uri);
    }
    match hint {
        Some(hint) => standard.without(&["client_id"]).with("id_token_hint", hint),
        None => standard,
    }
}
