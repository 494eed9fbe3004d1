//! What is taken though it is wrong, set while the provider runs.

use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::idp::{
    control::{
        call::Call,
        operation::{Group, operations},
        schema::{Member, Schema},
    },
    laxity::Laxities,
    oauth_error::{OauthError, Outcome},
    reply::Reply,
};

/// The operations.
pub const LAXITIES: Group = Group {
    name: "laxities",
    means: "What is taken though it is wrong, by the names of `authctl serve --list-laxities`. An answer that depends on one has the \
            header authctl-lax.",
    parts: &[],
    is_open: false,
    operations: operations! {
        GET "/_dev/laxities" list => OK SHAPE, "Lists what is taken.";
        PUT "/_dev/laxities" set takes SHAPE => OK SHAPE, "From now on this is taken, and nothing else.";
    },
};

const SHAPE: Schema =
    Schema::Object(&[Member::needed("laxities", &Schema::List(&Schema::Text), "their names")]);

async fn list(call: Call<'_>) -> Outcome<Reply> {
    Ok(told(call.provider.config.lax))
}

#[derive(Deserialize)]
struct Wanted {
    laxities: Vec<String>,
}

async fn set(call: Call<'_>) -> Outcome<Reply> {
    let wanted: Wanted = call.body()?;
    let lax = Laxities::named(wanted.laxities.iter().map(String::as_str))
        .map_err(|error| OauthError::request(format!("{}: {}", error.text(), error.advice())))?;
    call.provider.change(|told| told.config.lax = lax);
    Ok(told(lax))
}

fn told(lax: Laxities) -> Reply {
    Reply::json(StatusCode::OK, &json!({"laxities": lax.names()}))
}
