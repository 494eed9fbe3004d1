//! Makes a token answer what RFC 6749 §5 says it is, before it is read: the provider's quirks and the harmless
//! liberties that any provider may take. <https://www.rfc-editor.org/rfc/rfc6749#section-5.1>

use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value};

use super::quirk::{Quirk, Quirks};
use crate::{
    error::{Code, Result},
    protocol::{exchange::Response, json, step::Departure},
};

const FORM: &str = "application/x-www-form-urlencoded";

/// The longest life that a token is believed to have: ten years, in seconds (threat C17).
pub const LONGEST_EXPIRES_IN: i64 = 315_360_000;

/// An answer as the standard has it, and where it was not.
#[derive(Debug)]
pub struct Plain {
    /// The answer.
    pub response: Response,
    /// What was done for that.
    pub departures: Vec<Departure>,
}

/// What every provider may do, by names as quirks have them.
const NO_EXPIRES_IN: (&str, &str) = (
    "no-expires-in",
    "how long the token lives is not told: it is used until the provider refuses it, without a person for five minutes",
);
const EXPIRES_IN_AS_TEXT: (&str, &str) = ("expires-in-as-text", "`expires_in` is a text and not a number");
const SCOPE_AS_LIST: (&str, &str) = ("scope-as-list", "`scope` is a list and not a text");

/// The answer as JSON, with the status that its content deserves. An error answer that is not JSON comes back as it
/// is, for the caller to judge by its status; a good one that is not JSON is an error.
pub fn normalise(response: &Response, quirks: &Quirks) -> Result<Plain> {
    let mut reader = Reader { quirks, departures: Vec::new() };
    let response = reader.written_plainly(response, |reader, members| {
        reader.plain_type(members);
        reader.plain_expiry(members)?;
        reader.plain_scope(members)
    })?;
    Ok(Plain { response, departures: reader.departures })
}

/// As [`normalise`], of the answer to a device authorization request (RFC 8628 §3.2), which has other members.
pub fn normalise_device(response: &Response, quirks: &Quirks) -> Result<Plain> {
    let mut reader = Reader { quirks, departures: Vec::new() };
    let response = reader.written_plainly(response, |_, _| Ok(()))?;
    Ok(Plain { response, departures: reader.departures })
}

/// As [`normalise`], of a user API, which only refuses in one way of its own or another.
pub fn normalise_refusal(response: Response, quirks: &Quirks) -> Plain {
    let mut reader = Reader { quirks, departures: Vec::new() };
    match json::object(&response.body) {
        Ok(mut members) if !response.status.is_success() || members.contains_key("error") => {
            reader.plain_error(&mut members, response.status);
            let response = Response { body: Value::Object(members).to_string().into_bytes(), ..response };
            Plain { response, departures: reader.departures }
        }
        _ => Plain { response, departures: Vec::new() },
    }
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

/// Reads one answer, and notes where it departs from the standard.
struct Reader<'a> {
    quirks: &'a Quirks,
    departures: Vec<Departure>,
}

