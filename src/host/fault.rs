//! What kept an answer from coming, out of the HTTP library's error chain, as a code of the registry (threat C12).

use std::{error::Error as StdError, io};

use super::{resolver::ResolveFault, tls};
use crate::{
    error::{Code, Error, Phase},
    protocol::{address::Reach, exchange::Endpoint},
    untrusted::sanitize,
};

/// Where a request went, as far as an error may say: no path, no query.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) host: String,
    pub(super) endpoint: Endpoint,
}

impl Place {
    /// An error of this place.
    pub(super) fn error(&self, code: Code, message: impl FnOnce(&str) -> String) -> Error {
        code.error().phase(phase(self.endpoint)).message(message(&self.host))
    }
}

/// The step of a command that an endpoint belongs to; a flow that knows better (a refresh) says so itself.
pub(super) fn phase(endpoint: Endpoint) -> Phase {
    match endpoint {
        Endpoint::Registration => Phase::Registration,
        Endpoint::Discovery => Phase::Discovery,
        Endpoint::Jwks => Phase::Validate,
        Endpoint::Token => Phase::Exchange,
        Endpoint::DeviceAuthorization => Phase::Device,
        Endpoint::BackchannelAuthentication => Phase::Backchannel,
        Endpoint::UserInfo => Phase::UserInfo,
        Endpoint::Revocation => Phase::Revoke,
        Endpoint::Introspection => Phase::Introspect,
        Endpoint::EndSession => Phase::Logout,
        Endpoint::Authorization | Endpoint::PushedAuthorization => Phase::Authorize,
        Endpoint::Platform | Endpoint::ClientDocument | Endpoint::Dev | Endpoint::Notice => Phase::Provider,
        Endpoint::Api => Phase::Request,
        Endpoint::Webhook => Phase::Webhook,
        Endpoint::App | Endpoint::AppScript => Phase::Check,
    }
}

/// A request that got no answer, or not a whole one.
pub(super) fn of_exchange(error: &reqwest::Error, place: &Place) -> Error {
    if error.is_connect() { of_connecting(error, place).unsent() } else { of_answer(error, place) }
}

/// No connection was made, so no byte of the request has left.
fn of_connecting(error: &reqwest::Error, place: &Place) -> Error {
    if let Some(fault) = find::<ResolveFault>(error) {
        return of_resolving(fault, place);
    }
    if let Some(fault) = find::<rustls::Error>(error) {
        return tls::fault(fault, &place.host).phase(phase(place.endpoint));
    }
    if error.is_timeout() {
        return place.error(Code::Timeout, |host| format!("there was no connection to {host} in time"));
    }
    if find_text(error, "proxy auth") {
        return place
            .error(Code::ConnectionFailed, |_| "the proxy wants a user and a password (HTTP 407)".into())
            .hint("put them into the proxy's address: http://USER:PASSWORD@HOST:PORT");
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        // the only thing that reads before a request is written is a handshake
        Some(io::ErrorKind::UnexpectedEof) => {
            place.error(Code::TlsFailed, |host| format!("{host} closed the connection in the TLS handshake"))
        }
        Some(io::ErrorKind::ConnectionRefused) => {
            place.error(Code::ConnectionFailed, |host| format!("{host} refuses connections on this port"))
        }
        _ => place.error(Code::ConnectionFailed, |host| format!("there is no connection to {host}")),
    }
}

/// A name that gave no address.
pub(super) fn of_resolving(fault: &ResolveFault, place: &Place) -> Error {
    match fault {
        ResolveFault::Unknown => {
            place.error(Code::DnsFailed, |host| format!("the host name {host} is not known"))
        }
        // what may go near only
        ResolveFault::Refused(address) if Reach::of(*address) == Reach::Public => place
            .error(Code::EndpointAddressRefused, |host| {
                format!("{host} leads out of this machine and its network")
            })
            .got(address.to_string())
            .hint(format!("if it is yours, say so: --target-is-mine {}", sanitize(&place.host))),
        ResolveFault::Refused(address) => place
            .error(Code::EndpointAddressRefused, |host| {
                format!("{host} leads to an address inside this machine or its network")
            })
            .got(address.to_string()),
    }
    .unsent()
}

/// The request may have been read; its answer was lost or is none.
fn of_answer(error: &reqwest::Error, place: &Place) -> Error {
    if error.is_timeout() {
        return place.error(Code::Timeout, |host| format!("{host} did not answer in time"));
    }
    // TLS 1.3: the other side judges our certificate after we have begun to speak
    if let Some(fault) = find::<rustls::Error>(error).filter(|fault| tls::refusal(fault).is_some()) {
        return tls::fault(fault, &place.host).phase(phase(place.endpoint)).unsent();
    }
    if let Some(fault) = find::<hyper::Error>(error) {
        if fault.is_parse_too_large() {
            return place
                .error(Code::ResponseTooLarge, |host| format!("{host} sends more headers than are taken"));
        }
        if fault.is_parse() {
            return place.error(Code::HttpInvalid, |host| format!("the answer of {host} is not HTTP/1.1"));
        }
        if fault.is_incomplete_message() {
            return place.error(Code::ConnectionFailed, |host| {
                format!("{host} closed the connection before an answer")
            });
        }
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::UnexpectedEof) => {
            place.error(Code::HttpInvalid, |host| format!("the answer of {host} ends before its end"))
        }
        Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => {
            place.error(Code::HttpInvalid, |host| format!("the answer of {host} breaks its chunked coding"))
        }
        _ => place.error(Code::ConnectionFailed, |host| format!("the connection to {host} broke off")),
    }
}

/// The first error of a type in the chain, also inside an [`io::Error`], which its `source` passes over.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match inner {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    None
}

/// For what the library tells in words only.
fn find_text(error: &(dyn StdError + 'static), words: &str) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.to_string().contains(words) {
            return true;
        }
        next = error.source();
    }
    false
}
