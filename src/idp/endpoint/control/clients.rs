//! The clients: made, changed, deleted, and given another secret.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use crate::idp::{
    account,
    client::Client,
    control::{
        call::Call,
        forms::CLIENT_ID,
        operation::{Group, operations},
        schema::{Member, Schema},
    },
    oauth_error::{OauthError, Outcome},
    provider::Provider,
    reply::Reply,
    said_client,
};

/// The operations.
pub const CLIENTS: Group = Group {
    name: "clients",
    means: "Who may ask for tokens: the clients of the configuration, those that registered themselves, and those that are made here. \
            What is said of one here counts instead of what the configuration says. The members are those of `[[clients]]` in the \
            configuration ([serve-config.md](serve-config.md)) and judged by the same rules.",
    parts: &[Member::needed("client_id", &CLIENT_ID, "the client")],
    is_open: false,
    operations: operations! {
        GET "/_dev/clients" list => OK LIST, "Lists them, without their secrets.";
        POST "/_dev/clients" create takes NEW => CREATED CLIENT, "Makes one. The answer alone has its secret.";
        GET "/_dev/clients/{client_id}" show => OK CLIENT, "Shows one, without its secret.";
        PUT "/_dev/clients/{client_id}" put takes WHOLE => OK CLIENT, "Makes one, or puts it in place of the one of that id. A secret that is needed and not sent stays, or is made.";
        PATCH "/_dev/clients/{client_id}" change takes CHANGE => OK CLIENT, "Changes one: what is not named stays, and null removes (RFC 7396).";
        DELETE "/_dev/clients/{client_id}" delete => NO_CONTENT Schema::Nothing, "Deletes one, and all that was granted to it.";
        POST "/_dev/clients/{client_id}/secret" rotate_secret => OK CLIENT, "Gives one another secret, which the answer alone has. The one before does not work any more.";
    },
};

const TEXTS: Schema = Schema::List(&Schema::Text);

const LIST: Schema = Schema::Object(&[Member::needed("clients", &Schema::List(&CLIENT), "they")]);

const CLIENT: Schema = Schema::Named(
    "Client",
    &Schema::Object(&[
        Member::needed("client_id", &Schema::Text, "its name in the protocol"),
        Member::needed("name", &Schema::Text, "its name for people"),
        Member::needed(
            "origin",
            &Schema::Word(&["configuration", "control", "registration"]),
            "who has said it: the configuration, this interface, or the client",
        ),
        Member::needed("token_endpoint_auth_method", &Schema::Text, "how it authenticates"),
        Member::needed("redirect_uris", &TEXTS, "where it may be answered"),
        Member::needed("grant_types", &TEXTS, "the grants that it may use"),
        Member::needed("said", &Schema::Open, "all that was said of it, but for its secret"),
        Member::optional("client_secret", &Schema::Text, "its secret, where it has just been made or sent"),
    ]),
);

/// Every member of the configuration's table, for one of the shapes; the last argument comes first in it.
macro_rules! members {
    ($text:expr, $texts:expr, $flag:expr, $keys:expr, $($first:expr),*) => {
        Schema::Object(&[
            $($first,)*
            Member::optional("name", $text, "its name for people"),
            Member::optional("client_secret", $text, "its secret; made if it needs one and none is sent"),
            Member::optional("token_endpoint_auth_method", $text, "how it authenticates; by nothing if it has no secret"),
            Member::optional("redirect_uris", $texts, "where it may be answered"),
            Member::optional("post_logout_redirect_uris", $texts, "where it may be sent after logout"),
            Member::optional("grant_types", $texts, "the grants that it may use"),
            Member::optional("response_types", $texts, "what it may ask the authorization endpoint for"),
            Member::optional("scope", $text, "the scope that it may ask for without a person"),
            Member::optional("audience", $texts, "the audience that its tokens without a person may be for"),
            Member::optional("jwks", $keys, "its public keys, an object or its text"),
            Member::optional("backchannel_logout_uri", $text, "where it hears of the end of a session"),
            Member::optional("backchannel_logout_session_required", $flag, "whether it must be told which"),
            Member::optional("frontchannel_logout_uri", $text, "the page by which it hears of it in the browser"),
            Member::optional("frontchannel_logout_session_required", $flag, "whether that must be told which"),
            Member::optional("logout_hook", $text, "where a vendor's client hears of it"),
            Member::optional("backchannel_token_delivery_mode", $text, "`poll` or `ping` (CIBA)"),
            Member::optional("backchannel_client_notification_endpoint", $text, "where it is pinged (CIBA)"),
            Member::optional("backchannel_user_code_parameter", $flag, "whether it sends user codes (CIBA)"),
            Member::optional("id_token_signed_response_alg", $text, "what its ID tokens are signed with; RS256 if absent"),
            Member::optional("id_token_encrypted_response_alg", $text, "how its ID tokens are encrypted"),
            Member::optional("id_token_encrypted_response_enc", $text, "with what"),
            Member::optional("userinfo_signed_response_alg", $text, "what its UserInfo is signed with"),
            Member::optional("userinfo_encrypted_response_alg", $text, "how its UserInfo is encrypted"),
            Member::optional("userinfo_encrypted_response_enc", $text, "with what"),
            Member::optional("authorization_signed_response_alg", $text, "what its authorization answers are signed with"),
            Member::optional("authorization_encrypted_response_alg", $text, "how they are encrypted"),
            Member::optional("authorization_encrypted_response_enc", $text, "with what"),
            Member::optional("require_pushed_authorization_requests", $flag, "whether it pushes its requests"),
            Member::optional("require_signed_request_object", $flag, "whether it signs its requests"),
            Member::optional("request_object_signing_alg", $text, "what they are signed with"),
            Member::optional("request_object_encryption_alg", $text, "how they are encrypted"),
            Member::optional("request_object_encryption_enc", $text, "with what"),
            Member::optional("authorization_details_types", $texts, "the types of authorization details that it may use"),
            Member::optional("security_profile", $text, "`none` or `fapi2`"),
            Member::optional("dpop_bound_access_tokens", $flag, "whether its tokens are bound to a key of its own"),
            Member::optional("tls_client_auth_subject_dn", $text, "the subject of its certificate"),
            Member::optional("tls_client_auth_san_dns", $text, "a DNS name of its certificate"),
            Member::optional("tls_client_auth_san_uri", $text, "a URI of its certificate"),
            Member::optional("tls_client_auth_san_ip", $text, "an IP address of its certificate"),
            Member::optional("tls_client_auth_san_email", $text, "an e-mail address of its certificate"),
            Member::optional("tls_client_certificate_bound_access_tokens", $flag, "whether its tokens are bound to its certificate"),
        ])
    };
}

