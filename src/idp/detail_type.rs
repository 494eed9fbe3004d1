//! A type of authorization details, as the configuration has it: `[[authorization_details_types]]`.
//! <https://www.rfc-editor.org/rfc/rfc9396#section-2>

use serde::Deserialize;
use serde_json::{Map, Value};

/// The members that every type may have (RFC 9396 §2.2).
const COMMON: &[&str] = &["locations", "actions", "datatypes", "identifier", "privileges"];

/// A type.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetailType {
    /// Its name.
    #[serde(rename = "type")]
    pub name: String,
    /// What the client gets, in plain words.
    pub means: String,
    /// The members that it must have.
    #[serde(default)]
    pub requires: Vec<String>,
    /// The members that it may have, besides those of every type.
    #[serde(default)]
    pub allows: Vec<String>,
}

impl DetailType {
    /// The one that there is if the configuration has none: as in the examples of RFC 9396.
    pub fn default_types() -> Vec<Self> {
        let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        vec![Self {
            name: "payment_initiation".into(),
            means: "make a payment".into(),
            requires: texts(&["instructedAmount", "creditorName"]),
            allows: texts(&["creditorAccount", "remittanceInformationUnstructured"]),
        }]
    }

    /// Itself, or why it is none.
    pub fn checked(self) -> Result<Self, String> {
        match self.name.is_empty() || self.means.is_empty() {
            true => Err("type and means are not empty".into()),
            false => Ok(self),
        }
    }

    /// What is wrong with an object of this type (RFC 9396 §5).
    pub fn fault(&self, object: &Map<String, Value>) -> Option<String> {
        if let Some(missing) = self.requires.iter().find(|name| !object.contains_key(*name)) {
            return Some(format!("lacks {missing}"));
        }
        let is_known = |name: &str| {
            name == "type"
                || COMMON.contains(&name)
                || self.requires.iter().chain(&self.allows).any(|known| known == name)
        };
        if let Some(unknown) = object.keys().find(|name| !is_known(name)) {
            return Some(format!("has {unknown}, which the type does not have"));
        }
        // RFC 9396 §2.2: lists of strings, but for the identifier, which is a string
        let is_sound = |name: &str, value: &Value| match name {
            "identifier" => value.is_string(),
            name if COMMON.contains(&name) => {
                value.as_array().is_some_and(|items| items.iter().all(Value::is_string))
            }
            _ => true,
        };
        let unsound = object.iter().find(|(name, value)| !is_sound(name, value));
        unsound.map(|(name, _)| format!("has a {name} of another form"))
    }
}
