//! GitHub's OAuth apps: errors with status 200, forms for answers, tokens that do not expire, and an API that tells who it is.
//! <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps>

mod access_token;
mod answer;
mod api;
mod application;
mod authorize;
mod device;
mod error;
mod host;
mod redirect;
mod scope;
mod user;

use super::{
    app::{self, App},
    picture,
    row::Shape,
};
use crate::{
    idp::{
        config::Config,
        endpoint::{self, EndpointRow},
        policy::{Policy, Speech, UnknownScopes},
    },
    protocol::client_auth::ClientAuthMethod,
};

/// The row.
pub const SHAPE: Shape = Shape {
    name: "github",
    title: "GitHub",
    hosts: &[host::WEB, host::API, host::AVATARS],
    endpoints: ENDPOINTS,
    policy: &Policy {
        title: "GitHub",
        speech: Speech::OAuth,
        scopes: scope::SCOPES,
        unknown_scopes: UnknownScopes::Ignored,
        takes_secrets_either_way: true,
        may_redirect: redirect::matches,
        needs_pkce: false,
        names_issuer: false,
        opaque_access_tokens: Some("gho_"),
        denial: "The user has denied your application access.",
        error_uri: error::of_authorization,
        ..Policy::STRICT
    },
    prepare,
    environment: &[
        ("GITHUB_CLIENT_ID", "{client_id}"),
        ("GITHUB_CLIENT_SECRET", "{client_secret}"),
        ("GITHUB_AUTHORIZE_URL", "{url}/login/oauth/authorize"),
        ("GITHUB_ACCESS_TOKEN_URL", "{url}/login/oauth/access_token"),
        ("GITHUB_API_BASE_URL", "{url}/"),
    ],
};

const ENDPOINTS: &[EndpointRow] = endpoint::endpoints! {
    "/login/oauth/authorize" GET All => authorize::answer;
    "/login/oauth/access_token" POST Programs => access_token::answer;
    "/login/device/code" POST Programs => device::answer;
    "/login/device" GET | POST All => endpoint::device::answer;
    "/user" GET Programs => user::answer;
    "/user/emails" GET Programs => user::emails;
    "/applications/{client_id}/token" POST | DELETE Programs => application::token;
    "/applications/{client_id}/grant" DELETE Programs => application::grant;
    "/u/{id}" GET All => picture::answer;
};

const APP: App = App {
    client_id: "Ov23liExampleExample",
    client_secret: "only-for-tests",
    method: ClientAuthMethod::ClientSecretPost,
    callback_paths: &[
        "/callback",
        "/auth/github/auth",
        "/auth/github/callback",
        "/api/auth/callback/github",
        "/login/oauth2/code/github",
        "/accounts/github/login/callback/",
    ],
};

/// Ten years: a token works until it is revoked.
const FOREVER: i64 = 10 * 365 * 86_400;

fn prepare(config: &mut Config) {
    config.lifetimes.access_token = FOREVER;
    config.lifetimes.device_code = 900;
    app::add(config, &APP);
}
