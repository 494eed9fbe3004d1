//! Rich authorization requests: what is asked for, and what of it was granted. <https://www.rfc-editor.org/rfc/rfc9396>

use serde_json::{Map, Value};

use super::json;
use crate::error::{Code, Error, Phase, Result};

/// The parameter, and the member of the token answer.
pub const AUTHORIZATION_DETAILS: &str = "authorization_details";

/// A list of objects, each with a `type` (RFC 9396 §2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorizationDetails(Vec<Map<String, Value>>);

impl AuthorizationDetails {
    /// Reads what a person wrote.
    ///
    /// # Errors
    /// `usage`.
    pub fn parse(text: &str) -> Result<Self> {
        let refused = |why: &str| {
            Code::Usage
                .error()
                .message(format!("authorization_details {why} (RFC 9396 §2)"))
                .hint("write it as [{\"type\":\"payment_initiation\", …}], or @FILE")
        };
        let value =
            json::value(text.as_bytes()).map_err(|_| refused("is not JSON, or has a member twice"))?;
        let read = Self::read(&value).ok_or_else(|| refused("is a JSON array of objects with a `type`"))?;
        match read.0.is_empty() {
            true => Err(refused("has at least one object")),
            false => Ok(read),
        }
    }

    /// Reads those of a token answer's members, if there are any (RFC 9396 §7).
    ///
    /// # Errors
    /// `token_response_invalid`.
    pub fn of_answer(members: &Map<String, Value>) -> Result<Option<Self>> {
        let Some(value) = members.get(AUTHORIZATION_DETAILS).filter(|value| !value.is_null()) else {
            return Ok(None);
        };
        Self::read(value).map(Some).ok_or_else(malformed)
    }

    /// Reads JSON; `None` if it is no such list.
    pub fn read(value: &Value) -> Option<Self> {
        let objects = value.as_array()?.iter().map(|item| {
            let object = item.as_object()?;
            object.get("type")?.as_str().filter(|name| !name.is_empty())?;
            Some(object.clone())
        });
        objects.collect::<Option<_>>().map(Self)
    }

    /// The type of each.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(kind)
    }

    /// As JSON.
    pub fn to_value(&self) -> Value {
        self.0.iter().cloned().map(Value::Object).collect()
    }

    /// What is in `self` and not in what was `granted`, one sentence each; and the other way round (threat C32).
    ///
    /// A provider may add members that say more of the same thing (RFC 9396 §7.1): that is no difference.
    pub fn differences(&self, granted: &Self) -> Vec<String> {
        let mut left: Vec<&Map<String, Value>> = granted.0.iter().collect();
        let mut unmet = Vec::new();
        for asked in &self.0 {
            match left.iter().position(|given| changed(asked, given).is_empty()) {
                Some(at) => drop(left.remove(at)),
                None => unmet.push(asked),
            }
        }
        let mut differences = Vec::new();
        for asked in unmet {
            match left.iter().position(|given| kind(given) == kind(asked)) {
                Some(at) => {
                    let members = changed(asked, left.remove(at)).join(", ");
                    differences.push(format!("{} with another {members}", kind(asked)));
                }
                None => differences.push(format!("{} not granted", kind(asked))),
            }
        }
        differences.extend(left.iter().map(|given| format!("{} granted unasked", kind(given))));
        differences
    }
}

fn kind(object: &Map<String, Value>) -> &str {
    object.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// The members that were asked for and are not so in what was given.
fn changed<'a>(asked: &'a Map<String, Value>, given: &Map<String, Value>) -> Vec<&'a str> {
    let differs = |(name, value): &(&'a String, &Value)| given.get(*name) != Some(*value);
    asked.iter().filter(differs).map(|(name, _)| name.as_str()).collect()
}

fn malformed() -> Error {
    Code::TokenResponseInvalid
        .error()
        .phase(Phase::Exchange)
        .message("`authorization_details` in the token answer is not what it must be (RFC 9396 §7)")
        .expected("a list of objects with a type")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn details(value: Value) -> AuthorizationDetails {
        AuthorizationDetails::parse(&value.to_string()).unwrap()
    }

    #[test]
    fn what_is_written_is_a_list_of_objects_with_a_type() {
        let read = details(json!([{"type": "a", "actions": ["read"]}, {"type": "b"}]));
        assert_eq!(read.types().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(read.to_value(), json!([{"type": "a", "actions": ["read"]}, {"type": "b"}]));
        for text in [
            "",
            "a",
            "{}",
            "[]",
            "[1]",
            "[{}]",
            r#"{"type":"a"}"#,
            r#"[{"type":1}]"#,
            r#"[{"type":""}]"#,
            r#"[{"type":"a","type":"b"}]"#,
            r#"[{"type":"a"}] x"#,
        ] {
            assert_eq!(AuthorizationDetails::parse(text).unwrap_err().code(), Code::Usage, "{text}");
        }
    }

    #[test]
    fn an_answer_has_such_a_list_or_none() {
        let of = |value: Value| AuthorizationDetails::of_answer(value.as_object().unwrap());
        assert_eq!(of(json!({})), Ok(None));
        assert_eq!(of(json!({"authorization_details": null})), Ok(None));
        assert_eq!(of(json!({"authorization_details": []})), Ok(Some(AuthorizationDetails::default())));
        for value in [json!({}), json!("[]"), json!([1]), json!([{"type": 1}]), json!([{}]), json!(true)] {
            let error = of(json!({"authorization_details": value})).unwrap_err();
            assert_eq!(error.code(), Code::TokenResponseInvalid);
        }
    }

    #[test]
    fn what_was_granted_in_another_way_is_told_and_what_says_more_of_the_same_is_not() {
        // C32
        let pay = json!({"type": "pay", "amount": "1", "actions": ["start"]});
        let asked = details(json!([pay, {"type": "read"}]));
        let enriched = json!({"type": "pay", "amount": "1", "actions": ["start"], "account": "x"});
        for (granted, told) in [
            (json!([{"type": "read"}, pay]), &[][..]),
            (json!([enriched, {"type": "read"}]), &[]),
            (json!([pay]), &["read not granted"]),
            (
                json!([{"type": "read"}, {"type": "pay", "amount": "9", "actions": ["start", "cancel"]}]),
                &["pay with another actions, amount"],
            ),
            (json!([{"type": "read"}, {"type": "pay"}]), &["pay with another actions, amount"]),
            (
                json!([pay, pay, {"type": "read"}, {"type": "write"}]),
                &["pay granted unasked", "write granted unasked"],
            ),
        ] {
            assert_eq!(asked.differences(&details(granted.clone())), told, "{granted}");
        }
        let none = AuthorizationDetails::default();
        assert_eq!(asked.differences(&none), ["pay not granted", "read not granted"]);
    }
}
