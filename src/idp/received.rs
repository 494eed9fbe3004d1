//! A request, read whole and within its limits, as the endpoints see it.

use std::sync::Arc;

use http::{HeaderMap, Method, header};
use hyper::body::Bytes;

use super::{
    oauth_error::{OauthError, Outcome},
    parameters::{Malformed, Parameters},
};
use crate::x509::certificate::Certificate;

/// One request.
pub struct Received {
    /// The method.
    pub method: Method,
    /// The path, as sent.
    pub path: String,
    /// The query, as sent; empty if there is none.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// Whether it came to the port that asks for a certificate.
    pub is_mutual: bool,
    /// The certificate that was shown, and whose key the sender has.
    pub certificate: Option<Arc<Certificate>>,
}

impl Received {
    /// A header's text, if it came exactly once and is text.
    pub fn header(&self, name: header::HeaderName) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok(),
            _ => None,
        }
    }

    /// The first cookie of that name.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// Whether the body is a form.
    pub fn is_form(&self) -> bool {
        self.header(header::CONTENT_TYPE).is_some_and(|value| {
            let media = value.split(';').next().unwrap_or_default().trim();
            media.eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
    }

    /// The parameters of a GET's query or a POST's form, and what was wrong with them.
    pub fn parameters(&self) -> (Parameters, Option<Malformed>) {
        if self.method == Method::POST {
            if !self.is_form() {
                return (Parameters::default(), Some(Malformed::Encoding));
            }
            return Parameters::parse(&self.body);
        }
        Parameters::parse(self.query.as_bytes())
    }

    /// The parameters of a back-channel POST: a form, no parameter twice, nothing in the query.
    pub fn form(&self) -> Outcome<Parameters> {
        // RFC 6749 §3.2, §2.3.1: parameters are in the body, never in the URI
        if !self.query.is_empty() {
            return Err(OauthError::request(
                "parameters belong in the body, not in the query (RFC 6749 section 3.2)",
            ));
        }
        if !self.is_form() {
            return Err(OauthError::request(
                "Content-Type must be application/x-www-form-urlencoded (RFC 6749 section 3.2)",
            ));
        }
        match Parameters::parse(&self.body) {
            (parameters, None) => Ok(parameters),
            (_, Some(fault)) => Err(malformed(&fault)),
        }
    }

    /// Whether a form came from a page of `origin`, or from a program that is no browser (threat P19).
    pub fn is_from(&self, origin: &str) -> bool {
        let site = self.fetch_site();
        match self.headers.get_all(header::ORIGIN).iter().count() {
            0 => matches!(site, None | Some("same-origin" | "none")),
            // our pages say no-referrer, and then a browser writes `null` also for its own origin (Fetch
            // §3.2)
            _ => match self.header(header::ORIGIN) {
                Some("null") => site == Some("same-origin"),
                Some(own) => own == origin && matches!(site, None | Some("same-origin")),
                None => false,
            },
        }
    }

    /// How the page that sent it is related to this provider. It cannot be set by a page (W3C Fetch Metadata); programs do not
    /// send it.
    pub fn fetch_site(&self) -> Option<&str> {
        let name = header::HeaderName::from_static("sec-fetch-site");
        self.headers.contains_key(&name).then(|| self.header(name).unwrap_or("unclear"))
    }
}

/// The error of parameters that cannot be read.
pub fn malformed(fault: &Malformed) -> OauthError {
    match fault {
        // RFC 6749 §3.1, §3.2
        Malformed::Twice(name) => {
            OauthError::request(format!("the parameter {name} must not come twice (RFC 6749 section 3.1)"))
        }
        Malformed::Encoding => {
            OauthError::request("the parameters must be a form in UTF-8 (RFC 6749 appendix B)")
        }
    }
}
