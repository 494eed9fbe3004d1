//! Whom an event is about: subject identifiers, each of a format that says which members it has.
//! <https://www.rfc-editor.org/rfc/rfc9493>, <https://openid.net/specs/openid-sharedsignals-framework-1_0.html>

use serde_json::{Map, Value, json};

/// The most identifiers of one subject, as aliases or as members of a complex one (threat P17).
const MOST: usize = 32;

/// Every format of one text or several, and those texts (RFC 9493 §3.2, SSF §3.5).
const FORMATS: &[(&str, &[&str])] = &[
    ("account", &["uri"]),
    ("email", &["email"]),
    ("iss_sub", &["iss", "sub"]),
    ("opaque", &["id"]),
    ("phone_number", &["phone_number"]),
    ("did", &["url"]),
    ("uri", &["uri"]),
    ("jwt_id", &["iss", "jti"]),
    ("saml_assertion_id", &["issuer", "assertion_id"]),
];

/// The person that an issuer knows by this `sub` (RFC 9493 §3.2.3).
pub fn iss_sub(iss: &str, sub: &str) -> Value {
    json!({"format": "iss_sub", "iss": iss, "sub": sub})
}

/// What only its issuer can read, such as the name of a session or a stream (RFC 9493 §3.2.4).
pub fn opaque(id: &str) -> Value {
    json!({"format": "opaque", "id": id})
}

/// The name of a subject's format, if every member is there that the format has; else one sentence why it is none.
pub fn judged(subject: &Value) -> Result<&str, String> {
    let members = subject.as_object().ok_or("it is no object")?;
    let format = format(members)?;
    match format {
        // SSF §3.3: of simple subjects
        "complex" => {
            let parts: Vec<&Value> =
                members.iter().filter(|(name, _)| *name != "format").map(|(_, part)| part).collect();
            several(&parts, &["complex"])?;
        }
        // RFC 9493 §3.2.8: never within one another
        "aliases" => {
            let list =
                members.get("identifiers").and_then(Value::as_array).ok_or("it has no `identifiers`")?;
            several(&list.iter().collect::<Vec<_>>(), &["aliases", "complex"])?;
        }
        "ip-addresses" => addresses(members)?,
        simple => {
            let known = FORMATS.iter().find(|(name, _)| *name == simple);
            let (_, texts) = known.ok_or_else(|| format!("its format {simple} is none that is known"))?;
            for name in *texts {
                match members.get(*name).and_then(Value::as_str) {
                    Some(text) if !text.is_empty() => {}
                    _ => return Err(format!("it has no `{name}`, which every {simple} has")),
                }
            }
        }
    }
    Ok(format)
}

fn format(members: &Map<String, Value>) -> Result<&str, String> {
    members.get("format").and_then(Value::as_str).ok_or_else(|| "it has no `format`".to_owned())
}

fn several(parts: &[&Value], never: &[&str]) -> Result<(), String> {
    if parts.is_empty() || parts.len() > MOST {
        return Err(format!("it is made of {} subjects, where 1 to {MOST} are expected", parts.len()));
    }
    parts.iter().try_for_each(|part| match part.get("format").and_then(Value::as_str) {
        Some(format) if never.contains(&format) => {
            Err(format!("{format} stands where one subject is expected"))
        }
        _ => judged(part).map(|_| ()),
    })
}

/// SSF §3.5.3
fn addresses(members: &Map<String, Value>) -> Result<(), String> {
    let list = members.get("ip-addresses").and_then(Value::as_array);
    let list = list.filter(|list| !list.is_empty()).ok_or("it has no `ip-addresses`")?;
    let is_address =
        |value: &Value| value.as_str().is_some_and(|text| text.parse::<std::net::IpAddr>().is_ok());
    match list.iter().all(is_address) {
        true => Ok(()),
        false => Err("one of its `ip-addresses` is no IP address".to_owned()),
    }
}

/// The person that it is about, as far as an issuer's `sub` says so.
pub fn person(subject: &Value) -> Option<&str> {
    match subject.get("format")?.as_str()? {
        "iss_sub" => subject.get("sub")?.as_str(),
        "complex" => person(subject.get("user")?),
        "aliases" => subject.get("identifiers")?.as_array()?.iter().find_map(person),
        _ => None,
    }
}

