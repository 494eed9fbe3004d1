//! A request to an API with the access token (RFC 6750). <https://www.rfc-editor.org/rfc/rfc6750>

use http::{HeaderValue, StatusCode, header};

use super::dpop::{self, Proving, Sent};
use crate::{
    error::{Code, Error, Phase, ProviderAnswer, Result},
    host::Host,
    protocol::{
        exchange::{Request, Response},
        token::{TokenType, is_token_text},
    },
};

/// Sends the request with the token, and with a proof of the key that it is bound to. Every status is an answer.
pub async fn call(host: &Host, proving: Proving<'_>, request: Request) -> Sent {
    let make = || {
        // RFC 6750 §2.1, RFC 9449 §7.1: in the header, never in the address or the body.
        let scheme = if proving.prover.is_some() { TokenType::Dpop } else { TokenType::Bearer };
        let credential = HeaderValue::from_str(&format!("{} {}", scheme.name(), sound(proving)?));
        let credential = credential.map_err(|_| Code::TokenCharset.error())?;
        Ok(request.clone().header(header::AUTHORIZATION, credential))
    };
    dpop::send(host, proving, &make).await
}

/// As [`call`], with the token in the address: for the quirk of one user API alone (RFC 6750 §2.3, threat C68).
pub(super) async fn call_by_address(host: &Host, proving: Proving<'_>, request: Request) -> Sent {
    let make = || {
        let mut request = request.clone();
        request.url.query_pairs_mut().append_pair("access_token", sound(proving)?);
        Ok(request)
    };
    dpop::send(host, proving, &make).await
}

/// The token, if it can be sent.
fn sound<'a>(proving: Proving<'a>) -> Result<&'a str> {
    let token = proving.token.map(|token| token.expose().as_str());
    token.filter(|token| !token.is_empty() && is_token_text(token)).ok_or_else(|| Code::TokenCharset.error())
}

/// The origin that an answer wants to be asked at instead.
pub fn leads_to(response: &Response, request: &Request) -> Option<String> {
    // RFC 9110 §15.4: 304 leads nowhere.
    if !response.status.is_redirection() || response.status == StatusCode::NOT_MODIFIED {
        return None;
    }
    let location = response.headers.get(header::LOCATION)?.to_str().ok()?;
    // The rest may repeat the token.
    Some(request.url.join(location).ok()?.origin().ascii_serialization())
}

/// The error that a status stands for, where a script wants to hear of it by the exit code.
pub fn refusal(response: &Response, request: &Request) -> Option<Error> {
    let status = response.status;
    let code = match status.as_u16() {
        304 => return None,
        300..=399 => Code::RedirectRefused,
        401 => Code::InvalidToken,
        429 => Code::RateLimited,
        503 => Code::TemporarilyUnavailable,
        400..=499 => Code::ApiRefused,
        500.. => Code::ServerError,
        _ => return None,
    };
    let host = request.url.host_str().unwrap_or_default();
    let answer = ProviderAnswer {
        endpoint: "api",
        http_status: Some(status.as_u16()),
        error: None,
        error_description: None,
    };
    let error =
        code.error().phase(Phase::Request).message(format!("{host} answered {status}")).provider(answer);
    let error = match leads_to(response, request) {
        Some(place) => error.got(place),
        None => error,
    };
    Some(match response.retry_after_s() {
        // C13: what a server may ask for is bounded
        Some(seconds) => error.retry_after(seconds.min(86_400)),
        None => error,
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;
    use crate::protocol::exchange::Endpoint;

    fn answered(status: u16, location: Option<&'static str>) -> (Response, Request) {
        let location = location.map(|text| (header::LOCATION, HeaderValue::from_static(text)));
        let headers = HeaderMap::from_iter(location);
        let request = Request::get(Endpoint::Api, "https://api.example/a/b?c=d".parse().unwrap());
        (Response { status: StatusCode::from_u16(status).unwrap(), headers, body: Vec::new() }, request)
    }

    #[test]
    fn each_status_stands_for_what_a_script_should_do() {
        for (status, code, exit) in [
            (200, None, 0),
            (204, None, 0),
            (304, None, 0),
            (302, Some(Code::RedirectRefused), 9),
            (400, Some(Code::ApiRefused), 6),
            (401, Some(Code::InvalidToken), 4),
            (403, Some(Code::ApiRefused), 6),
            (404, Some(Code::ApiRefused), 6),
            (429, Some(Code::RateLimited), 7),
            (500, Some(Code::ServerError), 7),
            (503, Some(Code::TemporarilyUnavailable), 7),
            (599, Some(Code::ServerError), 7),
        ] {
            let (response, request) = answered(status, None);
            let error = refusal(&response, &request);
            assert_eq!(error.as_ref().map(Error::code), code, "{status}");
            assert_eq!(error.map_or(0, |error| error.exit()), exit, "{status}");
        }
    }

    #[test]
    fn where_an_answer_leads_is_said_by_its_origin() {
        for (status, location, place) in [
            (303, Some("/CANARY?token=CANARY#CANARY"), Some("https://api.example")),
            (308, Some("https://me:CANARY@evil.example/"), Some("https://evil.example")),
            (302, None, None),
            (304, Some("/x"), None),
            (200, Some("/x"), None),
        ] {
            let (response, request) = answered(status, location);
            assert_eq!(leads_to(&response, &request).as_deref(), place, "{status} {location:?}");
        }
    }
}
