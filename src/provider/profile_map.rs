//! How a provider's user object is read: for each of five fields, a dot path to where the provider has it, by the rules of
//! Logto's `profileMap`. <https://docs.logto.io/integrations/oauth2>
//!
//! A path names a member a step, and in a list its place: `data.emails.0.value`. What a program would take for false (`null`,
//! `false`, `0`, the empty text) counts as absent. `id` is a text or a number, and must be there; the others are texts.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    error::{Code, Error, Phase, Result},
    untrusted::Untrusted,
};

/// A field of a user as every provider's is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// What tells the user from every other one of this provider.
    Id,
    /// The name for people.
    Name,
    /// The e-mail address.
    Email,
    /// Where a picture is.
    Avatar,
    /// The telephone number.
    Phone,
}

/// A field as it stands in the table.
pub struct FieldRow {
    /// The field.
    pub field: Field,
    /// Its name.
    pub name: &'static str,
    /// The claim that OpenID Connect has for it (OIDC Core §5.1).
    pub claim: &'static str,
}

/// Every field.
pub const FIELDS: &[FieldRow] = &[
    FieldRow { field: Field::Id, name: "id", claim: "sub" },
    FieldRow { field: Field::Name, name: "name", claim: "name" },
    FieldRow { field: Field::Email, name: "email", claim: "email" },
    FieldRow { field: Field::Avatar, name: "avatar", claim: "picture" },
    FieldRow { field: Field::Phone, name: "phone", claim: "phone_number" },
];

/// The names of the fields.
pub fn names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|row| row.name)
}

/// Where each field is. What nothing is said of is where OpenID Connect has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfileMap {
    said: BTreeMap<Field, String>,
}

/// A user, read by the map.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct UserProfile {
    /// What tells the user from every other one of this provider.
    pub id: Option<String>,
    /// The name for people.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Where a picture is.
    pub avatar: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
}

impl UserProfile {
    /// The fields that are there, by name, in the order of the table.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let value = |field| match field {
            Field::Id => &self.id,
            Field::Name => &self.name,
            Field::Email => &self.email,
            Field::Avatar => &self.avatar,
            Field::Phone => &self.phone,
        };
        FIELDS.iter().filter_map(move |row| Some((row.name, value(row.field).as_deref()?)))
    }
}

impl ProfileMap {
    /// With these paths, by the names of their fields.
    ///
    /// # Errors
    /// [`Code::Usage`] for a name that is no field.
    pub fn of<'a>(said: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let place = |(name, path): (&str, &str)| Ok((field(name)?, path.to_owned()));
        said.into_iter().map(place).collect::<Result<_>>().map(|said| Self { said })
    }

    /// Where a field is.
    pub fn path(&self, field: Field) -> &str {
        self.said.get(&field).map_or_else(|| claim(field), String::as_str)
    }

    /// The id of this user, if the object has one.
    pub fn id(&self, user: &Map<String, Value>) -> Option<String> {
        at(user, self.path(Field::Id)).and_then(identifier)
    }

    /// Reads a user.
    ///
    /// # Errors
    /// [`Code::ProfileMapMismatch`] if there is no id, or where the map was told of a field and another kind of value is there.
    pub fn read(&self, user: &Map<String, Value>) -> Result<UserProfile> {
        let id = self.id(user).ok_or_else(|| self.mismatch(Field::Id, user, "a text or a number"))?;
        let text = |field| match at(user, self.path(field)) {
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) if self.said.contains_key(&field) => Err(self.mismatch(field, user, "a text")),
            // Nobody has said that it would be what it is called.
            _ => Ok(None),
        };
        Ok(UserProfile {
            id: Some(id),
            name: text(Field::Name)?,
            email: text(Field::Email)?,
            avatar: text(Field::Avatar)?,
            phone: text(Field::Phone)?,
        })
    }

    fn mismatch(&self, field: Field, user: &Map<String, Value>, wanted: &'static str) -> Error {
        let path = self.path(field);
        let name = name(field);
        let what = if at(user, path).is_some() { "is of another kind" } else { "is not there" };
        Code::ProfileMapMismatch
            .error()
            .phase(Phase::UserInfo)
            .message(format!(
                "the user's {name} {what}: profile_map.{name} is {}",
                crate::untrusted::sanitize(path)
            ))
            .hint(format!("see the user with `authctl whoami --raw`, then give --profile-map {name}=PATH"))
            .expected(wanted)
            .got(Untrusted::new(found(user, path)))
    }
}

/// What is where the path goes, if it counts as there.
pub fn at<'a>(user: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let (first, rest) = parts(path);
    let mut value = user.get(first)?;
    for step in rest {
        value = inside(value, step)?;
    }
    is_there(value).then_some(value)
}

/// The text or number where the path goes, as text.
pub fn identifier_at(user: &Map<String, Value>, path: &str) -> Option<String> {
    at(user, path).and_then(identifier)
}

fn parts(path: &str) -> (&str, impl Iterator<Item = &str>) {
    let mut steps = path.split('.');
    (steps.next().unwrap_or_default(), steps)
}

fn inside<'a>(value: &'a Value, step: &str) -> Option<&'a Value> {
    match value {
        Value::Object(members) => members.get(step),
        // One place has one name: not 00, not +0.
        Value::Array(items) => {
            let index: usize = step.parse().ok()?;
            items.get(index).filter(|_| index.to_string() == step)
        }
        _ => None,
    }
}

fn is_there(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// Some providers number their users.
fn identifier(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What there is instead: the kind of what is there, or the members of the last thing on the way that is.
fn found(user: &Map<String, Value>, path: &str) -> String {
    if let Some(value) = at(user, path) {
        return format!("{} at {path}", kind(value));
    }
    let whole = Value::Object(user.clone());
    let (mut place, mut value) = (String::new(), &whole);
    for step in path.split('.') {
        let Some(next) = inside(value, step) else { break };
        if !place.is_empty() {
            place.push('.');
        }
        place.push_str(step);
        value = next;
    }
    let place = if place.is_empty() { "the user object".to_owned() } else { place };
    match value {
        Value::Object(members) if members.is_empty() => format!("{place} is empty"),
        Value::Object(members) => {
            format!("{place} has {}", members.keys().cloned().collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("{place} is a list of {}", items.len()),
        other => format!("{place} is {}", kind(other)),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Number(_) => "a number",
        Value::String(text) if text.is_empty() => "an empty text",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The field of that name.
///
/// # Errors
/// [`Code::Usage`].
pub fn field(name: &str) -> Result<Field> {
    let row = FIELDS.iter().find(|row| row.name == name);
    row.map(|row| row.field).ok_or_else(|| {
        Code::Usage
            .error()
            .message("there is no such field of a user")
            .expected(names().collect::<Vec<_>>().join(", "))
            .got(name)
    })
}

fn row(field: Field) -> &'static FieldRow {
    FIELDS.iter().find(|row| row.field == field).expect("every field has a row; a test walks them")
}

fn name(field: Field) -> &'static str {
    row(field).name
}

fn claim(field: Field) -> &'static str {
    row(field).claim
}