const KEYS: Schema = Schema::Either(&Schema::Open, &Schema::Text);
const MAYBE_TEXT: Schema = Schema::Maybe(&Schema::Text);
const MAYBE_TEXTS: Schema = Schema::Maybe(&TEXTS);
const MAYBE_FLAG: Schema = Schema::Maybe(&Schema::Flag);
const MAYBE_KEYS: Schema = Schema::Maybe(&KEYS);

const NEW: Schema = Schema::Named(
    "NewClient",
    &members!(
        &Schema::Text,
        &TEXTS,
        &Schema::Flag,
        &KEYS,
        Member::optional("client_id", &CLIENT_ID, "its name in the protocol; made if absent")
    ),
);
const WHOLE: Schema = Schema::Named("WholeClient", &members!(&Schema::Text, &TEXTS, &Schema::Flag, &KEYS,));
const CHANGE: Schema =
    Schema::Named("ClientChange", &members!(&MAYBE_TEXT, &MAYBE_TEXTS, &MAYBE_FLAG, &MAYBE_KEYS,));

async fn list(call: Call<'_>) -> Outcome<Reply> {
    let clients: Vec<Value> =
        call.provider.clients().iter().map(|client| document(call.provider, client)).collect();
    Ok(Reply::json(StatusCode::OK, &json!({"clients": clients})))
}

async fn create(call: Call<'_>) -> Outcome<Reply> {
    let client = said_client::create(call.provider, call.members())?;
    Ok(with_secret(call.provider, &client, StatusCode::CREATED))
}

async fn show(call: Call<'_>) -> Outcome<Reply> {
    let client_id = call.part("client_id")?;
    let client = call.provider.own_client(&client_id);
    let client = client.ok_or_else(|| account::missing(format!("there is no client {client_id}")))?;
    Ok(Reply::json(StatusCode::OK, &document(call.provider, &client)))
}

async fn put(call: Call<'_>) -> Outcome<Reply> {
    let client_id = named(&call)?;
    let client = said_client::put(call.provider, &client_id, call.members())?;
    Ok(with_secret(call.provider, &client, StatusCode::OK))
}

async fn change(call: Call<'_>) -> Outcome<Reply> {
    let client = said_client::change(call.provider, &named(&call)?, call.members())?;
    Ok(Reply::json(StatusCode::OK, &document(call.provider, &client)))
}

async fn delete(call: Call<'_>) -> Outcome<Reply> {
    said_client::delete(call.provider, &call.part("client_id")?)?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

async fn rotate_secret(call: Call<'_>) -> Outcome<Reply> {
    let client = said_client::rotate_secret(call.provider, &call.part("client_id")?)?;
    Ok(with_secret(call.provider, &client, StatusCode::OK))
}

fn named(call: &Call<'_>) -> Outcome<String> {
    let client_id = call.part("client_id")?;
    CLIENT_ID.check(&Value::from(client_id.as_str()), "client_id").map_err(OauthError::request)?;
    Ok(client_id)
}

fn with_secret(provider: &Provider, client: &Arc<Client>, status: StatusCode) -> Reply {
    let mut document = document(provider, client);
    if let Some(secret) = &client.client_secret {
        document["client_secret"] = secret.expose().as_str().into();
    }
    Reply::json(status, &document)
}

fn document(provider: &Provider, client: &Client) -> Value {
    let is_configured = || provider.config.clients.iter().any(|known| known.client_id == client.client_id);
    let origin = match provider.said_clients.get(&client.client_id) {
        Some(_) => "control",
        None if is_configured() => "configuration",
        None => "registration",
    };
    json!({
        "client_id": client.client_id, "name": client.name, "origin": origin,
        "token_endpoint_auth_method": client.token_endpoint_auth_method, "redirect_uris": client.redirect_uris,
        "grant_types": client.grant_types, "said": client.said,
    })
}
