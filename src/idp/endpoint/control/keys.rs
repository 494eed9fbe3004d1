//! The signing keys: listed, announced, rotated, retired.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    idp::{
        account,
        control::{
            call::Call,
            operation::{Group, operations},
            schema::{Member, Schema},
        },
        keys::{Place, Withdrawn},
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        reply::Reply,
        signing_algorithm::SIGNING_ALGORITHMS,
    },
    jose::algorithm::Algorithm,
};

/// The operations.
pub const KEYS: Group = Group {
    name: "keys",
    means: "The keys that tokens are signed with, one an algorithm. A key that has signed stays published after a rotation, and \
            tokens of it are taken by the provider itself for exactly as long. At most eight of an algorithm do; a reset leaves the \
            keys as they are.",
    parts: &[Member::needed("kid", &Schema::Text, "the key's name")],
    is_open: false,
    operations: operations! {
        GET "/_dev/keys" list => OK LIST, "Lists them.";
        POST "/_dev/keys/announce" announce takes OF_ALGORITHM => OK LIST, "Publishes the key that will sign next, beside the one that signs.";
        POST "/_dev/keys/rotate" rotate takes ROTATION => OK LIST, "Another key signs: the one that was announced, else a new one.";
        DELETE "/_dev/keys/{kid}" retire => NO_CONTENT Schema::Nothing, "Publishes a key no longer that does not sign; what it has signed is not taken any more.";
    },
};

/// Those of [`SIGNING_ALGORITHMS`].
const ALGORITHMS: Schema = Schema::Word(&["RS256", "ES256", "EdDSA"]);

const OF_ALGORITHM: Schema = Schema::Object(&[ALG]);

const ALG: Member =
    Member::optional("alg", &ALGORITHMS, "of which algorithm; of each that has a key if absent");

const ROTATION: Schema = Schema::Object(&[
    ALG,
    Member::optional(
        "when",
        &Schema::Word(&["now", "before-signing"]),
        "at once, or just before the next token is signed, so that nobody can have seen the key when that token comes",
    ),
    Member::optional("retire", &Schema::Flag, "whether those that have signed are published no longer"),
]);

const LIST: Schema = Schema::Object(&[Member::needed("keys", &Schema::List(&KEY), "they")]);

const KEY: Schema = Schema::Named(
    "Key",
    &Schema::Object(&[
        Member::needed("kid", &Schema::Text, "its name"),
        Member::needed("alg", &ALGORITHMS, "its algorithm"),
        Member::needed(
            "use",
            &Schema::Word(&["current", "next", "retired"]),
            "whether it signs, will sign, or has signed",
        ),
    ]),
);

#[derive(Deserialize)]
struct Rotation {
    alg: Option<String>,
    when: Option<String>,
    #[serde(default)]
    retire: bool,
}

async fn list(call: Call<'_>) -> Outcome<Reply> {
    Ok(shown(call.provider))
}

async fn announce(call: Call<'_>) -> Outcome<Reply> {
    let (provider, Rotation { alg, .. }) = (call.provider, call.body()?);
    for algorithm in meant(provider, alg.as_deref()) {
        let announced = provider.keys.announce(algorithm, &provider.store, &provider.world).await;
        announced.map_err(|error| provider.failed(&error))?;
    }
    Ok(shown(provider))
}

async fn rotate(call: Call<'_>) -> Outcome<Reply> {
    let (provider, Rotation { alg, when, retire }) = (call.provider, call.body()?);
    let is_later = when.as_deref() == Some("before-signing");
    if is_later && retire {
        return Err(OauthError::request("retire goes with a rotation now, not with one before-signing"));
    }
    for algorithm in meant(provider, alg.as_deref()) {
        let keys = &provider.keys;
        let rotated = match is_later {
            true => keys.rotate_before_signing(algorithm),
            false => keys.rotate(algorithm, &provider.store, &provider.world).await,
        };
        rotated.map_err(|error| provider.failed(&error))?;
        if retire {
            withdraw(provider, algorithm).await?;
        }
    }
    Ok(shown(provider))
}

/// Those of that algorithm that have signed.
async fn withdraw(provider: &Provider, algorithm: Algorithm) -> Outcome<()> {
    for (place, key) in provider.keys.all() {
        if place == Place::Retired && key.algorithm() == algorithm {
            let withdrawn = provider.keys.retire(key.kid(), &provider.store, &provider.world).await;
            withdrawn.map_err(|error| provider.failed(&error))?;
        }
    }
    Ok(())
}

async fn retire(call: Call<'_>) -> Outcome<Reply> {
    let (provider, kid) = (call.provider, call.part("kid")?);
    let withdrawn = provider.keys.retire(&kid, &provider.store, &provider.world).await;
    match withdrawn.map_err(|error| provider.failed(&error))? {
        Withdrawn::Done => Ok(Reply::empty(StatusCode::NO_CONTENT)),
        Withdrawn::Unknown => Err(account::missing(format!("there is no key with the kid {kid}"))),
        Withdrawn::Signs => {
            let why = format!("kid: {kid} signs; rotate first");
            Err(OauthError { status: StatusCode::CONFLICT, ..OauthError::new("conflict", why) })
        }
    }
}

/// The algorithm of that name, or all that have a key.
fn meant(provider: &Provider, name: Option<&str>) -> Vec<Algorithm> {
    match name {
        Some(name) => {
            SIGNING_ALGORITHMS.iter().filter(|(known, _)| *known == name).map(|(_, one)| *one).collect()
        }
        None => {
            let keys = provider.keys.all();
            let current = keys.iter().filter(|(place, _)| *place == Place::Current);
            current.map(|(_, key)| key.algorithm()).collect()
        }
    }
}

fn shown(provider: &Provider) -> Reply {
    let document = |(place, key): (Place, std::sync::Arc<crate::jose::key::SigningKey>)| {
        let used = match place {
            Place::Current => "current",
            Place::Next => "next",
            Place::Retired => "retired",
        };
        json!({"kid": key.kid(), "alg": key.algorithm().name(), "use": used})
    };
    let keys: Vec<Value> = provider.keys.all().into_iter().map(document).collect();
    Reply::json(StatusCode::OK, &json!({"keys": keys}))
}
