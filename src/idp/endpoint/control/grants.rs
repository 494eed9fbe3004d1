//! What was granted: listed, and revoked.

use http::StatusCode;
use serde_json::{Value, json};

use crate::idp::{
    account,
    control::{
        call::Call,
        operation::{Group, operations},
        schema::{COUNT, Member, Schema, TIME},
    },
    oauth_error::Outcome,
    reply::Reply,
    state::{Change, Grant},
};

/// The operations.
pub const GRANTS: Group = Group {
    name: "grants",
    means: "What people have granted, from the code to the last refresh token. No token can be made from what is told of one.",
    parts: &[Member::needed(
        "id",
        &Schema::Text,
        "the grant's id: what the `jti` of its access tokens begins with, before the dot",
    )],
    is_open: false,
    operations: operations! {
        GET "/_dev/grants" list, query FILTER => OK LIST, "Lists them, the oldest first.";
        DELETE "/_dev/grants/{id}" revoke => NO_CONTENT Schema::Nothing, "Revokes one: its code, its refresh token and its access tokens do not work any more.";
    },
};

const FILTER: &[Member] = &[
    Member::optional("sub", &Schema::Text, "those of this person alone"),
    Member::optional("client_id", &Schema::Text, "those to this client alone"),
];

const LIST: Schema = Schema::Object(&[Member::needed("grants", &Schema::List(&GRANT), "they")]);

const GRANT: Schema = Schema::Named(
    "Grant",
    &Schema::Object(&[
        Member::needed("id", &Schema::Text, "its id"),
        Member::needed("client_id", &Schema::Text, "to whom"),
        Member::needed("sub", &Schema::Text, "by whom"),
        Member::needed("sid", &Schema::Text, "the session in which it was granted"),
        Member::needed("scope", &Schema::List(&Schema::Text), "what for"),
        Member::needed("redeemed", &Schema::Flag, "whether its code was used"),
        Member::needed("revoked", &Schema::Flag, "whether nothing of it works any more"),
        Member::needed("refreshed", &COUNT, "how often its refresh token was replaced"),
        Member::needed(
            "refresh_expires_at",
            &Schema::Maybe(&TIME),
            "until when its refresh token works; null if it has none",
        ),
    ]),
);

async fn list(call: Call<'_>) -> Outcome<Reply> {
    let is_meant = |grant: &Grant| {
        call.query("sub").is_none_or(|sub| grant.session.sub == sub)
            && call.query("client_id").is_none_or(|client_id| grant.client_id == client_id)
    };
    let grants: Vec<Value> = call.provider.store.read(|state| {
        let meant = state.grants.iter().filter(|(_, grant)| is_meant(grant));
        meant.map(|(id, grant)| document(id, grant)).collect()
    });
    Ok(Reply::json(StatusCode::OK, &json!({"grants": grants})))
}

fn document(id: &str, grant: &Grant) -> Value {
    json!({
        "id": id, "client_id": grant.client_id, "sub": grant.session.sub, "sid": grant.session.sid,
        "scope": grant.scope, "redeemed": grant.redeemed, "revoked": grant.revoked, "refreshed": grant.generation,
        "refresh_expires_at": grant.refresh_expires_at,
    })
}

async fn revoke(call: Call<'_>) -> Outcome<Reply> {
    let id = call.part("id")?;
    call.provider.commit(|state| match state.grants.get(&id) {
        Some(grant) if grant.revoked => (Ok(()), Vec::new()),
        Some(_) => (Ok(()), vec![Change::GrantRevoked { id: id.clone() }]),
        None => (Err(account::missing(format!("there is no grant {id}"))), Vec::new()),
    })??;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}
