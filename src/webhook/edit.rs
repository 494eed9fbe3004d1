//! A change that a person makes to what an event says: `--set claim=value`, `--remove claim`. What begins with `/` is a JSON
//! pointer (<https://www.rfc-editor.org/rfc/rfc6901>), anything else the name of a member.

use serde_json::{Map, Value};

use crate::error::{Code, Error, Phase, Result};

/// The most steps to a place: what is nested deeper no receiver reads.
const DEEPEST: usize = 64;

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// This place has this value.
    Set(String, Value),
    /// There is no such place.
    Remove(String),
}

impl Edit {
    /// Reads `claim=value`; the value is JSON, or else the text that it is.
    ///
    /// # Errors
    /// Why it is none, in a sentence.
    pub fn set(text: &str) -> Result<Self, String> {
        let (place, value) = text.split_once('=').ok_or("a claim is set as claim=value")?;
        if place.is_empty() {
            return Err("a claim is set as claim=value".into());
        }
        let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
        Ok(Self::Set(place.to_owned(), value))
    }

    /// Makes it.
    ///
    /// # Errors
    /// [`Code::Usage`] if there is no such place.
    pub fn apply(&self, payload: &mut Value) -> Result<()> {
        let (Self::Set(place, _) | Self::Remove(place)) = self;
        let mut path = steps(place);
        if path.len() > DEEPEST {
            return Err(nowhere("a place that is too deep"));
        }
        let name = path.pop().ok_or_else(|| nowhere(place))?;
        let holder = path.iter().try_fold(payload, |value, step| match (value, self) {
            (Value::Array(items), _) => items.get_mut(step.parse::<usize>().ok()?),
            (Value::Object(members), Self::Set(..)) => {
                Some(members.entry(step.as_str()).or_insert_with(|| Map::new().into()))
            }
            (Value::Object(members), Self::Remove(_)) => members.get_mut(step),
            _ => None,
        });
        let done = match (holder, self) {
            (Some(Value::Object(members)), Self::Set(_, value)) => {
                members.insert(name, value.clone());
                true
            }
            (Some(Value::Object(members)), Self::Remove(_)) => members.remove(&name).is_some(),
            (Some(Value::Array(items)), Self::Set(_, value)) => put(items, &name, value),
            (Some(Value::Array(items)), Self::Remove(_)) => match name.parse::<usize>() {
                Ok(index) if index < items.len() => {
                    items.remove(index);
                    true
                }
                _ => false,
            },
            _ => false,
        };
        if done { Ok(()) } else { Err(nowhere(place)) }
    }
}

/// RFC 6901 §4; `-` is the place after the last (RFC 6902 §4.1).
fn put(items: &mut Vec<Value>, name: &str, value: &Value) -> bool {
    match name.parse::<usize>() {
        Ok(index) if index < items.len() => items[index] = value.clone(),
        _ if name == "-" => items.push(value.clone()),
        _ => return false,
    }
    true
}

/// RFC 6901 §3
fn steps(place: &str) -> Vec<String> {
    match place.strip_prefix('/') {
        Some(pointer) => pointer.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect(),
        None => vec![place.to_owned()],
    }
}

fn nowhere(place: &str) -> Error {
    Code::Usage
        .error()
        .phase(Phase::Webhook)
        .message("there is no such place in what the event says")
        .got(place)
        .hint("`authctl webhook show EVENT` shows what it says")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn edited(edits: &[Edit]) -> Result<Value> {
        let mut payload = json!({"sub": "alice", "events": {"https://a/b": {}}, "aud": ["one", "two"]});
        edits.iter().try_for_each(|edit| edit.apply(&mut payload)).map(|()| payload)
    }

    #[test]
    fn a_place_is_a_member_or_a_pointer_and_a_value_json_or_text() {
        let set = |text: &str| edited(&[Edit::set(text).unwrap()]).unwrap();
        assert_eq!(set("sub=bob")["sub"], json!("bob"));
        assert_eq!(set("sub=12")["sub"], json!(12));
        assert_eq!(set("sub=\"12\"")["sub"], json!("12"));
        assert_eq!(set("note=a=b")["note"], json!("a=b"));
        assert_eq!(
            set("/events/https:~1~1a~1b/x={\"y\":1}")["events"],
            json!({"https://a/b": {"x": {"y": 1}}})
        );
        assert_eq!(set("/new/deep=1")["new"], json!({"deep": 1}));
        assert_eq!(set("/aud/0=x")["aud"], json!(["x", "two"]));
        assert_eq!(set("/aud/-=x")["aud"], json!(["one", "two", "x"]));
        assert_eq!(set("sub=")["sub"], json!(""));
    }

    #[test]
    fn what_is_not_there_cannot_be_removed_nor_entered() {
        let remove = |place: &str| edited(&[Edit::Remove(place.into())]);
        assert_eq!(remove("sub").unwrap().get("sub"), None);
        assert_eq!(remove("/aud/1").unwrap()["aud"], json!(["one"]));
        for wrong in ["nobody", "/aud/2", "/aud/x", "/sub/x", "/nobody/x", ""] {
            assert_eq!(remove(wrong).unwrap_err().code(), Code::Usage, "{wrong}");
        }
        for wrong in ["/sub/x=1", "/aud/7=1"] {
            assert_eq!(edited(&[Edit::set(wrong).unwrap()]).unwrap_err().code(), Code::Usage, "{wrong}");
        }
        assert!(Edit::set("sub").is_err() && Edit::set("=x").is_err());
        // deeper than what writes it could go
        let deep = format!("{}=1", "/a".repeat(50_000));
        assert_eq!(edited(&[Edit::set(&deep).unwrap()]).unwrap_err().code(), Code::Usage);
    }
}
