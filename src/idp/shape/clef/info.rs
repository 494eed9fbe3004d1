//! Who the person is: `GET /api/v1/info`; and what an app has: `POST /api/v1/app/info`.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{api, error::Refusal, sandbox};
use crate::idp::{
    provider::Provider, received::Received, reply::Reply, user::User, user_id_type::UserIdType,
};

/// Answers one request about a person.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (parameters, _) = received.parameters();
    match person(provider, parameters.get("access_token").unwrap_or_default()) {
        Some(info) => Reply::json(StatusCode::OK, &json!({"success": true, "info": info})),
        None => Refusal::Token.reply(),
    }
}

/// Answers one request about an app: there are no services that cost anything.
pub async fn of_app(provider: &Provider, received: &Received) -> Reply {
    let (parameters, _) = received.parameters();
    match api::app(provider, &parameters) {
        Ok(_) => Reply::json(StatusCode::OK, &json!({"success": true, "services": []})),
        Err(refusal) => refusal.reply(),
    }
}

fn person(provider: &Provider, token: &str) -> Option<Value> {
    let id = provider.config.user_id_type;
    if token == sandbox::TOKEN && provider.client(sandbox::APP.client_id).is_some() {
        return Some(sandbox::person(id));
    }
    let claims = provider.open_access_token(token)?;
    let user = provider.user(claims.get("sub")?.as_str()?)?;
    Some(Value::Object(told(&user, id)))
}

/// What is told of a person; what is not known is left out.
fn told(user: &User, id: UserIdType) -> Map<String, Value> {
    let name = user.name.as_deref().unwrap_or(&user.username);
    let (first, last) = match name.split_once(' ') {
        Some((first, last)) => (first, Some(last)),
        None => (name, None),
    };
    let mut info = Map::new();
    info.insert("id".into(), id.value(user.number()));
    let others = [
        ("first_name", Some(first)),
        ("last_name", last),
        ("email", user.email.as_deref()),
        ("phone_number", user.phone.as_deref()),
    ];
    let known = others.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
    info.extend(known);
    info
}
