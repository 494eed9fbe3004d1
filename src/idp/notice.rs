//! What the provider sends of its own accord: a client hears that a session has ended, or that a person has decided. Only to
//! this machine (threat W9, scorecard S-34).

use std::{future::Future, pin::Pin};

use http::{HeaderValue, Method, StatusCode, header};
use url::Url;

use crate::{
    protocol::{
        address::is_loopback,
        endpoint_url::{EndpointUrl, Transport},
        exchange::{Endpoint, Request},
    },
    secret::SecretString,
};

/// One message.
#[derive(Debug)]
pub struct Notice {
    /// Where to.
    pub url: Url,
    /// The header that the client knows the sender by, if there is one.
    pub authorization: Option<SecretString>,
    /// The media type of the body.
    pub media_type: &'static str,
    /// The media type of the answer, where the standard has the sender say it.
    pub accept: Option<&'static str>,
    /// The body of the POST.
    pub body: SecretString,
}

impl Notice {
    /// As a request.
    pub fn request(&self) -> Request {
        let mut request = Request::get(Endpoint::Notice, self.url.clone());
        request.method = Method::POST;
        request.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        self.body.expose().as_bytes().clone_into(&mut request.body);
        if let Some(accept) = self.accept {
            request.headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        }
        let authorization = self.authorization.as_ref().map(|value| HeaderValue::try_from(value.expose()));
        match authorization.and_then(Result::ok) {
            Some(value) => request.header(header::AUTHORIZATION, value),
            None => request,
        }
    }
}

/// A message on its way: the status of the answer, or one sentence why there is none.
pub type Sending = Pin<Box<dyn Future<Output = Result<StatusCode, String>> + Send>>;

/// Judges an address that a client registers to be told something.
pub fn address(text: &str) -> Result<Url, String> {
    let url = EndpointUrl::parse(text, Transport::LoopbackCleartext)
        .map_err(|error| format!("the address {text} {}", error.text()))?;
    match is_loopback(url.url()) {
        true => Ok(url.url().clone()),
        false => Err(format!("the address {text} is not on this machine, and nothing is sent anywhere else")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_on_this_machine_is_taken() {
        // W9, S-34
        for right in [
            "http://127.0.0.1:3000/bcl",
            "http://localhost/bcl?x=1",
            "http://[::1]:1/",
            "https://127.0.0.1/x",
        ] {
            assert!(address(right).is_ok(), "{right}");
        }
        for wrong in [
            "http://169.254.169.254/latest/meta-data",
            "http://10.0.0.1/",
            "http://192.168.1.1/",
            "http://172.16.0.1/",
            "http://0.0.0.0/",
            "http://[::]/",
            "http://[fd00:ec2::254]/",
            "http://[fe80::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://017700000001/",
            "http://127.0.0.1.evil.example/",
            "http://localhost.evil.example/",
            "http://evil.example/",
            "https://evil.example/",
            "https://app.example/bcl",
            "http://user@127.0.0.1/",
            "http://127.0.0.1@evil.example/",
            "http://127.0.0.1/#f",
            "http://127.0.0.1\\@evil.example/",
            "http://127.0.0.1/a\nb",
            "http://127.0.0.1:0/x y",
            "http:///x",
            "http://",
            "//127.0.0.1/",
            "127.0.0.1",
            "",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "gopher://127.0.0.1/",
            "javascript:1",
            "http://100.100.100.200/",
            "http://metadata.google.internal/",
            "http://localhost./",
            "http://1.1.1.1/",
            "http://[::2]/",
            "unix:/var/run/docker.sock",
        ] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
