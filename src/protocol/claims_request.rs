//! The `claims` parameter: which claims are wanted, where, and how much.
//! <https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter>

use serde_json::{Map, Value};

use super::json;
use crate::error::{Code, Result};

/// Where claims are wanted.
const PLACES: &[&str] = &["id_token", "userinfo"];
/// What is said of one (OIDC Core §5.5.1).
const HOWS: &[&str] = &["essential", "value", "values"];

/// What is wanted in the ID token and from UserInfo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimsRequest(Map<String, Value>);

impl ClaimsRequest {
    /// Reads what a person wrote, strictly: a member that is not known would be ignored by the provider, and nobody would
    /// notice.
    ///
    /// # Errors
    /// `usage`.
    pub fn parse(text: &str) -> Result<Self> {
        let refused = |why: &str| {
            Code::Usage
                .error()
                .message(format!("claims {why} (OIDC Core §5.5)"))
                .hint("write it as {\"id_token\":{\"acr\":{\"essential\":true}}}, or @FILE")
        };
        let read = Self::received(text).ok_or_else(|| {
            refused("is a JSON object of objects that say of each claim null, or essential, value and values")
        })?;
        if let Some(place) = read.0.keys().find(|place| !PLACES.contains(&place.as_str())) {
            return Err(
                refused("asks for claims in id_token and userinfo, and in nothing else").got(place.as_str())
            );
        }
        let hows = read.0.values().filter_map(Value::as_object).flatten();
        let mut members = hows.filter_map(|(_, how)| how.as_object()).flat_map(Map::keys);
        if let Some(unknown) = members.find(|name| !HOWS.contains(&name.as_str())) {
            return Err(
                refused("says essential, value or values of a claim, and nothing else").got(unknown.as_str())
            );
        }
        if !read.can_be_checked() {
            return Err(refused(
                "demands of acr text, and of sub one text as its value, or it could not be checked",
            ));
        }
        match PLACES.iter().all(|place| read.names(place).next().is_none()) {
            true => Err(refused("asks for nothing")),
            false => Ok(read),
        }
    }

    /// Reads what came: a member that is not known counts for nothing (OIDC Core §5.5). `None` if one that is known is of
    /// another form than it must be.
    pub fn received(text: &str) -> Option<Self> {
        let members = json::object(text.as_bytes()).ok()?;
        let is_sound = |place: &&str| match members.get(*place) {
            None | Some(Value::Null) => true,
            Some(wanted) => wanted.as_object().is_some_and(|wanted| wanted.values().all(is_sound)),
        };
        PLACES.iter().all(is_sound).then_some(Self(members))
    }

    /// As JSON.
    pub fn to_value(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// The claims wanted in that place.
    pub fn names(&self, place: &str) -> impl Iterator<Item = &str> {
        self.0.get(place).and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.as_str())
    }

    /// The claims that the ID token should have in any case, but for `acr` (OIDC Core §5.5.1).
    pub fn essential(&self) -> impl Iterator<Item = &str> {
        self.names("id_token").filter(|name| *name != "acr" && self.is_essential(name))
    }

    /// One of these the ID token's `acr` has to be (OIDC Core §5.5.1.1); `None` if nothing is demanded. An empty list demands
    /// that there is one.
    pub fn essential_acr(&self) -> Option<Vec<&str>> {
        self.is_essential("acr").then(|| self.values("acr"))
    }

    /// Who the person has to be (OIDC Core §5.5.1).
    pub fn sub(&self) -> Option<&str> {
        let of = |place: &str| self.0.get(place)?.get("sub")?.get("value")?.as_str();
        of("id_token").or_else(|| of("userinfo"))
    }

