//! Signing in to an app as a person does: from its login page over the provider's pages and back.

use http::header;
use url::Url;

use super::{
    agent::{UserAgent, unusable},
    callback::Callback,
    document::{Document, Onward},
    form::{Control, Form, Kind},
    navigation::Navigation,
    page::Page,
    script_run::Pressable,
    shown,
};
use crate::{check::trace::Actor, error::Result, untrusted::sanitize};

/// What an app does that signs people in by itself.
const EARLY: &str = "the app goes on before the provider has answered";

/// The most pages and redirects of a sign-in.
const MOST_STEPS: usize = 40;
/// The most things that are pressed on an app's pages before the provider is reached.
const MOST_PRESSED: usize = 3;
/// What stands on what leads to a sign-in, the best first.
const WORDS: &[&str] = &[
    "sign in with",
    "log in with",
    "continue with",
    "openid",
    "oidc",
    "sso",
    "sign in",
    "log in",
    "login",
    "signin",
    "continue",
];

/// Who signs in, and how far.
#[derive(Clone, Copy)]
struct Walk<'a> {
    user: &'a str,
    password: Option<&'a str>,
    until: Until,
}

/// Where a walk ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Before the provider is asked.
    Provider,
    /// Before the app gets its answer.
    Callback,
    /// At the page that the app shows then.
    Back,
}

/// Where a walk has ended.
enum Place {
    Before(Box<Navigation>),
    Held(Box<Callback>),
    Back(Box<Page>),
}

/// What a form sends.
type Fields = Vec<(String, String)>;

impl UserAgent {
    /// Signs in: opens the app's login address, goes through the provider's pages, and ends at the page that the app shows then.
    ///
    /// # Errors
    /// What kept an answer from coming; [`Code::AppPageUnusable`](crate::error::Code::AppPageUnusable) if it does not go on.
    pub async fn sign_in(&mut self, login: Url, user: &str, password: Option<&str>) -> Result<Page> {
        match self.walk(Navigation::to(login), Walk { user, password, until: Until::Back }).await? {
            Place::Back(page) => Ok(*page),
            _ => Err(unusable(EARLY)),
        }
    }

    /// Signs in at the provider, and holds its answer before the app gets it: [`UserAgent::follow`] brings it there.
    ///
    /// # Errors
    /// As [`UserAgent::sign_in`].
    pub async fn before_callback(
        &mut self,
        login: Url,
        user: &str,
        password: Option<&str>,
    ) -> Result<Callback> {
        self.authorize(Navigation::to(login), user, password).await
    }

    /// Opens the app's login address, and holds the authorization request before the provider gets it: its address has the
    /// parameters, and [`UserAgent::authorize`] brings it there.
    ///
    /// # Errors
    /// As [`UserAgent::sign_in`].
    pub async fn before_authorization(&mut self, login: Url) -> Result<Navigation> {
        let walk = Walk { user: "", password: None, until: Until::Provider };
        match self.walk(Navigation::to(login), walk).await? {
            Place::Before(step) => Ok(*step),
            _ => Err(unusable(EARLY)),
        }
    }

    /// Goes on from an authorization request, signs in, and holds the answer before the app gets it.
    ///
    /// # Errors
    /// As [`UserAgent::sign_in`].
    pub async fn authorize(
        &mut self,
        request: Navigation,
        user: &str,
        password: Option<&str>,
    ) -> Result<Callback> {
        match self.walk(request, Walk { user, password, until: Until::Callback }).await? {
            Place::Held(callback) => Ok(*callback),
            _ => Err(unusable(EARLY)),
        }
    }

