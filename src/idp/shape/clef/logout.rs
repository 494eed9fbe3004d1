//! Who has logged out: `POST /api/v1/logout`, which exchanges the token that the app was sent at its hook.

use http::StatusCode;
use serde_json::json;

use super::{api, error::Refusal};
use crate::idp::{
    logout_hook::{self, Refused},
    provider::Provider,
    received::Received,
    reply::Reply,
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    match number(provider, received) {
        Ok(number) => {
            let id = provider.config.user_id_type.value(number);
            Reply::json(StatusCode::OK, &json!({"success": true, "clef_id": id}))
        }
        Err(refusal) => refusal.reply(),
    }
}

fn number(provider: &Provider, received: &Received) -> Result<u32, Refusal> {
    let (parameters, _) = received.parameters();
    let client = api::app(provider, &parameters)?;
    let token = parameters.get("logout_token").unwrap_or_default();
    let sub =
        logout_hook::exchange(provider, &client.client_id, token)?.map_err(|refused| match refused {
            Refused::Token => Refusal::LogoutToken,
            Refused::Client => Refusal::App,
        })?;
    // a user who is out for good has logged out, too
    provider.user_or_former(&sub).map(|user| user.number()).ok_or(Refusal::LogoutToken)
}
