//! Strict JSON for everything that comes from outside (RFC 8259, RFC 7493): a member twice at any depth is refused,
//! nesting is bounded, and trailing bytes are an error (threats C15, C17).

use std::{cell::Cell, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

use crate::error::{Code, Error, Result};

/// The deepest nesting that is read.
pub const MAX_DEPTH: usize = 32;

/// Reads one JSON value.
pub fn value(bytes: &[u8]) -> Result<Value> {
    let fault = Cell::new(Fault::Syntax);
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    Strict { depth: 0, fault: &fault }
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| fault.get().error(&error))
}

/// Reads one JSON object.
pub fn object(bytes: &[u8]) -> Result<Map<String, Value>> {
    match value(bytes)? {
        Value::Object(members) => Ok(members),
        _ => Err(Code::NotJson.error().message("the answer is JSON, but not an object")),
    }
}

/// Why strict reading stopped; the parser's own error type cannot carry it.
#[derive(Clone, Copy)]
enum Fault {
    Syntax,
    Duplicate,
    Depth,
}

impl Fault {
    fn error(self, parser: &serde_json::Error) -> Error {
        match self {
            Self::Duplicate => Code::DuplicateJsonKey.error(),
            Self::Depth => {
                Code::JsonRefused.error().message(format!("the JSON is nested deeper than {MAX_DEPTH}"))
            }
            Self::Syntax if parser.to_string().contains("number out of range") => {
                Code::JsonRefused.error().message("the JSON has a number out of range")
            }
            Self::Syntax => Code::NotJson.error(),
        }
    }
}

#[derive(Clone, Copy)]
struct Strict<'a> {
    depth: usize,
    fault: &'a Cell<Fault>,
}

impl Strict<'_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            self.fault.set(Fault::Depth);
            return Err(E::custom("too deep"));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                self.fault.set(Fault::Duplicate);
                return Err(A::Error::custom("duplicate member"));
            }
            let value = members.next_value_seed(inner)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        value(text.as_bytes()).unwrap_err().code()
    }

    #[test]
    fn a_member_twice_is_refused_at_every_depth() {
        // C15: also when one of the two is spelled with escapes
        for text in
            [r#"{"iss":"a","iss":"b"}"#, r#"{"iss":"a","\u0069ss":"b"}"#, r#"{"a":[{"b":{"c":1,"c":1}}]}"#]
        {
            assert_eq!(code(text), Code::DuplicateJsonKey, "{text}");
        }
        // C16: another case is another member
        assert!(value(br#"{"iss":"a","Iss":"b"}"#).is_ok());
    }

    #[test]
    fn nesting_and_numbers_are_bounded() {
        // C17
        assert_eq!(code(&"[".repeat(100_000)), Code::JsonRefused);
        assert!(value(format!("{}{}", "[".repeat(32), "]".repeat(32)).as_bytes()).is_ok());
        assert_eq!(code(&format!("{}{}", "[".repeat(33), "]".repeat(33))), Code::JsonRefused);
        assert_eq!(code(r#"{"expires_in":1e400}"#), Code::JsonRefused);
        assert_eq!(code(&format!("{{\"n\":{}}}", "9".repeat(1_000_000))), Code::JsonRefused);
    }

    #[test]
    fn what_is_not_one_json_value_is_refused() {
        // C14
        for text in ["", "<html>", "{} {}", "\u{feff}{}", r#"{"a":"\ud800"}"#, "{\"a\":1,}", "{'a':1}"] {
            assert_eq!(code(text), Code::NotJson, "{text}");
        }
        assert_eq!(object(b"[]").unwrap_err().code(), Code::NotJson);
    }
}