    async fn walk(&mut self, start: Navigation, walk: Walk<'_>) -> Result<Place> {
        let mut page = self.step(start).await?;
        let mut walked = Walked::default();
        for _ in 0..MOST_STEPS {
            if page.not_followed.is_some() {
                return Err(lost(&page, "the sign-in leads to a place that is not gone to"));
            }
            let at_provider = self.is_provider(&page.url);
            let next = match self.leads_on(&page) {
                Some((next, form)) if at_provider && !self.is_provider(&next.url) => {
                    if walk.until == Until::Callback {
                        return Ok(Place::Held(Box::new(Callback::held(&next, form, page.hops))));
                    }
                    walked.is_back = true;
                    next
                }
                Some((next, _)) => next,
                None if walked.is_back && !at_provider => return Ok(Place::Back(Box::new(page))),
                None if page.run.is_some() => {
                    page.row = 0;
                    let number = self.pressable(&page, &mut walked)?;
                    self.press(&mut page, number).await?;
                    continue;
                }
                None => {
                    page.row = 0;
                    let next = match at_provider {
                        true => walked.at_provider(&page, walk)?,
                        false => self.pressed(&page, &mut walked)?,
                    };
                    next.with_policy(page.referrer_policy(&page.document()))
                }
            };
            if walk.until == Until::Provider && self.is_provider(&next.url) {
                return Ok(Place::Before(Box::new(next)));
            }
            page = self.go_on(page, next).await?;
        }
        Err(lost(&page, "the sign-in leads in a circle"))
    }

    /// Where the page leads by itself; with the fields, if it posts a form.
    fn leads_on(&self, page: &Page) -> Option<(Navigation, Option<Fields>)> {
        let next = self.onward(page)?;
        if page.location().is_some() {
            return Some((next, None));
        }
        let document = page.document();
        let fields = match document.onward {
            Some(Onward::Form(index)) => document.forms.get(index).filter(|form| is_post(form)),
            _ => None,
        };
        Some((next, fields.map(|form| form.entries(&[], form.button(&[])))))
    }

    /// Which of the things on an app's page, whose scripts run, a person would press to get to the provider.
    fn pressable(&self, page: &Page, walked: &mut Walked) -> Result<usize> {
        let all = page.run.as_ref().map_or(&[][..], |run| &run.pressables).iter().enumerate();
        let judged = all.map(|(number, it)| {
            let is_there = it.url.as_ref().is_some_and(|url| self.is_provider(url));
            (number, it, (is_there, rank(&it.label, it.url.as_ref())))
        });
        let fit = judged
            .filter(|(_, it, (is_there, rank))| (*is_there || *rank > 0) && !walked.things.contains(it));
        // of those that are as good, the first
        match fit.rev().max_by_key(|(_, _, worth)| *worth) {
            Some((number, it, _)) if walked.things.len() < MOST_PRESSED => {
                self.trace.remark(Actor::Browser, format!("presses «{}»", sanitize(&it.label)));
                walked.things.push(it.clone());
                Ok(number)
            }
            _ => Err(lost(page, "nothing on the app's page leads to the provider")),
        }
    }

    /// What a person would press on an app's page to get to the provider.
    fn pressed(&self, page: &Page, walked: &mut Walked) -> Result<Navigation> {
        let mut document = page.document();
        let made = self.vendor().links(&document, |url| self.is_provider(url));
        document.links.extend(made);
        let mut ways = ways(&document, page);
        ways.retain(|way| {
            (way.rank > 0 || self.is_provider(&way.step.url)) && !walked.pressed.contains(&way.step.url)
        });
        // of those that are as good, the first
        ways.reverse();
        match ways.into_iter().max_by_key(|way| (self.is_provider(&way.step.url), way.rank)) {
            Some(way) if walked.pressed.len() < MOST_PRESSED => {
                walked.pressed.push(way.step.url.clone());
                Ok(way.step)
            }
            _ => Err(lost(page, "nothing on the app's page leads to the provider")),
        }
    }
}

/// What has happened on the way.
#[derive(Default)]
struct Walked {
    is_back: bool,
    has_signed_in: bool,
    pressed: Vec<Url>,
    things: Vec<Pressable>,
}