    /// Whether what is demanded of the sign-in is of a form that the ID token can be compared with: both are text (OIDC Core
    /// §2), and of sub only `value` says who it must be (§5.5.1).
    fn can_be_checked(&self) -> bool {
        let demanded = |name: &'static str| {
            let hows = PLACES.iter().filter_map(move |place| self.0.get(*place)?.get(name));
            hows.filter_map(Value::as_object)
        };
        let is_text = |how: &Map<String, Value>| how.get("value").is_none_or(Value::is_string);
        let are_texts = |how: &Map<String, Value>| {
            let values = how.get("values").and_then(Value::as_array);
            values.is_none_or(|values| values.iter().all(Value::is_string))
        };
        demanded("sub").all(|how| is_text(how) && !how.contains_key("values"))
            && demanded("acr").all(|how| is_text(how) && are_texts(how))
    }

    /// The values wanted of a claim of the ID token.
    fn values(&self, name: &str) -> Vec<&str> {
        let Some(how) = self.how(name) else { return Vec::new() };
        let several = how.get("values").and_then(Value::as_array).into_iter().flatten();
        how.get("value").into_iter().chain(several).filter_map(Value::as_str).collect()
    }

    fn is_essential(&self, name: &str) -> bool {
        self.how(name).and_then(|how| how.get("essential")) == Some(&Value::Bool(true))
    }

    fn how(&self, name: &str) -> Option<&Value> {
        self.0.get("id_token")?.get(name)
    }
}

/// OIDC Core §5.5.1: null, or an object.
fn is_sound(how: &Value) -> bool {
    let has = |name: &str, is: fn(&Value) -> bool| how.get(name).is_none_or(is);
    how.is_null()
        || how.is_object()
            && has("essential", Value::is_boolean)
            && has("values", |values| values.as_array().is_some_and(|values| !values.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_read_and_what_a_provider_would_ignore_is_refused() {
        let read = ClaimsRequest::parse(
            r#"{"userinfo":{"email":null},"id_token":{"acr":{"essential":true,"values":["a","b"]},
               "auth_time":{"essential":true},"sub":{"value":"alice"}}}"#,
        )
        .unwrap();
        assert_eq!(read.names("userinfo").collect::<Vec<_>>(), ["email"]);
        assert_eq!(read.names("id_token").collect::<Vec<_>>(), ["acr", "auth_time", "sub"]);
        assert_eq!(read.essential().collect::<Vec<_>>(), ["auth_time"]);
        assert_eq!((read.essential_acr(), read.sub()), (Some(vec!["a", "b"]), Some("alice")));
        let acr = |how: &str| ClaimsRequest::parse(&format!(r#"{{"id_token":{{"acr":{how}}}}}"#)).unwrap();
        assert_eq!(acr(r#"{"value":"a"}"#).essential_acr(), None);
        assert_eq!(acr(r#"{"essential":true}"#).essential_acr(), Some(vec![]));
        assert_eq!(acr(r#"{"essential":true,"value":"a"}"#).essential_acr(), Some(vec!["a"]));
        for text in [
            "",
            "[]",
            "{}",
            r#"{"id_token":{}}"#,
            r#"{"id_token":null}"#,
            r#"{"id_token":1}"#,
            r#"{"idtoken":{"acr":null}}"#,
            r#"{"id_token":{"acr":true}}"#,
            r#"{"id_token":{"acr":{"essential":"true"}}}"#,
            r#"{"id_token":{"acr":{"values":"a"}}}"#,
            r#"{"id_token":{"acr":{"values":[]}}}"#,
            r#"{"id_token":{"acr":{"must":true}}}"#,
            r#"{"id_token":{"acr":{"essential":true,"value":2}}}"#,
            r#"{"id_token":{"acr":{"essential":true,"values":["a",2]}}}"#,
            r#"{"id_token":{"sub":{"value":7}}}"#,
            r#"{"userinfo":{"sub":{"values":["alice"]}}}"#,
            r#"{"id_token":{"acr":null,"acr":null}}"#,
        ] {
            assert_eq!(ClaimsRequest::parse(text).unwrap_err().code(), Code::Usage, "{text}");
        }
    }
    #[test]
    fn what_comes_may_have_members_that_nobody_knows() {
        let received = |text| ClaimsRequest::received(text).map(|read| read.to_value().to_string());
        let text = r#"{"id_token":{"acr":{"max_age":1}},"purpose":"x"}"#;
        assert_eq!(received(text).as_deref(), Some(text));
        for text in
            ["[]", r#"{"id_token":[]}"#, r#"{"userinfo":{"a":1}}"#, r#"{"id_token":{"a":{"essential":1}}}"#]
        {
            assert_eq!(received(text), None, "{text}");
        }
    }
}
