//! What of the issuer's rules can be switched while it runs.

use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::idp::{
    control::{
        call::Call,
        operation::{Group, operations},
        schema::{Member, Schema},
    },
    oauth_error::Outcome,
    provider::Provider,
    reply::Reply,
};

/// The operations.
pub const SETTINGS: Group = Group {
    name: "settings",
    means: "Rules that can be switched while the issuer runs. Each counts from the next request on.",
    parts: &[],
    is_open: false,
    operations: operations! {
        GET "/_dev/settings" show => OK SETTINGS_NOW, "Shows them.";
        PATCH "/_dev/settings" set takes WANTED => OK SETTINGS_NOW, "Switches them; what is not named stays.";
    },
};

const SETTINGS_NOW: Schema = Schema::Named(
    "Settings",
    &Schema::Object(&[Member::needed(
        "refresh_rotation",
        &Schema::Flag,
        "whether a refresh token works once, and the next comes with its answer (RFC 9700 §4.14.2)",
    )]),
);

const WANTED: Schema = Schema::Object(&[Member::optional(
    "refresh_rotation",
    &Schema::Maybe(&Schema::Flag),
    "whether a refresh token works once; null is as the issuer has it by itself",
)]);

#[derive(Deserialize)]
struct Wanted {
    /// Null is something else than absent.
    #[serde(default, deserialize_with = "some")]
    refresh_rotation: Option<Option<bool>>,
}

fn some<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Option<bool>>, D::Error> {
    Option::deserialize(value).map(Some)
}

async fn show(call: Call<'_>) -> Outcome<Reply> {
    Ok(shown(call.provider, call.provider.rotation))
}

async fn set(call: Call<'_>) -> Outcome<Reply> {
    let Wanted { refresh_rotation } = call.body()?;
    let rotation = refresh_rotation.unwrap_or(call.provider.rotation);
    call.provider.change(|told| told.rotation = refresh_rotation.unwrap_or(told.rotation));
    Ok(shown(call.provider, rotation))
}

fn shown(provider: &Provider, rotation: Option<bool>) -> Reply {
    let rotates = rotation.unwrap_or(provider.policy.rotates_refresh_tokens);
    Reply::json(StatusCode::OK, &json!({"refresh_rotation": rotates}))
}