impl Walked {
    /// What a person does on a page of the embedded provider: says who they are, and agrees.
    fn at_provider(&mut self, page: &Page, walk: Walk<'_>) -> Result<Navigation> {
        let document = page.document();
        let agrees = |form: &&Form| has_button(form, "decision", "allow");
        if let Some(form) = document.forms.iter().find(agrees) {
            return form
                .navigation(&[("decision", "allow")])
                .ok_or_else(|| lost(page, "a form leads nowhere"));
        }
        let Some(form) = sign_in_form(&document, walk) else {
            return Err(lost(page, "the provider's page is no sign-in page"));
        };
        if std::mem::replace(&mut self.has_signed_in, true) {
            return Err(lost(page, "the provider does not sign this user in").hint(
                "its users are those of --config; give the right one with --user, and a password if it has one",
            ));
        }
        let mut fields = vec![("user", walk.user)];
        let has_password = form.controls.iter().any(|control| control.kind == Kind::Password);
        fields.extend(walk.password.filter(|_| has_password).map(|password| ("password", password)));
        form.navigation(&fields).ok_or_else(|| lost(page, "a form leads nowhere"))
    }
}

/// The form with a button for the person; one to type the name in otherwise.
fn sign_in_form<'a>(document: &'a Document, walk: Walk<'_>) -> Option<&'a Form> {
    let mut forms = document.forms.iter();
    let with_button = forms.clone().find(|form| has_button(form, "user", walk.user));
    let typed = |form: &&Form| {
        form.controls.iter().any(|control| control.name == "user" && control.kind == Kind::Text)
    };
    with_button.or_else(|| forms.find(typed))
}

fn has_button(form: &Form, name: &str, value: &str) -> bool {
    let is_it =
        |control: &Control| control.kind == Kind::Submit && control.name == name && control.value == value;
    form.controls.iter().any(is_it)
}

/// Something that can be pressed, and how likely it leads to a sign-in; 0 is not.
struct Way {
    step: Navigation,
    rank: usize,
}

fn ways(document: &Document, page: &Page) -> Vec<Way> {
    let from = Some(page.url.clone());
    let links = document.links.iter().map(|link| Way {
        rank: rank(&link.text, Some(&link.url)),
        step: Navigation::to(link.url.clone()).with_from(from.clone()),
    });
    let forms = document.forms.iter().filter_map(|form| {
        // who has to type something is not led to the provider by it
        let asks = form.controls.iter().any(|control| matches!(control.kind, Kind::Text | Kind::Password));
        let button = form.button(&[]).filter(|_| !asks)?;
        let step = form.navigation(&[])?;
        Some(Way { rank: rank(&button.label, Some(&step.url)), step })
    });
    links.chain(forms).collect()
}

fn rank(text: &str, url: Option<&Url>) -> usize {
    let text = text.to_lowercase();
    let by_text = WORDS.iter().position(|word| text.contains(word)).map(|at| 2 * (WORDS.len() - at));
    let path = url.map(|url| url.path().to_ascii_lowercase()).unwrap_or_default();
    let by_path =
        ["login", "signin", "sign-in", "sign_in", "auth", "oidc"].iter().any(|it| path.contains(it));
    let leaves = ["logout", "signout", "sign-out", "register", "signup", "sign-up", "forgot", "reset"];
    if leaves.iter().any(|it| path.contains(it)) {
        return 0;
    }
    by_text.unwrap_or(0) + usize::from(by_path)
}

fn is_post(form: &Form) -> bool {
    form.method.eq_ignore_ascii_case("post")
}

/// It does not go on, and where that is.
fn lost(page: &Page, why: &str) -> crate::error::Error {
    let title = page.document().title;
    let place = page.not_followed.as_ref().unwrap_or(&page.url);
    let mut got = format!("HTTP {} at {}", page.status.as_u16(), shown::whole(place));
    if !title.is_empty() {
        got.push_str(&format!(", «{}»", sanitize(&title)));
    }
    if page.header(header::CONTENT_TYPE).is_some_and(|kind| !kind.contains("html")) {
        got.push_str(", which is no HTML");
    }
    unusable(why).got(got)
}
