//! One line of the log: a request and its answer, or a message to a client and what became of it.

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::{Map, Value};
use url::{Position, Url, form_urlencoded};

use super::pairs::{self, Pairs};
use crate::{
    idp::{fault, oauth_error, received::Received, reply::Reply, sender},
    protocol::{json, time::UnixTime},
};

/// The longest path, in bytes.
const PATH: usize = 256;
/// The longest description of a refusal, in bytes.
const DESCRIPTION: usize = 512;
/// The longest name of a method.
const METHOD: usize = 16;
/// The most members of a JSON document that was sent.
const MEMBERS: usize = 32;

/// The headers of a request that say something of how it is meant.
const SHOWN: &[&str] = &["authorization", "content-type", "dpop", "origin", "user-agent"];

/// The headers of an answer that name what was at work beside the rules.
const MARKS: &[&str] = &[fault::row::HEADER, LAX];
/// The header that names what was taken though it is wrong.
pub const LAX: &str = "authctl-lax";

/// One line.
pub struct Entry {
    /// When it was over, by the provider's clock.
    pub at: UnixTime,
    /// What it was.
    pub what: What,
}

/// What a line is about.
pub enum What {
    /// A request and its answer.
    Asked(Box<Asked>),
    /// A message to a client.
    Sent(Box<Message>),
}

/// A request and its answer.
pub struct Asked {
    /// The method.
    pub method: Method,
    /// The path, without that of the issuer.
    pub path: String,
    /// Whether it was a browser's way, or a program's that goes it.
    pub is_browser: bool,
    /// Which headers it had, of those that are told.
    pub headers: Pairs,
    /// The parameters of query and form, or the members of a document.
    pub parameters: Pairs,
    /// The size of the body, in bytes.
    pub body_bytes: usize,
    /// The client that the credentials name.
    named: Option<String>,
    /// The status; nothing if the connection ended without an answer.
    pub status: Option<StatusCode>,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// Where the browser was sent.
    pub location: Option<String>,
    /// What was at work beside the rules, by the names of the headers that say it.
    pub marks: Vec<(&'static str, HeaderValue)>,
    /// The script that it met.
    pub script: Option<u64>,
}

/// Why something was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The registered code, or the vendor's.
    pub error: String,
    /// One sentence; empty if there is none.
    pub description: String,
}

/// A message to a client.
#[derive(Debug, Clone)]
pub struct Message {
    /// What it was about: `the back-channel logout`.
    pub what: String,
    /// To whom.
    pub client_id: String,
    /// Where to, without the query.
    pub to: String,
    /// What was answered, if anything was.
    pub status: Option<StatusCode>,
    /// Whether it was taken, or one sentence why not.
    pub outcome: Result<(), String>,
}

impl Entry {
    /// How many bytes it takes, about.
    pub fn size(&self) -> usize {
        let more = match &self.what {
            What::Asked(asked) => asked.size(),
            What::Sent(message) => {
                let Message { what, client_id, to, outcome, .. } = &**message;
                size_of::<Message>()
                    + what.len()
                    + client_id.len()
                    + to.len()
                    + outcome.as_ref().err().map_or(0, String::len)
            }
        };
        size_of::<Self>() + more
    }

    /// Whose it was.
    pub fn client_id(&self) -> Option<&str> {
        match &self.what {
            What::Asked(asked) => asked.named.as_deref().or_else(|| asked.parameters.get("client_id")),
            What::Sent(message) => Some(&message.client_id),
        }
    }
}

impl What {
    /// Of this request.
    pub fn asked(received: Received, reply: Option<&Reply>, script: Option<u64>) -> Self {
        let (headers, named) = headers(&received.headers);
        let parameters = parameters(&received);
        let assertion = sender::in_assertion(&received).map(|named| cut(named, PATH));
        let status = reply.map(|reply| reply.status);
        let is_error = status.is_some_and(|status| status.is_client_error() || status.is_server_error());
        Self::Asked(Box::new(Asked {
            is_browser: received.headers.contains_key("sec-fetch-mode") || reply.is_some_and(is_for_browsers),
            method: shortened(received.method),
            path: cut(received.path, PATH),
            headers,
            parameters,
            body_bytes: received.body.len(),
            named: named.or(assertion),
            status,
            refusal: reply.and_then(|reply| {
                Refusal::told(reply).or_else(|| is_error.then(|| Refusal::in_document(reply))?)
            }),
            location: reply.and_then(|reply| location(reply.headers.get(header::LOCATION)?)),
            marks: reply.map(marks).unwrap_or_default(),
            script,
        }))
    }
}

impl Asked {
    fn size(&self) -> usize {
        let refusal = self.refusal.as_ref().map_or(0, |it| it.error.len() + it.description.len());
        let marks: usize = self.marks.iter().map(|(_, value)| size_of::<HeaderValue>() + value.len()).sum();
        let texts = [&self.named, &self.location].into_iter().flatten().map(String::len).sum::<usize>();
        size_of::<Self>()
            + self.path.capacity()
            + self.headers.size()
            + self.parameters.size()
            + refusal
            + marks
            + texts
    }

