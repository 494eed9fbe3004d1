//! Clef: a button that leads to a page where the person confirms on the phone ("the wave"), a code that is exchanged for a token
//! with the app's secret alone, and logout hooks. The service has ended; apps and SDKs for it are still there.
//!
//! On a phone the person sees what asks, and logs out of everything at once; here that is a choice on the page, and the page
//! `/user/logout`.
//!
//! <https://github.com/clef/clef-python>, <https://github.com/clef/sample-flask>, <https://github.com/clef/clef-php>,
//! <https://github.com/clef/clef-wordpress>

mod api;
mod application;
mod authorize;
mod button;
mod error;
mod info;
mod logout;
mod phone;
mod sandbox;
mod site;
mod wave;

use std::sync::Arc;

use url::Url;

use super::{app, row::Shape};
use crate::idp::{
    config::Config,
    endpoint::{self, EndpointRow},
    policy::{Policy, Speech, UnknownScopes},
};

/// The row.
pub const SHAPE: Shape = Shape {
    name: "clef",
    title: "Clef",
    hosts: &["clef.io"],
    endpoints: ENDPOINTS,
    policy: &Policy {
        title: "Clef",
        speech: Speech::Own,
        scopes: &[],
        unknown_scopes: UnknownScopes::Granted,
        may_redirect: site::is_same,
        needs_pkce: false,
        asks_consent: false,
        names_issuer: false,
        opaque_access_tokens: Some(""),
        calls_logout_hooks: true,
        sign_in_title: "Wave to log in",
        makes_link: button::address,
        ..Policy::STRICT
    },
    prepare,
    environment: &[("CLEF_APP_ID", "{client_id}"), ("CLEF_APP_SECRET", "{client_secret}")],
};

const ENDPOINTS: &[EndpointRow] = endpoint::endpoints! {
    "/v3/clef.js" GET | HEAD All => button::answer;
    "/v2/clef.js" GET | HEAD All => button::answer;
    "/iframes/qr" GET All => wave::answer;
    "/iframes/login" GET All => wave::answer;
    "/iframes/application/create/v2" GET | POST All => application::answer;
    "/iframes/application/create/v1" GET | POST All => application::answer;
    "/api/v1/authorize" POST Programs => authorize::answer;
    "/api/v1/info" GET Programs => info::answer;
    "/api/v1/logout" POST Programs => logout::answer;
    "/api/v1/app/info" POST Programs => info::of_app;
    "/user/login" POST All => phone::sign_in;
    "/user/logout" GET | POST All => phone::answer;
};

fn prepare(config: &mut Config) {
    let known = config.clients.len();
    app::add(config, &sandbox::APP);
    // the one that was added, if it was
    if let Some(client) = config.clients.get_mut(known) {
        Arc::make_mut(client).logout_uris.hook = Url::parse(sandbox::LOGOUT_HOOK).ok();
    }
}
