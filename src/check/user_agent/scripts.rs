//! Running the scripts of an app's pages, with this browser's cookies and whatever its scripts have kept: what they ask for goes
//! the way that everything goes, and where they lead is the next step, which is made or not like any other.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde_json::Value;

use super::{
    agent::{UserAgent, is_elsewhere},
    navigation::Navigation,
    page::Page,
    referrer::ReferrerPolicy,
    script_cookies,
    script_run::{self, ScriptRun},
    shown, site,
    tab::{Asked, Doing, Tab},
};
use crate::{
    check::trace::Actor,
    error::Result,
    protocol::exchange::{Endpoint, Request, Response},
};

/// How long the scripts of a page may take by our clock.
const LIMIT: Duration = Duration::from_secs(12);
/// The most that a page and its scripts may ask for.
const MOST_ASKED: usize = 500;
/// What a page asks for that shows nothing and goes nowhere (<https://fetch.spec.whatwg.org/#concept-request-destination>).
const IDLE: &[&str] =
    &["Font", "Media", "TextTrack", "Ping", "Prefetch", "Manifest", "CSPViolationReport", "Other"];

/// What a page has asked for so far.
#[derive(Default)]
struct Attended {
    asked: usize,
    refused: BTreeSet<String>,
}

impl UserAgent {
    /// Runs the scripts of a page of the app, if it has any and there is a browser for them.
    pub(super) async fn run_scripts(&mut self, page: &mut Page) -> Result<()> {
        let Some(chromium) = self.chromium.clone() else { return Ok(()) };
        if self.is_provider(&page.url) || !has_scripts(page) {
            return Ok(());
        }
        let cookies = script_cookies::given(self.jar(), self.clock.now());
        let origin = page.url.origin().ascii_serialization();
        let tab = Arc::new(chromium.tab(&cookies, &self.storage, &origin).await?);
        let before = tab.cookies().await?;
        tab.open(&page.url);
        let led = self.attend(page, &tab).await?;
        self.settle(page, tab, &before, led).await
    }

    /// Presses what can be pressed on a page whose scripts have run, as a person does: the page is then what it has become.
    pub(super) async fn press(&mut self, page: &mut Page, number: usize) -> Result<()> {
        let Some(tab) = page.run.as_ref().map(|run| Arc::clone(&run.tab)) else { return Ok(()) };
        let before = tab.cookies().await?;
        tab.act(&script_run::presses(number)).await?;
        let led = self.attend(page, &tab).await?;
        self.settle(page, tab, &before, led).await
    }

    /// Answers what the page asks for until it leads elsewhere, or does nothing more.
    async fn attend(&mut self, page: &Page, tab: &Tab) -> Result<Option<Navigation>> {
        let (mut attended, clock) = (Attended::default(), Arc::clone(&self.clock));
        let over = clock.sleep(LIMIT);
        tokio::pin!(over);
        loop {
            let doing = tokio::select! {
                biased;
                doing = tab.next() => doing?,
                () = &mut over => Doing::Rests,
            };
            match doing {
                Doing::Opens(asked) => {
                    tab.answer(&asked, page.status.as_u16(), &as_utf8(page), page.body.as_bytes())
                }
                Doing::Asks(asked) => match self.load(&asked, page, &mut attended).await {
                    Some(answer) => tab.answer(&asked, answer.status.as_u16(), &answer.headers, &answer.body),
                    None => tab.refuse(&asked),
                },
                Doing::Leads(asked) => {
                    tab.stay(&asked);
                    return Ok(Some(led(asked, page)));
                }
                Doing::Rests => return Ok(None),
            }
        }
    }

    /// What the page has become.
    async fn settle(
        &mut self,
        page: &mut Page,
        tab: Arc<Tab>,
        before: &[Value],
        led: Option<Navigation>,
    ) -> Result<()> {
        let read = tab.read(&script_run::reads()).await?;
        let after = tab.cookies().await?;
        let now = self.clock.now();
        let changed = script_cookies::take(self.jar_mut(), (before, &after), &page.url, now);
        if !changed.is_empty() {
            self.trace.remark(Actor::Browser, format!("a script changes {}", changed.join(", ")));
        }
        self.storage.keep(page.url.origin().ascii_serialization(), &read);
        page.run = Some(ScriptRun::of(&read, &page.url, led, tab));
        Ok(())
    }

