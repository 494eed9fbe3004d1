//! A token that is pasted: what it is, whether it is ours and works, and what it says.

use serde_json::Value;

use super::{
    clock::moment,
    frame::{Part, button, row},
};
use crate::{
    idp::{page::attribute, provider::Provider},
    jose::{access_token, jws},
    protocol::time::UnixTime,
    untrusted::escape,
};

/// The part; `csrf` is the field that its form is known by.
pub fn part(csrf: &str) -> String {
    let field = "<textarea id=\"token\" name=\"token\" aria-label=\"Token\" autocomplete=\"off\" spellcheck=\"false\" required></textarea>\n";
    let form = row(Part::Tokens, csrf, &format!("{field}{}", button("decode", "What is it?")));
    format!(
        "<p>An access token, an ID token, a refresh token, a code: what is pasted here is kept nowhere.</p>\n{form}"
    )
}

/// What is told of one.
pub fn told(provider: &Provider, token: &str) -> String {
    let token = token.trim();
    let (verdict, claims) = judged(provider, token);
    let mut told = format!("<p role=\"status\"><strong>{verdict}</strong></p>\n");
    if let Some((header, claims)) = jws::peek(token) {
        told.push_str(&format!("<h2>Header</h2>\n{}<h2>Claims</h2>\n{}", shown(&header), shown(&claims)));
        told.push_str(&times(&claims));
    } else if let Some(claims) = claims {
        told.push_str(&format!("<h2>What it stands for</h2>\n{}", shown(&claims)));
    }
    told
}

/// One sentence, and what it stands for if that does not stand in it.
fn judged(provider: &Provider, token: &str) -> (&'static str, Option<Value>) {
    if let Some(claims) = provider.open_access_token(token) {
        return ("An access token of this provider, which works.", Some(Value::Object(claims)));
    }
    let now = provider.now();
    let has_expired = |claims: &Value| claims["exp"].as_i64().is_none_or(|exp| exp <= now.0);
    if let Some((header, claims)) = jws::peek(token) {
        let is_access_token = header["typ"] == access_token::TYPE;
        let verdict = match (provider.keys.verify(token).is_ok(), has_expired(&claims)) {
            (true, true) if is_access_token => "An access token of this provider, which has expired.",
            (true, false) if is_access_token => "An access token of this provider, which was revoked.",
            (true, is_old) if provider.open_id_token_hint(token).is_some() => match is_old {
                true => "An ID token of this provider, which has expired.",
                false => "An ID token of this provider, which is valid.",
            },
            (true, _) => "Signed by this provider, and neither an access token nor an ID token.",
            (false, _) if claims["iss"] == provider.issuer.as_str() => {
                "It names this provider, and its signature is none of this provider's."
            }
            (false, _) => "Not of this provider. What it says, nobody has checked.",
        };
        return (verdict, None);
    }
    if let Some(id) = provider.open_code(token) {
        let grant = provider.store.read(|state| state.grants.get(&id).cloned());
        return match grant {
            Some(grant) if grant.revoked => ("A code of this provider, which was revoked.", None),
            Some(grant) if grant.redeemed => ("A code of this provider, which was used.", None),
            Some(grant) if grant.code_expires_at > now => {
                ("A code of this provider, which works once.", None)
            }
            _ => ("A code of this provider, which has expired.", None),
        };
    }
    if let Some((id, generation)) = provider.open_refresh_token(token) {
        let grant = provider.store.read(|state| state.grants.get(&id).cloned());
        let Some(grant) = grant.filter(|grant| !grant.revoked) else {
            return ("A refresh token of this provider, which was revoked.", None);
        };
        let claims = serde_json::json!({
            "sub": grant.session.sub, "client_id": grant.client_id, "scope": grant.scope.join(" "),
        });
        let lasts = grant.refresh_expires_at.is_some_and(|until| until > now);
        return match (grant.generation == generation, lasts) {
            (true, true) => ("A refresh token of this provider, which works.", Some(claims)),
            (true, false) => ("A refresh token of this provider, which has expired.", Some(claims)),
            (false, _) => ("A refresh token of this provider, which was used.", Some(claims)),
        };
    }
    ("Nothing of this provider, and no JWT.", None)
}

/// JSON, line by line, so that nothing in it moves anything.
fn shown(document: &Value) -> String {
    let text = serde_json::to_string_pretty(document).unwrap_or_default();
    let lines: Vec<String> = text.lines().map(|line| attribute(&escape(line))).collect();
    format!("<pre>{}</pre>\n", lines.join("\n"))
}

/// The moments of a token in words.
fn times(claims: &Value) -> String {
    let names = [("iat", "issued"), ("nbf", "valid from"), ("exp", "expires"), ("auth_time", "signed in")];
    let told = names.iter().filter_map(|(name, word)| {
        let at = claims[*name].as_i64()?;
        Some(format!("<dt>{word}</dt><dd>{}</dd>\n", moment(UnixTime(at))))
    });
    format!("<dl>\n{}</dl>\n", told.collect::<String>())
}
