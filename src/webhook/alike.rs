//! Tables of the catalogue that have much in common with another: `like` names that one, and they say only what differs. Of a
//! table within it each key, of the payload what a JSON merge patch says. <https://www.rfc-editor.org/rfc/rfc7396>

use std::collections::BTreeMap;

use serde_json::Value;
use toml::{Table, Value as Entry};

const LIKE: &str = "like";
const PAYLOAD: &str = "payload";

/// That table with everything that it shares. One that is named by `like` names none itself.
pub fn completed(name: &str, tables: &BTreeMap<String, Table>) -> Table {
    let mut own = tables[name].clone();
    let Some(Entry::String(model)) = own.remove(LIKE) else { return own };
    let mut table = tables[&model].clone();
    assert!(!table.contains_key(LIKE), "{model} is a model of {name} and has one itself");
    for (key, value) in own {
        let value = match (table.remove(&key), value) {
            (Some(Entry::Table(mut shared)), Entry::Table(own)) => {
                shared.extend(own);
                Entry::Table(shared)
            }
            (Some(Entry::String(shared)), Entry::String(own)) if key == PAYLOAD => {
                let mut payload = parsed(&shared);
                patch(&mut payload, parsed(&own));
                Entry::String(payload.to_string())
            }
            (_, own) => own,
        };
        table.insert(key, value);
    }
    table
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("a test walks the catalogue")
}

/// RFC 7396 §2.
fn patch(target: &mut Value, by: Value) {
    let Value::Object(members) = by else {
        *target = by;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(target) = target else { return };
    for (name, value) in members {
        match value {
            Value::Null => drop(target.remove(&name)),
            value => patch(target.entry(name).or_insert(Value::Null), value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_patched_as_the_standard_says() {
        // RFC 7396 Appendix A
        for (target, by, patched) in [
            (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"a":null}"#, "{}"),
            (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
            (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
            (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
            (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
            (r#"["a","b"]"#, r#"["c","d"]"#, r#"["c","d"]"#),
            (r#"{"a":"b"}"#, r#"["c"]"#, r#"["c"]"#),
            (r#"{"a":"foo"}"#, "null", "null"),
            (r#"{"a":"foo"}"#, r#""bar""#, r#""bar""#),
            (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"a":1,"e":null}"#),
            ("[1,2]", r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#),
            ("{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
        ] {
            let mut found = parsed(target);
            patch(&mut found, parsed(by));
            assert_eq!(found.to_string(), patched, "{target} by {by}");
        }
    }

    #[test]
    fn what_differs_takes_the_place_of_what_is_shared() {
        let tables: BTreeMap<String, Table> = toml::from_str(
            r#"
            [a]
            scheme = "x"
            matches = { pointer = "/type", is = "a" }
            payload = '{"type": "a", "data": {"n": 1, "m": 2}}'
            [b]
            like = "a"
            matches = { is = "b" }
            payload = '{"type": "b", "data": {"m": null}}'
            "#,
        )
        .unwrap();
        assert_eq!(completed("a", &tables), tables["a"]);
        let expected: Table = toml::from_str(
            r#"
            scheme = "x"
            matches = { pointer = "/type", is = "b" }
            payload = '{"data":{"n":1},"type":"b"}'
            "#,
        )
        .unwrap();
        assert_eq!(completed("b", &tables), expected);
    }
}