/// The session that it is about, where it says so beside the person.
pub fn session(subject: &Value) -> Option<&str> {
    let session = subject.get("session").filter(|_| subject["format"] == "complex")?;
    session.get("id").filter(|_| session["format"] == "opaque")?.as_str()
}

/// Whether a subject of one name is meant by another: complex ones where what both say is the same (SSF §8.1.3.1).
pub fn matches(one: &Value, other: &Value) -> bool {
    match (one.as_object(), other.as_object()) {
        (Some(one), Some(two)) if one.get("format") == two.get("format") && one.get("format").is_some() => {
            let is_complex = one["format"] == "complex";
            one == two
                || is_complex && one.iter().all(|(name, part)| two.get(name).is_none_or(|same| same == part))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of every format.
    fn examples() -> Vec<Value> {
        vec![
            json!({"format": "account", "uri": "acct:alice@example.com"}),
            json!({"format": "email", "email": "alice@example.com"}),
            iss_sub("https://id.example", "alice"),
            opaque("stream-1"),
            json!({"format": "phone_number", "phone_number": "+12065550100"}),
            json!({"format": "did", "url": "did:example:123456"}),
            json!({"format": "uri", "uri": "urn:uuid:1"}),
            json!({"format": "jwt_id", "iss": "https://id.example", "jti": "1"}),
            json!({"format": "saml_assertion_id", "issuer": "https://id.example", "assertion_id": "_1"}),
            json!({"format": "ip-addresses", "ip-addresses": ["192.0.2.1", "2001:db8::1"]}),
            json!({"format": "aliases", "identifiers": [opaque("1"), {"format": "email", "email": "a@b"}]}),
            json!({"format": "complex", "user": iss_sub("https://id.example", "alice"), "session": opaque("s")}),
        ]
    }

    #[test]
    fn every_format_needs_every_member_that_it_has() {
        for (name, _) in FORMATS {
            assert!(examples().iter().any(|example| example["format"] == *name), "{name}");
        }
        for example in examples() {
            assert_eq!(judged(&example), Ok(example["format"].as_str().unwrap()));
            let members = example.as_object().unwrap();
            for name in members.keys() {
                let mut without = example.clone();
                without.as_object_mut().unwrap().remove(name);
                // a complex subject may leave any one of them out
                assert!(
                    judged(&without).is_err() || example["format"] == "complex" && name != "format",
                    "{without}"
                );
                for wrong in [json!(null), json!(7), json!(""), json!([]), json!({}), json!("complex")] {
                    let mut changed = example.clone();
                    changed[name] = wrong;
                    let is_text = changed[name] == "complex";
                    assert!(judged(&changed).is_err() || is_text && name != "ip-addresses", "{changed}");
                }
            }
        }
        for wrong in [
            json!("alice"),
            json!({}),
            json!({"format": "iss-sub", "iss": "x", "sub": "y"}),
            json!({"format": "complex"}),
            json!({"format": "complex", "user": {"format": "complex", "user": opaque("1")}}),
            json!({"format": "aliases", "identifiers": [{"format": "aliases", "identifiers": [opaque("1")]}]}),
            json!({"format": "ip-addresses", "ip-addresses": ["999.0.0.1"]}),
        ] {
            assert!(judged(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn complex_subjects_match_where_what_both_say_is_the_same() {
        let (alice, bob) = (iss_sub("i", "alice"), iss_sub("i", "bob"));
        let event = json!({"format": "complex", "user": alice, "session": opaque("s")});
        assert!(matches(&json!({"format": "complex", "user": alice}), &event));
        assert!(matches(&json!({"format": "complex", "user": alice, "tenant": opaque("t")}), &event));
        assert!(!matches(&json!({"format": "complex", "user": bob}), &event));
        assert!(!matches(&alice, &event) && matches(&alice, &alice.clone()) && !matches(&alice, &bob));
        assert_eq!((person(&event), session(&event)), (Some("alice"), Some("s")));
    }
}
