//! The browser itself: it sends what a page or a person wants with its cookies, keeps those that come, and goes where it is led.

use std::{fmt, sync::Arc};

use http::{HeaderMap, header};
use url::{Host, Url};

use super::{
    callback::Callback,
    chromium::Chromium,
    document::Onward,
    jar::{Jar, Taken},
    navigation::Navigation,
    page::{Hop, Page},
    referrer::ReferrerPolicy,
    script_run::WebStorage,
    shown, site,
    vendor::Vendor,
};
use crate::{
    check::trace::{Actor, Trace},
    error::{Code, Error, Phase, Result},
    host::{Clock, Http},
    protocol::{address::is_loopback, exchange::Request},
    untrusted::sanitize,
};

/// The most redirects, and pages that lead on by themselves, in a row (<https://fetch.spec.whatwg.org/#http-redirect-fetch>).
const MOST_HOPS: usize = 20;
/// The most frames of a page that are loaded.
const MOST_FRAMES: usize = 20;
/// The most cookies that are named in a trace.
const MOST_NAMED: usize = 12;

/// A browser. A clone has a copy of its cookies, and of what scripts have kept: what somebody would have who had saved them.
#[derive(Clone)]
pub struct UserAgent {
    pub(super) http: Arc<dyn Http>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) trace: Trace,
    provider: Url,
    vendor: Vendor,
    jar: Jar,
    /// What scripts keep besides.
    pub(super) storage: WebStorage,
    /// Who runs them; nobody, if that was not asked for.
    pub(super) chromium: Option<Arc<Chromium>>,
}

impl fmt::Debug for UserAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a browser with {} cookies", self.jar.cookies().len())
    }
}

impl UserAgent {
    /// One without cookies. `provider` is any address of the provider: what is not of its origin is the app's.
    pub fn new(http: Arc<dyn Http>, clock: Arc<dyn Clock>, trace: &Trace, provider: Url) -> Self {
        let (vendor, jar, storage) = (Vendor::default(), Jar::default(), WebStorage::default());
        Self { http, clock, trace: trace.clone(), provider, vendor, jar, storage, chromium: None }
    }

    /// The same browser, with this one to run the scripts of the app's pages.
    pub fn with_chromium(mut self, chromium: Option<Arc<Chromium>>) -> Self {
        self.chromium = chromium;
        self
    }

    /// The same browser, where the provider stands for a vendor.
    pub fn of_vendor(mut self, vendor: Vendor) -> Self {
        self.vendor = vendor;
        self
    }

    pub(super) fn vendor(&self) -> &Vendor {
        &self.vendor
    }

    /// The cookies.
    pub fn jar(&self) -> &Jar {
        &self.jar
    }

    /// The cookies, to change them.
    pub fn jar_mut(&mut self) -> &mut Jar {
        &mut self.jar
    }

    /// The same browser in another case's trace.
    pub fn traced(mut self, trace: &Trace) -> Self {
        self.trace = trace.clone();
        self
    }

    /// Opens an address that a person types, and goes wherever that leads.
    ///
    /// # Errors
    /// What kept an answer from coming; [`Code::AppPageUnusable`] for a circle.
    pub async fn open(&mut self, url: Url) -> Result<Page> {
        self.visit(Navigation::to(url)).await
    }

