//! The issuer's clock: stopped, moved, and let go on.

use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::{
    idp::{
        control::{
            call::Call,
            forms::LENGTH_OF_TIME,
            operation::{Group, operations},
            schema::{Member, Schema, TIME},
        },
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        reply::Reply,
    },
    protocol::time::{Seconds, UnixTime},
};

/// The operations.
pub const CLOCK: Group = Group {
    name: "clock",
    means: "The clock by which tokens, codes, sessions and all else of this issuer expire. Other issuers have their own.",
    parts: &[],
    is_open: false,
    operations: operations! {
        GET "/_dev/clock" show => OK NOW, "Tells the time.";
        PUT "/_dev/clock" set takes SETTING => OK NOW, "Stops, moves or sets the clock. In this order: it is set, moved, and stopped or let go on.";
        DELETE "/_dev/clock" reset => OK NOW, "As the machine's again.";
    },
};

const NOW: Schema = Schema::Named(
    "Clock",
    &Schema::Object(&[
        Member::needed("now", &TIME, "the time, in seconds since 1970"),
        Member::needed("frozen", &Schema::Flag, "whether it stands"),
    ]),
);

const SETTING: Schema = Schema::Object(&[
    Member::optional("now", &TIME, "the time that it is from now on"),
    Member::optional("advance", &LENGTH_OF_TIME, "by how much it is moved"),
    Member::optional("frozen", &Schema::Flag, "whether it stands from now on"),
]);

#[derive(Deserialize)]
struct Setting {
    now: Option<i64>,
    advance: Option<String>,
    frozen: Option<bool>,
}

async fn show(call: Call<'_>) -> Outcome<Reply> {
    Ok(now(call.provider))
}

async fn set(call: Call<'_>) -> Outcome<Reply> {
    let Setting { now: to, advance, frozen } = call.body()?;
    let clock = &call.provider.clock;
    let too_far = |name: &str| {
        OauthError::request(format!("{name} is more than a hundred years from the machine's clock"))
    };
    let advance = advance.map(|text| seconds(&text)).transpose()?;
    if to.is_some_and(|to| !clock.set(UnixTime(to))) {
        return Err(too_far("now"));
    }
    if advance.is_some_and(|seconds| !clock.advance(seconds)) {
        return Err(too_far("advance"));
    }
    match frozen {
        Some(true) => clock.freeze(),
        Some(false) => clock.go_on(),
        None => {}
    }
    Ok(now(call.provider))
}

async fn reset(call: Call<'_>) -> Outcome<Reply> {
    call.provider.clock.reset();
    Ok(now(call.provider))
}

fn now(provider: &Provider) -> Reply {
    Reply::json(StatusCode::OK, &json!({"now": provider.now(), "frozen": provider.clock.is_frozen()}))
}

fn seconds(text: &str) -> Outcome<i64> {
    let (sign, length) = match text.strip_prefix('-') {
        Some(length) => (-1, length),
        None => (1, text),
    };
    let Seconds(seconds) =
        length.parse().map_err(|why: String| OauthError::request(format!("advance: {why}")))?;
    Ok(sign * i64::try_from(seconds).unwrap_or(i64::MAX))
}
