//! Back to the beginning, or to a moment that was kept: between one test and the next.

use http::StatusCode;
use serde_json::{Value, json};

use crate::idp::{
    account,
    control::{
        call::Call,
        forms::NAME,
        operation::{Group, operations},
        schema::{Member, Schema, TIME},
    },
    oauth_error::{OauthError, Outcome},
    provider::Provider,
    reply::Reply,
    snapshots::{MOST, Snapshot},
};

/// The operations.
pub const AGAIN: Group = Group {
    name: "reset and snapshots",
    means: "Between one test and the next. What was given out before does not work afterwards, even if it was asked for before and \
            comes later; but for access tokens without a person, which nothing is kept of: they last until they expire. The signing \
            keys stay, so that an app need not read them again. A snapshot stays in the memory of the provider, of each issuer at \
            most eight.",
    parts: &[Member::needed("name", &NAME, "the snapshot's name, which is yours to choose")],
    is_open: false,
    operations: operations! {
        POST "/_dev/reset" reset => NO_CONTENT Schema::Nothing, "All is as the configuration says: users, clients, sessions, consents, grants, devices and registrations since are gone, the clock is the machine's, settings, laxities and faults are those of the start, scripts and the request log are empty, and numbers begin at 0.";
        GET "/_dev/snapshots" list => OK LIST, "Lists the moments that were kept.";
        PUT "/_dev/snapshots/{name}" keep => OK SNAPSHOT, "Keeps this moment, in place of one of that name.";
        POST "/_dev/snapshots/{name}/restore" restore => NO_CONTENT Schema::Nothing, "All is as it was then; the clock too.";
        DELETE "/_dev/snapshots/{name}" forget => NO_CONTENT Schema::Nothing, "Forgets it.";
    },
};

const LIST: Schema = Schema::Object(&[Member::needed("snapshots", &Schema::List(&SNAPSHOT), "they")]);

const SNAPSHOT: Schema = Schema::Named(
    "Snapshot",
    &Schema::Object(&[
        Member::needed("name", &Schema::Text, "its name"),
        Member::needed("at", &TIME, "when it was kept, by the issuer's clock"),
    ]),
);

async fn reset(call: Call<'_>) -> Outcome<Reply> {
    let provider = call.provider;
    let told_then = |told: &mut Provider| {
        told.switch_back();
        told.clock.reset();
        told.faults.reset();
    };
    provider.begin_anew(Vec::new(), told_then).map_err(|error| provider.failed(&error))?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

async fn list(call: Call<'_>) -> Outcome<Reply> {
    let document = |(name, at)| json!({"name": name, "at": at});
    let snapshots: Vec<Value> = call.provider.snapshots.all().into_iter().map(document).collect();
    Ok(Reply::json(StatusCode::OK, &json!({"snapshots": snapshots})))
}

async fn keep(call: Call<'_>) -> Outcome<Reply> {
    let (provider, name) = (call.provider, call.part("name")?);
    NAME.check(&Value::from(name.as_str()), "name").map_err(OauthError::request)?;
    let at = provider.now();
    let snapshot = Snapshot {
        at,
        learned: provider.store.read(|state| state.learned()),
        clock: provider.clock.setting(),
        rotation: provider.rotation,
        lax: provider.config.lax,
        sign_in_as: provider.config.sign_in_as.clone(),
        faults: provider.faults.all(),
    };
    match provider.snapshots.keep(&name, snapshot) {
        true => Ok(Reply::json(StatusCode::OK, &json!({"name": name, "at": at}))),
        false => {
            let why = format!("name: {MOST} snapshots are kept already; delete one");
            Err(OauthError { status: StatusCode::CONFLICT, ..OauthError::new("conflict", why) })
        }
    }
}

async fn restore(call: Call<'_>) -> Outcome<Reply> {
    let (provider, name) = (call.provider, call.part("name")?);
    let Snapshot { learned, clock, rotation, lax, sign_in_as, faults, .. } =
        provider.snapshots.get(&name).ok_or_else(|| unknown(&name))?;
    let told_then = |told: &mut Provider| {
        told.rotation = rotation;
        (told.config.lax, told.config.sign_in_as) = (lax, sign_in_as);
        told.clock.restore(clock);
        told.faults.set(&faults);
    };
    provider.begin_anew(learned, told_then).map_err(|error| provider.failed(&error))?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

async fn forget(call: Call<'_>) -> Outcome<Reply> {
    let name = call.part("name")?;
    match call.provider.snapshots.forget(&name) {
        true => Ok(Reply::empty(StatusCode::NO_CONTENT)),
        false => Err(unknown(&name)),
    }
}

fn unknown(name: &str) -> OauthError {
    account::missing(format!("there is no snapshot of the name {name}"))
}