    /// Makes one step, and goes wherever that leads.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn visit(&mut self, navigation: Navigation) -> Result<Page> {
        let mut page = self.step(navigation).await?;
        while let Some(next) = self.onward(&page) {
            page = self.go_on(page, next).await?;
            if page.not_followed.is_some() {
                break;
            }
        }
        Ok(page)
    }

    /// Makes one step and no further: a redirect is an answer. Scripts of the page that is there have run.
    ///
    /// # Errors
    /// What kept an answer from coming; [`Code::ChromiumFailed`].
    pub async fn step(&mut self, navigation: Navigation) -> Result<Page> {
        let actor = self.actor(&navigation.url);
        let mut request = navigation.request();
        let sent_cookies = self.add_cookies(&navigation, &mut request);
        let text =
            format!("{} {}{}", request.method, self.shown(&navigation.url), listed("with", &sent_cookies));
        self.trace.request(Actor::Browser, actor, text);
        let response = match self.http.send(request).await {
            Ok(response) => response,
            Err(error) => {
                self.trace.remark(Actor::Browser, error.to_string());
                return Err(error.phase(Phase::Check));
            }
        };
        let hop = Hop {
            method: navigation.method.clone(),
            url: navigation.url.clone(),
            sent_cookies,
            status: response.status,
            headers: response.headers.clone(),
        };
        let mut page = Page {
            url: navigation.url.clone(),
            status: response.status,
            headers: response.headers,
            body: String::from_utf8_lossy(&response.body).into_owned(),
            hops: vec![hop],
            not_followed: None,
            asked: navigation,
            row: 0,
            run: None,
        };
        self.hear(&page, actor);
        if !page.asked.is_framed() {
            self.run_scripts(&mut page).await?;
        }
        Ok(page)
    }

    /// Sends a form of a page with these fields filled in, and goes wherever that leads.
    ///
    /// # Errors
    /// As [`Self::open`]; [`Code::AppPageUnusable`] if there is no such form, or it leads nowhere.
    pub async fn submit(&mut self, page: &Page, form: usize, fields: &[(&str, &str)]) -> Result<Page> {
        let document = page.document();
        let form = document.forms.get(form).ok_or_else(|| unusable("the page has no such form"))?;
        let step = form.navigation(fields).ok_or_else(|| unusable("a form of the page leads nowhere"))?;
        self.visit(step.with_policy(page.referrer_policy(&document))).await
    }

    /// Loads what is in the frames of a page, each as far as it leads: with the cookies that go there from that page.
    ///
    /// # Errors
    /// As [`Self::open`], for the first that fails.
    pub async fn load_frames(&mut self, page: &Page) -> Result<Vec<Page>> {
        let document = page.document();
        let policy = page.referrer_policy(&document);
        let mut frames = Vec::new();
        for url in document.frames.into_iter().take(MOST_FRAMES) {
            let step = Navigation::to(url).with_from(Some(page.url.clone())).with_policy(policy).framed();
            frames.push(self.visit(step).await?);
        }
        Ok(frames)
    }

    /// Brings an answer of the provider to the app, and goes wherever that leads.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn follow(&mut self, callback: &Callback) -> Result<Page> {
        self.visit(callback.navigation()).await
    }

    /// Whether an address is the provider's.
    pub fn is_provider(&self, url: &Url) -> bool {
        let both_here = is_loopback(url) && is_loopback(&self.provider);
        url.origin() == self.provider.origin()
            || self.vendor.has(url)
            || (both_here && url.port_or_known_default() == self.provider.port_or_known_default())
    }

    /// Where a page leads without anybody's doing.
    pub(super) fn onward(&self, page: &Page) -> Option<Navigation> {
        let said = page.header(header::REFERRER_POLICY).and_then(ReferrerPolicy::parse);
        if let Some(to) = page.location() {
            let next = page.asked.redirected(page.status, to);
            // <https://www.w3.org/TR/referrer-policy/#set-requests-referrer-policy-on-redirect>
            return Some(match said {
                Some(policy) => next.with_policy(policy),
                None => next,
            });
        }
        if let Some(run) = &page.run {
            return run.led.clone();
        }
        let document = page.document();
        let step = match document.onward.as_ref()? {
            Onward::To(url) => Navigation::to(url.clone()).with_from(Some(page.url.clone())),
            Onward::Form(index) => document.forms.get(*index)?.navigation(&[])?,
        };
        Some(step.with_policy(page.referrer_policy(&document)).framed_as(&page.asked))
    }

    /// The next page, which knows the way to it. What is not gone to is told by the page that leads there.
    pub(super) async fn go_on(&mut self, mut page: Page, next: Navigation) -> Result<Page> {
        if page.row >= MOST_HOPS {
            return Err(unusable("the pages lead in a circle").got(shown::whole(&next.url)));
        }
        let to = next.url.clone();
        let gone = match is_page(&to) {
            true => self.step(next).await,
            false => Err(Code::EndpointRefused.error().phase(Phase::Check)),
        };
        match gone {
            Ok(mut new) => {
                page.hops.append(&mut new.hops);
                new.hops = page.hops;
                new.row = page.row + 1;
                Ok(new)
            }
            Err(error) if is_elsewhere(&error) => {
                self.trace.remark(Actor::Browser, format!("{} is not gone to", shown::whole(&to)));
                page.not_followed = Some(to);
                Ok(page)
            }
            Err(error) => Err(error),
        }
    }

    fn add_cookies(&self, navigation: &Navigation, request: &mut Request) -> Vec<String> {
        let asking = navigation.asking();
        match self.jar.header(&navigation.url, asking, self.clock.now()) {
            Some((mut value, names)) => {
                value.set_sensitive(true);
                request.headers.insert(header::COOKIE, value);
                names
            }
            None => Vec::new(),
        }
    }

    /// Keeps the cookies of an answer, and tells of it.
    fn hear(&mut self, page: &Page, actor: Actor) {
        let taken = self.take_cookies(&page.url, &page.headers);
        let to = page.location().map(|to| format!(" to {}", self.shown(&to))).unwrap_or_default();
        self.trace.answer(actor, Actor::Browser, format!("{}{to}{taken}", page.status.as_u16()));
        for why in taken.refused.into_iter().take(MOST_NAMED) {
            self.trace.remark(Actor::Browser, why);
        }
    }

    /// Keeps the cookies of an answer.
    pub(super) fn take_cookies(&mut self, from: &Url, headers: &HeaderMap) -> CookiesTaken {
        let now = self.clock.now();
        let clears = headers.get("clear-site-data").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_cleared =
            |what: &str| site::is_trustworthy(from) && [what, "\"*\""].iter().any(|it| clears.contains(it));
        if is_cleared("\"cookies\"") {
            self.jar.clear_site(from);
            self.trace.remark(Actor::Browser, "forgets the cookies of the site");
        }
        if is_cleared("\"storage\"") {
            self.storage.clear(&from.origin().ascii_serialization());
        }
        let mut taken = CookiesTaken::default();
        for cookie in headers.get_all(header::SET_COOKIE) {
            match self.jar.take(cookie.as_bytes(), from, now) {
                Ok(Taken::Kept(name)) => taken.kept.push(name),
                Ok(Taken::Forgotten(name)) => taken.forgotten.push(name),
                Err(why) => taken.refused.push(format!("{} is not kept: {why}", name_of(cookie.as_bytes()))),
            }
        }
        taken
    }

    pub(super) fn actor(&self, url: &Url) -> Actor {
        if self.is_provider(url) { Actor::Provider } else { Actor::App }
    }

    /// An address in a trace: on this machine its host says nothing.
    pub(super) fn shown(&self, url: &Url) -> String {
        if is_loopback(url) { shown::path(url) } else { shown::whole(url) }
    }
}

