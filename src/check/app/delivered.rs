//! What an app made of the provider's answer.

use serde_json::Value;
use url::Url;

use crate::{check::user_agent::page::Page, jose::base64url, protocol::json};

/// The app's answers, one after the other.
#[derive(Default)]
pub(super) struct Delivered {
    /// The first is that of the callback.
    pub pages: Vec<Page>,
    /// Where it led to at last, outside of the app; nobody went there.
    pub left: Option<Url>,
}

impl Delivered {
    /// The status of the callback.
    pub fn status(&self) -> u16 {
        self.pages.first().map_or(0, |page| page.status.as_u16())
    }

    /// A status of the app's own failure, if there was one. Where the provider is at fault the app may say so: 502, 503 and 504
    /// are about others (RFC 9110 §15.6.3).
    pub fn server_error(&self, is_of_provider: bool) -> Option<u16> {
        let is_own = |status: &u16| *status >= 500 && !(is_of_provider && matches!(status, 502..=504));
        self.pages.iter().map(|page| page.status.as_u16()).find(is_own)
    }

    /// What got out that belongs to the app alone: a token in a page or in an address, or a code that was passed on.
    pub fn leak(&self, issuer: &str) -> Option<String> {
        let page = self.pages.iter().find(|page| has_token(&page.body, issuer));
        if let Some(page) = page {
            return Some(format!("a token of the provider stands in the page {}", page.url.path()));
        }
        let left = self.left.as_ref()?;
        let is_to_provider = left.as_str().starts_with(issuer);
        if has_token(left.as_str(), issuer) && !is_to_provider {
            return Some(format!(
                "a token of the provider is passed on to {}",
                left.host_str().unwrap_or("another")
            ));
        }
        let is_passed_on = !is_to_provider && left.query_pairs().any(|(name, _)| name == "code");
        is_passed_on.then(|| format!("the code is passed on to {}", left.host_str().unwrap_or("another")))
    }
}

/// Whether there is a JWT of that issuer in a text.
pub(super) fn has_token(text: &str, issuer: &str) -> bool {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    text.split(|character| !is_part(character)).filter(|word| word.starts_with("eyJ")).any(|word| {
        let mut parts = word.split('.');
        let payload = parts.nth(1).and_then(base64url::decode);
        let claims = payload.and_then(|payload| json::object(&payload).ok()).unwrap_or_default();
        parts.next().is_some() && claims.get("iss").and_then(Value::as_str) == Some(issuer)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_by_whose_it_is_and_not_by_its_looks() {
        let token = |claims: &str| {
            format!("{}.{}.c2ln", base64url::encode("{\"alg\":\"none\"}"), base64url::encode(claims))
        };
        let ours = token("{\"iss\":\"http://127.0.0.1:9470\"}");
        let others = token("{\"sub\":\"a-session-of-the-app\"}");
        for (text, found) in [
            (format!("<pre>{ours}</pre>"), true),
            (format!("{{\"access_token\":\"{ours}\"}}"), true),
            (format!("https://app.example/#access_token={ours}&x=y"), true),
            (format!("<pre>{others}</pre>"), false),
            ("eyJ.eyJ.".into(), false),
            (String::new(), false),
        ] {
            assert_eq!(has_token(&text, "http://127.0.0.1:9470"), found, "{text}");
        }
    }
}
