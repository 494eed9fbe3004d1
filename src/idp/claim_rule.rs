//! Rules of the configuration that tell more of a person, by client, scope and user: `[[claim_rules]]`. Their values are text in
//! which `{user.email}` and the like stand for what is known; there is no code in them.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{claim_name::OF_THE_PROVIDER, scope, user::User};

/// Where claims are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The ID token (OIDC Core §2).
    IdToken,
    /// The access token, where it can be read (RFC 9068 §2.2.3).
    AccessToken,
    /// UserInfo (OIDC Core §5.3).
    Userinfo,
}

/// A rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimRule {
    /// The client that is told; all without it.
    client: Option<String>,
    /// The scope that the client must have been granted, if one.
    scope: Option<String>,
    /// The username of the person who is spoken of; everybody without it.
    user: Option<String>,
    /// Where it is told.
    #[serde(default = "everywhere_about_people")]
    tokens: Vec<Place>,
    /// The claims, with text that may have references in it.
    claims: Map<String, Value>,
}

fn everywhere_about_people() -> Vec<Place> {
    vec![Place::IdToken, Place::Userinfo]
}

/// A part of a text.
enum Part<'a> {
    Text(&'a str),
    Reference(&'a str),
}

impl ClaimRule {
    /// Itself, or why it is none.
    pub fn checked(self) -> Result<Self, String> {
        if let Some(name) = self.names().find(|name| OF_THE_PROVIDER.contains(&name.as_str())) {
            return Err(format!(
                "{name} is what the provider says of a token or of a sign-in; serve --fault makes it wrong"
            ));
        }
        if self.tokens.is_empty() {
            return Err("tokens is empty, so that the rule tells nobody".to_owned());
        }
        self.claims.values().try_for_each(check)?;
        Ok(self)
    }

    /// The names of its claims.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.claims.keys()
    }

    /// Whether it tells something of that person, if of one, to that client, there.
    pub fn is_for(&self, user: Option<&User>, client_id: &str, granted: &[String], place: Place) -> bool {
        self.tokens.contains(&place)
            && self.client.as_deref().is_none_or(|client| client == client_id)
            && self.scope.as_deref().is_none_or(|name| scope::is_in(granted, name))
            && self.user.as_deref().is_none_or(|name| user.is_some_and(|user| user.username == name))
    }

    /// Its claims with these facts; one that speaks of nothing but what is not known is left out.
    pub fn claims(&self, facts: &Value) -> Map<String, Value> {
        let filled = self.claims.iter().map(|(name, value)| (name.clone(), filled(value, facts)));
        filled.filter(|(_, value)| !value.is_null()).collect()
    }
}

/// Whether every reference in a value is to something that there can be.
fn check(value: &Value) -> Result<(), String> {
    match value {
        Value::String(text) => {
            for part in parts(text) {
                match part? {
                    Part::Text(_)
                    | Part::Reference("issuer" | "scope" | "client.client_id" | "client.name") => {}
                    Part::Reference(path)
                        if path.strip_prefix("user.").is_some_and(|rest| !rest.is_empty()) => {}
                    Part::Reference(path) => {
                        return Err(format!(
                            "{{{path}}} is not known: there are {{user.…}}, {{client.client_id}}, {{client.name}}, {{issuer}} \
                             and {{scope}}, and {{{{ for a brace"
                        ));
                    }
                }
            }
            Ok(())
        }
        Value::Array(values) => values.iter().try_for_each(check),
        Value::Object(members) => members.values().try_for_each(check),
        _ => Ok(()),
    }
}

/// A value with facts in place of its references. A text that is one reference and nothing else becomes what it refers to.
fn filled(value: &Value, facts: &Value) -> Value {
    match value {
        Value::String(text) => {
            let parts: Vec<Part<'_>> = parts(text).filter_map(Result::ok).collect();
            if let [Part::Reference(path)] = &*parts {
                return fact(facts, path).clone();
            }
            let word = |part: &Part<'_>| match part {
                Part::Text(text) => (*text).to_owned(),
                Part::Reference(path) => match fact(facts, path) {
                    Value::String(text) => text.clone(),
                    Value::Null => String::new(),
                    other => other.to_string(),
                },
            };
            Value::String(parts.iter().map(word).collect())
        }
        Value::Array(values) => values.iter().map(|value| filled(value, facts)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), filled(value, facts))).collect()
        }
        other => other.clone(),
    }
}

fn fact<'a>(facts: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(facts, |known, name| known.get(name).unwrap_or(&Value::Null))
}

/// A text in its parts; `{{` and `}}` stand for a brace.
fn parts(text: &str) -> impl Iterator<Item = Result<Part<'_>, String>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (part, after) = match rest.find(['{', '}']) {
            None if rest.is_empty() => return None,
            None => (Ok(Part::Text(rest)), ""),
            Some(0) if rest.starts_with("{{") || rest.starts_with("}}") => {
                (Ok(Part::Text(&rest[..1])), &rest[2..])
            }
            Some(0) => match rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
                Some((path, after)) => (Ok(Part::Reference(path)), after),
                None => (Err(format!("a brace in {text:?} has no other; {{{{ and }}}} stand for one")), ""),
            },
            Some(at) => (Ok(Part::Text(&rest[..at])), &rest[at..]),
        };
        rest = after;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule(text: &str) -> Result<ClaimRule, String> {
        toml::from_str::<ClaimRule>(text).map_err(|error| error.message().to_owned())?.checked()
    }

    #[test]
    fn a_template_is_filled_with_what_is_known() {
        let rule = rule(
            "[claims]\ntenant = \"acme\"\ngreeting = \"Hello {user.name} of {client.name}{{}}\"\n\
             roles = \"{user.groups}\"\nteam = \"{user.org.team}\"\nlost = \"{user.nothing}\"\n\
             deep = { list = [\"{scope}\", 1] }\ncount = \"{user.groups} {user.nothing}\"\n",
        );
        let facts = json!({
            "scope": "openid", "client": {"name": "App"},
            "user": {"name": "Carol", "groups": ["a", "b"], "org": {"team": 7}},
        });
        assert_eq!(
            Value::Object(rule.expect("right").claims(&facts)),
            json!({
                "tenant": "acme", "greeting": "Hello Carol of App{}", "roles": ["a", "b"], "team": 7,
                "deep": {"list": ["openid", 1]}, "count": "[\"a\",\"b\"] ",
            })
        );
    }

    #[test]
    fn what_a_rule_may_not_say_is_refused() {
        for (text, part) in [
            ("[claims]\nx = \"{usr.name}\"", "{usr.name} is not known"),
            ("[claims]\nx = [\"{user.}\"]", "{user.} is not known"),
            ("[claims]\nx = \"{user.name\"", "has no other"),
            ("[claims]\nx = \"}\"", "has no other"),
            ("tokens = []\n[claims]\nx = 1", "tells nobody"),
            ("tokens = [\"refresh_token\"]\n[claims]\nx = 1", "unknown variant"),
            ("user = 1\n[claims]", "invalid type"),
        ] {
            let why = rule(text).expect_err(text);
            assert!(why.contains(part), "{text}: {why}");
        }
        for name in OF_THE_PROVIDER {
            assert!(rule(&format!("[claims]\n{name} = 1")).expect_err(name).starts_with(name));
        }
    }
}
