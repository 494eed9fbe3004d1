//! What an app gets wrong that hears of the end of its sessions.
//! <https://openid.net/specs/openid-connect-backchannel-1_0.html>

use url::Url;

use super::{
    battery::Battery,
    case::{Case, case},
    judged::{Judged, Session},
    stage::Stage,
    trace::{Actor, Trace},
};
use crate::{
    error::{Code, Result},
    host::BoxFuture,
    jose::logout_token::{LogoutToken, TYP},
    protocol::exchange::{Endpoint, Request},
};

const ENDS: Case = case!("P1" Must "Back-Channel Logout §2.7": "a logout token with the sub and the sid of a session"
    => "answers 200 or 204, and the session is over";
    "end the session of that sid before you answer");

/// The battery for one app.
pub struct LogoutBattery {
    /// The app, and the provider that it signs people in with.
    pub stage: Stage,
    /// Where the app hears of logouts.
    pub hook: Url,
}

impl LogoutBattery {
    async fn ends(&self, trace: &Trace) -> Result<Judged> {
        let mut visit = self.stage.sign_in(&self.stage.subject.user, trace).await?;
        let mut saved = visit.saved();
        let token = self.token(&visit.sub, &visit.sid).await?;
        trace.request(Actor::Checker, Actor::App, format!("POST {}", self.hook.path()));
        let form = Request::form(Endpoint::Webhook, self.hook.clone(), [("logout_token", token)]);
        let response = self.stage.http.send(form).await?;
        trace.answer(Actor::App, Actor::Checker, response.status.as_str());
        let (live, copy) = (self.stage.probe(&mut visit.agent).await?, self.stage.probe(&mut saved).await?);
        let is_over = (live, copy) == (Session::Dead, Session::Dead);
        let is_taken = matches!(response.status.as_u16(), 200 | 204);
        let judged = Judged::of_rule(
            is_over && is_taken,
            if is_over { "the session is over" } else { "the session goes on" },
        );
        Ok(judged.with_status(response.status).with_session(if is_over {
            Session::Dead
        } else {
            Session::Alive
        }))
    }

    async fn token(&self, sub: &str, sid: &str) -> Result<String> {
        let provider = self.stage.provider();
        let client =
            provider.client(&self.stage.subject.client_id).ok_or_else(|| Code::InternalError.error())?;
        let (jti, iat) = (provider.random(16), provider.now());
        let token = LogoutToken { iss: &provider.issuer, aud: &client.client_id, sub, sid, jti: &jti, iat };
        let signed = provider.sign(client.id_token_signed_response_alg, Some(TYP), &token.claims()).await;
        signed.map_err(|_| Code::InternalError.error())
    }
}

/// Every case, in the order of the report.
pub fn cases() -> Vec<&'static Case> {
    vec![&ENDS]
}

impl Battery for LogoutBattery {
    fn name(&self) -> &'static str {
        "logout"
    }

    fn subject(&self) -> String {
        self.hook.to_string()
    }

    fn cases(&self) -> Vec<&'static Case> {
        cases()
    }

    fn run<'a>(&'a self, _: &'static Case, trace: &'a Trace) -> BoxFuture<'a, Judged> {
        Box::pin(async { self.ends(trace).await.unwrap_or_else(Judged::from) })
    }
}
