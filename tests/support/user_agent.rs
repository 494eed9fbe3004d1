//! A person with a browser, in front of the embedded provider: cookies, forms, redirects followed by hand.

use std::collections::BTreeMap;

use authctl::jose::{base64url, hash};

use super::{
    dev_provider::DevProvider,
    wire::{self, Answer},
};

/// A verifier of 43 characters.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Its S256 challenge.
pub fn challenge() -> String {
    base64url::encode(hash::sha256(VERIFIER.as_bytes()))
}

/// Where the program's own client is answered in these tests.
pub const CALLBACK: &str = "http://127.0.0.1:4999/callback";

/// A right authorization request of the program's own client, with some parameters replaced, added or (empty)
/// left out.
pub fn authorization(changes: &[(&str, &str)]) -> String {
    let challenge = challenge();
    let mut fields = vec![
        ("response_type", "code"),
        ("client_id", "authctl"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid profile email offline_access"),
        ("state", "the-state"),
        ("nonce", "the-nonce"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        if !value.is_empty() {
            fields.push((name, value));
        }
    }
    format!("/authorize?{}", wire::form(&fields))
}

/// A browser.
#[derive(Default, Clone)]
pub struct Browser {
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    /// Opens an address and goes on to the provider's own pages, as far as they lead.
    pub fn open(&mut self, provider: &DevProvider, target: &str) -> Answer {
        let mut answer = self.get(provider, target);
        while let Some(next) = answer.header("location").filter(|next| next.starts_with('/')) {
            let next = next.to_owned();
            answer = self.get(provider, &next);
        }
        answer
    }

    /// The code that alice gets the client for this request, at a provider that does not ask her for more than who she is.
    pub fn code_at(&mut self, provider: &DevProvider, target: &str) -> String {
        let mut answer = self.open(provider, target);
        if answer.status == 200 {
            answer = self.sign_in(provider, &answer, "alice");
        }
        answer.location_parameter("code").unwrap_or_else(|| panic!("a code: {answer:?}"))
    }

    /// Opens an address of the provider.
    pub fn get(&mut self, provider: &DevProvider, target: &str) -> Answer {
        let cookies = self.cookie_header();
        let answer = wire::send(&provider.authority, "GET", target, &[("Cookie", &cookies)], "");
        self.keep(&answer);
        answer
    }

    /// Sends the first form of a page, with these fields beside the hidden ones.
    pub fn submit(&mut self, provider: &DevProvider, page: &Answer, fields: &[(&str, &str)]) -> Answer {
        let action = between(&page.body, "action=\"", "\"").unwrap_or_else(|| panic!("no form: {page:?}"));
        let (transaction, csrf) = (hidden(page, "transaction"), hidden(page, "csrf"));
        let mut all = vec![("transaction", transaction.as_str()), ("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.post(provider, &action, &all)
    }

    /// Posts a form as a browser does from the provider's own page.
    pub fn post(&mut self, provider: &DevProvider, target: &str, fields: &[(&str, &str)]) -> Answer {
        let cookies = self.cookie_header();
        let headers = [("Cookie", &*cookies), ("Origin", "null"), ("Sec-Fetch-Site", "same-origin")];
        let answer = provider.post_with(target, &headers, fields);
        self.keep(&answer);
        answer
    }

    /// Signs in as `user` on the page, and goes on to what follows.
    pub fn sign_in(&mut self, provider: &DevProvider, page: &Answer, user: &str) -> Answer {
        let signed_in = self.submit(provider, page, &[("user", user)]);
        assert_eq!(signed_in.status, 303, "{signed_in:?}");
        self.get(provider, signed_in.header("location").expect("leads on"))
    }

    /// Goes the whole way, allowing everything; the last answer is the redirect to the client.
    pub fn authorize(&mut self, provider: &DevProvider, target: &str, user: &str) -> Answer {
        let mut answer = self.get(provider, target);
        if answer.body.contains("action=\"/sign-in\"") {
            answer = self.sign_in(provider, &answer, user);
        }
        if answer.body.contains("action=\"/consent\"") {
            answer = self.submit(provider, &answer, &[("decision", "allow")]);
        }
        answer
    }

    /// A code for the program's own client.
    pub fn code(&mut self, provider: &DevProvider, user: &str) -> String {
        let answer = self.authorize(provider, &authorization(&[]), user);
        answer.location_parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
    }

    fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn keep(&mut self, answer: &Answer) {
        for (_, cookie) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, rest) = cookie.split_once('=').expect("a cookie has a name");
            let value = rest.split(';').next().unwrap_or_default();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
    }
}

/// The fields of a right redemption by the program's own client, with some replaced, added or (empty) left out.
pub fn redemption<'a>(code: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("client_id", "authctl"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        if !value.is_empty() {
            fields.push((name, value));
        }
    }
    fields
}

/// Tokens for a code, by the program's own client.
pub fn redeem(provider: &DevProvider, code: &str) -> Answer {
    provider.post("/token", &redemption(code, &[]))
}

/// A refresh, by the program's own client.
pub fn refresh(provider: &DevProvider, token: &str) -> Answer {
    provider.post(
        "/token",
        &[("grant_type", "refresh_token"), ("client_id", "authctl"), ("refresh_token", token)],
    )
}

/// The value of a hidden field.
pub fn hidden(page: &Answer, name: &str) -> String {
    between(&page.body, &format!("name=\"{name}\" value=\""), "\"")
        .unwrap_or_else(|| panic!("no {name}: {page:?}"))
}

fn between(text: &str, start: &str, end: &str) -> Option<String> {
    let rest = &text[text.find(start)? + start.len()..];
    Some(rest[..rest.find(end)?].to_owned())
}

/// The claims of a JWT, unverified.
pub fn claims(token: &str) -> serde_json::Value {
    let payload = token.split('.').nth(1).expect("a JWT has three parts");
    serde_json::from_slice(&base64url::decode(payload).expect("base64url")).expect("JSON")
}
