//! How senders write their webhooks: where the hash stands, what it is of, and what their events mean for sessions.

use serde_json::{Value, json};

use super::{encoding::from_base64, http::Request};

/// What an event means.
pub enum Effect {
    /// Sessions end: of a person, or one of theirs.
    Ends { sub: Option<String>, sid: Option<String> },
    /// The sender waits for this.
    Answer(Value),
    /// Nothing.
    Nothing,
}

/// Whether the time is signed, and where it stands.
#[derive(Clone, Copy)]
pub enum Timed {
    Not,
    Slack,
    Stripe,
    Standard { id: &'static str, timestamp: &'static str },
}

/// One sender's way.
pub struct Style {
    pub name: &'static str,
    /// The header with the hash.
    pub header: &'static str,
    /// What stands before each hash.
    prefix: &'static str,
    pub is_hex: bool,
    pub timed: Timed,
    pub effect: fn(&Request, &Value) -> Effect,
}

/// All of them.
pub const STYLES: &[Style] = &[
    Style {
        name: "github",
        header: "x-hub-signature-256",
        prefix: "sha256=",
        is_hex: true,
        timed: Timed::Not,
        effect: |request, body| match request.header("x-github-event") {
            Some("github_app_authorization") if body["action"] == "revoked" => {
                ends(body, "/sender/login", "")
            }
            _ => Effect::Nothing,
        },
    },
    Style {
        name: "logto",
        header: "logto-signature-sha-256",
        prefix: "",
        is_hex: true,
        timed: Timed::Not,
        effect: |_, body| match body["event"].as_str() {
            Some("User.Deleted") => ends(body, "/params/userId", ""),
            _ => Effect::Nothing,
        },
    },
    Style {
        name: "authgear",
        header: "x-authgear-body-signature",
        prefix: "",
        is_hex: true,
        timed: Timed::Not,
        effect: |_, body| match body["type"].as_str() {
            Some("user.disabled" | "user.deleted" | "user.anonymized") => ends(body, "/payload/user/id", ""),
            Some(name) if name.contains(".pre_") => Effect::Answer(json!({"is_allowed": true})),
            _ => Effect::Nothing,
        },
    },
    Style {
        name: "slack",
        header: "x-slack-signature",
        prefix: "v0=",
        is_hex: true,
        timed: Timed::Slack,
        effect: |_, body| match (body["type"].as_str(), body["event"]["type"].as_str()) {
            (Some("url_verification"), _) => Effect::Answer(json!({"challenge": body["challenge"]})),
            (_, Some("tokens_revoked")) => ends(body, "/event/tokens/oauth/0", ""),
            _ => Effect::Nothing,
        },
    },
    Style {
        name: "stripe",
        header: "stripe-signature",
        prefix: "v1=",
        is_hex: true,
        timed: Timed::Stripe,
        effect: |_, body| match body["type"].as_str() {
            Some("account.application.deauthorized") => ends(body, "/account", ""),
            _ => Effect::Nothing,
        },
    },
    Style {
        name: "standard",
        header: "webhook-signature",
        prefix: "v1,",
        is_hex: false,
        timed: Timed::Standard { id: "webhook-id", timestamp: "webhook-timestamp" },
        effect: |_, body| match body["type"].as_str() {
            Some("session.ended") => ends(body, "/data/user_id", "/data/id"),
            Some("user.deleted") => ends(body, "/data/id", ""),
            _ => Effect::Nothing,
        },
    },
    Style {
        name: "clerk",
        header: "svix-signature",
        prefix: "v1,",
        is_hex: false,
        timed: Timed::Standard { id: "svix-id", timestamp: "svix-timestamp" },
        effect: |_, body| match body["type"].as_str() {
            Some("session.ended" | "session.removed" | "session.revoked") => {
                ends(body, "/data/user_id", "/data/id")
            }
            Some("user.deleted") => ends(body, "/data/id", ""),
            _ => Effect::Nothing,
        },
    },
];

/// The sender of that name.
pub fn named(name: &str) -> Option<&'static Style> {
    STYLES.iter().find(|style| style.name == name)
}

impl Style {
    /// The bytes of the secret.
    pub fn secret(&self, text: &str) -> Option<Vec<u8>> {
        match self.timed {
            Timed::Standard { .. } => from_base64(text.strip_prefix("whsec_").unwrap_or(text)),
            _ => Some(text.as_bytes().to_vec()),
        }
    }

    /// The hashes in the header.
    pub fn hashes<'a>(&self, value: &'a str, ignores_prefix: bool) -> Vec<&'a str> {
        if ignores_prefix {
            // whatever ends like a hash
            let length = if self.is_hex { 64 } else { 43 };
            let plain = value.trim_end_matches('=');
            return plain.len().checked_sub(length).and_then(|at| plain.get(at..)).into_iter().collect();
        }
        let separator = if matches!(self.timed, Timed::Stripe) { ',' } else { ' ' };
        value.split(separator).filter_map(|part| part.strip_prefix(self.prefix)).collect()
    }

    /// The name of the message, which is the same when it comes again.
    pub fn id(&self, request: &Request, body: &Value) -> Option<String> {
        let id = match self.timed {
            Timed::Standard { id, .. } => request.header(id),
            Timed::Slack => body["event_id"].as_str(),
            Timed::Stripe => body["id"].as_str(),
            Timed::Not => request.header("x-github-delivery"),
        };
        id.map(str::to_owned)
    }
}

fn ends(body: &Value, sub: &str, sid: &str) -> Effect {
    let text = |place: &str| body.pointer(place).filter(|_| !place.is_empty())?.as_str().map(str::to_owned);
    Effect::Ends { sub: text(sub), sid: text(sid) }
}

/// Whoever is named in an event that says nothing of sessions.
pub fn anybody(body: &Value) -> Option<String> {
    let places =
        ["/sender/login", "/params/userId", "/payload/user/id", "/account", "/data/user_id", "/data/id"];
    places.iter().find_map(|place| body.pointer(place)?.as_str()).map(str::to_owned)
}
