//! Its token endpoint: RFC 6749 §4.1.3, §5, §6, RFC 7636 §4.6.

use std::time::Duration;

use authctl::jose::hash;
use serde_json::{Value, json};

use super::{
    Answer, Asked, Client, Grant, Pairs, World, base64url, defect::Defect, is_twice, key, random, value,
};

/// Who asks, or how they are refused.
pub(super) fn authenticated<'a>(world: &'a World, asked: &Asked, form: &Pairs) -> Result<&'a Client, Answer> {
    let refused = || Answer::error(401, "invalid_client").with("www-authenticate", "Basic realm=\"op\"");
    let basic = asked.headers.get("authorization").and_then(|it| it.strip_prefix("Basic ")).map(|encoded| {
        let pair = String::from_utf8(base64url::decode_standard(encoded).unwrap()).unwrap();
        let (id, secret) = pair.split_once(':').unwrap();
        (id.to_owned(), secret.to_owned())
    });
    if basic.is_some() && value(form, "client_secret").is_some() && !world.is("takes two proofs") {
        return Err(Answer::error(400, "invalid_request"));
    }
    let in_query = super::pairs(&asked.raw_query);
    let (id, secret) = match (basic, value(form, "client_id")) {
        (Some((id, secret)), _) => (id, Some(secret)),
        (None, Some(id)) => (id.to_owned(), value(form, "client_secret").map(str::to_owned)),
        (None, None) if world.is("reads the query") => {
            let told = |name| value(&in_query, name).map(str::to_owned);
            (told("client_id").unwrap_or_default(), told("client_secret"))
        }
        (None, None) => return Err(refused()),
    };
    let client = world.client(&id).ok_or_else(refused)?;
    let is_right = match (&client.secret, &secret) {
        (Some(known), Some(told)) => known == told || world.is("takes any secret"),
        (Some(_), None) => world.is("needs no secret"),
        (None, told) => told.is_none(),
    };
    if is_right { Ok(client) } else { Err(refused()) }
}

pub(super) fn answer(world: &World, asked: &Asked, form: &Pairs) -> Answer {
    let kind = asked.headers.get("content-type").map(String::as_str).unwrap_or_default();
    let json = || {
        let members: Value = serde_json::from_str(&asked.body).unwrap();
        let members = members.as_object().unwrap().iter();
        members.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect::<Pairs>()
    };
    let form = &match kind {
        "application/json" if world.is("reads JSON") => json(),
        "application/x-www-form-urlencoded" => form.clone(),
        _ => return Answer::error(400, "invalid_request"),
    };
    let client = match authenticated(world, asked, form) {
        Ok(client) => client,
        Err(refusal) => return refusal,
    };
    if is_twice(form) && !world.is("takes parameters twice") {
        return Answer::error(400, "invalid_request");
    }
    match value(form, "grant_type") {
        None => Answer::error(400, "invalid_request"),
        Some("authorization_code") => code(world, client, form),
        Some("refresh_token") => refresh(world, client, form),
        Some("password") if world.is("takes passwords") => Answer::error(400, "invalid_grant"),
        Some(_) => Answer::error(400, "unsupported_grant_type"),
    }
}

fn code(world: &World, client: &Client, form: &Pairs) -> Answer {
    let invalid = || Answer::error(400, "invalid_grant");
    let code = value(form, "code").unwrap_or_default();
    let mut state = world.state.lock().unwrap();
    if let Some(spent) = state.spent.get(code).cloned() {
        if !world.is("lets reuse pass") {
            state.access.retain(|_, grant| grant.family != spent.family);
            state.refresh.retain(|_, grant| grant.family != spent.family);
        }
        if !world.is("takes codes again") {
            return invalid();
        }
    }
    let found = state.codes.get(code).or(state.spent.get(code)).cloned();
    let Some(grant) = found else { return invalid() };
    let is_client = grant.client == client.id || world.is("does not compare clients");
    let is_redirect = match value(form, "redirect_uri") {
        Some(uri) => uri == grant.redirect_uri || world.is("does not compare redirect URIs"),
        None => world.is("needs no redirect URI for a code"),
    };
    if !is_client || !is_redirect || !is_verified(world, &grant, value(form, "code_verifier")) {
        return invalid();
    }
    if world.is("reads first and forgets later") {
        *state.readers.entry(code.to_owned()).or_default() += 1;
        world.read.notify_all();
        let alone = |state: &mut super::State| state.readers[code] < 2;
        state = world.read.wait_timeout_while(state, Duration::from_millis(500), alone).unwrap().0;
    }
    state.codes.remove(code);
    state.spent.insert(code.to_owned(), grant.clone());
    drop(state);
    tokens(world, &grant, None)
}

