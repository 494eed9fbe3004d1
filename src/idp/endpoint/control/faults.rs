//! What the issuer does wrong on purpose.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::idp::{
    control::{
        call::Call,
        operation::{Group, operations},
        schema::{Member, Schema},
    },
    fault::{self, row::Fault},
    oauth_error::{OauthError, Outcome},
    provider::Provider,
    reply::Reply,
};

/// The operations.
pub const FAULTS: Group = Group {
    name: "faults",
    means: "What the issuer does wrong on purpose, by the names of [faults.md](faults.md).",
    parts: &[],
    is_open: false,
    operations: operations! {
        GET "/_dev/faults" list => OK SET, "Lists what is wrong now, and how often that was met.";
        PUT "/_dev/faults" set takes NAMES => OK SET, "From now on these and no others.";
        DELETE "/_dev/faults" clear => OK SET, "From now on none.";
    },
};

const NAMES: Schema = Schema::Object(&[Member::needed(
    "names",
    &Schema::List(&Schema::Text),
    "the faults, in the order in which they are done",
)]);

const SET: Schema = Schema::Named(
    "Faults",
    &Schema::Object(&[
        Member::needed("names", &Schema::List(&Schema::Text), "the faults"),
        Member::needed("met", &Schema::Open, "how often each was met since they were set, by name"),
    ]),
);

#[derive(Deserialize)]
struct Names {
    names: Vec<String>,
}

async fn list(call: Call<'_>) -> Outcome<Reply> {
    Ok(shown(call.provider))
}

async fn set(call: Call<'_>) -> Outcome<Reply> {
    let Names { names } = call.body()?;
    let faults: Vec<&'static Fault> = names
        .iter()
        .map(|name| {
            fault::named(name).map_err(|error| {
                let why = format!("names has a fault that there is not: {name}; {}", error.advice());
                OauthError::request(why)
            })
        })
        .collect::<Outcome<_>>()?;
    call.provider.faults.set(&faults);
    Ok(shown(call.provider))
}

async fn clear(call: Call<'_>) -> Outcome<Reply> {
    call.provider.faults.set(&[]);
    Ok(shown(call.provider))
}

fn shown(provider: &Provider) -> Reply {
    let met: Map<String, Value> =
        provider.faults.applied().into_iter().map(|(name, count)| (name.to_owned(), count.into())).collect();
    Reply::json(StatusCode::OK, &json!({"names": provider.faults.names(), "met": met}))
}