    /// What is said by the header of that name.
    pub fn mark(&self, header: &str) -> Option<&str> {
        self.marks.iter().find(|(name, _)| *name == header).and_then(|(_, value)| value.to_str().ok())
    }
}

impl Refusal {
    /// As it is said beside a page or a redirect.
    fn told(reply: &Reply) -> Option<Self> {
        let (error, description) = reply.headers.get(oauth_error::HEADER)?.to_str().ok()?.split_once(": ")?;
        Some(Self { error: error.to_owned(), description: sentence(description) })
    }

    /// As it is said in a document: of the standard's members, or of what vendors have in their place.
    fn in_document(reply: &Reply) -> Option<Self> {
        let document = json::object(&reply.body).ok()?;
        let error = document.get("error");
        let inner = error.and_then(Value::as_object).unwrap_or(&document);
        let text = |names: &[&str], of: &Map<String, Value>| {
            names.iter().find_map(|name| of.get(*name)?.as_str().map(sentence))
        };
        let code = text(&["error"], &document).or_else(|| text(&["reason", "code", "name", "err"], inner));
        let description = text(&["error_description", "message", "description"], &document);
        let description = description.or_else(|| text(&["message"], inner)).unwrap_or_default();
        Some(Self { error: code?, description })
    }
}

/// What is said of a refusal; it may repeat what was sent.
fn sentence(text: &str) -> String {
    cut(pairs::unnamed(text).into_owned(), DESCRIPTION)
}

/// Whether only a browser can do something with it.
fn is_for_browsers(reply: &Reply) -> bool {
    let is_page = || {
        reply.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
    };
    reply.status.is_redirection() || is_page()
}

fn marks(reply: &Reply) -> Vec<(&'static str, HeaderValue)> {
    let mark = |name: &&'static str| Some((*name, reply.headers.get(*name)?.clone()));
    MARKS.iter().filter_map(mark).collect()
}

/// The headers as they may be shown, and the client that they name.
fn headers(headers: &HeaderMap) -> (Pairs, Option<String>) {
    let (mut shown, mut named) = (Pairs::with_room(64), None);
    for name in SHOWN {
        let Some(value) = headers.get(*name).map(|value| value.to_str().unwrap_or("…")) else { continue };
        match *name {
            "authorization" => named = credentials(value, &mut shown),
            "dpop" => shown.add("dpop", value),
            name => shown.add_open(name, &pairs::unnamed(value)),
        }
    }
    (shown, named)
}

/// Shows how the sender proves who it is, and without what; the client that it names.
fn credentials(value: &str, shown: &mut Pairs) -> Option<String> {
    let (scheme, credential) = value.split_once(' ').unwrap_or(("", value));
    let is = |known: &&&str| scheme.eq_ignore_ascii_case(known);
    let scheme = ["Basic", "Bearer", "DPoP"].iter().find(is).copied().unwrap_or("…");
    shown.add_open("authorization", &format!("{scheme} {}", pairs::masked("token", credential.trim())));
    sender::in_credentials(value).map(|named| cut(named, PATH))
}

fn parameters(received: &Received) -> Pairs {
    let mut shown = Pairs::with_room(received.query.len() + received.body.len());
    let mut add = |text: &[u8]| {
        for (name, value) in form_urlencoded::parse(text) {
            shown.add(&name, &value);
        }
    };
    if !received.query.is_empty() {
        add(received.query.as_bytes());
    }
    if received.is_form() {
        add(&received.body);
    } else if let Ok(document) = json::object(&received.body) {
        for (name, value) in document.iter().take(MEMBERS) {
            match pairs::json(name, value) {
                Value::String(text) => shown.add_open(name, &text),
                other => shown.add_open(name, &other.to_string()),
            }
        }
    }
    shown
}

/// Where a browser was sent, without the secrets of the address.
fn location(value: &HeaderValue) -> Option<String> {
    let text = value.to_str().ok()?;
    let here = Url::parse("http://here").ok()?;
    let url = here.join(text).ok()?;
    let mut shown = match text.starts_with('/') {
        true => url.path().to_owned(),
        false => url[..Position::AfterPath].to_owned(),
    };
    for (sign, part) in [('?', url.query()), ('#', url.fragment())] {
        let pairs = form_urlencoded::parse(part.unwrap_or_default().as_bytes());
        for (number, (name, value)) in pairs.enumerate() {
            shown.push(if number == 0 { sign } else { '&' });
            shown.push_str(&pairs::shown_name(&name));
            shown.push('=');
            shown.push_str(&pairs::masked(&name, &value));
        }
    }
    Some(cut(shown, 2 * PATH))
}

/// A method of a length that methods have.
fn shortened(method: Method) -> Method {
    let name = method.as_str().as_bytes();
    match name.len() <= METHOD {
        true => method,
        // a part of a token is one (RFC 9110 §5.6.2)
        false => Method::from_bytes(&name[..METHOD]).unwrap_or_default(),
    }
}

/// Cut, with no more memory than it needs.
fn cut(mut text: String, most: usize) -> String {
    if text.len() > most {
        let mut end = most;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push('…');
        text.shrink_to_fit();
    }
    text
}
