//! What people have allowed clients.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::idp::{
    account,
    control::{
        call::Call,
        forms::{CLIENT_ID, SCOPE, SUB},
        operation::{Group, operations},
        schema::{Member, Schema},
    },
    oauth_error::{OauthError, Outcome},
    reply::Reply,
    state::Change,
};

/// The operations.
pub const CONSENTS: Group = Group {
    name: "consents",
    means: "What people have allowed clients: they are not asked for it again.",
    parts: &[
        Member::needed("sub", &Schema::Text, "the person's `sub`"),
        Member::needed("client_id", &Schema::Text, "the client"),
    ],
    is_open: false,
    operations: operations! {
        GET "/_dev/consents" list => OK LIST, "Lists them.";
        PUT "/_dev/consents" grant takes CONSENT => OK CONSENT, "A person allows a client so much, as if they had been asked. What they have allowed before stays.";
        DELETE "/_dev/consents/{sub}/{client_id}" revoke => NO_CONTENT Schema::Nothing, "They are asked again; and with it end the grants that the client has from them.";
    },
};

const LIST: Schema = Schema::Object(&[Member::needed("consents", &Schema::List(&CONSENT), "they")]);

const CONSENT: Schema = Schema::Named(
    "Consent",
    &Schema::Object(&[
        Member::needed("sub", &SUB, "the person"),
        Member::needed("client_id", &CLIENT_ID, "the client"),
        Member::needed("scope", &Schema::List(&SCOPE), "what it may have"),
    ]),
);

#[derive(Deserialize)]
struct Consent {
    sub: String,
    client_id: String,
    scope: Vec<String>,
}

async fn list(call: Call<'_>) -> Outcome<Reply> {
    let consents: Vec<Value> = call.provider.store.read(|state| {
        let document = |((sub, client_id), scope): (&(String, String), &Vec<String>)| json!({"sub": sub, "client_id": client_id, "scope": scope});
        state.consents.iter().map(document).collect()
    });
    Ok(Reply::json(StatusCode::OK, &json!({"consents": consents})))
}

async fn grant(call: Call<'_>) -> Outcome<Reply> {
    let provider = call.provider;
    let Consent { sub, client_id, scope } = call.body()?;
    if provider.user(&sub).is_none() {
        return Err(OauthError::request(format!("sub: there is no user {sub} who may sign in")));
    }
    if provider.client(&client_id).is_none() {
        return Err(OauthError::request(format!("client_id: there is no client {client_id}")));
    }
    let key = (sub.clone(), client_id.clone());
    provider.commit(|_| ((), vec![Change::Consented { sub, client_id, scope }]))?;
    let scope = provider.store.read(|state| state.consents.get(&key).cloned()).unwrap_or_default();
    Ok(Reply::json(StatusCode::OK, &json!({"sub": key.0, "client_id": key.1, "scope": scope})))
}

async fn revoke(call: Call<'_>) -> Outcome<Reply> {
    let (sub, client_id) = (call.part("sub")?, call.part("client_id")?);
    call.provider.commit(|state| {
        if state.consents.get(&(sub.clone(), client_id.clone())).is_none() {
            let why = format!("{sub} has allowed the client {client_id} nothing");
            return (Err(account::missing(why)), Vec::new());
        }
        let grants = state
            .grants
            .iter()
            .filter(|(_, grant)| grant.session.sub == sub && grant.client_id == client_id && !grant.revoked);
        let mut changes: Vec<Change> =
            grants.map(|(id, _)| Change::GrantRevoked { id: id.clone() }).collect();
        changes.push(Change::ConsentWithdrawn { sub, client_id });
        (Ok(()), changes)
    })??;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}
