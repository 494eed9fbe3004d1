//! A form of a page, and what a browser sends of it.
//! <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-algorithm>

use http::Method;
use url::Url;

use super::navigation::Navigation;
use crate::jose::{base64url, hash};

/// What kind of field one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One that the person does not see.
    Hidden,
    /// Text to type.
    Text,
    /// A password to type.
    Password,
    /// A box or a knob that is chosen or not.
    Toggle {
        /// Whether it is chosen.
        is_checked: bool,
        /// Whether choosing it ends the choice of the others of its name.
        is_radio: bool,
    },
    /// A choice of a list.
    Select {
        /// What there is to choose.
        choices: Vec<Choice>,
        /// Whether more than one can be chosen.
        is_multiple: bool,
    },
    /// A button that sends the form.
    Submit,
    /// What sends nothing by itself: other buttons, and files, of which none is given.
    Inert,
}

/// One of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent of it.
    pub value: String,
    /// Whether it is chosen.
    pub is_selected: bool,
    /// Whether the value is its text, since it has no other.
    pub(super) is_text: bool,
}

/// A field, or a button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// Its name; without one nothing of it is sent.
    pub name: String,
    /// Its value, as the page has it.
    pub value: String,
    /// What it is.
    pub kind: Kind,
    /// What stands on a button.
    pub label: String,
    /// Where a button leads instead.
    pub action: Option<String>,
    /// How a button leads there instead.
    pub method: Option<String>,
}

/// A form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its `id`, or `name`.
    pub id: String,
    /// Where it leads, as the page says.
    pub action: String,
    /// `get`, `post` or something else, as the page says.
    pub method: String,
    /// How its fields are written, as the page says.
    pub encoding: String,
    /// What is in it.
    pub controls: Vec<Control>,
    /// What its addresses are relative to.
    pub base: Url,
    /// The page it is on.
    pub page: Url,
}

impl Form {
    /// The button that a person would press who fills in these fields: the one that is among them, or the first.
    pub fn button(&self, fields: &[(&str, &str)]) -> Option<&Control> {
        let buttons = || self.controls.iter().filter(|control| control.kind == Kind::Submit);
        let is_given = |control: &&Control| {
            !control.name.is_empty()
                && fields.iter().any(|(name, value)| *name == control.name && *value == control.value)
        };
        buttons().find(is_given).or_else(|| buttons().next())
    }

    /// Whether something of that name can be filled in, chosen or pressed.
    pub fn has(&self, name: &str) -> bool {
        self.controls.iter().any(|control| control.name == name && control.kind != Kind::Inert)
    }

    /// Where it leads; `None` if nowhere.
    pub fn target(&self, button: Option<&Control>) -> Option<Url> {
        match button.and_then(|button| button.action.as_deref()).unwrap_or(&self.action).trim() {
            "" => Some(self.page.clone()),
            action => self.base.join(action).ok(),
        }
        .filter(|url| matches!(url.scheme(), "http" | "https"))
    }

    /// What is sent, with these fields filled in; a name that is not in the form is sent all the same.
    pub fn entries(&self, fields: &[(&str, &str)], button: Option<&Control>) -> Vec<(String, String)> {
        let mut entries = Vec::new();
        let mut filled: Vec<&str> = Vec::new();
        for (at, control) in self.controls.iter().enumerate().filter(|(_, it)| !it.name.is_empty()) {
            let name = control.name.as_str();
            let mut given = fields.iter().filter(|(known, _)| *known == name).peekable();
            if given.peek().is_none() && !self.is_outdone(at) {
                let own = control.own_values(button.is_some_and(|pressed| std::ptr::eq(pressed, control)));
                entries.extend(own.map(|value| (name.to_owned(), value)));
            } else if given.peek().is_some() && !filled.contains(&name) {
                filled.push(name);
                entries.extend(given.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
            }
        }
        let absent = fields.iter().filter(|(name, _)| !filled.contains(name));
        entries.extend(absent.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        entries
    }

    /// Whether a knob is chosen in vain: another of its name is chosen later.
    fn is_outdone(&self, at: usize) -> bool {
        let is_chosen = |control: &Control| {
            control.kind == Kind::Toggle { is_checked: true, is_radio: true }
                && control.name == self.controls[at].name
        };
        is_chosen(&self.controls[at]) && self.controls[at + 1..].iter().any(is_chosen)
    }

    /// The step that sends it; `None` if it leads nowhere.
    pub fn navigation(&self, fields: &[(&str, &str)]) -> Option<Navigation> {
        let button = self.button(fields);
        let mut url = self.target(button)?;
        let entries = self.entries(fields, button).into_iter();
        let entries = entries.map(|(name, value)| (lines(&name), lines(&value)));
        let method = button.and_then(|button| button.method.as_deref()).unwrap_or(&self.method);
        let from = Some(self.page.clone());
        if method.eq_ignore_ascii_case(Method::POST.as_str()) {
            if self.encoding.eq_ignore_ascii_case("multipart/form-data") {
                let (media_type, body) = multipart(&entries.collect::<Vec<_>>());
                return Some(Navigation::to(url).with_from(from).with_body(&media_type, body));
            }
            return Some(Navigation::post(url, entries, from));
        }
        url.query_pairs_mut().clear().extend_pairs(entries);
        Some(Navigation::to(url).with_from(from))
    }
}

impl Control {
    fn own_values(&self, is_pressed: bool) -> std::vec::IntoIter<String> {
        match &self.kind {
            Kind::Hidden | Kind::Text | Kind::Password | Kind::Toggle { is_checked: true, .. } => {
                vec![self.value.clone()]
            }
            Kind::Submit if is_pressed => vec![self.value.clone()],
            Kind::Select { choices, is_multiple } => chosen(choices, *is_multiple),
            Kind::Toggle { .. } | Kind::Submit | Kind::Inert => Vec::new(),
        }
        .into_iter()
    }
}

/// <https://html.spec.whatwg.org/multipage/form-elements.html#ask-for-a-reset>: of a list of which one is chosen it is the last
/// that says so, or the first.
fn chosen(choices: &[Choice], is_multiple: bool) -> Vec<String> {
    let mut selected = choices.iter().filter(|choice| choice.is_selected);
    if is_multiple {
        return selected.map(|choice| choice.value.clone()).collect();
    }
    selected.next_back().or(choices.first()).map(|choice| choice.value.clone()).into_iter().collect()
}

/// RFC 7578 §4, with a boundary that cannot be in the values, since it is of all of them.
fn multipart(entries: &[(String, String)]) -> (String, Vec<u8>) {
    let whole: String = entries.iter().flat_map(|(name, value)| [name.as_str(), value]).collect();
    let boundary = format!("----authctl{}", base64url::encode(hash::sha256(whole.as_bytes())));
    let mut body = String::new();
    for (name, value) in entries {
        // <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data>
        let name = name.replace('\n', "%0A").replace('\r', "%0D").replace('"', "%22");
        body.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str(&format!("--{boundary}--\r\n"));
    (format!("multipart/form-data; boundary={boundary}"), body.into_bytes())
}

/// <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#convert-to-a-list-of-name-value-pairs>: lines end in
/// CR LF.
fn lines(value: &str) -> String {
    value.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n")
}
