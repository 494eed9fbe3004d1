//! What the scripts of a page have made of it, and what they keep from page to page: the stores of
//! <https://html.spec.whatwg.org/multipage/webstorage.html>.

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde_json::Value;
use url::Url;

use super::{navigation::Navigation, tab::Tab};
use crate::secret::SecretString;

/// What can be pressed, in the order of the document.
const PRESSABLE: &str = include_str!("pressable.js");

/// Tells what there is: the document, what can be pressed in it, and what its scripts keep.
pub fn reads() -> String {
    const READS: &str = include_str!("reads.js");
    format!("(() => {{\n{PRESSABLE}\n{READS}}})()")
}

/// Presses the thing of that number. What would open in another window opens in this one.
pub fn presses(number: usize) -> String {
    format!(
        "(() => {{\n{PRESSABLE}\nconst pressed = pressable()[{number}];\n\
         pressed?.closest('a, form')?.removeAttribute('target');\n\
         pressed?.removeAttribute('formtarget');\npressed?.click();\n}})()"
    )
}

/// Something that can be pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressable {
    /// What stands on it.
    pub label: String,
    /// Where it leads, if the page says so.
    pub url: Option<Url>,
}

/// A page after its scripts have run.
#[derive(Clone)]
pub struct ScriptRun {
    /// The document as it is then.
    pub html: String,
    /// Where it says that it is then.
    pub url: Url,
    /// What can be pressed.
    pub pressables: Vec<Pressable>,
    /// Where it has led; nobody has gone there.
    pub led: Option<Navigation>,
    /// It, as it stands.
    pub tab: Arc<Tab>,
}

impl ScriptRun {
    /// From what [`reads`] has told of the page at that address.
    pub fn of(read: &Value, page: &Url, led: Option<Navigation>, tab: Arc<Tab>) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        // a page of one origin cannot say that it is of another
        let said = Url::parse(&text(&read["url"])).ok().filter(|url| url.origin() == page.origin());
        let pressable = |value: &Value| Pressable {
            label: text(&value["label"]),
            url: value["url"].as_str().and_then(|url| Url::parse(url).ok()),
        };
        Self {
            html: text(&read["html"]),
            url: said.unwrap_or_else(|| page.clone()),
            pressables: read["pressables"]
                .as_array()
                .map_or_else(Vec::new, |all| all.iter().map(pressable).collect()),
            led,
            tab,
        }
    }
}

/// The size of the document, and nothing of its content.
impl fmt::Debug for ScriptRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes after its scripts, leads on: {}", self.html.len(), self.led.is_some())
    }
}

/// What scripts keep, by origin. A clone is a copy of its own.
#[derive(Clone, Default)]
pub struct WebStorage(BTreeMap<String, SecretString>);

impl WebStorage {
    /// Keeps what [`reads`] has told.
    pub fn keep(&mut self, origin: String, read: &Value) {
        match read.get("stored").filter(|stored| stored.is_object()) {
            Some(stored) => self.0.insert(origin, stored.to_string().into()),
            None => self.0.remove(&origin),
        };
    }

    /// Forgets what is of an origin.
    pub fn clear(&mut self, origin: &str) {
        self.0.remove(origin);
    }

    /// What comes before the scripts of a page of that origin: it is given what is kept.
    pub fn script(&self, origin: &str) -> String {
        const UNSEEN: &str = include_str!("unseen.js");
        let Some(stored) = self.0.get(origin) else { return UNSEEN.to_owned() };
        format!(
            "{{\nconst stored = {};\nconst origin = {};\n{GIVES}\n}}\n{UNSEEN}",
            stored.expose(),
            Value::from(origin)
        )
    }
}

const GIVES: &str = "\
if (window === window.top && location.origin === origin) {
  for (const [name, value] of Object.entries(stored.local ?? {})) localStorage.setItem(name, value);
  for (const [name, value] of Object.entries(stored.session ?? {})) sessionStorage.setItem(name, value);
}";
