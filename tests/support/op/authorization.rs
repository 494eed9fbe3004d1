//! Its authorization endpoint: RFC 6749 §4.1.1, OIDC Core §3.1.2, RFC 9207.

use super::{Answer, Grant, Pairs, World, defect::Defect, is_twice, random, value};

const KNOWN: [&str; 12] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "request",
    "request_uri",
];

pub(super) fn authorize(world: &World, query: &Pairs) -> Answer {
    let redirect_uri = value(query, "redirect_uri");
    if world.is("signs in first") && value(query, "prompt") != Some("none") {
        return Answer::page(200, "<form method=\"post\" action=\"/login\"><input name=\"user\"></form>");
    }
    let Some(client) = value(query, "client_id").and_then(|id| world.client(id)) else {
        return stranger(world, query);
    };
    let is_taken = match redirect_uri {
        Some(asked) => is_registered(world, asked),
        None => world.is("needs no redirect URI"),
    };
    let is_twice = is_twice(query) && !world.is("takes parameters twice");
    let redirects = query.iter().filter(|(name, _)| name == "redirect_uri").count();
    if !is_taken || redirects > 1 && is_twice {
        return Answer::page(400, "this redirect URI is not registered");
    }
    let redirect_uri = redirect_uri.unwrap_or(super::REDIRECT_URI);
    let state = value(query, "state").unwrap_or_default();
    if let Some(error) = if is_twice { Some("invalid_request") } else { wrong(world, query) } {
        if error == "invalid_request" && world.is("shows a page for no response_type") {
            return Answer::page(400, "there is no response_type");
        }
        return back(
            world,
            redirect_uri,
            &[("error", error), ("error_description", "see the error"), ("state", state)],
        );
    }
    let transaction = random();
    let grant = Grant {
        client: client.id.to_owned(),
        redirect_uri: redirect_uri.to_owned(),
        challenge: value(query, "code_challenge").map(str::to_owned),
        nonce: value(query, "nonce").unwrap_or_default().to_owned(),
        scope: value(query, "scope").unwrap_or_default().to_owned(),
        max_age: value(query, "max_age").is_some(),
        family: world.next(),
    };
    let hidden =
        |name: &str, value: &str| format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
    let csrf = hidden("csrf", &super::base64url::encode(state));
    let page = format!(
        "<form method=\"post\" action=\"/sign-in\">{}{csrf}</form>",
        hidden("transaction", &transaction)
    );
    world.state.lock().unwrap().transactions.insert(transaction, grant);
    Answer::page(200, &page)
}

/// Nobody is known to have registered where they want to be sent.
fn stranger(world: &World, query: &Pairs) -> Answer {
    match value(query, "redirect_uri") {
        Some(to) if world.is("answers strangers") => {
            Answer::redirect(&format!("{to}?error=unauthorized_client"))
        }
        _ if world.is("shows what it is given") => {
            Answer::page(400, &format!("no client {}", value(query, "client_id").unwrap_or_default()))
        }
        _ => Answer::page(400, "this client is not known"),
    }
}

fn is_registered(world: &World, asked: &str) -> bool {
    let registered = super::REDIRECT_URI;
    asked == registered
        || world
            .defects
            .iter()
            .any(|defect| matches!(defect, Defect::Redirect(takes) if takes(asked, registered)))
}

/// The error to send back.
fn wrong(world: &World, query: &Pairs) -> Option<&'static str> {
    let types: &[&str] =
        if world.is("gives tokens through the browser") { &["code", "id_token token"] } else { &["code"] };
    match value(query, "response_type") {
        None => return Some("invalid_request"),
        Some(kind) if !types.contains(&kind) => return Some("unsupported_response_type"),
        Some(_) => {}
    }
    if value(query, "request").is_some() && !world.is("passes over request") {
        return Some("request_not_supported");
    }
    if value(query, "request_uri").is_some() && !world.is("passes over request_uri") {
        return Some("request_uri_not_supported");
    }
    if world.is("refuses what it does not know")
        && query.iter().any(|(name, _)| !KNOWN.contains(&name.as_str()))
    {
        return Some("invalid_request");
    }
    let has_challenge = value(query, "code_challenge").is_some();
    let method = value(query, "code_challenge_method");
    let is_method = method == Some("S256")
        || method == Some("plain") && world.is("takes plain")
        || world.is("takes any challenge method");
    if has_challenge && !is_method || !has_challenge && !world.is("needs no challenge") {
        return Some("invalid_request");
    }
    match value(query, "prompt") {
        Some("none") if !world.is("shows a page for prompt=none") => Some("login_required"),
        Some(prompt) if prompt.contains("none ") && !world.is("takes none beside others") => {
            Some("invalid_request")
        }
        _ => None,
    }
}

/// Back to the client, with who it is from.
fn back(world: &World, redirect_uri: &str, parameters: &[(&str, &str)]) -> Answer {
    let mut parameters: Pairs =
        parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    parameters.push(("iss".to_owned(), world.issuer.clone()));
    for defect in &world.defects {
        if let Defect::Back(change) = defect {
            change(&mut parameters);
        }
    }
    let mut to = url::Url::parse(redirect_uri).unwrap();
    to.query_pairs_mut().extend_pairs(parameters);
    Answer::redirect(to.as_str())
}

pub(super) fn signed_in(world: &World, form: &Pairs) -> Answer {
    let mut state = world.state.lock().unwrap();
    let Some(grant) = value(form, "transaction").and_then(|it| state.transactions.remove(it)) else {
        return Answer::page(400, "nobody waits for that");
    };
    let code = if world.is("makes short codes") { random()[..8].to_owned() } else { random() };
    let redirect_uri = grant.redirect_uri.clone();
    state.codes.insert(code.clone(), grant);
    let asked = value(form, "csrf").and_then(super::base64url::decode).unwrap_or_default();
    back(world, &redirect_uri, &[("code", &code), ("state", &String::from_utf8(asked).unwrap())])
}
