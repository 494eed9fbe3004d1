//! Signing in without a person (`--as`): authctl goes through the embedded provider's own pages as a browser would, form by
//! form, and ends where the browser would be sent back. No socket is opened for that.

use std::collections::BTreeMap;

use http::{HeaderValue, StatusCode, header};
use url::{Origin, Url};

use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    protocol::{
        exchange::{Endpoint, Request, Response},
        issuer::Issuer,
    },
    secret::SecretString,
};

/// A sign-in has three pages at most; whoever sends us further leads us in a circle.
const MOST_STEPS: usize = 8;

/// The redirect URI of such a login; nobody ever listens there.
pub fn redirect_uri() -> Url {
    Url::parse("http://127.0.0.1/callback").expect("this is an address")
}

/// Signs in as `user`, agrees to everything, and returns the query of the answer. Nothing is sent to another origin than
/// the issuer's, whatever its metadata say.
pub async fn sign_in_as(
    host: &Host,
    issuer: &Issuer,
    start: &Url,
    user: &str,
    redirect_uri: &Url,
) -> Result<SecretString> {
    let mut agent = Agent { host, origin: issuer.url().origin(), cookies: BTreeMap::new() };
    let mut answer = agent.get(start.clone()).await?;
    let mut signed_in = false;
    for _ in 0..MOST_STEPS {
        if let Some(target) = redirect(&answer, start) {
            if is_back(&target, redirect_uri) {
                return Ok(target.query().unwrap_or_default().into());
            }
            answer = agent.get(target).await?;
            continue;
        }
        let page = String::from_utf8_lossy(&answer.response.body).into_owned();
        answer = match form(&page) {
            Some("/sign-in") if !signed_in => {
                signed_in = true;
                agent.submit(&answer.url, "/sign-in", &page, ("user", user)).await?
            }
            Some("/sign-in") => return Err(no_such_user(user)),
            Some("/consent") => agent.submit(&answer.url, "/consent", &page, ("decision", "allow")).await?,
            _ => return Err(not_signed_in(&answer.response)),
        };
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

    /// Sends a form with its hidden fields and one more.
    async fn submit(&mut self, from: &Url, action: &str, page: &str, field: (&str, &str)) -> Result<Answer> {
        let url = from.join(action).map_err(|_| failed("a form leads nowhere"))?;
        let fields = [
            ("transaction", hidden(page, "transaction").unwrap_or_default()),
            ("csrf", hidden(page, "csrf").unwrap_or_default()),
            field,
        ];
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

/// The action of the page's first form.
fn form(page: &str) -> Option<&str> {
    between(page, "action=\"", "\"")
}

/// A hidden field's value; the embedded provider writes base64url, which needs no unescaping.
fn hidden<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    between(page, &format!("name=\"{name}\" value=\""), "\"")
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(inner, _)| inner)
}

fn no_such_user(user: &str) -> Error {
    Code::AccessDenied
        .error()
        .phase(Phase::Authorize)
        .message("the embedded provider does not sign this user in without more")
        .got(user)
        .hint("its users are alice and bob, unless its configuration names others; one with a password needs a browser")
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
