//! The claims of a token, read by type: RFC 7519 §4.1. A claim of another type than its definition's is an
//! error, never taken for a missing one (threat C78).

use serde_json::{Map, Value};

use crate::{
    error::{Code, Error, Phase, Result},
    protocol::time::UnixTime,
};

/// The last second of the year 9999: no token means a moment after it, but one that counts milliseconds does.
const LAST_MOMENT: i64 = 253_402_300_799;

/// Claims, to be read by name.
#[derive(Debug, Clone, Copy)]
pub struct Claims<'a>(pub &'a Map<String, Value>);

impl<'a> Claims<'a> {
    /// A string.
    ///
    /// # Errors
    /// `id_token_malformed` if it is anything else.
    pub fn text(self, name: &str) -> Result<Option<&'a str>> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong_type(name, "a string")),
        }
    }

    /// A moment (RFC 7519 §2 `NumericDate`): a number of seconds, whole or not; fractions are cut off.
    ///
    /// # Errors
    /// `id_token_malformed` if it is no number, or not of the years 1970 to 9999.
    pub fn moment(self, name: &str) -> Result<Option<UnixTime>> {
        let seconds = match self.0.get(name) {
            None => return Ok(None),
            #[allow(clippy::cast_possible_truncation)] // saturates, and the range is checked below
            Some(Value::Number(number)) => {
                number.as_i64().or_else(|| number.as_f64().map(|seconds| seconds.floor() as i64))
            }
            Some(_) => None,
        };
        match seconds {
            Some(seconds @ 0..=LAST_MOMENT) => Ok(Some(UnixTime(seconds))),
            _ => Err(wrong_type(name, "a number of seconds since 1970")),
        }
    }

    /// A string or a list of strings (RFC 7519 §4.1.3 `aud`); empty if it is missing.
    ///
    /// # Errors
    /// `id_token_malformed` if it is anything else.
    pub fn texts(self, name: &str) -> Result<Vec<String>> {
        let list = || wrong_type(name, "a string or a list of strings");
        match self.0.get(name) {
            None => Ok(Vec::new()),
            Some(Value::String(text)) => Ok(vec![text.clone()]),
            Some(Value::Array(items)) => {
                items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(list)).collect()
            }
            Some(_) => Err(list()),
        }
    }
}

fn wrong_type(name: &str, wanted: &str) -> Error {
    Code::IdTokenMalformed
        .error()
        .phase(Phase::Validate)
        .message("a claim of the ID token is not of its type")
        .expected(format!("{name}: {wanted}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn moment(value: Value) -> Option<i64> {
        let claims = Map::from_iter([("exp".to_owned(), value)]);
        Claims(&claims).moment("exp").ok().map(|moment| moment.expect("the claim is there").0)
    }

    #[test]
    fn a_moment_is_a_number_of_seconds_that_can_be() {
        // C78
        assert_eq!(moment(json!(1_700_000_000)), Some(1_700_000_000));
        assert_eq!(moment(json!(1_700_000_000.9)), Some(1_700_000_000));
        assert_eq!(moment(json!(1.7e9)), Some(1_700_000_000));
        assert_eq!(moment(json!(0)), Some(0));
        for value in [
            json!("1700000000"),
            json!(null),
            json!(true),
            json!([1_700_000_000]),
            json!({}),
            json!(-1),
            json!(-0.5),
            json!(1e99),
            json!(u64::MAX),
            json!(1_700_000_000_000_u64),
        ] {
            assert_eq!(moment(value.clone()), None, "{value}");
        }
    }

    #[test]
    fn an_audience_is_a_string_or_a_list_of_strings() {
        // C72, C78
        let texts = |value: Value| Claims(&Map::from_iter([("aud".to_owned(), value)])).texts("aud").ok();
        assert_eq!(texts(json!("a")), Some(vec!["a".to_owned()]));
        assert_eq!(texts(json!(["a", "b"])), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(texts(json!([])), Some(vec![]));
        for value in [json!(["a", 1]), json!([["a"]]), json!({"a": true}), json!(null), json!(7)] {
            assert_eq!(texts(value.clone()), None, "{value}");
        }
    }
}
