//! The page where a person sees which clients ask for them, and decides (CIBA Core §8). On a real provider that is a message on
//! the phone; here whoever is signed in opens it in a browser.

use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use super::sign_in;
use crate::{
    idp::{
        answer::error_page,
        backchannel::{BackchannelRequest, reference},
        backchannel_verdict, browser_session,
        client::Client,
        interaction,
        oauth_error::{OauthError, Outcome},
        page::{self, Page},
        provider::Provider,
        received::Received,
        reply::Reply,
        state::{Session, Verdict},
    },
    protocol::time::UnixTime,
};

/// How long a page may be open, in seconds.
const PATIENCE: i64 = 3600;

/// A page that a person looks at.
#[derive(Serialize, Deserialize)]
struct Visit {
    /// When it was opened.
    opened_at: UnixTime,
    /// Who was asked, by the session.
    sid: Option<String>,
}

/// Shows what waits, or takes a decision.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    if received.method == Method::POST {
        return decided(provider, received).unwrap_or_else(|error| error_page(&error));
    }
    match browser_session::current_session(provider, received) {
        Some(session) => list(provider, received, &session),
        None => ask_who(provider, received, None),
    }
}

/// Takes the sign-in form.
pub async fn sign_in(provider: &Provider, received: &Received) -> Reply {
    signed_in(provider, received).await.unwrap_or_else(|error| error_page(&error))
}

async fn signed_in(provider: &Provider, received: &Received) -> Outcome<Reply> {
    let submitted = interaction::submitted(provider, received)?;
    open(provider, &submitted.transaction)?;
    match sign_in::user(provider, &submitted.fields) {
        Ok(user) => {
            let (_, cookie) = browser_session::begin_session(provider, received, &user, false).await?;
            Ok(browser_session::with_session_cookie(provider, Reply::see_other("/ciba"), &cookie))
        }
        Err(problem) => Ok(ask_who(provider, received, Some(problem))),
    }
}

/// Takes a decision, of the person who was asked.
fn decided(provider: &Provider, received: &Received) -> Outcome<Reply> {
    let submitted = interaction::submitted(provider, received)?;
    let visit = open(provider, &submitted.transaction)?;
    let session = browser_session::current_session(provider, received);
    // signed out meanwhile, or somebody else: that one was not asked (threat P12)
    let Some(session) = session.filter(|session| visit.sid.as_ref() == Some(&session.sid)) else {
        return Ok(Reply::see_other("/ciba"));
    };
    let (verdict, page) = match submitted.fields.get("decision") {
        Some("allow") => (Verdict::Approved(session.clone()), page::backchannel::approved()),
        Some("deny") => (Verdict::Denied, page::backchannel::denied()),
        _ => return Err(OauthError::request("decision must be allow or deny")),
    };
    let (named, now) = (submitted.fields.get("request").unwrap_or_default(), provider.now());
    let waiting = provider.backchannel.waiting_for(&session.sub, now);
    let meant = waiting.into_iter().find(|(id, _)| reference(&provider.auth_req_id(id)) == named);
    match meant.is_some_and(|(id, _)| backchannel_verdict::judge(provider, &id, &session.sub, verdict)) {
        true => Ok(Reply::page(StatusCode::OK, &page)),
        false => Ok(Reply::page(StatusCode::BAD_REQUEST, &page::backchannel::gone())),
    }
}

fn list(provider: &Provider, received: &Received, session: &Session) -> Reply {
    let waiting = provider.backchannel.waiting_for(&session.sub, provider.now());
    let asked: Vec<(String, BackchannelRequest, std::sync::Arc<Client>)> = waiting
        .into_iter()
        .filter_map(|(id, request)| {
            let client = provider.client(&request.client_id)?;
            Some((reference(&provider.auth_req_id(&id)), request, client))
        })
        .collect();
    form(provider, received, Some(&session.sid), StatusCode::OK, |form| {
        page::backchannel::list(provider, session, &asked, form)
    })
}

fn ask_who(provider: &Provider, received: &Received, problem: Option<&str>) -> Reply {
    let status = if problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    form(provider, received, None, status, |form| {
        page::sign_in::page(provider, &page::sign_in::Asks::of_waiting_requests(), form, problem)
    })
}

/// A page with forms that are bound to this browser.
fn form(
    provider: &Provider,
    received: &Received,
    sid: Option<&str>,
    status: StatusCode,
    page: impl FnOnce(page::Form<'_>) -> Page,
) -> Reply {
    let visit = Visit { opened_at: provider.now(), sid: sid.map(str::to_owned) };
    let content = serde_json::to_vec(&visit).expect("text and numbers are JSON");
    let sealed = provider.seal.seal("ciba", &content);
    let (csrf, cookie) = interaction::csrf(provider, received, &sealed);
    let page = page(page::Form { transaction: &sealed, csrf: &csrf });
    interaction::with_browser_cookie(provider, Reply::page(status, &page), cookie)
}

fn open(provider: &Provider, text: &str) -> Outcome<Visit> {
    let content = provider.seal.open("ciba", text);
    content
        .and_then(|content| serde_json::from_slice::<Visit>(&content).ok())
        .filter(|visit| provider.now().since(visit.opened_at) <= PATIENCE)
        .ok_or_else(interaction::stale)
}
