//! What is odd about the request: its method, its form, its media type, its size.

use http::{HeaderValue, Method, header};
use url::form_urlencoded;

use super::{
    row::{Change, Mutation, Right, mutations},
    sample::{Sample, replace_token, token_of, unfit},
};
use crate::{
    error::Result,
    webhook::message::{FORM, JSON, Message},
};

/// More than any token is long.
const HUGE: usize = 1024 * 1024;

/// The rows.
pub(super) const ROWS: &[Mutation] = mutations! {
    "no-body" "N1" Refuses "Back-Channel Logout §2.5" "the body is empty"
        is_of_token_in_body => Message |message, _, _| { message.body.clear(); Ok(()) };
    "empty-parameter" "N2" Refuses "Back-Channel Logout §2.5" "the parameter is there, with nothing in it"
        is_form => Message |message, _, _| changed(message, "");
    "garbage" "N3" Refuses "RFC 7519 §7.2 (1)" "where the token should be is something else"
        is_of_token_in_body => Message |message, _, _| changed(message, "garbage");
    "method-get" "N4" Refuses "Back-Channel Logout §2.5" "it comes by GET, with its parameters in the query"
        is_form => Message |message, _, _| {
            message.query.extend(message.fields());
            message.body.clear();
            message.headers.remove(header::CONTENT_TYPE);
            message.method = Method::GET;
            Ok(())
        };
    "method-put" "N4" Refuses "Back-Channel Logout §2.5" "it comes by PUT"
        is_form => Message |message, _, _| { message.method = Method::PUT; Ok(()) };
    "method-delete" "N4" Refuses "Back-Channel Logout §2.5" "it comes by DELETE"
        is_form => Message |message, _, _| { message.method = Method::DELETE; Ok(()) };
    "json-body" "N5" Refuses "Back-Channel Logout §2.5" "the parameters are JSON, not a form"
        is_form => Message |message, _, _| {
            let fields = message.fields().into_iter().map(|(name, value)| (name, value.into()));
            message.body = serde_json::Value::Object(fields.collect()).to_string().into_bytes();
            typed(message, JSON)
        };
    "wrong-content-type" "N5" Refuses "Back-Channel Logout §2.5" "it says that it is plain text"
        |sample| is_of_token_in_body(sample) && is_typed(sample) => Message |message, _, _| typed(message, "text/plain");
    "duplicate-parameter" "N6" Refuses "RFC 6749 §3.1" "the parameter stands there twice"
        is_form => Message |message, _, _| {
            let fields = message.fields();
            let twice = fields.iter().chain(&fields);
            message.body = form_urlencoded::Serializer::new(String::new()).extend_pairs(twice).finish().into();
            Ok(())
        };
    "huge-token" "N40" Refuses "RFC 9110 §15.5.14" "the token is larger than a megabyte, and rightly signed"
        |sample| is_of_token_in_body(sample) && sample.is_signed() => Claims |claims, _| {
            claims.insert("padding".into(), "x".repeat(HUGE).into());
        };
    "extra-parameters" "P6" Takes "Back-Channel Logout §2.5" "there are other parameters before and after"
        is_form => Message |message, _, _| {
            let own = message.fields();
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.append_pair("before", "1").extend_pairs(own).append_pair("after", "");
            message.body = form.finish().into();
            Ok(())
        };
    "charset" "P7" Takes "RFC 9110 §8.3.1" "the media type has `;charset=UTF-8`"
        |sample| is_form(sample) || is_json(sample) => Message |message, _, _| {
            let own = message.media_type().unwrap_or_default();
            typed(message, &format!("{own};charset=UTF-8"))
        };
    "chunked" "P8" Takes "RFC 9112 §7.1" "the body comes in chunks, without its length"
        |sample| !sample.message.body.is_empty() => Message |message, _, _| {
            message.headers.insert(header::TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
            Ok(())
        };
};

fn is_of_token_in_body(sample: &Sample) -> bool {
    std::str::from_utf8(&sample.message.body)
        .is_ok_and(|body| token_of(&sample.message).is_some_and(|token| body.contains(&token)))
}

fn is_form(sample: &Sample) -> bool {
    is_of_token_in_body(sample) && sample.message.media_type().as_deref() == Some(FORM)
}

fn is_json(sample: &Sample) -> bool {
    sample.message.media_type().as_deref() == Some(JSON)
}

/// Whether the standard says what the media type is.
fn is_typed(sample: &Sample) -> bool {
    sample.is_logout() || sample.is_security_event()
}

fn changed(message: &mut Message, to: &str) -> Result<()> {
    let token = token_of(message).ok_or_else(unfit)?;
    replace_token(message, &token, to);
    Ok(())
}

fn typed(message: &mut Message, media_type: &str) -> Result<()> {
    message.set_header(header::CONTENT_TYPE.as_str(), media_type)
}
