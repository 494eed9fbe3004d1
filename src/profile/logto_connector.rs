//! The configuration of Logto's OAuth2 connector, read strictly and made into settings.
//! <https://docs.logto.io/integrations/oauth2>

use serde_json::{Map, Value};

use super::key::Key;
use crate::{
    error::{Code, Error, Result},
    protocol::{json, parameter},
    provider::{preset, profile_map, quirk::Quirk},
    secret::SecretString,
    untrusted::sanitize,
};

/// What kind of value a member has.
enum Kind {
    /// A text that must be there.
    Needed,
    /// A text.
    Text,
    /// One of these; the first if nothing is said.
    OneOf(&'static [&'static str]),
    /// An object of texts.
    Texts,
}

/// Every member, and what it is.
const MEMBERS: &[(&str, Kind)] = &[
    ("authorizationEndpoint", Kind::Needed),
    ("tokenEndpoint", Kind::Needed),
    ("userInfoEndpoint", Kind::Needed),
    ("clientId", Kind::Needed),
    ("clientSecret", Kind::Needed),
    ("responseType", Kind::OneOf(&["code"])),
    ("grantType", Kind::OneOf(&["authorization_code"])),
    (
        "tokenEndpointAuthMethod",
        Kind::OneOf(&["client_secret_post", "client_secret_basic", "client_secret_jwt"]),
    ),
    ("clientSecretJwtSigningAlgorithm", Kind::OneOf(&["HS256", "HS384", "HS512"])),
    ("scope", Kind::Text),
    ("tokenEndpointResponseType", Kind::OneOf(&["query-string", "json"])),
    ("profileMap", Kind::Texts),
    ("customConfig", Kind::Texts),
];

/// The names of the members.
pub fn members() -> impl Iterator<Item = &'static str> {
    MEMBERS.iter().map(|(name, _)| *name)
}

/// A connector, every member of its kind.
pub struct LogtoConnector {
    /// Without the secret.
    members: Map<String, Value>,
    client_secret: SecretString,
}

impl LogtoConnector {
    /// Reads the JSON object. No value is repeated in an error but one that is chosen from a list.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`], which names the member.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mut members = json::object(bytes).map_err(|error| {
            let message = match error.code() {
                Code::NotJson => "the connector's configuration is not a JSON object".to_owned(),
                _ => format!("the connector's configuration: {}", error.text()),
            };
            invalid(message).hint("give the JSON object that Logto shows as the connector's configuration")
        })?;
        for name in members.keys() {
            if !self::members().any(|known| known == name) {
                return Err(unknown(name, ""));
            }
        }
        for (name, kind) in MEMBERS {
            check(name, kind, members.get(*name))?;
        }
        let Some(Value::String(secret)) = members.remove("clientSecret") else {
            return Err(invalid("`clientSecret` is missing".to_owned()));
        };
        let connector = Self { members, client_secret: secret.into() };
        connector.texts("profileMap").try_for_each(|(name, _)| match profile_map::field(name) {
            Ok(_) => Ok(()),
            Err(_) => Err(unknown(name, "profileMap.")),
        })?;
        connector.parameters()?;
        Ok(connector)
    }

    /// The client secret, which is no setting.
    pub fn client_secret(&self) -> &SecretString {
        &self.client_secret
    }

    /// Everything else, as flat names and texts.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`] for a parameter that cannot be sent.
    pub fn settings(&self) -> Result<Vec<(String, String)>> {
        let method = self.text("tokenEndpointAuthMethod");
        let mut settings = Vec::new();
        let mut put = |name: String, text: &str| settings.push((name, text.to_owned()));
        put(Key::ClientId.row().name.to_owned(), self.text("clientId"));
        put(Key::AuthMethod.row().name.to_owned(), method);
        if method == "client_secret_jwt" {
            put(Key::AuthSigningAlg.row().name.to_owned(), self.text("clientSecretJwtSigningAlgorithm"));
        }
        put(Key::Scopes.row().name.to_owned(), self.text("scope"));
        for (endpoint, member) in [
            ("authorization_endpoint", "authorizationEndpoint"),
            ("token_endpoint", "tokenEndpoint"),
            ("userinfo_endpoint", "userInfoEndpoint"),
        ] {
            put(Key::Endpoints.entry(endpoint), self.text(member));
        }
        for (name, value) in self.parameters()? {
            put(Key::Params.entry(&name), value);
            put(Key::TokenParams.entry(&name), value);
        }
        for field in profile_map::names() {
            // Its default is the field's own name, not that of OpenID Connect.
            let path = self.texts("profileMap").find(|(name, _)| *name == field);
            put(Key::ProfileMap.entry(field), path.map_or(field, |(_, path)| path));
        }
        put(Key::Quirks.row().name.to_owned(), &self.quirks().join(" "));
        Ok(settings)
    }

    fn quirks(&self) -> Vec<&'static str> {
        let is = |member, value| self.text(member) == value;
        [
            (true, Quirk::LogtoConnector),
            (is("tokenEndpointResponseType", "query-string"), Quirk::FormEncodedTokenAnswer),
            (is("tokenEndpointAuthMethod", "client_secret_basic"), Quirk::BasicWithoutFormEncoding),
            // The connector does not look at what was granted; a person does, and commas that were not sent part it.
            (!self.text("scope").contains(','), Quirk::CommaScopes),
        ]
        .into_iter()
        .filter(|(is_on, _)| *is_on)
        .map(|(_, quirk)| quirk.row().name)
        .collect()
    }

    /// `customConfig`, by the names that are sent.
    fn parameters(&self) -> Result<Vec<(String, &str)>> {
        let mut parameters: Vec<(String, &str)> = Vec::new();
        for (member, value) in self.texts("customConfig") {
            let name = snake_case(member);
            let place = format!("customConfig.{}", sanitize(member));
            parameter::check_extra(&name).map_err(|error| {
                let error = error.recoded(Code::ConfigInvalid);
                let message = format!("{place}: {}", error.text());
                error.message(message).hint(match name.as_str() {
                    "scope" => "put it into `scope`",
                    "resource" => "take it out, and add --resource URI",
                    _ => "take it out: authctl sends what a login needs by itself",
                })
            })?;
            if parameters.iter().any(|(earlier, _)| *earlier == name) {
                return Err(invalid(format!("{place}: `{name}` is there twice, written in two ways")));
            }
            parameters.push((name, value));
        }
        Ok(parameters)
    }

    /// A member's text, or what it is if nothing is said.
    fn text(&self, member: &str) -> &str {
        let said = self.members.get(member).and_then(Value::as_str);
        said.unwrap_or_else(|| match MEMBERS.iter().find(|(name, _)| *name == member) {
            Some((_, Kind::OneOf(values))) => values.first().copied().unwrap_or_default(),
            _ => "",
        })
    }

    fn texts(&self, member: &str) -> impl Iterator<Item = (&str, &str)> {
        let entries = self.members.get(member).and_then(Value::as_object).into_iter().flatten();
        entries.map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()))
    }
}

