//! The device page (RFC 8628 §3.3): a person enters the code, signs in, and agrees or not.
//!
//! An address with the code in it only fills the field in: nobody is told by a mere visit whether there is such a code, and
//! nobody comes to the question without having seen the code (§5.4).

use std::sync::Arc;

use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use super::sign_in;
use crate::{
    idp::{
        answer::error_page,
        browser_session,
        client::Client,
        device,
        interaction::{self, Submitted},
        oauth_error::{OauthError, Outcome},
        page::{self, Page},
        provider::{self, Provider},
        received::{self, Received},
        reply::Reply,
        state::{Change, Device, Verdict},
        tries::TRIES_WITHIN,
    },
    protocol::time::UnixTime,
};

/// How long a person may take on these pages, in seconds; the device decides before that.
const PATIENCE: i64 = 3600;

/// A person's way through the pages.
#[derive(Clone, Serialize, Deserialize)]
struct Visit {
    /// When it began.
    started_at: UnixTime,
    /// The device, once its code was entered.
    device: Option<String>,
    /// The browser that it was entered in: the way cannot be begun for somebody else.
    browser: Option<String>,
    /// The session that was asked whether it agrees.
    sid: Option<String>,
}

/// Answers a visit, or the code.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    if received.method == Method::POST {
        return entered(provider, received).unwrap_or_else(|error| error_page(&error));
    }
    let (parameters, fault) = received.parameters();
    match fault {
        Some(fault) => error_page(&received::malformed(&fault)),
        None => ask(provider, received, parameters.get("user_code"), None),
    }
}

/// Takes the code.
fn entered(provider: &Provider, received: &Received) -> Outcome<Reply> {
    let (submitted, visit) = submitted(provider, received)?;
    let (browser, now) = (this_browser(provider, received), provider.now());
    let Some(browser) = browser else { return Err(interaction::stale()) };
    if provider.guesses.are_over(&browser, now) {
        let page = page::device::too_many_tries();
        let wait = TRIES_WITHIN.to_string();
        return Ok(Reply::page(StatusCode::TOO_MANY_REQUESTS, &page).header("retry-after", &wait));
    }
    let code = submitted.fields.get("user_code").unwrap_or_default();
    match provider.store.read(|state| device::find(state, code, now).map(str::to_owned)) {
        Some(id) => {
            let visit = Visit { device: Some(id), browser: Some(browser), ..visit };
            Ok(proceed(provider, received, visit, None))
        }
        None => {
            provider.guesses.missed(&browser, now);
            let problem = "There is no such code, or it has expired. Look at the device again.";
            Ok(ask(provider, received, Some(code), Some(problem)))
        }
    }
}

/// Takes the sign-in form.
pub async fn sign_in(provider: &Provider, received: &Received) -> Reply {
    signed_in(provider, received).await.unwrap_or_else(|error| error_page(&error))
}

async fn signed_in(provider: &Provider, received: &Received) -> Outcome<Reply> {
    let (submitted, visit) = submitted(provider, received)?;
    match sign_in::user(provider, &submitted.fields) {
        Ok(user) => {
            let (_, cookie) = browser_session::begin_session(provider, received, &user, false).await?;
            let next = format!("/device/continue?transaction={}", visit.seal(provider));
            Ok(browser_session::with_session_cookie(provider, Reply::see_other(&next), &cookie))
        }
        Err(problem) => Ok(proceed(provider, received, visit, Some(problem))),
    }
}

/// Goes on after the sign-in.
pub async fn resume(provider: &Provider, received: &Received) -> Reply {
    let (parameters, _) = received.parameters();
    match Visit::open(provider, parameters.get("transaction").unwrap_or_default()) {
        Ok(visit) => proceed(provider, received, visit, None),
        Err(error) => error_page(&error),
    }
}

