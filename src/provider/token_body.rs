//! Makes a token answer what RFC 6749 §5 says it is, before it is read: the provider's quirks and the harmless
//! liberties that any provider may take. <https://www.rfc-editor.org/rfc/rfc6749#section-5.1>

use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value};

use super::quirk::{Quirk, Quirks};
use crate::{
    error::{Code, Result},
    protocol::{exchange::Response, json},
};

const FORM: &str = "application/x-www-form-urlencoded";

/// The longest life that a token is believed to have: ten years, in seconds (threat C17).
pub const LONGEST_EXPIRES_IN: i64 = 315_360_000;

/// The answer as JSON, with the status that its content deserves. An error answer that is not JSON comes back as it
/// is, for the caller to judge by its status; a good one that is not JSON is an error.
pub fn normalise(response: &Response, quirks: &Quirks) -> Result<Response> {
    written_plainly(response, quirks, |members| {
        plain_expiry(members)?;
        plain_scope(members, quirks)
    })
}

/// As [`normalise`], of the answer to a device authorization request (RFC 8628 §3.2), which has other members.
pub fn normalise_device(response: &Response, quirks: &Quirks) -> Result<Response> {
    written_plainly(response, quirks, |_| Ok(()))
}

fn written_plainly(
    response: &Response,
    quirks: &Quirks,
    plain: impl FnOnce(&mut Map<String, Value>) -> Result<()>,
) -> Result<Response> {
    let mut members = match read_body(response, quirks) {
        Ok(members) => members,
        Err(error) if error.code() == Code::NotJson && !response.status.is_success() => {
            return Ok(response.clone());
        }
        Err(error) => return Err(error),
    };
    let mut status = response.status;
    if members.contains_key("error") {
        if status == StatusCode::OK && quirks.has(Quirk::ErrorWithHttp200) {
            status = StatusCode::BAD_REQUEST;
        }
        name_error(&mut members, quirks);
    } else {
        plain(&mut members)?;
    }
    let mut headers = response.headers.clone();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let body = Value::Object(members).to_string().into_bytes();
    Ok(Response { status, headers, body })
}

fn read_body(response: &Response, quirks: &Quirks) -> Result<Map<String, Value>> {
    let is_form = match quirks.has(Quirk::LogtoConnector) {
        // It does not look at the type.
        true => json::object(&response.body).is_err_and(|error| error.code() == Code::NotJson),
        false => response.content_type() == FORM,
    };
    if !(is_form && quirks.has(Quirk::FormEncodedTokenAnswer)) {
        return json::object(&response.body);
    }
    form(response)
}

/// The fields of a form.
///
/// # Errors
/// [`Code::DuplicateJsonKey`].
pub fn form(response: &Response) -> Result<Map<String, Value>> {
    let mut members = Map::new();
    for (name, value) in url::form_urlencoded::parse(&response.body) {
        let value = Value::String(value.into_owned());
        if members.insert(name.into_owned(), value).is_some() {
            return Err(Code::DuplicateJsonKey.error().message("the provider's answer has one field twice"));
        }
    }
    Ok(members)
}

/// The provider's own name of an error moves into the description, and the registered name takes its place.
fn name_error(members: &mut Map<String, Value>, quirks: &Quirks) {
    let Some(own) = members.get("error").and_then(Value::as_str).map(str::to_owned) else { return };
    let Some(registered) = quirks.registered_error(&own) else { return };
    let description = match members.get("error_description").and_then(Value::as_str) {
        Some(description) => format!("{own}: {description}"),
        None => own,
    };
    members.insert("error".into(), registered.into());
    members.insert("error_description".into(), description.into());
}

/// `expires_in` as whole seconds from 0 to ten years. `null` is unknown, not endless.
fn plain_expiry(members: &mut Map<String, Value>) -> Result<()> {
    let seconds = match members.get("expires_in") {
        None => return Ok(()),
        Some(Value::Null) => {
            members.remove("expires_in");
            return Ok(());
        }
        Some(Value::Number(number)) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        Some(Value::String(digits))
            if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            // Only digits: what does not fit is longer than any life.
            Some(digits.parse().unwrap_or(LONGEST_EXPIRES_IN))
        }
        Some(_) => None,
    };
    let seconds = seconds.ok_or_else(|| wrong("expires_in", "a number of seconds"))?;
    members.insert("expires_in".into(), seconds.clamp(0, LONGEST_EXPIRES_IN).into());
    Ok(())
}

/// A number with a fraction or an exponent, or beyond `i64`; the clamp follows.
#[allow(clippy::cast_possible_truncation, reason = "`as` saturates, and the value is clamped next")]
fn whole(seconds: f64) -> Option<i64> {
    seconds.is_finite().then_some(seconds as i64)
}

/// `scope` as one string with spaces.
fn plain_scope(members: &mut Map<String, Value>, quirks: &Quirks) -> Result<()> {
    let scope = match members.get("scope") {
        Some(Value::Array(tokens)) => {
            let tokens: Option<Vec<&str>> = tokens.iter().map(Value::as_str).collect();
            tokens.ok_or_else(|| wrong("scope", "a string"))?.join(" ")
        }
        Some(Value::String(scope)) => scope.clone(),
        None | Some(Value::Null) => return Ok(()),
        Some(_) => return Err(wrong("scope", "a string")),
    };
    let scope = if quirks.has(Quirk::CommaScopes) { scope.replace(',', " ") } else { scope };
    members.insert("scope".into(), scope.into());
    Ok(())
}

fn wrong(member: &str, expected: &'static str) -> crate::error::Error {
    Code::TokenResponseInvalid
        .error()
        .message(format!("`{member}` in the token answer is of the wrong type"))
        .expected(expected)
}
