//! The users, and what is done with them.

use http::StatusCode;
use serde_json::{Value, json};

use super::told::{self, TOLD};
use crate::idp::{
    account::{self, Account, Deed},
    control::{
        call::Call,
        forms::{NAME, SUB},
        operation::{Group, operations},
        schema::{COUNT, Member, Schema},
    },
    oauth_error::Outcome,
    provider::Provider,
    reply::Reply,
    said_user,
};

/// The operations.
pub const USERS: Group = Group {
    name: "users",
    means: "Who can sign in: those of the configuration, those who signed up, and those who are made here. What is said of one here \
            counts instead of what the configuration says.",
    parts: &[Member::needed("sub", &Schema::Text, "the user's `sub`")],
    is_open: false,
    operations: operations! {
        GET "/_dev/users" list => OK LIST, "Lists them.";
        POST "/_dev/users" create takes NEW => CREATED USER, "Makes one. One who was deleted can be made again.";
        GET "/_dev/users/{sub}" show => OK USER, "Shows one.";
        PATCH "/_dev/users/{sub}" change takes CHANGE => OK USER, "Changes one: what is not named stays, and null removes (RFC 7396).";
        DELETE "/_dev/users/{sub}" delete => OK TOLD, "Deletes one, for as long as this state is kept or until made again.";
        POST "/_dev/users/{sub}/disable" disable => OK TOLD, "Ends every session of one, who cannot sign in until enabled again; nothing works any more that was granted for them.";
        POST "/_dev/users/{sub}/enable" enable => OK TOLD, "Lets one sign in again who was disabled.";
        POST "/_dev/users/{sub}/sign-out" sign_out => OK TOLD, "Ends every session of one.";
        DELETE "/_dev/users/{sub}/sessions" end_sessions => OK TOLD, "The same.";
    },
};

const LIST: Schema = Schema::Object(&[Member::needed("users", &Schema::List(&USER), "they")]);

const TEXTS: Schema = Schema::List(&Schema::Text);
const MAYBE_TEXT: Schema = Schema::Maybe(&Schema::Text);
const MAYBE_TEXTS: Schema = Schema::Maybe(&TEXTS);
const MAYBE_FLAG: Schema = Schema::Maybe(&Schema::Flag);
const MAYBE_OPEN: Schema = Schema::Maybe(&Schema::Open);

const USER: Schema = Schema::Named(
    "User",
    &Schema::Object(&[
        Member::needed("sub", &Schema::Text, "what never changes about the user"),
        Member::needed("username", &Schema::Text, "what they sign in with"),
        Member::needed("name", &MAYBE_TEXT, "the full name"),
        Member::needed("email", &MAYBE_TEXT, "the address"),
        Member::needed("phone", &MAYBE_TEXT, "the telephone number"),
        Member::needed("picture", &MAYBE_TEXT, "the address of a picture"),
        Member::needed("groups", &TEXTS, "the groups"),
        Member::needed("claims", &Schema::Open, "what else is known"),
        Member::needed("has_password", &Schema::Flag, "whether a password is asked for"),
        Member::needed(
            "standing",
            &Schema::Word(&["active", "disabled", "deleted"]),
            "whether they may sign in",
        ),
        Member::needed("sessions", &COUNT, "in how many browsers they are signed in"),
    ]),
);

const NEW: Schema = Schema::Named(
    "NewUser",
    &Schema::Object(&[
        Member::needed("username", &NAME, "what they sign in with"),
        Member::optional("sub", &SUB, "what never changes about them; the username if absent"),
        Member::optional("name", &Schema::Text, "the full name"),
        Member::optional("email", &Schema::Text, "the address; it counts as verified"),
        Member::optional("phone", &Schema::Text, "the telephone number; it counts as verified"),
        Member::optional("picture", &Schema::Text, "the address of a picture"),
        Member::optional(
            "public_email",
            &Schema::Flag,
            "whether a vendor's provider shows the address to everybody",
        ),
        Member::optional("groups", &TEXTS, "the groups, for the scope `groups`"),
        Member::optional("claims", &Schema::Open, "other claims by name"),
        Member::optional("password", &NAME, "asked for at sign-in; only a hash is kept"),
        Member::optional("user_code", &NAME, "what a client must know to ask for them elsewhere (CIBA)"),
    ]),
);

