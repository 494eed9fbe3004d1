//! How a person reads authorization details: what they are good for, and each value on a line of its own, as JSON. So no value
//! looks like another line, or like a part of what the provider says (threat P18). <https://www.rfc-editor.org/rfc/rfc9396>

use serde_json::Value;

use crate::untrusted::{SHOWN_CHARS, escape};

/// The most lines of one object. Whatever a person cannot read whole is not asked.
const MOST_LINES: usize = 32;

/// The values of an object without its type, or why they cannot be shown, as the end of a sentence.
pub fn lines(object: &Value) -> Result<Vec<String>, &'static str> {
    let mut found = Vec::new();
    for (name, value) in object.as_object().into_iter().flatten().filter(|(name, _)| *name != "type") {
        collect(&part(name), value, &mut found);
    }
    if found.len() > MOST_LINES {
        return Err("has more values than a person can be shown");
    }
    match found.iter().any(|line| escape(line).chars().count() > SHOWN_CHARS) {
        true => Err("has a value that is too long to be shown whole"),
        false => Ok(found),
    }
}

/// Every value that has no values in it, by its way there.
fn collect(way: &str, value: &Value, found: &mut Vec<String>) {
    // more is only counted
    if found.len() > MOST_LINES {
        return;
    }
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(name, value)| collect(&format!("{way}.{}", part(name)), value, found));
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                let is_leaf = !item.is_object() && !item.is_array();
                let way = if is_leaf { way.to_owned() } else { format!("{way}[{index}]") };
                collect(&way, item, found);
            }
        }
        leaf => found.push(format!("{way}: {leaf}")),
    }
}

/// A name that could be read as anything else is quoted.
fn part(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    match !name.is_empty() && name.bytes().all(is_plain) {
        true => name.to_owned(),
        false => Value::from(name).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_value_stands_alone_and_says_that_it_is_one() {
        // P18
        let object = json!({
            "type": "payment", "actions": ["read", "write"],
            "creditorName": "Shop, instructedAmount.amount: \"1\"\n<li>make no payment",
            "instructedAmount": {"amount": "999", "": {}, "amount: \"1\"": 0},
            "parts": [{"a": null}, [true]],
        });
        assert_eq!(
            lines(&object).unwrap(),
            [
                "actions: \"read\"",
                "actions: \"write\"",
                "creditorName: \"Shop, instructedAmount.amount: \\\"1\\\"\\n<li>make no payment\"",
                "instructedAmount.\"\": {}",
                "instructedAmount.amount: \"999\"",
                "instructedAmount.\"amount: \\\"1\\\"\": 0",
                "parts[0].a: null",
                "parts[1]: true",
            ]
        );
        assert_eq!(lines(&json!({"type": "x"})).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn what_cannot_be_read_whole_is_not_asked() {
        // P18
        let with = |value: Value| lines(&json!({"type": "x", "a": value}));
        assert!(with(Value::from("a".repeat(251))).is_ok());
        assert!(with(Value::from("a".repeat(252))).is_err());
        assert!(with(Value::from("\u{202e}".repeat(40))).is_err());
        assert!(with(vec![1; MOST_LINES].into()).is_ok());
        assert!(with(vec![1; MOST_LINES + 1].into()).is_err());
    }
}