impl Reader<'_> {
    fn meets(&mut self, quirk: Quirk) -> bool {
        let has = self.quirks.has(quirk);
        if has {
            self.departures.push(quirk.departure());
        }
        has
    }

    fn takes(&mut self, (name, what): (&'static str, &str)) {
        self.departures.push(Departure { name, what: what.to_owned() });
    }

    fn written_plainly(
        &mut self,
        response: &Response,
        plain: impl FnOnce(&mut Self, &mut Map<String, Value>) -> Result<()>,
    ) -> Result<Response> {
        let mut members = match self.read_body(response) {
            Ok(members) => members,
            Err(error) if error.code() == Code::NotJson && !response.status.is_success() => {
                return Ok(response.clone());
            }
            Err(error) => return Err(error),
        };
        let mut status = response.status;
        self.plain_error(&mut members, status);
        if members.contains_key("error") {
            if status == StatusCode::OK && self.meets(Quirk::ErrorWithHttp200) {
                status = StatusCode::BAD_REQUEST;
            }
        } else if status.is_success() {
            plain(self, &mut members)?;
        }
        let mut headers = response.headers.clone();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let body = Value::Object(members).to_string().into_bytes();
        Ok(Response { status, headers, body })
    }

    fn read_body(&mut self, response: &Response) -> Result<Map<String, Value>> {
        let is_form = match self.quirks.has(Quirk::LogtoConnector) {
            // It does not look at the type.
            true => json::object(&response.body).is_err_and(|error| error.code() == Code::NotJson),
            false => response.content_type() == FORM,
        };
        match is_form && self.meets(Quirk::FormEncodedTokenAnswer) {
            true => form(response),
            false => json::object(&response.body),
        }
    }

    /// `error` as a registered name, with what the provider calls it in the description (RFC 6749 §5.2).
    fn plain_error(&mut self, members: &mut Map<String, Value>, status: StatusCode) {
        if members.get("error").is_some_and(Value::is_object) && self.meets(Quirk::ErrorObject) {
            let error = members.remove("error").unwrap_or_default();
            let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
            members.insert("error".into(), text("type").into());
            members.insert("error_description".into(), text("message").into());
        }
        let message = members.get("message").and_then(Value::as_str).map(str::to_owned);
        if let Some(message) = message.filter(|_| !status.is_success())
            && self.meets(Quirk::ErrorInMessage)
        {
            members.insert("error".into(), message.into());
        }
        self.name_error(members);
    }

    /// The provider's own name of an error moves into the description, and the registered name takes its place.
    fn name_error(&mut self, members: &mut Map<String, Value>) {
        let Some(own) = members.get("error").and_then(Value::as_str).map(str::to_owned) else { return };
        let Some(registered) = self.quirks.registered_error(&own) else { return };
        let what = format!("the error `{own}` is a way to say {registered}");
        self.departures.push(Departure { name: "own-error-name", what });
        let description = match members.get("error_description").and_then(Value::as_str) {
            Some(description) => format!("{own}: {description}"),
            None => own,
        };
        members.insert("error".into(), registered.into());
        members.insert("error_description".into(), description.into());
    }

    fn plain_type(&mut self, members: &mut Map<String, Value>) {
        if !members.contains_key("token_type") && self.meets(Quirk::NoTokenType) {
            members.insert("token_type".into(), "Bearer".into());
        }
    }

    /// `expires_in` as whole seconds from 0 to ten years. `null` is unknown, not endless.
    fn plain_expiry(&mut self, members: &mut Map<String, Value>) -> Result<()> {
        let seconds = match members.get("expires_in") {
            None | Some(Value::Null) => {
                members.remove("expires_in");
                self.takes(NO_EXPIRES_IN);
                return Ok(());
            }
            Some(Value::Number(number)) => number.as_i64().or_else(|| whole(number.as_f64()?)),
            Some(Value::String(digits))
                if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                // Only digits: what does not fit is longer than any life.
                let seconds = digits.parse().unwrap_or(LONGEST_EXPIRES_IN);
                self.takes(EXPIRES_IN_AS_TEXT);
                Some(seconds)
            }
            Some(_) => None,
        };
        let seconds = seconds.ok_or_else(|| wrong("expires_in", "a number of seconds"))?;
        members.insert("expires_in".into(), seconds.clamp(0, LONGEST_EXPIRES_IN).into());
        Ok(())
    }

    /// `scope` as one string with spaces.
    fn plain_scope(&mut self, members: &mut Map<String, Value>) -> Result<()> {
        if !members.contains_key("scope") && members.contains_key("scopes") && self.meets(Quirk::ScopesMember)
        {
            let scopes = members.remove("scopes").unwrap_or_default();
            members.insert("scope".into(), scopes);
        }
        let scope = match members.get("scope") {
            Some(Value::Array(tokens)) => {
                let tokens: Option<Vec<&str>> = tokens.iter().map(Value::as_str).collect();
                let scope = tokens.ok_or_else(|| wrong("scope", "a string"))?.join(" ");
                self.takes(SCOPE_AS_LIST);
                scope
            }
            Some(Value::String(scope)) => scope.clone(),
            None | Some(Value::Null) => return Ok(()),
            Some(_) => return Err(wrong("scope", "a string")),
        };
        let has_comma = scope.contains(',') && self.meets(Quirk::CommaScopes);
        let scope = if has_comma { scope.replace(',', " ") } else { scope };
        let scope = self.name_scopes(scope);
        members.insert("scope".into(), scope.into());
        Ok(())
    }

    /// Scopes by the names that they were asked for, where the provider's answer has others.
    fn name_scopes(&mut self, scope: String) -> String {
        let own = |word: &&str| self.quirks.asked_scope(word).is_some();
        if !scope.split(' ').any(|word| own(&word)) {
            return scope;
        }
        let named: Vec<&str> =
            scope.split(' ').map(|word| self.quirks.asked_scope(word).unwrap_or(word)).collect();
        let what = format!("the scopes that were granted are {}", named.join(" "));
        self.departures.push(Departure { name: "own-scope-name", what });
        named.join(" ")
    }
}

/// A number with a fraction or an exponent, or beyond `i64`; the clamp follows.
#[allow(clippy::cast_possible_truncation, reason = "`as` saturates, and the value is clamped next")]
fn whole(seconds: f64) -> Option<i64> {
    seconds.is_finite().then_some(seconds as i64)
}

fn wrong(member: &str, expected: &'static str) -> crate::error::Error {
    Code::TokenResponseInvalid
        .error()
        .message(format!("`{member}` in the token answer is of the wrong type"))
        .expected(expected)
}
