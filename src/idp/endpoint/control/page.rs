//! The page of whoever runs the provider: `/_dev/`. The secret of this start is entered once, and then its cookie counts.

use std::time::Duration;

use http::{Method, StatusCode};

use crate::{
    idp::{
        account::{self, Deed},
        answer, names,
        oauth_error::{OauthError, Outcome},
        page::control::{
            self,
            frame::{self, Part},
        },
        parameters::Parameters,
        provider::{Provider, cookie_hash},
        received::Received,
        reply::Reply,
        request_log::filter::Filter,
        session_end,
    },
    protocol::time::Seconds,
    secret::SecretString,
};

/// How long the page is open without the secret, in seconds.
const OPEN_S: i64 = 8 * 3600;
/// The most lines of the log that it shows.
const LINES: usize = 200;
/// How long its script waits for the next line.
const LIVE: Duration = Duration::from_secs(25);

/// Answers one request: shows the page, opens it, or does what its button says.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let Some(secret) = &provider.control else {
        return Reply::text(StatusCode::NOT_FOUND, "this provider has no control page");
    };
    let is_open = received
        .cookie(&provider.cookie_name("control"))
        .is_some_and(|cookie| derived(secret, "cookie").matches(cookie));
    let query = Parameters::parse(received.query.as_bytes()).0;
    match (received.method == Method::POST, is_open, query.get("live")) {
        (false, true, Some(after)) => live(provider, after).await,
        (false, false, Some(_)) => Reply::text(StatusCode::UNAUTHORIZED, "the page is closed"),
        (false, false, None) => Reply::page(StatusCode::OK, &frame::closed(None)),
        (false, true, None) => match Part::named(query.get("part")) {
            Some(part) => shown(provider, part, derived(secret, "form").expose()),
            None => Reply::text(StatusCode::NOT_FOUND, "the page has no such part"),
        },
        (true, ..) if !names::is_from_page_of(provider, received) => {
            answer::error_page(&OauthError::request("the form did not come from this provider's page"))
        }
        (true, false, _) => unlock(provider, received, secret),
        (true, true, _) => act(provider, received, secret).await,
    }
}

fn shown(provider: &Provider, part: Part, csrf: &str) -> Reply {
    let body = match part {
        Part::Requests => {
            let newest = Filter { limit: LINES, ..Filter::default() };
            control::requests::part(&provider.log.find(&newest), csrf)
        }
        Part::Users => control::users::part(provider, csrf),
        Part::Clients => control::clients::part(provider),
        Part::Sessions => control::sessions::part(provider, csrf),
        Part::Tokens => control::tokens::part(csrf),
        Part::Clock => control::clock::part(provider, csrf),
        Part::Faults => control::faults::part(provider, csrf),
    };
    let script = (part == Part::Requests).then_some(control::requests::SCRIPT_HASH);
    Reply::page(StatusCode::OK, &frame::open(provider, part, &body, script))
}

/// The steps since that one, as the page's script puts them into it.
async fn live(provider: &Provider, after: &str) -> Reply {
    let Some(_place) = provider.places.take() else {
        return Reply::text(StatusCode::SERVICE_UNAVAILABLE, "too many wait already");
    };
    let after = after.parse().unwrap_or_default();
    let since = Filter { after: Some(after), limit: LINES, ..Filter::default() };
    let found = provider.log.wait(&since, LIVE).await;
    let mut reply = Reply::empty(StatusCode::OK)
        .header("content-type", "text/html; charset=utf-8")
        .header(
            "content-security-policy",
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox",
        )
        .header("authctl-next", &found.next.to_string())
        .header("authctl-end", found.end.name());
    reply.body = control::requests::lines(&found.lines).into_bytes();
    reply
}

fn unlock(provider: &Provider, received: &Received, secret: &SecretString) -> Reply {
    let (fields, fault) = received.parameters();
    let sent = fields.get("secret").unwrap_or_default().trim();
    match fault.is_none() && secret.matches(sent) {
        true => {
            let cookie = derived(secret, "cookie");
            Reply::see_other("/_dev/").cookie_below(
                "/_dev/",
                &provider.cookie_name("control"),
                cookie.expose(),
                OPEN_S,
            )
        }
        false => {
            let problem = Some("That is not the secret of this start.");
            Reply::page(StatusCode::UNAUTHORIZED, &frame::closed(problem))
        }
    }
}

async fn act(provider: &Provider, received: &Received, secret: &SecretString) -> Reply {
    let (fields, fault) = received.parameters();
    let csrf = derived(secret, "form");
    if fault.is_some() || !csrf.matches(fields.get("csrf").unwrap_or_default()) {
        return answer::error_page(&OauthError::request("the form is not of this page: load it again"));
    }
    if fields.get("deed") == Some("decode") {
        let token = fields.get("token").unwrap_or_default();
        let told = control::tokens::told(provider, token);
        let body = format!("{told}<hr>\n{}", control::tokens::part(csrf.expose()));
        return Reply::page(StatusCode::OK, &frame::open(provider, Part::Tokens, &body, None));
    }
    match done(provider, &fields).await {
        Ok(part) => Reply::see_other(&part.address()),
        Err(error) => answer::error_page(&error),
    }
}

/// Does what a button says; the part that it stands in.
async fn done(provider: &Provider, fields: &Parameters) -> Outcome<Part> {
    let field = |name: &str| fields.get(name).unwrap_or_default();
    if let Some(deed) = Deed::named(field("deed")) {
        account::act(provider, field("sub"), deed).await?;
        return Ok(Part::Users);
    }
    Ok(match field("deed") {
        "end-session" => {
            session_end::end(provider, field("sid")).await?;
            Part::Sessions
        }
        "clear-log" => {
            provider.log.clear();
            Part::Requests
        }
        "clear-scripts" => {
            provider.scripts.clear();
            Part::Faults
        }
        "clock-freeze" => {
            provider.clock.freeze();
            Part::Clock
        }
        "clock-go-on" => {
            provider.clock.go_on();
            Part::Clock
        }
        "clock-reset" => {
            provider.clock.reset();
            Part::Clock
        }
        "clock-advance" => {
            let by = field("by").parse::<Seconds>().map_err(OauthError::request)?;
            let seconds = i64::try_from(by.0).unwrap_or(i64::MAX);
            if !provider.clock.advance(seconds) {
                return Err(OauthError::request("the clock cannot be that far from this machine's"));
            }
            Part::Clock
        }
        _ => return Err(OauthError::request("there is no such button")),
    })
}

/// What stands for the secret where the secret itself shall not be.
fn derived(secret: &SecretString, purpose: &str) -> SecretString {
    cookie_hash(&format!("control {purpose} {}", secret.expose())).into()
}
