//! Signing in and what comes of it, for the cases that need a code or tokens.

use serde_json::{Map, Value};

use super::{
    answer::Answer,
    authorization::{Asking, Back, is_back, pairs_of},
    client::{self, Client},
    stage::Stage,
};
use crate::{
    check::{judged::Judged, trace::Trace},
    jose::jws,
};

/// A code, and the request that it answers.
pub(super) struct Coded {
    pub(super) asking: Asking,
    pub(super) back: Back,
}

impl Coded {
    pub(super) fn code(&self) -> &str {
        self.back.value("code")
    }

    /// The form that redeems it (RFC 6749 §4.1.3, RFC 7636 §4.5).
    pub(super) fn form(&self) -> Vec<(&str, &str)> {
        vec![
            ("grant_type", "authorization_code"),
            ("code", self.code()),
            ("redirect_uri", self.asking.value("redirect_uri")),
            ("code_verifier", &self.asking.verifier),
        ]
    }

    /// The form with this in place of what was there, or without it.
    pub(super) fn form_with<'a>(&'a self, name: &'a str, value: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
        let mut form = self.form();
        form.retain(|(known, _)| *known != name);
        form.extend(value.map(|value| (name, value)));
        form
    }
}

/// Tokens, and the code that they were given for.
pub(super) struct Granted {
    pub(super) coded: Coded,
    pub(super) answer: Answer,
}

impl Granted {
    pub(super) fn access_token(&self) -> String {
        self.answer.text("access_token")
    }

    pub(super) fn refresh_token(&self) -> Result<String, Judged> {
        match self.answer.text("refresh_token") {
            token if token.is_empty() => Err(Judged::skip("the client gets no refresh token")),
            token => Ok(token),
        }
    }

    pub(super) fn id_token(&self) -> Result<String, Judged> {
        match self.answer.text("id_token") {
            token if token.is_empty() => Err(Judged::skip("the client gets no ID token")),
            token => Ok(token),
        }
    }

    /// The ID token's header and claims, which nobody has checked.
    pub(super) fn peeked(&self) -> Result<Peeked, Judged> {
        let object = |value: Value| value.as_object().cloned().unwrap_or_default();
        match jws::peek(&self.id_token()?) {
            Some((header, claims)) => Ok((object(header), object(claims))),
            None => Err(Judged::fail("the ID token is no signed token")),
        }
    }
}

/// The header and the claims of a token.
type Peeked = (Map<String, Value>, Map<String, Value>);

impl Stage {
    /// Signs somebody in.
    pub(super) async fn code(&self, asking: Asking, trace: &Trace) -> Result<Coded, Judged> {
        let back = self.come_back(&asking, trace).await?;
        match back.value("code") {
            "" => Err(Judged::error(format!("nobody could be signed in: {}", back.value("error")))),
            _ => Ok(Coded { asking, back }),
        }
    }

    /// What comes back from a sign-in.
    pub(super) async fn come_back(&self, asking: &Asking, trace: &Trace) -> Result<Back, Judged> {
        let reason = "it takes somebody who signs in: --as at the embedded provider, --browser at others";
        let person = self.person.as_ref().ok_or_else(|| Judged::skip(reason))?;
        let url = asking.at(self.endpoint("authorization_endpoint", trace).await?);
        self.judge(&url)?;
        let redirect_uri = asking.value("redirect_uri");
        let url = person.go_through(url, redirect_uri, trace).await?;
        match is_back(&url, redirect_uri) {
            true => Ok(Back(pairs_of(&url))),
            false => Err(Judged::error("the browser came back to another place")),
        }
    }

    /// Signs somebody in and redeems the code.
    pub(super) async fn granted(&self, asking: Asking, trace: &Trace) -> Result<Granted, Judged> {
        let coded = self.code(asking, trace).await?;
        let answer = self.token(self.client()?, &coded.form(), trace).await?;
        match answer.is_success() && !answer.text("access_token").is_empty() {
            true => Ok(Granted { coded, answer }),
            false => Err(Judged::error(format!("a right code is refused: {}", answer.said()))),
        }
    }

    /// A right request whose answer may have a refresh token (OIDC Core §11).
    pub(super) async fn asking_offline(&self, trace: &Trace) -> Result<Asking, Judged> {
        let asking = self.asking()?;
        let metadata = self.metadata(trace).await?;
        Ok(match metadata.lists("scopes_supported", "offline_access") {
            true => asking.with("scope", "openid offline_access").with("prompt", "consent"),
            false => asking,
        })
    }

    /// Refreshes as this client.
    pub(super) async fn refreshed(
        &self,
        client: &Client,
        token: &str,
        trace: &Trace,
    ) -> Result<Answer, Judged> {
        self.token(client, &[("grant_type", "refresh_token"), ("refresh_token", token)], trace).await
    }

    /// UserInfo with this token.
    pub(super) async fn userinfo(&self, token: &str, trace: &Trace) -> Result<Answer, Judged> {
        let url = self.endpoint("userinfo_endpoint", trace).await?;
        self.ask(client::ask_with(url, token), trace).await
    }

    /// Revokes as the client.
    pub(super) async fn revoked(
        &self,
        client: &Client,
        token: &str,
        trace: &Trace,
    ) -> Result<Answer, Judged> {
        let url = self.endpoint("revocation_endpoint", trace).await?;
        self.ask(client.form(url, &[("token", token)]), trace).await
    }

    /// Introspects as the client.
    pub(super) async fn introspected(&self, token: &str, trace: &Trace) -> Result<Answer, Judged> {
        let (client, _) = self.confidential()?;
        let url = self.endpoint("introspection_endpoint", trace).await?;
        self.ask(client.form(url, &[("token", token)]), trace).await
    }
}
