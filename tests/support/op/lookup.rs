//! Its endpoints that look a token up: UserInfo (RFC 6750), revocation (RFC 7009), introspection (RFC 7662), logout.

use serde_json::json;

use super::{Answer, Asked, Pairs, World, token::authenticated, value};

pub(super) fn userinfo(world: &World, asked: &Asked, query: &Pairs) -> Answer {
    let bearer = asked.headers.get("authorization").and_then(|it| it.strip_prefix("Bearer "));
    let in_query = value(query, "access_token").filter(|_| world.is("takes tokens from the address"));
    let Some(token) = bearer.or(in_query) else {
        return Answer::error(401, "").with("www-authenticate", "Bearer realm=\"op\"");
    };
    let state = world.state.lock().unwrap();
    let is_id_token = world.is("takes ID tokens") && state.id_tokens.iter().any(|known| known == token);
    match state.access.contains_key(token) || is_id_token {
        true => Answer::json(200, &json!({"sub": "user-1", "name": "Alice"})),
        false => {
            Answer::error(401, "invalid_token").with("www-authenticate", "Bearer error=\"invalid_token\"")
        }
    }
}

pub(super) fn revoke(world: &World, asked: &Asked, form: &Pairs) -> Answer {
    let done = || Answer::json(200, &json!({}));
    let client = match authenticated(world, asked, form) {
        Ok(client) => client.id,
        Err(_) if world.is("lets anybody revoke") => return done(),
        Err(refusal) => return refusal,
    };
    let Some(token) = value(form, "token") else {
        return if world.is("revokes nothing, and is content") {
            done()
        } else {
            Answer::error(400, "invalid_request")
        };
    };
    if world.is("refuses hints") && value(form, "token_type_hint").is_some() {
        return Answer::error(400, "invalid_request");
    }
    let mut state = world.state.lock().unwrap();
    let is_of = |owner: &str| owner == client || world.is("lets clients revoke what is not theirs");
    if let Some(grant) = state.refresh.get(token).cloned()
        && is_of(&grant.client)
        && !world.is("keeps refresh tokens")
    {
        state.refresh.retain(|_, other| other.family != grant.family);
        if !world.is("keeps the access tokens of a grant") {
            state.access.retain(|_, other| other.family != grant.family);
        }
    }
    if state.access.get(token).is_some_and(|grant| is_of(&grant.client)) && !world.is("keeps access tokens") {
        state.access.remove(token);
    }
    done()
}

pub(super) fn introspect(world: &World, asked: &Asked, form: &Pairs) -> Answer {
    let inactive = || Answer::json(200, &json!({"active": false}));
    let client = match authenticated(world, asked, form) {
        Ok(client) if client.secret.is_some() => client,
        Err(_) if world.is("lets anybody introspect") => return inactive(),
        Ok(_) => return Answer::error(401, "invalid_client"),
        Err(refusal) => return refusal,
    };
    let token = value(form, "token").unwrap_or_default();
    match world.state.lock().unwrap().access.get(token) {
        Some(grant) if grant.client == client.id && !world.is("finds no token") => {
            Answer::json(200, &json!({"active": true, "client_id": grant.client, "sub": "user-1"}))
        }
        _ if world.is("tells of tokens that are over") => {
            Answer::json(200, &json!({"active": false, "sub": "user-1"}))
        }
        _ => inactive(),
    }
}

pub(super) fn logout(world: &World, query: &Pairs) -> Answer {
    let asks =
        || Answer::page(200, "<form method=\"post\" action=\"/logout\"><button>Sign out?</button></form>");
    let hint = value(query, "id_token_hint");
    let is_hint =
        hint.is_some_and(|hint| world.state.lock().unwrap().id_tokens.iter().any(|known| known == hint));
    let Some(to) = value(query, "post_logout_redirect_uri") else { return asks() };
    let state = value(query, "state").filter(|_| !world.is("forgets the state of a logout"));
    let is_registered = is_hint && to == super::AFTER_LOGOUT;
    match is_registered || world.is("leads anywhere after a logout") {
        true => Answer::redirect(&format!("{to}?state={}", state.unwrap_or_default())),
        false => Answer::page(400, "this place is not registered"),
    }
}
