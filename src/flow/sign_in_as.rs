//! Signing in without a person (`--as`): authctl goes through the embedded provider's own pages as a browser would, form by
//! form, and ends where the browser would be sent back, or where a device has been approved. No socket is opened for that.

use std::collections::BTreeMap;

use http::{HeaderValue, StatusCode, header};
use url::{Origin, Url};

use super::page_form;
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    jose::{base64url, hash},
    protocol::{
        authorization::Arrived,
        device_authorization::DeviceAuthorization,
        exchange::{Endpoint, Request, Response},
        response_mode::Delivery,
    },
    secret::SecretString,
};

/// A sign-in has three pages at most; whoever sends us further leads us in a circle.
const MOST_STEPS: usize = 8;

/// The redirect URI of such a login; nobody ever listens there.
pub fn redirect_uri() -> Url {
    Url::parse("http://127.0.0.1/callback").expect("this is an address")
}

/// Signs in as `user`, agrees to everything, and returns the answer. Nothing is sent to another origin than that of
/// [`home`](super::peer::Peer::home), whatever metadata say.
pub async fn sign_in_as(
    host: &Host,
    home: &Url,
    start: &Url,
    user: &str,
    redirect_uri: &Url,
) -> Result<Arrived> {
    let person = Person { user, errand: Errand::Client };
    match walk(host, home, start, &person, Some(redirect_uri)).await? {
        End::Back(arrived) => Ok(arrived),
        End::Approved => Err(failed("the provider's pages do not lead back")),
    }
}

/// Signs in as `user` on the device page, enters the code there and agrees (RFC 8628 §3.3).
pub async fn approve_as(host: &Host, home: &Url, device: &DeviceAuthorization, user: &str) -> Result<()> {
    let person = Person { user, errand: Errand::Device(device.user_code.raw()) };
    match walk(host, home, &device.verification_uri, &person, None).await? {
        End::Approved => Ok(()),
        End::Back(_) => Err(failed("the provider's pages lead back to nobody")),
    }
}

/// Signs in as `user` on the page of requests that wait, and agrees to the one of this `auth_req_id` (CIBA Core §8).
pub async fn agree_as(host: &Host, home: &Url, auth_req_id: &SecretString, user: &str) -> Result<()> {
    let reference = base64url::encode(hash::sha256(auth_req_id.expose().as_bytes()));
    let person = Person { user, errand: Errand::Request(&reference) };
    let page = home.join("/ciba").map_err(|_| failed("the issuer has no page of waiting requests"))?;
    match walk(host, home, &page, &person, None).await? {
        End::Approved => Ok(()),
        End::Back(_) => Err(failed("the provider's pages lead back to nobody")),
    }
}

/// Whom the pages see.
struct Person<'a> {
    user: &'a str,
    errand: Errand<'a>,
}

/// What the person is there for.
#[derive(Clone, Copy)]
enum Errand<'a> {
    /// A client has sent the browser.
    Client,
    /// A device waits, whose code this is.
    Device(&'a str),
    /// A client waits, whose request the page calls so.
    Request(&'a str),
}

/// Where the pages have led.
enum End {
    /// To the redirect URI, with this.
    Back(Arrived),
    /// To the page after the device page.
    Approved,
}

async fn walk(
    host: &Host,
    home: &Url,
    start: &Url,
    person: &Person<'_>,
    redirect_uri: Option<&Url>,
) -> Result<End> {
    let mut agent = Agent { host, origin: home.origin(), cookies: BTreeMap::new() };
    let mut answer = agent.get(start.clone()).await?;
    let (mut signed_in, mut entered, mut agreed) = (false, false, false);
    for _ in 0..MOST_STEPS {
        if let Some(target) = redirect(&answer, start) {
            if redirect_uri.is_some_and(|uri| is_back(&target, uri)) {
                return Ok(End::Back(arrived(&target)));
            }
            answer = agent.get(target).await?;
            continue;
        }
        let page = String::from_utf8_lossy(&answer.response.body).into_owned();
        let action = page_form::action(&page);
        if let (Some(action), Some(uri)) = (&action, redirect_uri)
            && Url::parse(action).is_ok_and(|target| is_back(&target, uri))
        {
            let parameters = page_form::all_hidden(&page).into();
            return Ok(End::Back(Arrived { by: Delivery::FormPost, parameters }));
        }
        let allow = ("decision", "allow");
        let (action, fields) = match (action.as_deref(), person.errand) {
            (Some(action @ ("/sign-in" | "/device/sign-in" | "/ciba/sign-in")), _) => {
                if std::mem::replace(&mut signed_in, true) {
                    return Err(no_such_user(person.user));
                }
                (action, vec![("user", person.user)])
            }
            (Some(action @ "/consent"), _) => (action, vec![allow]),
            (Some(action @ "/device/confirm"), _) => {
                agreed = true;
                (action, vec![allow])
            }
            (Some(action @ "/device"), Errand::Device(code)) if !std::mem::replace(&mut entered, true) => {
                (action, vec![("user_code", code)])
            }
            (Some(action @ "/ciba"), Errand::Request(reference)) if page.contains(reference) => {
                agreed = true;
                (action, vec![("request", reference), allow])
            }
            (_, Errand::Request(_)) if signed_in && !agreed => return Err(not_asked(person.user)),
            (None, Errand::Device(_) | Errand::Request(_))
                if agreed && answer.response.status.is_success() =>
            {
                return Ok(End::Approved);
            }
            _ => return Err(not_signed_in(&answer.response)),
        };
        answer = agent.submit(&answer.url, action, &page, &fields).await?;
    }
    Err(failed("the provider's pages lead in a circle"))
}

/// A page, and where it is.
struct Answer {
    url: Url,
    response: Response,
}

/// What a browser is to the provider: cookies, and one origin that it stays in.
struct Agent<'a> {
    host: &'a Host,
    origin: Origin,
    cookies: BTreeMap<String, SecretString>,
}