/// Takes the person's answer.
pub async fn confirm(provider: &Provider, received: &Received) -> Reply {
    let answer = || {
        let (submitted, visit) = submitted(provider, received)?;
        let session = browser_session::current_session(provider, received);
        // signed out meanwhile, or somebody else: that one was not asked (threat P12)
        let Some(session) = session.filter(|session| visit.sid.as_ref() == Some(&session.sid)) else {
            return Ok(proceed(provider, received, visit, None));
        };
        let (verdict, page) = match submitted.fields.get("decision") {
            Some("allow") => (Verdict::Approved(session), page::device::approved()),
            Some("deny") => (Verdict::Denied, page::device::denied()),
            _ => return Err(OauthError::request("decision must be allow or deny")),
        };
        let Some(id) = visit.device else { return Err(interaction::stale()) };
        let now = provider.now();
        let is_judged = provider.commit(|state| match state.devices.get(&id) {
            Some(device) if device.is_waiting(now) => (true, vec![Change::DeviceJudged { id, verdict }]),
            _ => (false, Vec::new()),
        })?;
        Ok(if is_judged { Reply::page(StatusCode::OK, &page) } else { gone() })
    };
    answer().unwrap_or_else(|error: OauthError| error_page(&error))
}

/// To the sign-in page, or to the question.
fn proceed(provider: &Provider, received: &Received, visit: Visit, problem: Option<&str>) -> Reply {
    // Nobody who was only given the address of this page sees it.
    if visit.browser.is_none() || visit.browser != this_browser(provider, received) {
        return ask(provider, received, None, None);
    }
    let Some((device, client)) = waiting(provider, &visit) else { return gone() };
    match browser_session::current_session(provider, received) {
        None => form(provider, received, &visit, |form| {
            let asks = page::sign_in::Asks::of_device(&client.name);
            (page::sign_in::page(provider, &asks, form, problem), problem.is_some())
        }),
        Some(session) => {
            let visit = Visit { sid: Some(session.sid.clone()), ..visit };
            form(provider, received, &visit, |form| {
                (
                    page::device::question(provider, &device, &client, &provider.name_of(&session.sub), form),
                    false,
                )
            })
        }
    }
}

/// The device that a person is deciding about, while there is something to decide.
fn waiting(provider: &Provider, visit: &Visit) -> Option<(Device, Arc<Client>)> {
    let device = provider.store.read(|state| state.devices.get(visit.device.as_ref()?).cloned())?;
    let client = provider.client(&device.client_id)?;
    device.is_waiting(provider.now()).then_some((device, client))
}

/// The page with the field for the code.
fn ask(provider: &Provider, received: &Received, code: Option<&str>, problem: Option<&str>) -> Reply {
    let visit = Visit { started_at: provider.now(), device: None, browser: None, sid: None };
    form(provider, received, &visit, |form| {
        (page::device::code(form, code.unwrap_or_default(), problem), problem.is_some())
    })
}

/// A page with a form that is bound to this browser, and whether it tells of a mistake.
fn form(
    provider: &Provider,
    received: &Received,
    visit: &Visit,
    page: impl FnOnce(page::Form<'_>) -> (Page, bool),
) -> Reply {
    let sealed = visit.seal(provider);
    let (csrf, cookie) = interaction::csrf(provider, received, &sealed);
    let (page, is_problem) = page(page::Form { transaction: &sealed, csrf: &csrf });
    let status = if is_problem { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    interaction::with_browser_cookie(provider, Reply::page(status, &page), cookie)
}

/// Too late: expired, or decided in another window.
fn gone() -> Reply {
    Reply::page(StatusCode::BAD_REQUEST, &page::device::gone())
}

/// Takes a form of ours, with the way that it belongs to.
fn submitted(provider: &Provider, received: &Received) -> Outcome<(Submitted, Visit)> {
    let submitted = interaction::submitted(provider, received)?;
    let visit = Visit::open(provider, &submitted.transaction)?;
    Ok((submitted, visit))
}

/// What tells one browser from others.
fn this_browser(provider: &Provider, received: &Received) -> Option<String> {
    received.cookie(&provider.cookie_name("browser")).map(provider::cookie_hash)
}

impl Visit {
    fn seal(&self, provider: &Provider) -> String {
        let content = serde_json::to_vec(self).expect("text and numbers are JSON");
        provider.seal.seal("device", &content)
    }

    fn open(provider: &Provider, text: &str) -> Outcome<Self> {
        let content = provider.seal.open("device", text);
        content
            .and_then(|content| serde_json::from_slice::<Self>(&content).ok())
            .filter(|visit| provider.now().since(visit.started_at) <= PATIENCE)
            .ok_or_else(interaction::stale)
    }
}