fn is_verified(world: &World, grant: &Grant, verifier: Option<&str>) -> bool {
    match (&grant.challenge, verifier) {
        (Some(_), None) => world.is("needs no verifier"),
        (Some(challenge), Some(verifier)) => {
            *challenge == base64url::encode(hash::sha256(verifier.as_bytes()))
                || world.is("takes any verifier")
                || challenge == verifier && world.is("forgets the method")
        }
        (None, Some(_)) => world.is("takes a verifier without a challenge"),
        (None, None) => true,
    }
}

fn refresh(world: &World, client: &Client, form: &Pairs) -> Answer {
    let token = value(form, "refresh_token").unwrap_or_default();
    let mut state = world.state.lock().unwrap();
    if let Some(used) = state.used.get(token).cloned() {
        if !world.is("knows no families") {
            state.refresh.retain(|_, grant| grant.family != used.family);
        }
        return Answer::error(400, "invalid_grant");
    }
    let is_of = |grant: &Grant| grant.client == client.id || world.is("does not compare clients");
    let Some(grant) = state.refresh.get(token).filter(|grant| is_of(grant)).cloned() else {
        return Answer::error(400, "invalid_grant");
    };
    if world.is("refreshes nothing") {
        return Answer::error(400, "invalid_grant");
    }
    let had: Vec<&str> = grant.scope.split(' ').collect();
    let wanted = value(form, "scope").unwrap_or(&grant.scope).to_owned();
    if wanted.split(' ').any(|one| !had.contains(&one)) && !world.is("lets the scope grow") {
        return Answer::error(400, "invalid_scope");
    }
    if !world.is("does not rotate") {
        state.refresh.remove(token);
        state.used.insert(token.to_owned(), grant.clone());
    }
    drop(state);
    tokens(world, &Grant { scope: wanted, ..grant }, Some(token))
}

/// Tokens for a grant; of a refresh, the token that it was with.
fn tokens(world: &World, grant: &Grant, refreshed: Option<&str>) -> Answer {
    let (access_token, refresh_token) = (random(), random());
    let sub = match refreshed {
        Some(_) if world.is("takes one for another at a refresh") => "user-9".to_owned(),
        _ if world.is("has a new name for everybody") => format!("user-{}", world.next()),
        _ => "user-1".to_owned(),
    };
    let mut claims = json!({
        "iss": world.issuer, "aud": grant.client, "sub": sub, "iat": world.now(), "exp": world.now() + 3600,
        "auth_time": world.now(), "nonce": grant.nonce,
        "at_hash": hash::left_half(key().algorithm(), &access_token),
    });
    if !grant.max_age {
        claims.as_object_mut().unwrap().remove("auth_time");
    }
    for defect in &world.defects {
        if let Defect::Claims(change) = defect {
            change(claims.as_object_mut().unwrap());
        }
    }
    let kid = (!world.is("does not name its keys")).then(|| key().kid());
    let mut id_token = key().sign_as(kid, Some("JWT"), &claims).unwrap();
    if world.is("signs with another key") {
        let at = id_token.rfind('.').unwrap() + 1;
        id_token.replace_range(at.., &base64url::encode([7; 256]));
    }
    let mut answer = json!({
        "access_token": access_token, "token_type": "Bearer", "expires_in": 3600, "id_token": id_token,
        "scope": grant.scope,
    });
    let mut state = world.state.lock().unwrap();
    state.access.insert(access_token, grant.clone());
    state.id_tokens.push(id_token);
    if grant.scope.contains("offline_access") {
        let refresh_token = if world.is("does not rotate") {
            refreshed.map_or(refresh_token, str::to_owned)
        } else {
            refresh_token
        };
        answer["refresh_token"] = refresh_token.as_str().into();
        state.refresh.insert(refresh_token, grant.clone());
    }
    for defect in &world.defects {
        if let Defect::Tokens(change) = defect {
            change(answer.as_object_mut().unwrap());
        }
    }
    Answer::json(200, &answer)
}
