//! Logout at the provider, asked for by a client (OpenID Connect RP-Initiated Logout 1.0).
//!
//! An ID token that was issued in the browser's session, or by a program without one, vouches for the wish;
//! without it the person is asked (threat P20). The session ends, and with it every grant that was not for
//! the time after it.
//!
//! <https://openid.net/specs/openid-connect-rpinitiated-1_0.html>

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::idp::{
    answer::error_page,
    browser_session, interaction,
    laxity::Laxity,
    oauth_error::{OauthError, Outcome},
    page,
    parameters::{Malformed, Parameters},
    provider::Provider,
    received::{self, Received},
    redirect_uri,
    reply::Reply,
    session_end::{self, Told},
};

/// How long the pages of clients have to load, in seconds.
const FRAMES_TIME: u32 = 2;

/// A logout request that was judged, on its way through the question.
#[derive(Serialize, Deserialize)]
struct Logout {
    /// The session that an ID token named.
    hinted_sid: Option<String>,
    /// Where to go after.
    redirect_uri: Option<String>,
    /// The client's `state`.
    state: Option<String>,
}

/// Answers a logout request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (parameters, fault) = received.parameters();
    answer_to(provider, received, &parameters, fault).await
}

/// Answers a logout request of these parameters.
pub async fn answer_to(
    provider: &Provider,
    received: &Received,
    parameters: &Parameters,
    fault: Option<Malformed>,
) -> Reply {
    if let Some(fault) = fault {
        return error_page(&received::malformed(&fault));
    }
    let logout = match judge(provider, parameters) {
        Ok(logout) => logout,
        Err(error) => return error_page(&error),
    };
    let here = browser_session::current_session(provider, received).map(|session| session.sid);
    match (&logout.hinted_sid, here) {
        // nobody is signed in here, and no session was named: there is nothing to ask about
        (None, None) => after(&logout),
        (Some(hinted), None) => end(provider, &logout, hinted).await,
        (Some(hinted), Some(here)) if *hinted == here => end(provider, &logout, hinted).await,
        (None, Some(here)) if provider.allows(Laxity::LogoutWithoutQuestion) => {
            end(provider, &logout, &here).await
        }
        // RP-Initiated Logout §2: otherwise ask
        (_, Some(_)) => question(provider, received, &logout),
    }
}

/// Takes the person's answer.
pub async fn confirm(provider: &Provider, received: &Received) -> Reply {
    let submitted = match interaction::submitted(provider, received) {
        Ok(submitted) => submitted,
        Err(error) => return error_page(&error),
    };
    let content = provider.seal.open("logout", &submitted.transaction);
    let Some(logout) = content.and_then(|content| serde_json::from_slice::<Logout>(&content).ok()) else {
        return error_page(&interaction::stale());
    };
    match submitted.fields.get("decision") {
        Some("allow") => match browser_session::current_session(provider, received) {
            Some(session) => end(provider, &logout, &session.sid).await,
            None => after(&logout),
        },
        Some("deny") => Reply::page(StatusCode::OK, &page::logout::kept()),
        _ => error_page(&OauthError::request("decision must be allow or deny")),
    }
}

fn judge(provider: &Provider, parameters: &Parameters) -> Outcome<Logout> {
    let hint = match parameters.get("id_token_hint") {
        None => None,
        // an expired one is as good (RP-Initiated Logout §4)
        Some(hint) => {
            let claims = provider.open_id_token_hint(hint);
            if claims.is_none() && !provider.allows(Laxity::AnyIdTokenHint) {
                return Err(OauthError::request(
                    "id_token_hint is not an ID token of this provider (RP-Initiated Logout section 4)",
                ));
            }
            claims
        }
    };
    let claim = |name: &str| hint.as_ref().and_then(|claims| claims.get(name)?.as_str());
    let client_id = match (claim("aud"), parameters.get("client_id")) {
        (Some(hinted), Some(named)) if hinted != named => {
            return Err(OauthError::request(
                "client_id is not the client of id_token_hint (RP-Initiated Logout section 2)",
            ));
        }
        (hinted, named) => hinted.or(named),
    };
    let redirect_uri = parameters.get("post_logout_redirect_uri");
    if let Some(uri) = redirect_uri {
        // RP-Initiated Logout §3: exactly a registered one, of a client that is known
        let client = client_id.and_then(|client_id| provider.client(client_id));
        let is_registered = client.as_ref().is_some_and(|client| (provider.policy.may_end_at)(client, uri));
        let own = client.map(|client| client.redirect_uris.clone()).unwrap_or_default();
        let is_let_pass =
            || redirect_uri::is_near(&own, uri) && provider.allows(Laxity::AnyPostLogoutRedirectUri);
        if !is_registered && !is_let_pass() {
            return Err(OauthError::request(
                "post_logout_redirect_uri is not one that this client registered (RP-Initiated Logout section 3)",
            ));
        }
    }
    Ok(Logout {
        hinted_sid: hint
            .as_ref()
            .and_then(|claims| claims.get("sid"))
            .and_then(Value::as_str)
            .map(str::to_owned),
        redirect_uri: redirect_uri.map(str::to_owned),
        state: parameters.get("state").map(str::to_owned),
    })
}

fn question(provider: &Provider, received: &Received, logout: &Logout) -> Reply {
    let content = serde_json::to_vec(logout).expect("text is JSON");
    let sealed = provider.seal.seal("logout", &content);
    let (csrf, cookie) = interaction::csrf(provider, received, &sealed);
    let form = page::Form { transaction: &sealed, csrf: &csrf };
    let shown = page::logout::question(form, logout.redirect_uri.as_deref());
    interaction::with_browser_cookie(provider, Reply::page(StatusCode::OK, &shown), cookie)
}

async fn end(provider: &Provider, logout: &Logout, sid: &str) -> Reply {
    match session_end::end(provider, sid).await {
        Ok(Told { frames, .. }) => {
            let reply = if frames.is_empty() { after(logout) } else { with_frames(logout, &frames) };
            reply.cookie(&provider.cookie_name("session"), "", 0)
        }
        Err(error) => error_page(&error),
    }
}

fn after(logout: &Logout) -> Reply {
    match logout.next() {
        Some(next) => Reply::see_other(&next),
        None => Reply::page(StatusCode::OK, &page::logout::done()),
    }
}

/// The browser loads a page of each client before it goes on (Front-Channel Logout §2); by a header, since this page has no
/// script (HTML §7.4.6.2).
fn with_frames(logout: &Logout, frames: &[Url]) -> Reply {
    let next = logout.next();
    let reply = Reply::page(StatusCode::OK, &page::logout::with_frames(frames, next.as_deref()));
    match next {
        Some(next) => reply.header("refresh", &format!("{FRAMES_TIME}; url={next}")),
        None => reply,
    }
}

impl Logout {
    /// Where the browser goes then, with the client's `state` (RP-Initiated Logout §3).
    fn next(&self) -> Option<String> {
        let mut url = Url::parse(self.redirect_uri.as_ref()?).ok()?;
        if let Some(state) = &self.state {
            url.query_pairs_mut().append_pair("state", state);
        }
        Some(url.into())
    }
}