/// Whether a member is what it must be.
fn check(name: &str, kind: &Kind, value: Option<&Value>) -> Result<()> {
    let wrong = |place: &str, expected: &'static str, value: &Value| {
        let got = match value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        invalid(format!("`{place}` is of the wrong kind")).expected(expected).got(got)
    };
    match (kind, value) {
        (Kind::Needed, None) => Err(invalid(format!("`{name}` is missing"))),
        (_, None) => Ok(()),
        (Kind::Needed, Some(Value::String(text))) if text.is_empty() => {
            Err(invalid(format!("`{name}` is empty")))
        }
        (Kind::Needed | Kind::Text, Some(Value::String(text))) => plain(name, text),
        (Kind::OneOf(values), Some(Value::String(text))) => match values.contains(&text.as_str()) {
            true => Ok(()),
            false => Err(invalid(format!("`{name}` is none of those that there are"))
                .expected(values.join(", "))
                .got(text.as_str())),
        },
        (Kind::Texts, Some(Value::Object(entries))) => entries.iter().try_for_each(|(entry, value)| {
            let place = format!("{name}.{}", sanitize(entry));
            match value {
                Value::String(text) => plain(&place, text),
                other => Err(wrong(&place, "a text", other)),
            }
        }),
        (Kind::Texts, Some(other)) => Err(wrong(name, "an object of texts", other)),
        (Kind::Needed | Kind::Text | Kind::OneOf(_), Some(other)) => Err(wrong(name, "a text", other)),
    }
}

/// Scopes may stand on lines of their own; a control character elsewhere is a slip.
fn plain(place: &str, text: &str) -> Result<()> {
    let is_odd = |c: char| c.is_control() && !(place == "scope" && c.is_ascii_whitespace());
    match text.chars().any(is_odd) {
        true => Err(invalid(format!("`{place}` has a control character"))),
        false => Ok(()),
    }
}

fn unknown(name: &str, place: &str) -> Error {
    let error = invalid(format!("there is no `{place}{}` in a connector's configuration", sanitize(name)));
    let known: Vec<&str> =
        if place.is_empty() { members().collect() } else { profile_map::names().collect() };
    match preset::nearest(name, known.iter().copied()) {
        _ if name == "config" => error.hint("give the object that stands in `config`, alone"),
        Some(nearest) => error.hint(format!("did you mean `{place}{nearest}`?")),
        None => error.expected(known.join(", ")),
    }
}

fn invalid(message: String) -> Error {
    Code::ConfigInvalid
        .error()
        .message(message)
        .hint("correct the connector's configuration; nothing was written")
}

/// A name as the connector sends it: words in small letters with `_` between them. A word begins at a capital after a small letter
/// or digit, at the last of several capitals before a small letter, and after everything that is neither letter nor digit.
fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut words = String::new();
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| chars[before]);
        let after = chars.get(at + 1);
        let begins = c.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase)
            });
        let is_gap = !c.is_ascii_alphanumeric();
        if (begins || is_gap) && !words.is_empty() && !words.ends_with('_') {
            words.push('_');
        }
        if !is_gap {
            words.push(c.to_ascii_lowercase());
        }
    }
    words.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_named_as_the_connector_sends_it() {
        // what snakecase-keys 8.0.1, which the connector uses, makes of them
        for (name, sent) in [
            ("accessType", "access_type"),
            ("access_type", "access_type"),
            ("ACCESSType", "access_type"),
            ("prompt", "prompt"),
            ("login.hint", "login_hint"),
            ("X-Foo", "x_foo"),
            ("oauth2Version", "oauth2_version"),
            ("ID", "id"),
            ("userID2x", "user_id2x"),
            ("URLValue", "url_value"),
            ("a1B", "a1_b"),
            ("__x", "x"),
            ("x__y", "x_y"),
            ("\u{e4}", ""),
            ("\u{e4}B", "b"),
            ("2fa", "2fa"),
            ("hd ", "hd"),
            ("camelCaseLong", "camel_case_long"),
            ("aB1C", "a_b1_c"),
            ("code challenge", "code_challenge"),
            ("", ""),
        ] {
            assert_eq!(snake_case(name), sent, "{name}");
        }
    }
}
