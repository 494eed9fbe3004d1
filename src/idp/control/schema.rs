//! The shape of a JSON document that the control interface takes or gives: as its description says it, and as what is sent is
//! held to it. <https://json-schema.org/draft/2020-12/json-schema-validation>

use serde_json::{Map, Value, json};

/// A shape.
pub enum Schema {
    /// Any text.
    Text,
    /// Text of this form.
    Form(&'static Form),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number, of at least and at most so much.
    Number(i64, i64),
    /// Yes or no.
    Flag,
    /// A list of such.
    List(&'static Self),
    /// An object of these members and no others.
    Object(&'static [Member]),
    /// An object of any members.
    Open,
    /// The first, or the second.
    Either(&'static Self, &'static Self),
    /// Such, or null.
    Maybe(&'static Self),
    /// Such, which has a name of its own in the description.
    Named(&'static str, &'static Self),
    /// No document at all.
    Nothing,
}

/// A form that a text has.
pub struct Form {
    /// The fewest letters.
    pub shortest: usize,
    /// The most letters.
    pub longest: usize,
    /// It as a regular expression (ECMA-262), if the length is not all.
    pub pattern: &'static str,
    /// In words, after "must be".
    pub means: &'static str,
    /// Whether a text of that length has it.
    pub is: fn(&str) -> bool,
}

/// A member of an object, or a parameter of an address.
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// Its shape.
    pub schema: &'static Schema,
    /// Whether it must be there.
    pub is_needed: bool,
    /// What it is: begins in lower case, without a period.
    pub means: &'static str,
}

impl Member {
    /// One that is always there.
    pub const fn needed(name: &'static str, schema: &'static Schema, means: &'static str) -> Self {
        Self { name, schema, is_needed: true, means }
    }

    /// One that may be absent.
    pub const fn optional(name: &'static str, schema: &'static Schema, means: &'static str) -> Self {
        Self { name, schema, is_needed: false, means }
    }
}

/// A moment, in seconds since 1970.
pub const TIME: Schema = Schema::Number(-LARGEST, LARGEST);
/// How many.
pub const COUNT: Schema = Schema::Number(0, LARGEST);
/// The largest number that every reader of JSON takes exactly (RFC 7493 §2.2).
const LARGEST: i64 = (1 << 53) - 1;

impl Schema {
    /// As JSON Schema has it; what has a name is put beside.
    pub fn document(&self, named: &mut Map<String, Value>) -> Value {
        match self {
            Self::Text => json!({"type": "string"}),
            Self::Form(form) => form.document(),
            Self::Word(words) => json!({"type": "string", "enum": words}),
            Self::Number(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
            Self::Flag => json!({"type": "boolean"}),
            Self::List(of) => json!({"type": "array", "items": of.document(named)}),
            Self::Object(members) => object(members, named),
            Self::Open => json!({"type": "object"}),
            Self::Either(one, other) => json!({"anyOf": [one.document(named), other.document(named)]}),
            Self::Maybe(of) => json!({"anyOf": [of.document(named), {"type": "null"}]}),
            Self::Named(name, of) => {
                if !named.contains_key(*name) {
                    let document = of.document(named);
                    named.insert((*name).to_owned(), document);
                }
                json!({"$ref": format!("#/components/schemas/{name}")})
            }
            Self::Nothing => Value::Null,
        }
    }

    /// Whether a document is of this shape; else one sentence about the first member that is not. `place` is what it is called.
    pub fn check(&self, value: &Value, place: &str) -> Result<(), String> {
        let must = |is: bool, what: &str| match is {
            true => Ok(()),
            false => Err(format!("{place} must be {what}")),
        };
        match self {
            Self::Text => must(value.is_string(), "text"),
            Self::Form(form) => must(value.as_str().is_some_and(|text| form.fits(text)), form.means),
            Self::Word(words) => {
                must(value.as_str().is_some_and(|word| words.contains(&word)), &either(words))
            }
            Self::Number(least, most) => {
                let is = value.as_i64().is_some_and(|number| (*least..=*most).contains(&number));
                must(is, &format!("a whole number from {least} to {most}"))
            }
            Self::Flag => must(value.is_boolean(), "true or false"),
            Self::List(of) => {
                must(value.is_array(), "a list")?;
                let items = value.as_array().into_iter().flatten().enumerate();
                items.into_iter().try_for_each(|(index, item)| of.check(item, &format!("{place}[{index}]")))
            }
            Self::Object(members) => fits(members, value, place),
            Self::Open => must(value.is_object(), "an object"),
            Self::Either(one, other) => match one.check(value, place) {
                Ok(()) => Ok(()),
                Err(_) => other.check(value, place),
            },
            Self::Maybe(of) => {
                if value.is_null() {
                    Ok(())
                } else {
                    of.check(value, place)
                }
            }
            Self::Named(_, of) => of.check(value, place),
            Self::Nothing => Err("there is nothing to send with this".to_owned()),
        }
    }
}

impl Form {
    fn fits(&self, text: &str) -> bool {
        (self.shortest..=self.longest).contains(&text.chars().count()) && (self.is)(text)
    }

    fn document(&self) -> Value {
        let mut document = json!({"type": "string", "minLength": self.shortest, "maxLength": self.longest});
        if !self.pattern.is_empty() {
            document["pattern"] = self.pattern.into();
        }
        document
    }
}

fn object(members: &[Member], named: &mut Map<String, Value>) -> Value {
    let mut properties = Map::new();
    for member in members {
        let mut document = member.schema.document(named);
        document["description"] = member.means.into();
        properties.insert(member.name.to_owned(), document);
    }
    let needed: Vec<&str> = members.iter().filter(|known| known.is_needed).map(|known| known.name).collect();
    json!({"type": "object", "properties": properties, "required": needed, "additionalProperties": false})
}

fn fits(members: &[Member], value: &Value, place: &str) -> Result<(), String> {
    let Some(given) = value.as_object() else { return Err(format!("{place} must be an object")) };
    for (name, value) in given {
        let member = members.iter().find(|known| known.name == name);
        let member = member.ok_or_else(|| format!("{place} has no member {name}"))?;
        member.schema.check(value, name)?;
    }
    let missing = members.iter().find(|known| known.is_needed && !given.contains_key(known.name));
    missing.map_or(Ok(()), |missing| Err(format!("{} is missing", missing.name)))
}

fn either(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: Schema = Schema::Named(
        "Person",
        &Schema::Object(&[
            Member::needed("name", &Schema::Text, "what the person is called"),
            Member::optional("age", &Schema::Number(0, 150), "in years"),
            Member::optional("mood", &Schema::Maybe(&Schema::Word(&["good", "bad", "so-so"])), "how it goes"),
        ]),
    );
    const PEOPLE: Schema = Schema::List(&PERSON);

    #[test]
    fn a_document_is_told_which_member_is_wrong() {
        for (document, expected) in [
            (json!([{"name": "a"}, {"name": "b", "age": 7, "mood": null}]), Ok(())),
            (json!({}), Err("people must be a list")),
            (json!([7]), Err("people[0] must be an object")),
            (json!([{"name": "a"}, {"age": 7}]), Err("name is missing")),
            (json!([{"name": "a", "nick": "b"}]), Err("people[0] has no member nick")),
            (json!([{"name": "a", "age": 151}]), Err("age must be a whole number from 0 to 150")),
            (json!([{"name": "a", "age": 1.5}]), Err("age must be a whole number from 0 to 150")),
            (json!([{"name": "a", "mood": "odd"}]), Err("mood must be good, bad or so-so")),
        ] {
            assert_eq!(PEOPLE.check(&document, "people"), expected.map_err(str::to_owned), "{document}");
        }
    }

    #[test]
    fn what_has_a_name_is_described_once() {
        let mut named = Map::new();
        let document = PEOPLE.document(&mut named);
        assert_eq!(document, json!({"type": "array", "items": {"$ref": "#/components/schemas/Person"}}));
        assert_eq!(
            Value::Object(named),
            json!({"Person": {
                "type": "object", "required": ["name"], "additionalProperties": false,
                "properties": {
                    "name": {"type": "string", "description": "what the person is called"},
                    "age": {"type": "integer", "minimum": 0, "maximum": 150, "description": "in years"},
                    "mood": {
                        "anyOf": [{"type": "string", "enum": ["good", "bad", "so-so"]}, {"type": "null"}],
                        "description": "how it goes",
                    },
                },
            }})
        );
    }
}