impl Agent<'_> {
    async fn get(&mut self, url: Url) -> Result<Answer> {
        let request = Request::get(Endpoint::Authorization, url);
        self.send(request).await
    }

    /// Sends a form with its hidden fields and these.
    async fn submit(
        &mut self,
        from: &Url,
        action: &str,
        page: &str,
        more: &[(&str, &str)],
    ) -> Result<Answer> {
        let url = from.join(action).map_err(|_| failed("a form leads nowhere"))?;
        let own =
            ["transaction", "csrf"].map(|name| (name, page_form::hidden(page, name).unwrap_or_default()));
        let own = own.each_ref().map(|(name, value)| (*name, value.as_str()));
        let fields = own.into_iter().chain(more.iter().copied());
        self.send(Request::form(Endpoint::Authorization, url, fields)).await
    }

    async fn send(&mut self, mut request: Request) -> Result<Answer> {
        let url = request.url.clone();
        if url.origin() != self.origin {
            return Err(failed("the provider's pages lead to another place"));
        }
        request.headers.insert(header::ACCEPT, HeaderValue::from_static("text/html"));
        if !self.cookies.is_empty() {
            let pairs: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={}", value.expose())).collect();
            let value = HeaderValue::from_str(&pairs.join("; "))
                .map_err(|_| failed("a cookie has odd characters"))?;
            request = request.header(header::COOKIE, value);
        }
        let response = self.host.http.send(request).await.map_err(|error| error.phase(Phase::Authorize))?;
        self.keep_cookies(&response);
        Ok(Answer { url, response })
    }

    fn keep_cookies(&mut self, response: &Response) {
        for cookie in response.headers.get_all(header::SET_COOKIE) {
            let pair = cookie
                .to_str()
                .ok()
                .and_then(|text| text.split(';').next())
                .and_then(|pair| pair.split_once('='));
            match pair {
                Some((name, "")) => drop(self.cookies.remove(name)),
                Some((name, value)) => drop(self.cookies.insert(name.to_owned(), value.into())),
                None => {}
            }
        }
    }
}

fn redirect(answer: &Answer, base: &Url) -> Option<Url> {
    let location = answer.response.headers.get(header::LOCATION)?.to_str().ok()?;
    answer.response.status.is_redirection().then(|| base.join(location).ok()).flatten()
}

fn is_back(target: &Url, redirect_uri: &Url) -> bool {
    target.origin() == redirect_uri.origin() && target.path() == redirect_uri.path()
}

/// What a redirect brings back.
pub fn arrived(target: &Url) -> Arrived {
    match target.fragment() {
        Some(fragment) => Arrived { by: Delivery::Fragment, parameters: fragment.into() },
        None => Arrived { by: Delivery::Query, parameters: target.query().unwrap_or_default().into() },
    }
}

fn no_such_user(user: &str) -> Error {
    Code::AccessDenied
        .error()
        .phase(Phase::Authorize)
        .message("the embedded provider does not sign this user in without more")
        .got(user)
        .hint("its users are alice and bob, unless its configuration names others; one with a password needs a browser")
}

fn not_asked(user: &str) -> Error {
    Code::AccessDenied
        .error()
        .phase(Phase::Authorize)
        .message("the request does not wait for this user")
        .got(user)
        .hint("sign in --as the user that --login-hint names")
}

fn not_signed_in(response: &Response) -> Error {
    match response.status {
        status if status.is_success() => {
            failed("--as can sign in at the embedded provider only, and this is another one's page")
        }
        StatusCode::BAD_REQUEST => Code::InvalidRequest
            .error()
            .phase(Phase::Authorize)
            .message("the embedded provider finds the authorization request invalid")
            .hint("run again without --as and read its page"),
        status => failed("the provider's page is an error").got(format!("HTTP {}", status.as_u16())),
    }
}

fn failed(why: &'static str) -> Error {
    Code::ProviderError.error().phase(Phase::Authorize).message(why)
}
