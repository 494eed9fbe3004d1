//! What the phone did besides the wave: the person sees what they are logged in to, and logs out of everything at once,
//! `/user/logout`. Every app that they had logged in to is told at its hook.

use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use crate::{
    idp::{
        answer::error_page,
        browser_session,
        endpoint::sign_in,
        interaction,
        oauth_error::Outcome,
        page::{Form, Page, sign_in as sign_in_page, text},
        provider::Provider,
        received::Received,
        reply::Reply,
        session_end::{self, Ended, Told},
        state::Session,
    },
    protocol::time::UnixTime,
};

/// Where it is.
const PATH: &str = "/user/logout";
/// Where its sign-in form goes.
const SIGN_IN: &str = "/user/login";
/// What its forms are sealed for.
const PURPOSE: &str = "clef_phone";
/// How long a page may be open, in seconds.
const PATIENCE: i64 = 3600;

/// A page that a person looks at.
#[derive(Serialize, Deserialize)]
struct Visit {
    opened_at: UnixTime,
    /// Whose sessions it shows.
    sid: Option<String>,
}

/// Shows what the person is logged in to, or logs out.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    if received.method == Method::POST {
        return log_out(provider, received).await.unwrap_or_else(|error| error_page(&error));
    }
    match browser_session::current_session(provider, received) {
        Some(session) => form(provider, received, Some(&session.sid), StatusCode::OK, |form| {
            list(provider, &session, form)
        }),
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
            Ok(browser_session::with_session_cookie(provider, Reply::see_other(PATH), &cookie))
        }
        Err(problem) => Ok(ask_who(provider, received, Some(problem))),
    }
}

async fn log_out(provider: &Provider, received: &Received) -> Outcome<Reply> {
    let submitted = interaction::submitted(provider, received)?;
    let visit = open(provider, &submitted.transaction)?;
    let session = browser_session::current_session(provider, received);
    // signed out meanwhile, or somebody else: nothing was shown to that one
    let Some(session) = session.filter(|session| visit.sid.as_ref() == Some(&session.sid)) else {
        return Ok(Reply::see_other(PATH));
    };
    let told = session_end::end_all_of(provider, &session.sub).await?;
    let reply = Reply::page(StatusCode::OK, &done(provider, &told));
    Ok(reply.cookie(&provider.cookie_name("session"), "", 0))
}

fn list(provider: &Provider, session: &Session, form: Form<'_>) -> Page {
    let name = provider.name_of(&session.sub);
    let ended = provider.store.read(|state| Ended::all_of(provider, state, &session.sub));
    let mut apps: Vec<&str> = ended.iter().flat_map(Ended::clients).map(String::as_str).collect();
    apps.sort_unstable();
    apps.dedup();
    let apps: String =
        apps.into_iter().map(|id| format!("<li>{}</li>\n", text(&title(provider, id)))).collect();
    let apps = match apps.is_empty() {
        true => "<p>You are logged in to no app.</p>\n".to_owned(),
        false => format!("<p>You are logged in to:</p>\n<ul>\n{apps}</ul>\n"),
    };
    let body = format!(
        "<p class=\"soft\">Signed in as {}</p>\n{apps}<form method=\"post\" action=\"{PATH}\">\n{}\
         <button class=\"main\">Log out everywhere</button>\n</form>",
        text(&name),
        form.hidden()
    );
    Page::new("Your phone", body)
}

fn done(provider: &Provider, told: &Told) -> Page {
    let line = |(id, outcome): &(String, Result<(), String>)| {
        let outcome = match outcome {
            Ok(()) => "was told".to_owned(),
            Err(why) => format!("was not told: {why}"),
        };
        format!("<li>{} {}</li>\n", text(&title(provider, id)), text(&outcome))
    };
    let lines: String = told.answers.iter().map(line).collect();
    let body = match lines.is_empty() {
        true => "<p>You are logged out. No app had to be told.</p>".to_owned(),
        false => format!("<p>You are logged out. At the logout hooks:</p>\n<ul>\n{lines}</ul>"),
    };
    Page::new("Logged out", body)
}

fn title(provider: &Provider, client_id: &str) -> String {
    provider.client(client_id).map_or_else(|| client_id.to_owned(), |client| client.name.clone())
}

fn ask_who(provider: &Provider, received: &Received, problem: Option<&str>) -> Reply {
    let status = if problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    form(provider, received, None, status, |form| {
        sign_in_page::page(
            provider,
            &sign_in_page::Asks::of_person(SIGN_IN, "what you are logged in to"),
            form,
            problem,
        )
    })
}

/// A page with forms that are bound to this browser.
fn form(
    provider: &Provider,
    received: &Received,
    sid: Option<&str>,
    status: StatusCode,
    page: impl FnOnce(Form<'_>) -> Page,
) -> Reply {
    let visit = Visit { opened_at: provider.now(), sid: sid.map(str::to_owned) };
    let content = serde_json::to_vec(&visit).expect("text and numbers are JSON");
    let sealed = provider.seal.seal(PURPOSE, &content);
    let (csrf, cookie) = interaction::csrf(provider, received, &sealed);
    let page = page(Form { transaction: &sealed, csrf: &csrf });
    interaction::with_browser_cookie(provider, Reply::page(status, &page), cookie)
}

fn open(provider: &Provider, sealed: &str) -> Outcome<Visit> {
    let content = provider.seal.open(PURPOSE, sealed);
    content
        .and_then(|content| serde_json::from_slice::<Visit>(&content).ok())
        .filter(|visit| provider.now().since(visit.opened_at) <= PATIENCE)
        .ok_or_else(interaction::stale)
}