/// What came of the cookies of an answer: by name what is kept and forgotten, in words what is refused.
#[derive(Default)]
pub(super) struct CookiesTaken {
    kept: Vec<String>,
    forgotten: Vec<String>,
    refused: Vec<String>,
}

/// What is kept and forgotten, as the end of an answer.
impl fmt::Display for CookiesTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", listed("sets", &self.kept), listed("takes back", &self.forgotten))
    }
}

/// Nothing that a browser here can do goes on.
pub(super) fn unusable(why: impl Into<String>) -> Error {
    Code::AppPageUnusable.error().phase(Phase::Check).message(why.into())
}

/// Whether something is an address of a web page, and of something.
fn is_page(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.host().is_some_and(|host| host != Host::Domain(""))
        && url.port() != Some(0)
}

/// Whether an error says that an address is out of where a check goes, so that a redirect there ends the way and is no failure.
pub(super) fn is_elsewhere(error: &Error) -> bool {
    matches!(
        error.code(),
        Code::EndpointRefused | Code::EndpointAddressRefused | Code::CleartextRefused | Code::DnsFailed
    )
}

fn listed(verb: &str, names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let shown: Vec<String> = names.iter().take(MOST_NAMED).map(|name| cut(name)).collect();
    format!(", {verb} cookie{} {}", if names.len() == 1 { "" } else { "s" }, shown.join(", "))
}

/// The name in a `Set-Cookie`, which is shown although it was refused.
fn name_of(header: &[u8]) -> String {
    let text = String::from_utf8_lossy(header);
    match text.split(';').next().and_then(|pair| pair.split_once('=')) {
        Some((name, _)) => cut(name.trim()),
        None => "a cookie".to_owned(),
    }
}

fn cut(name: &str) -> String {
    sanitize(&name.chars().take(60).collect::<String>())
}