    /// What comes of a request; `None` if nothing does.
    async fn load(&mut self, asked: &Asked, page: &Page, attended: &mut Attended) -> Option<Response> {
        attended.asked += 1;
        let is_endless = asked.headers.get(header::ACCEPT).is_some_and(|kind| kind == "text/event-stream");
        let chromium = self.chromium.clone()?;
        if IDLE.contains(&asked.kind.as_str())
            || is_endless
            || attended.asked > MOST_ASKED
            || chromium.refuses(&asked.url)
        {
            return None;
        }
        let (actor, is_told) = (self.actor(&asked.url), is_told(asked));
        // what a page asks the provider, the provider tells
        if is_told && actor == Actor::App {
            let text = format!("{} {}, for a script", asked.method, self.shown(&asked.url));
            self.trace.request(Actor::Browser, actor, text);
        }
        match self.http.send(request(asked, page)).await {
            Ok(answer) => {
                let taken = self.take_cookies(&asked.url, &answer.headers);
                if is_told && actor == Actor::App {
                    self.trace.answer(actor, Actor::Browser, format!("{}{taken}", answer.status.as_u16()));
                }
                Some(answer)
            }
            Err(error) => {
                let why = match is_elsewhere(&error) {
                    true => " is not gone to".to_owned(),
                    false => format!(": {}", error.text()),
                };
                if is_elsewhere(&error) {
                    chromium.refuse(&asked.url);
                }
                if attended.refused.insert(asked.url.origin().ascii_serialization()) {
                    self.trace.remark(Actor::Browser, format!("{}{why}", shown::whole(&asked.url)));
                }
                None
            }
        }
    }
}

/// Whether there is something to run: a script, or a handler of something.
fn has_scripts(page: &Page) -> bool {
    let is_html =
        page.header(header::CONTENT_TYPE).is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    let text = page.body.to_ascii_lowercase();
    let has_handler = || text.split(" on").skip(1).any(|rest| rest.split('=').next().is_some_and(is_word));
    is_html && page.location().is_none() && (text.contains("<script") || has_handler())
}

fn is_word(text: &str) -> bool {
    let text = text.trim_end();
    !text.is_empty() && text.len() < 30 && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// The headers of a page whose content is a text here.
fn as_utf8(page: &Page) -> HeaderMap {
    let mut headers = page.headers.clone();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    // they are in the tab already
    headers.remove(header::SET_COOKIE);
    headers
}

fn led(asked: Asked, page: &Page) -> Navigation {
    let from = page.run.as_ref().map_or(&page.url, |run| &run.url).clone();
    let step = Navigation::to(asked.url).with_from(Some(from));
    let step = step.with_policy(ReferrerPolicy::parse(&asked.policy).unwrap_or_default());
    let kind = asked.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if asked.method == http::Method::POST {
        step.with_body(kind.unwrap_or_default(), asked.body)
    } else {
        step
    }
}

/// Whether a report has it: what an app and its scripts say to each other, and not the files that a page is made of.
fn is_told(asked: &Asked) -> bool {
    matches!(asked.kind.as_str(), "XHR" | "Fetch" | "Document")
}

/// The request as a browser sends it, which has put its cookies into it.
fn request(asked: &Asked, page: &Page) -> Request {
    let mut url = asked.url.clone();
    url.set_fragment(None);
    let mut request = Request::get(Endpoint::AppScript, url);
    request.method = asked.method.clone();
    request.body.clone_from(&asked.body);
    request.headers.clone_from(&asked.headers);
    let headers = &mut request.headers;
    let hints = ["sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform"].map(HeaderName::from_static);
    for name in [header::USER_AGENT, header::HOST, header::CONTENT_LENGTH, header::ACCEPT_ENCODING] {
        headers.remove(name);
    }
    for name in hints {
        headers.remove(name);
    }
    for name in [header::COOKIE, header::AUTHORIZATION] {
        if let Some(value) = headers.get_mut(name) {
            value.set_sensitive(true);
        }
    }
    headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
    // <https://w3c.github.io/webappsec-fetch-metadata/>, which are added where requests are sent
    let (mode, destination) = match asked.kind.as_str() {
        "Document" => ("navigate", "iframe"),
        "Script" => ("no-cors", "script"),
        "Stylesheet" => ("no-cors", "style"),
        "Image" => ("no-cors", "image"),
        _ => ("cors", "empty"),
    };
    let site = match asked.url.origin() == page.url.origin() {
        true => "same-origin",
        false if site::is_same_site(&asked.url, &page.url) => "same-site",
        false => "cross-site",
    };
    for (name, value) in [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", destination)]
    {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    request
}
