//! What a login says when it has ended well: the token that was asked for, or a report.

use std::process::ExitCode;

use clap::ValueEnum;
use serde::Serialize;
use serde_json::Value;

use super::{bound, context::Context, wish::TokenKind};
use crate::{
    error::Result,
    output::{json as json_output, moment, table},
    profile::key::Key,
    protocol::authorization_details::AuthorizationDetails,
    secret::SecretString,
    session::Session,
};

/// What a login prints in place of its report.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Print {
    /// The access token
    Access,
    /// The ID token
    Id,
    /// The refresh token
    Refresh,
    /// All of them, as JSON
    Json,
}

/// A login that has ended well.
pub struct Login {
    /// What is kept of it.
    pub session: Session,
    /// Whether there was an ID token, which has passed every check then.
    pub id_token_checked: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    profile: &'a str,
    provider: &'a str,
    issuer: Option<&'a str>,
    sub: Option<&'a str>,
    username: Option<&'a str>,
    scope_requested: &'a [String],
    scope_granted: &'a [String],
    scope_denied: Vec<&'a str>,
    token_type: &'a str,
    dpop_jkt: Option<&'a str>,
    authorization_details: Option<&'a Value>,
    authorization_details_differences: Vec<String>,
    expires_at: Option<String>,
    refreshable: bool,
    id_token_checked: bool,
    store: Option<&'static str>,
}

/// As in the token answer of RFC 6749 §5.1.
#[derive(Serialize)]
struct Tokens<'a> {
    access_token: &'a str,
    token_type: &'a str,
    expires_in: Option<i64>,
    refresh_token: Option<&'a str>,
    id_token: Option<&'a str>,
    scope: String,
}

fn exposed(token: Option<&SecretString>) -> Option<&str> {
    token.map(|token| token.expose().as_str())
}

impl Login {
    /// The token that is to be printed, or else the report.
    pub fn show(&self, print: Option<Print>, context: &Context) -> Result<ExitCode> {
        let kind = match print {
            None => return context.report(&self.report(), || self.text(context)),
            Some(Print::Json) => {
                context.say(&self.text(context));
                return context.print(format!("{}\n", json_output::document(&self.tokens())).as_bytes());
            }
            Some(Print::Access) => TokenKind::Access,
            Some(Print::Id) => TokenKind::Id,
            Some(Print::Refresh) => TokenKind::Refresh,
        };
        let token = kind.of(&self.session)?.expose();
        context.say(&self.text(context));
        if kind == TokenKind::Access {
            bound::say_if_bound(context, &self.session);
        }
        context.print(format!("{token}\n").as_bytes())
    }

    fn tokens(&self) -> Tokens<'_> {
        let session = &self.session;
        Tokens {
            access_token: session.access_token.expose(),
            token_type: &session.token_type,
            expires_in: session.expires_at.map(|end| end.since(session.obtained_at)),
            refresh_token: exposed(session.refresh_token.as_ref()),
            id_token: exposed(session.id_token.as_ref()),
            scope: session.scope_granted.join(" "),
        }
    }

    fn denied(&self) -> Vec<&str> {
        let granted = &self.session.scope_granted;
        let asked = self.session.scope_requested.iter();
        asked.filter(|scope| !granted.contains(scope)).map(String::as_str).collect()
    }

    /// What was granted in another way than it was asked for (threat C32).
    fn differences(&self) -> Vec<String> {
        let read = |details: &Value| AuthorizationDetails::read(details).unwrap_or_default();
        let granted = self.session.authorization_details.as_ref().map(read).unwrap_or_default();
        let asked = self.session.settings.get(Key::AuthorizationDetails.row().name);
        let asked = asked.and_then(|text| AuthorizationDetails::parse(text).ok()).unwrap_or_default();
        asked.differences(&granted)
    }

    /// The types of the details, and what of them was not as asked.
    fn detail(&self) -> Option<String> {
        let granted = self.session.authorization_details.as_ref().and_then(AuthorizationDetails::read);
        let types = granted.iter().flat_map(AuthorizationDetails::types).collect::<Vec<_>>().join(", ");
        let parts: Vec<String> =
            [types].into_iter().filter(|types| !types.is_empty()).chain(self.differences()).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    fn report(&self) -> Report<'_> {
        let session = &self.session;
        Report {
            profile: &session.profile,
            provider: &session.provider,
            issuer: session.issuer.as_deref(),
            sub: session.subject.as_deref(),
            username: session.username.as_deref(),
            scope_requested: &session.scope_requested,
            scope_granted: &session.scope_granted,
            scope_denied: self.denied(),
            token_type: &session.token_type,
            dpop_jkt: session.dpop_key.as_ref().map(|key| key.jkt.as_str()),
            authorization_details: session.authorization_details.as_ref(),
            authorization_details_differences: self.differences(),
            expires_at: session.expires_at.map(moment::rfc3339),
            refreshable: session.is_renewable(),
            id_token_checked: self.id_token_checked,
            store: session.store.as_ref().map(|store| store.kind().name()),
        }
    }

    fn text(&self, context: &Context) -> String {
        let session = &self.session;
        let unnamed = match session.is_repeatable() {
            true => session.client_id.as_str(),
            false => "a user the provider does not name",
        };
        let who = session.username.as_deref().or(session.subject.as_deref()).unwrap_or(unnamed);
        let lasts = match (session.expires_at, session.is_renewable()) {
            (Some(end), true) => format!(
                "{} (until {}), then renewed by itself",
                moment::from_now(end, context.now()),
                moment::local(end)
            ),
            (Some(end), false) => format!(
                "{} (until {}), then sign in again",
                moment::from_now(end, context.now()),
                moment::local(end)
            ),
            (None, _) if session.access_token.is_empty() => "there is an ID token only".to_owned(),
            (None, _) => "the provider does not say".to_owned(),
        };
        let granted = match self.denied().as_slice() {
            [] if session.scope_granted.is_empty() => "no scope was asked for".to_owned(),
            [] => session.scope_granted.join(" "),
            denied => {
                format!("{}; asked for, not granted: {}", session.scope_granted.join(" "), denied.join(" "))
            }
        };
        let kept = match &session.store {
            Some(store) => format!("{}, as profile {}", store.kind(), session.profile),
            None => "nowhere".to_owned(),
        };
        let mut rows = vec![
            ("  provider", session.issuer.as_deref().unwrap_or(&session.provider).to_owned()),
            ("  subject", session.subject.clone().unwrap_or_else(|| "not told".to_owned())),
            ("  granted", granted),
            ("  expires", lasts),
            ("  kept in", kept),
        ];
        if let Some(key) = &session.dpop_key {
            rows.push(("  bound to", format!("key {} (DPoP)", key.jkt)));
        }
        if let Some(detail) = self.detail() {
            rows.insert(3, ("  in detail", detail));
        }
        format!("Signed in as {}.\n{}", crate::untrusted::sanitize(who), table::pairs(&rows))
    }
}
