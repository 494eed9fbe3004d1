//! Polling for security event tokens: what a receiver asks for, has taken and has refused, in one request, and what it gets.
//! <https://www.rfc-editor.org/rfc/rfc8936>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::json;

/// The name of delivery by pushing (SSF 1.0 §6.1.1).
pub const PUSH: &str = "urn:ietf:rfc:8935";
/// The name of delivery by polling (SSF 1.0 §6.1.2).
pub const POLL: &str = "urn:ietf:rfc:8936";

/// Why a receiver has not taken a token (RFC 8935 §2.4, RFC 8936 §2.4.4).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetError {
    /// The registered code.
    pub err: String,
    /// In a sentence.
    pub description: String,
}

/// A request (RFC 8936 §2.4).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PollRequest {
    /// The most tokens that are wanted; 0 where something is only acknowledged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_events: Option<u64>,
    /// Whether the answer does not wait until there is something.
    pub return_immediately: bool,
    /// The tokens that were taken, by `jti`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ack: Vec<String>,
    /// The tokens that were not, by `jti`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub set_errs: BTreeMap<String, SetError>,
}

impl PollRequest {
    /// Reads one; one sentence why it is none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, String> {
        let members = json::object(body).map_err(|_| "the body is no JSON object")?;
        let max_events = match members.get("maxEvents") {
            None => None,
            Some(value) => {
                Some(value.as_u64().ok_or("maxEvents is a number, 0 or more (RFC 8936 section 2.2)")?)
            }
        };
        let return_immediately = match members.get("returnImmediately") {
            None => false,
            Some(value) => {
                value.as_bool().ok_or("returnImmediately is true or false (RFC 8936 section 2.2)")?
            }
        };
        let ack = match members.get("ack") {
            None => Vec::new(),
            Some(value) => texts(value).ok_or("ack is a list of texts (RFC 8936 section 2.4)")?,
        };
        let set_errs = match members.get("setErrs") {
            None => BTreeMap::new(),
            Some(value) => {
                errors(value).ok_or("setErrs is an object of errors by jti (RFC 8936 section 2.4)")?
            }
        };
        Ok(Self { max_events, return_immediately, ack, set_errs })
    }

    /// As the body of a POST.
    pub fn body(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts, numbers and names are JSON")
    }

    /// The tokens that it settles, taken or not.
    pub fn settled(&self) -> impl Iterator<Item = &str> {
        self.ack.iter().chain(self.set_errs.keys()).map(String::as_str)
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

fn errors(value: &Value) -> Option<BTreeMap<String, SetError>> {
    let text = |members: &Map<String, Value>, name: &str| members.get(name)?.as_str().map(str::to_owned);
    let error = |(jti, value): (&String, &Value)| {
        let members = value.as_object()?;
        let description = text(members, "description").unwrap_or_default();
        Some((jti.clone(), SetError { err: text(members, "err")?, description }))
    };
    value.as_object()?.iter().map(error).collect()
}

/// An answer (RFC 8936 §2.3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PollAnswer {
    /// The tokens, by `jti`.
    pub sets: BTreeMap<String, String>,
    /// Whether there are more that can be asked for at once.
    pub more_available: bool,
}

impl PollAnswer {
    /// Reads one; one sentence why it is none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, String> {
        let members = json::object(body).map_err(|_| "the answer is no JSON object")?;
        let sets = members.get("sets").and_then(Value::as_object);
        let sets = sets.ok_or("the answer has no `sets` (RFC 8936 §2.3)")?;
        let token = |(jti, token): (&String, &Value)| Some((jti.clone(), token.as_str()?.to_owned()));
        let sets = sets.iter().map(token).collect::<Option<_>>();
        let sets = sets.ok_or("one of the `sets` is no text (RFC 8936 §2.3)")?;
        let more_available = match members.get("moreAvailable") {
            None => false,
            Some(value) => {
                value.as_bool().ok_or("`moreAvailable` is neither true nor false (RFC 8936 §2.3)")?
            }
        };
        Ok(Self { sets, more_available })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_request_is_read_as_it_is_written() {
        let error = SetError { err: "invalid_key".into(), description: "why".into() };
        let request = PollRequest {
            max_events: Some(3),
            return_immediately: true,
            ack: vec!["1".into()],
            set_errs: BTreeMap::from([("2".into(), error)]),
        };
        assert_eq!(
            serde_json::from_slice::<Value>(&request.body()).unwrap(),
            json!({
                "maxEvents": 3, "returnImmediately": true, "ack": ["1"],
                "setErrs": {"2": {"err": "invalid_key", "description": "why"}},
            })
        );
        assert_eq!(PollRequest::parse(&request.body()), Ok(request.clone()));
        assert_eq!(request.settled().collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(PollRequest::parse(b"{}"), Ok(PollRequest::default()));
        for wrong in [
            "",
            "[]",
            r#"{"maxEvents": -1}"#,
            r#"{"maxEvents": "1"}"#,
            r#"{"returnImmediately": "yes"}"#,
            r#"{"ack": "1"}"#,
            r#"{"ack": [1]}"#,
            r#"{"ack": [], "ack": []}"#,
            r#"{"setErrs": []}"#,
            r#"{"setErrs": {"1": "bad"}}"#,
            r#"{"setErrs": {"1": {"description": "no code"}}}"#,
        ] {
            assert!(PollRequest::parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_answer_is_read_as_it_is_written() {
        let answer =
            PollAnswer { sets: BTreeMap::from([("1".into(), "a.b.c".into())]), more_available: true };
        let body = serde_json::to_vec(&answer).unwrap();
        assert_eq!(
            serde_json::from_slice::<Value>(&body).unwrap(),
            json!({"sets": {"1": "a.b.c"}, "moreAvailable": true})
        );
        assert_eq!(PollAnswer::parse(&body), Ok(answer));
        assert_eq!(PollAnswer::parse(br#"{"sets": {}}"#), Ok(PollAnswer::default()));
        for wrong in
            ["{}", r#"{"sets": []}"#, r#"{"sets": {"1": {}}}"#, r#"{"sets": {}, "moreAvailable": 1}"#, "x"]
        {
            assert!(PollAnswer::parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
