//! What an event says of what has happened: which members its standard wants, of which values. The event's table has the rule,
//! in a notation of its own: `name` is a text, `name=a|b` one of these, `name{}` an object that is not empty, and `?` before it
//! means that it may be missing.

use serde_json::{Map, Value};

/// What every event may say besides (CAEP §2).
const ANY: &str =
    "?event_timestamp#, ?initiating_entity=admin|user|policy|system, ?reason_admin{}, ?reason_user{}";

/// Members that are texts by language (CAEP §2).
const BY_LANGUAGE: &[&str] = &["reason_admin", "reason_user"];

/// Judges them by an event's rule; one sentence why they are wrong.
pub fn judged(rule: &str, members: &Map<String, Value>) -> Result<String, String> {
    let mut required = 0;
    for part in
        [rule, ANY].iter().flat_map(|rule| rule.split(',')).map(str::trim).filter(|part| !part.is_empty())
    {
        let (part, may_miss) = part.strip_prefix('?').map_or((part, false), |part| (part, true));
        let kind = Kind::of(part);
        required += usize::from(!may_miss);
        match members.get(kind.name) {
            None if may_miss => {}
            None => return Err(format!("it has no `{}`", kind.name)),
            Some(value) => kind.check(value)?,
        }
    }
    Ok(match required {
        0 => "nothing more is wanted".to_owned(),
        1 => "the member that is wanted".to_owned(),
        many => format!("the {many} members that are wanted"),
    })
}

/// What one member has to be.
struct Kind<'a> {
    name: &'a str,
    values: Option<&'a str>,
    is_object: bool,
    is_number: bool,
}

impl<'a> Kind<'a> {
    fn of(part: &'a str) -> Self {
        let (name, values) = part.split_once('=').map_or((part, None), |(name, values)| (name, Some(values)));
        let (is_object, is_number) = (name.ends_with("{}"), name.ends_with('#'));
        Self { name: name.trim_end_matches(['{', '}', '#']), values, is_object, is_number }
    }

    fn check(&self, value: &Value) -> Result<(), String> {
        let name = self.name;
        let by_language = BY_LANGUAGE.contains(&name);
        match (value, self.values) {
            (Value::Object(members), _) if self.is_object => {
                match members.values().all(|it| !by_language || it.is_string()) {
                    true if !members.is_empty() => Ok(()),
                    true => Err(format!("`{name}` is empty")),
                    false => Err(format!("`{name}` is no text by language")),
                }
            }
            (_, _) if self.is_object => Err(format!("`{name}` is no object")),
            (Value::Number(_), _) if self.is_number => Ok(()),
            (_, _) if self.is_number => Err(format!("`{name}` is no number of seconds")),
            (Value::String(text), None) if !text.is_empty() => Ok(()),
            (Value::String(text), Some(values)) if values.split('|').any(|known| known == text) => Ok(()),
            (_, None) => Err(format!("`{name}` is no text")),
            (_, Some(values)) => Err(format!("`{name}` is none of {}", values.replace('|', ", "))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_rule_is_read_as_it_is_written() {
        let rule = "text, one=a|b, set{}, ?may=x|y";
        let right = json!({
            "text": "t", "one": "b", "set": {"a": 1}, "may": "x", "other": 7, "event_timestamp": 1,
            "initiating_entity": "policy", "reason_admin": {"en": "why"},
        });
        assert_eq!(judged(rule, right.as_object().unwrap()), Ok("the 3 members that are wanted".to_owned()));
        assert_eq!(judged("", &Map::new()), Ok("nothing more is wanted".to_owned()));
        for (name, wrong, why) in [
            ("text", json!(7), "`text` is no text"),
            ("text", json!(""), "`text` is no text"),
            ("one", json!("c"), "`one` is none of a, b"),
            ("set", json!({}), "`set` is empty"),
            ("set", json!([1]), "`set` is no object"),
            ("may", json!("z"), "`may` is none of x, y"),
            ("event_timestamp", json!("1"), "`event_timestamp` is no number of seconds"),
            (
                "initiating_entity",
                json!("robot"),
                "`initiating_entity` is none of admin, user, policy, system",
            ),
            ("reason_admin", json!("why"), "`reason_admin` is no object"),
            ("reason_admin", json!({"en": 1}), "`reason_admin` is no text by language"),
        ] {
            let mut changed = right.clone();
            changed[name] = wrong;
            assert_eq!(judged(rule, changed.as_object().unwrap()), Err(why.to_owned()));
        }
        let mut without = right.as_object().unwrap().clone();
        without.remove("one");
        assert_eq!(judged(rule, &without), Err("it has no `one`".to_owned()));
    }
}
