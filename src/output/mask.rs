//! What is hidden in everything shown or recorded: by the name of the header, parameter or member that holds it (threat C145).
//!
//! A secret is shown as the first eight hexadecimal digits of its SHA-256, so that two of them can be told apart and neither
//! can be used.

use aws_lc_rs::digest::{SHA256, digest};
use http::{HeaderMap, header};
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::{
    jose::base64url,
    protocol::{
        exchange::Request,
        sent_secrets::{DPOP, SentSecrets, is_secret_member},
    },
    secret::SecretString,
};

/// Headers whose value is secret.
const SECRET_HEADERS: &[&str] =
    &["authorization", "proxy-authorization", "cookie", "set-cookie", "location", DPOP, SIGNATURE_JWT];
/// The token that FusionAuth signs an event with (threat W15).
const SIGNATURE_JWT: &str = "x-fusionauth-signature-jwt";

/// The mask of a secret.
pub fn mask(secret: &str) -> String {
    let hash = digest(&SHA256, secret.as_bytes());
    let hex: String = hash.as_ref()[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("[secret sha256:{hex}]")
}

/// Name and value of each header, secrets masked.
pub fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let text = String::from_utf8_lossy(value.as_bytes());
            let shown = match name {
                &header::AUTHORIZATION => match text.split_once(' ') {
                    Some((scheme, credential)) => format!("{scheme} {}", mask(credential)),
                    None => mask(&text),
                },
                &header::LOCATION => Url::parse(&text).map_or_else(|_| mask(&text), |url| self::url(&url)),
                name if SECRET_HEADERS.contains(&name.as_str()) || value.is_sensitive() => mask(&text),
                _ => text.into_owned(),
            };
            (name.as_str().to_owned(), shown)
        })
        .collect()
}

/// What a request said in secret, also inside its Basic credential.
pub fn said_in_secret(request: &Request) -> SentSecrets {
    let raw = basic_secret(request);
    let plain = raw.as_ref().and_then(|raw| form_urlencoded::parse(raw.expose().as_bytes()).next());
    // As the name of a lone pair; a provider may take it without the encoding of RFC 6749 §2.3.1.
    let plain = plain.map(|(secret, _)| SecretString::from(secret.into_owned()));
    SentSecrets::of(request).and(raw.as_ref()).and(plain.as_ref())
}

/// RFC 7617 §2.
fn basic_secret(request: &Request) -> Option<SecretString> {
    let credential = request.headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(base64url::decode_standard(credential)?).ok()?;
    let (_, secret) = text.split_once(':')?;
    Some(SecretString::from(secret.to_owned()))
}

/// As [`headers`], of an answer that may repeat what was sent.
pub fn answer_headers(map: &HeaderMap, secrets: &SentSecrets) -> Vec<(String, String)> {
    headers(map).into_iter().map(|(name, value)| (name, secrets.hide(&value))).collect()
}

/// Name and value of each pair of a query or form, secrets masked.
pub fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded)
        .map(|(name, value)| {
            let shown = if is_secret_member(&name) { mask(&value) } else { value.into_owned() };
            (name.into_owned(), shown)
        })
        .collect()
}

/// The address with the secrets of its query masked and its fragment and password gone.
pub fn url(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_fragment(None);
    // An address that cannot have a user has none to hide.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    if let Some(query) = url.query() {
        shown.set_query(None);
        let pairs: Vec<String> =
            pairs(query.as_bytes()).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        return format!("{shown}?{}", pairs.join("&"));
    }
    shown.to_string()
}

/// A request's body as it may be shown.
pub enum Body {
    /// The fields of a form.
    Form(Vec<(String, String)>),
    /// A JSON document.
    Json(Value),
    /// Anything else may hold anything: its size is all that is shown.
    Other,
}

/// The body of a request, secrets masked, by what it says it is.
pub fn body(request: &Request) -> Body {
    match request.content_type().as_str() {
        "application/x-www-form-urlencoded" => Body::Form(pairs(&request.body)),
        "application/json" => serde_json::from_slice(&request.body).map_or(Body::Other, |value| {
            Body::Json(SentSecrets::signed(request).hide_in_json(&json(&value)))
        }),
        _ => Body::Other,
    }
}

/// The JSON with the secrets masked, at every depth.
pub fn json(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| match value {
                Value::String(text) if is_secret_member(name) => (name.clone(), Value::String(mask(text))),
                // A secret of an odd type is a secret all the same.
                Value::Array(_) | Value::Object(_) | Value::Number(_) if is_secret_member(name) => {
                    (name.clone(), Value::String(mask(&value.to_string())))
                }
                value => (name.clone(), json(value)),
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(json).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::protocol::{exchange::Endpoint, sent_secrets::SECRET_MEMBERS};

    #[test]
    fn every_secret_member_is_masked_in_forms_queries_and_json() {
        // C145
        for name in SECRET_MEMBERS {
            let form = format!("{name}=CANARY&grant_type=x");
            assert!(!format!("{:?}", pairs(form.as_bytes())).contains("CANARY"), "{name}");
            let address = Url::parse(&format!("https://u:CANARY@h/p?{form}#CANARY")).unwrap();
            assert!(!url(&address).contains("CANARY"), "{name}");
            let body = serde_json::json!({"a": [{*name: "CANARY"}], "grant_type": "x"});
            assert!(!json(&body).to_string().contains("CANARY"), "{name}");
            assert!(json(&body).to_string().contains("grant_type"));
        }
    }

    #[test]
    fn a_body_is_shown_by_what_it_says_it_is() {
        // C145
        let sent = |media_type: &'static str, body: &str| {
            let url = Url::parse("https://api.example/").unwrap();
            let mut request = Request::get(Endpoint::Api, url)
                .header(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
            request.body = body.into();
            super::body(&request)
        };
        let json = r#"{"password":"CANARY","name":"a"}"#;
        assert!(matches!(sent("application/json; charset=utf-8", json), Body::Json(value)
            if value["name"] == "a" && !value.to_string().contains("CANARY")));
        assert!(
            matches!(sent("application/x-www-form-urlencoded", "name=a"), Body::Form(pairs) if pairs.len() == 1)
        );
        for (media_type, body) in [("text/plain", json), ("application/json", "{CANARY"), ("", "name=a")] {
            assert!(matches!(sent(media_type, body), Body::Other), "{media_type}");
        }
    }

    #[test]
    fn every_secret_header_is_masked() {
        for name in SECRET_HEADERS {
            let mut map = HeaderMap::new();
            map.insert(*name, HeaderValue::from_static("CANARY"));
            assert!(!format!("{:?}", headers(&map)).contains("CANARY"), "{name}");
        }
        let mut map = HeaderMap::new();
        map.insert(header::AUTHORIZATION, HeaderValue::from_static("Bearer CANARY"));
        let shown = &headers(&map)[0].1;
        assert!(shown.starts_with("Bearer [secret sha256:") && !shown.contains("CANARY"));
    }
}
