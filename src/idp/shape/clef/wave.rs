//! Where the button leads: the page on which the person confirms, `/iframes/qr`.

use super::{error::Refusal, site};
use crate::idp::{
    answer::error_page,
    interaction::{self, Transaction},
    oauth_error::OauthError,
    page::Page,
    parameters::Parameters,
    provider::Provider,
    received::Received,
    reply::Reply,
};

/// Answers one request; the app has not said `client_id` and `redirect_uri`, but it means them.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (parameters, fault) = received.parameters();
    let app_id = parameters.get("app_id").unwrap_or_default();
    let Some(client) = provider.client(app_id).filter(|client| client.client_secret.is_some()) else {
        let (status, sentence) = Refusal::AppId.row();
        let body = "<p>The button's <code>data-app-id</code> is no app of this provider.</p>".to_owned();
        return Reply::page(status, &Page::new(sentence, body));
    };
    let redirect_url = parameters.get("redirect_url").unwrap_or_default();
    if !site::is_of_client(&client, redirect_url) {
        let sites = client.redirect_uris.join(" ");
        return error_page(&OauthError::request(format!(
            "redirect_url is not at a site of this app: got {redirect_url}, its addresses are {sites}, of which the path does \
             not count"
        )));
    }
    let standard = Parameters::default()
        .with("response_type", "code".to_owned())
        .with("client_id", app_id.to_owned())
        .with("redirect_uri", redirect_url.to_owned());
    let standard = match parameters.get("state") {
        Some(state) => standard.with("state", state.to_owned()),
        None => standard,
    };
    interaction::proceed(provider, received, &Transaction::begin(provider, standard), fault).await
}
