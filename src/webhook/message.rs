//! One HTTP request that carries an event: as its sender writes it, or as it arrived. What counts are its bytes.

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::{Url, form_urlencoded};

use crate::{
    error::{Code, Phase, Result},
    protocol::exchange::{Endpoint, Request},
};

/// The media type of a form.
pub const FORM: &str = "application/x-www-form-urlencoded";
/// The media type of JSON.
pub const JSON: &str = "application/json";

/// The media type of text.
pub const TEXT: &str = "text/plain";

/// A request that carries an event.
#[derive(Clone)]
pub struct Message {
    /// Its method.
    pub method: Method,
    /// What it has in the query, beside what the target's own address has.
    pub query: Vec<(String, String)>,
    /// Its headers, without those of the connection (`Host`, `Content-Length` …).
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

impl Message {
    /// A POST.
    pub fn post(media_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        let headers =
            HeaderMap::from_iter([(http::header::CONTENT_TYPE, HeaderValue::from_static(media_type))]);
        Self { method: Method::POST, query: Vec::new(), headers, body: body.into() }
    }

    /// A POST of a form.
    pub fn form<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self::post(FORM, body)
    }

    /// A header that stands in it once, as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        values.next().filter(|_| values.next().is_none())?.to_str().ok()
    }

    /// Puts a header in, in place of one of that name.
    ///
    /// # Errors
    /// [`Code::Usage`] for a name or a value that no header can have.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<()> {
        let refused =
            || Code::Usage.error().phase(Phase::Webhook).message(format!("{name} cannot be a header"));
        let header = HeaderName::try_from(name).map_err(|_| refused())?;
        self.headers.insert(header, HeaderValue::try_from(value).map_err(|_| refused())?);
        Ok(())
    }

    /// The media type without its parameters, in lower case (RFC 9110 §8.3.1).
    pub fn media_type(&self) -> Option<String> {
        let value = self.header(http::header::CONTENT_TYPE.as_str())?;
        Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    }

    /// Whether it is a POST of that media type, in a sentence.
    ///
    /// # Errors
    /// What it is instead.
    pub fn posted(&self, media_type: &str) -> Result<String, String> {
        match (self.method.as_str(), self.media_type().as_deref()) {
            ("POST", Some(own)) if own == media_type => Ok(match media_type {
                JSON => "a POST of JSON".to_owned(),
                FORM => "a POST of a form".to_owned(),
                other => format!("a POST of {other}"),
            }),
            ("POST", other) => {
                Err(format!("the media type is {}, not {media_type}", other.unwrap_or("missing")))
            }
            (method, _) => Err(format!("the method is {method}, not POST")),
        }
    }

    /// The fields of its form, in order; none if it is no form.
    pub fn fields(&self) -> Vec<(String, String)> {
        match self.media_type().as_deref() {
            Some(FORM) => form_urlencoded::parse(&self.body).into_owned().collect(),
            _ => Vec::new(),
        }
    }

    /// The one field of that name; a name that stands there twice counts as a wrong one.
    pub fn field(&self, name: &str) -> Option<String> {
        let mut values = self.fields().into_iter().filter(|(known, _)| known == name).map(|(_, value)| value);
        values.next().filter(|_| values.next().is_none())
    }

    /// The parameters of that name in the query; one that stands there twice counts as a wrong one.
    pub fn parameters(&self, name: &str) -> Vec<&str> {
        self.query.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }

    /// To this target.
    pub fn to(&self, target: &Url) -> Request {
        let mut url = target.clone();
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let mut request = Request::get(Endpoint::Webhook, url);
        request.method = self.method.clone();
        request.headers = self.headers.clone();
        request.body = self.body.clone();
        request
    }
}