const CHANGE: Schema = Schema::Named(
    "UserChange",
    &Schema::Object(&[
        Member::optional("username", &NAME, "what they sign in with"),
        Member::optional("name", &MAYBE_TEXT, "the full name"),
        Member::optional("email", &MAYBE_TEXT, "the address"),
        Member::optional("phone", &MAYBE_TEXT, "the telephone number"),
        Member::optional("picture", &MAYBE_TEXT, "the address of a picture"),
        Member::optional(
            "public_email",
            &MAYBE_FLAG,
            "whether a vendor's provider shows the address to everybody",
        ),
        Member::optional("groups", &MAYBE_TEXTS, "the groups, all of them"),
        Member::optional("claims", &MAYBE_OPEN, "other claims by name, all of them"),
        Member::optional("password", &Schema::Maybe(&NAME), "asked for at sign-in; null is none"),
        Member::optional(
            "user_code",
            &Schema::Maybe(&NAME),
            "what a client must know to ask for them elsewhere (CIBA)",
        ),
    ]),
);

async fn list(call: Call<'_>) -> Outcome<Reply> {
    let users: Vec<Value> =
        account::all(call.provider).iter().map(|known| document(call.provider, known)).collect();
    Ok(Reply::json(StatusCode::OK, &json!({"users": users})))
}

async fn create(call: Call<'_>) -> Outcome<Reply> {
    let sub = said_user::create(call.provider, call.members())?;
    shown(call.provider, &sub, StatusCode::CREATED)
}

async fn show(call: Call<'_>) -> Outcome<Reply> {
    shown(call.provider, &call.part("sub")?, StatusCode::OK)
}

async fn change(call: Call<'_>) -> Outcome<Reply> {
    let sub = call.part("sub")?;
    said_user::change(call.provider, &sub, call.members())?;
    shown(call.provider, &sub, StatusCode::OK)
}

fn shown(provider: &Provider, sub: &str, status: StatusCode) -> Outcome<Reply> {
    let known = account::all(provider).into_iter().find(|known| known.user.sub == sub);
    let known = known.ok_or_else(|| account::missing(format!("there is no user with the sub {sub}")))?;
    Ok(Reply::json(status, &document(provider, &known)))
}

fn document(provider: &Provider, Account { user, standing }: &Account) -> Value {
    let now = provider.now();
    let sessions = provider.store.read(|state| {
        state.sessions.iter().filter(|(_, known)| known.sub == user.sub && known.expires_at > now).count()
    });
    json!({
        "sub": user.sub, "username": user.username, "name": user.name, "email": user.email, "phone": user.phone,
        "picture": user.picture, "groups": user.groups, "claims": user.claims, "has_password": user.password.is_some(),
        "standing": standing.map_or("active", |standing| standing.name()), "sessions": sessions,
    })
}

async fn sign_out(call: Call<'_>) -> Outcome<Reply> {
    act(&call, Deed::SignOut).await
}

async fn end_sessions(call: Call<'_>) -> Outcome<Reply> {
    act(&call, Deed::SignOut).await
}

async fn disable(call: Call<'_>) -> Outcome<Reply> {
    act(&call, Deed::Disable).await
}

async fn enable(call: Call<'_>) -> Outcome<Reply> {
    act(&call, Deed::Enable).await
}

async fn delete(call: Call<'_>) -> Outcome<Reply> {
    act(&call, Deed::Delete).await
}

async fn act(call: &Call<'_>, deed: Deed) -> Outcome<Reply> {
    Ok(told::reply(account::act(call.provider, &call.part("sub")?, deed).await?))
}
