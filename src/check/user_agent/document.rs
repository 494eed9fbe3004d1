//! A page's HTML, as far as a browser needs it to go on: forms, links, what scripts make links of, and what leads on by itself. The
//! tokens are those of <https://html.spec.whatwg.org/multipage/parsing.html#tokenization>; no tree is built, so nothing can be nested too deep.

use std::collections::BTreeMap;

use html5gum::{State, Token, Tokenizer};
use url::Url;

use super::{
    form::{Choice, Control, Form, Kind},
    referrer::ReferrerPolicy,
};

type StartTag = html5gum::StartTag<()>;
type EndTag = html5gum::EndTag<()>;

/// The most forms, and the most links.
const MOST: usize = 500;
/// The most fields of a page, and the most choices in them.
const MOST_CONTROLS: usize = 5000;
/// The longest text of a link, a button or a title that is kept, in bytes.
const LONGEST_LABEL: usize = 400;
/// The longest script that is looked at, in bytes: whatever leads on by a script and nothing else is short.
const LONGEST_SCRIPT: usize = 2000;
/// The longest wait before a page leads on by itself, in seconds.
const LONGEST_WAIT: u64 = 30;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub url: Url,
    /// What stands on it.
    pub text: String,
}

/// An element with data for a script, by its attributes.
pub type Widget = BTreeMap<String, String>;

/// Where a page leads by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Onward {
    /// To this address.
    To(Url),
    /// It sends its form of this number.
    Form(usize),
}

/// What is in a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Its forms.
    pub forms: Vec<Form>,
    /// Its links to web pages.
    pub links: Vec<Link>,
    /// The pages in its frames.
    pub frames: Vec<Url>,
    /// The scripts that it loads.
    pub scripts: Vec<Url>,
    /// What they may make something of.
    pub widgets: Vec<Widget>,
    /// Where it leads by itself.
    pub onward: Option<Onward>,
    pub(super) referrer_policy: Option<ReferrerPolicy>,
}

impl Document {
    /// Reads a page of that address; `refresh` is its header of that name.
    pub fn parse(html: &str, url: &Url, refresh: Option<&str>) -> Self {
        let mut reader = Reader { refresh: refresh.map(ToOwned::to_owned), ..Reader::default() };
        let mut tokens = Tokenizer::new(html);
        while let Some(Ok(token)) = tokens.next() {
            match token {
                Token::StartTag(tag) => {
                    if let Some(state) = text_state(&tag.name) {
                        tokens.set_state(state);
                    }
                    reader.start(&tag);
                }
                Token::EndTag(tag) => reader.end(&tag),
                Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
                _ => {}
            }
        }
        reader.finish(url)
    }
}

/// What follows a tag that has no tags in it. As without scripts, `noscript` has some.
fn text_state(name: &[u8]) -> Option<State> {
    match name {
        b"textarea" | b"title" => Some(State::RcData),
        b"script" => Some(State::ScriptData),
        b"style" | b"iframe" | b"xmp" | b"noembed" | b"noframes" => Some(State::RawText),
        b"plaintext" => Some(State::PlainText),
        _ => None,
    }
}

/// What the text belongs to that comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Inside {
    #[default]
    Nothing,
    Title,
    Script,
    Textarea,
    Choice,
    Button,
    Link,
}

/// A field, and the form that it belongs to: the one around it, or one named.
struct Found {
    control: Control,
    form: Option<usize>,
    form_id: Option<String>,
}

/// What stands in the tag of a form.
struct Opened {
    id: String,
    action: String,
    method: String,
    encoding: String,
}

#[derive(Default)]
struct Reader {
    document: Document,
    forms: Vec<Opened>,
    links: Vec<(String, String)>,
    frames: Vec<String>,
    loaded: Vec<String>,
    found: Vec<Found>,
    choices: usize,
    /// The form that is open.
    form: Option<usize>,
    inside: Inside,
    /// How many `fieldset`s are open, and the outermost of them that is disabled.
    fieldsets: usize,
    disabled: Option<usize>,
    /// How many `template`s are open, whose content is no part of the page.
    templates: usize,
    base: Option<String>,
    refresh: Option<String>,
    scripts: Vec<String>,
}

impl Reader {
    fn start(&mut self, tag: &StartTag) {
        let name: &[u8] = &tag.name;
        match name {
            b"template" => self.templates += 1,
            _ if self.templates > 0 => {}
            _ => self.element(name, tag),
        }
    }

    fn element(&mut self, name: &[u8], tag: &StartTag) {
        self.widget(tag);
        match name {
            b"title" if self.document.title.is_empty() => self.inside = Inside::Title,
            b"base" if self.base.is_none() => self.base = attribute(tag, "href"),
            b"meta" => self.meta(tag),
            b"body" => self.scripts.extend(attribute(tag, "onload")),
            b"script" => self.script(tag),
            b"a" | b"area" => self.link(tag),
            b"form" => self.form(tag),
            b"iframe" | b"frame" if self.frames.len() < MOST => self.frames.extend(attribute(tag, "src")),
            b"fieldset" => {
                self.fieldsets += 1;
                let disabled = has(tag, "disabled").then_some(self.fieldsets);
                self.disabled = self.disabled.or(disabled);
            }
            b"input" | b"button" | b"textarea" | b"select" => self.control(tag),
            b"option" => self.choice(tag),
            _ => {}
        }
    }

    fn end(&mut self, tag: &EndTag) {
        let name: &[u8] = &tag.name;
        let ended = match name {
            b"template" => {
                self.templates = self.templates.saturating_sub(1);
                return;
            }
            _ if self.templates > 0 => return,
            b"form" => {
                self.form = None;
                return;
            }
            b"fieldset" => {
                self.disabled = self.disabled.filter(|outermost| *outermost != self.fieldsets);
                self.fieldsets = self.fieldsets.saturating_sub(1);
                return;
            }
            b"title" => Inside::Title,
            b"script" => Inside::Script,
            b"textarea" => Inside::Textarea,
            b"option" | b"select" => Inside::Choice,
            b"button" => Inside::Button,
            b"a" => Inside::Link,
            _ => return,
        };
        if self.inside == ended {
            self.inside = Inside::Nothing;
        }
    }

    fn text(&mut self, text: &str) {
        let last = self.found.last_mut();
        match (self.inside, last) {
            (Inside::Title, _) => label(&mut self.document.title, text),
            (Inside::Script, _) => {
                if let Some(script) = self.scripts.last_mut().filter(|it| it.len() <= LONGEST_SCRIPT) {
                    script.push_str(text);
                }
            }
            (Inside::Textarea, Some(found)) => found.control.value.push_str(text),
            (Inside::Button, Some(found)) => label(&mut found.control.label, text),
            (Inside::Choice, Some(found)) => {
                if let Kind::Select { choices, .. } = &mut found.control.kind
                    && let Some(choice) = choices.last_mut().filter(|choice| choice.is_text)
                {
                    label(&mut choice.value, text);
                }
            }
            (Inside::Link, _) => {
                if let Some((_, known)) = self.links.last_mut() {
                    label(known, text);
                }
            }
            _ => {}
        }
    }

    /// <https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-refresh>
    fn meta(&mut self, tag: &StartTag) {
        let is =
            |name, value: &str| attribute(tag, name).is_some_and(|it| it.trim().eq_ignore_ascii_case(value));
        if is("http-equiv", "refresh") {
            self.refresh = self.refresh.take().or(attribute(tag, "content"));
        } else if is("name", "referrer") {
            let policy = attribute(tag, "content").and_then(|content| ReferrerPolicy::parse(&content));
            self.document.referrer_policy = policy.or(self.document.referrer_policy);
        }
    }

    fn script(&mut self, tag: &StartTag) {
        match attribute(tag, "src") {
            Some(source) if self.loaded.len() < MOST => self.loaded.push(source),
            None if self.scripts.len() < MOST => {
                self.scripts.push(String::new());
                self.inside = Inside::Script;
            }
            _ => {}
        }
    }

    fn widget(&mut self, tag: &StartTag) {
        let has_data = tag.attributes.keys().any(|name| name.starts_with(b"data-"));
        if has_data && has(tag, "class") && self.document.widgets.len() < MOST {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(value)));
            self.document.widgets.push(attributes.collect());
        }
    }

    fn link(&mut self, tag: &StartTag) {
        if let Some(href) = attribute(tag, "href").filter(|_| self.links.len() < MOST) {
            let label = attribute(tag, "aria-label").or(attribute(tag, "title")).unwrap_or_default();
            self.links.push((href, label));
            self.inside = Inside::Link;
        }
    }

    fn form(&mut self, tag: &StartTag) {
        // a form within a form is none
        if self.form.is_none() && self.forms.len() < MOST {
            let id = attribute(tag, "id").or(attribute(tag, "name")).unwrap_or_default();
            let said = |name| attribute(tag, name).unwrap_or_default();
            let (action, method, encoding) = (said("action"), said("method"), said("enctype"));
            self.forms.push(Opened { id, action, method, encoding });
            self.form = Some(self.forms.len() - 1);
        }
    }

    fn control(&mut self, tag: &StartTag) {
        if self.found.len() >= MOST_CONTROLS {
            self.inside = Inside::Nothing;
            return;
        }
        let (kind, inside) = kind_of(tag);
        let is_toggle = matches!(kind, Kind::Toggle { .. });
        let value = attribute(tag, "value").unwrap_or(if is_toggle { "on".into() } else { String::new() });
        let is_disabled = has(tag, "disabled") || self.disabled.is_some();
        let label = attribute(tag, "aria-label").or(attribute(tag, "alt"));
        // on a button stands its text, on a field its value
        let written =
            if kind == Kind::Submit && inside != Inside::Button { value.clone() } else { String::new() };
        let control = Control {
            name: attribute(tag, "name").unwrap_or_default(),
            label: label.unwrap_or(written),
            value: if inside == Inside::Textarea { String::new() } else { value },
            kind: if is_disabled { Kind::Inert } else { kind },
            action: attribute(tag, "formaction"),
            method: attribute(tag, "formmethod"),
        };
        let form_id = attribute(tag, "form");
        self.found.push(Found { control, form: self.form, form_id });
        if inside != Inside::Nothing {
            self.inside = inside;
        }
    }

    fn choice(&mut self, tag: &StartTag) {
        let Some(found) = self.found.last_mut() else { return };
        let Kind::Select { choices, .. } = &mut found.control.kind else { return };
        self.choices += 1;
        if self.choices > MOST_CONTROLS || has(tag, "disabled") {
            self.inside = Inside::Nothing;
            return;
        }
        let value = attribute(tag, "value");
        choices.push(Choice {
            is_text: value.is_none(),
            value: value.unwrap_or_default(),
            is_selected: has(tag, "selected"),
        });
        self.inside = Inside::Choice;
    }

    fn finish(mut self, url: &Url) -> Document {
        let base = self.base.as_deref().and_then(|base| url.join(base).ok()).unwrap_or_else(|| url.clone());
        let form = |Opened { id, action, method, encoding }| Form {
            id,
            action,
            method,
            encoding,
            controls: Vec::new(),
            base: base.clone(),
            page: url.clone(),
        };
        let mut forms: Vec<Form> = std::mem::take(&mut self.forms).into_iter().map(form).collect();
        for mut found in std::mem::take(&mut self.found) {
            let named = found.form_id.as_ref().map(|id| forms.iter().position(|form| form.id == *id));
            let Some(form) = named.unwrap_or(found.form) else { continue };
            if let Kind::Select { choices, .. } = &mut found.control.kind {
                let texts = choices.iter_mut().filter(|choice| choice.is_text);
                texts.for_each(|choice| choice.value.truncate(choice.value.trim_end().len()));
            }
            // the first line end of a text belongs to the tag
            if let Some(rest) = found.control.value.strip_prefix('\n') {
                found.control.value = rest.to_owned();
            }
            forms[form].controls.push(found.control);
        }
        let is_page = |url: &Url| matches!(url.scheme(), "http" | "https");
        let link = |(href, text): (String, String)| {
            let url = base.join(href.trim()).ok().filter(is_page)?;
            Some(Link { url, text: text.trim().to_owned() })
        };
        let links = std::mem::take(&mut self.links).into_iter().filter_map(link).collect();
        let framed = |src: String| base.join(src.trim()).ok().filter(is_page);
        let frames = std::mem::take(&mut self.frames).into_iter().filter_map(framed).collect();
        let scripts = std::mem::take(&mut self.loaded).into_iter().filter_map(framed).collect();
        let onward = self.onward(&base, &forms);
        let title = self.document.title.trim().to_owned();
        Document { title, forms, links, frames, scripts, onward, ..self.document }
    }

    fn onward(&self, base: &Url, forms: &[Form]) -> Option<Onward> {
        let refresh = self.refresh.as_deref().and_then(refreshed).and_then(|to| base.join(&to).ok());
        let scripts = || self.scripts.iter().map(String::as_str).filter(|it| it.len() <= LONGEST_SCRIPT);
        let assigned = || scripts().find_map(assigned).and_then(|to| base.join(&to).ok());
        let sent = || scripts().find_map(|script| sent(script, forms));
        refresh.map(Onward::To).or_else(|| sent().map(Onward::Form)).or_else(|| assigned().map(Onward::To))
    }
}

fn kind_of(tag: &StartTag) -> (Kind, Inside) {
    let said = attribute(tag, "type").unwrap_or_default().trim().to_ascii_lowercase();
    match (&tag.name as &[u8], said.as_str()) {
        (b"textarea", _) => (Kind::Text, Inside::Textarea),
        (b"select", _) => {
            (Kind::Select { choices: Vec::new(), is_multiple: has(tag, "multiple") }, Inside::Nothing)
        }
        (b"button", "button" | "reset") => (Kind::Inert, Inside::Button),
        (b"button", _) => (Kind::Submit, Inside::Button),
        (_, "hidden") => (Kind::Hidden, Inside::Nothing),
        (_, "password") => (Kind::Password, Inside::Nothing),
        (_, "checkbox" | "radio") => {
            let is_checked = has(tag, "checked");
            (Kind::Toggle { is_checked, is_radio: said == "radio" }, Inside::Nothing)
        }
        (_, "submit" | "image") => (Kind::Submit, Inside::Nothing),
        (_, "button" | "reset" | "file") => (Kind::Inert, Inside::Nothing),
        _ => (Kind::Text, Inside::Nothing),
    }
}

/// Where a refresh leads: `0; url=/next`.
fn refreshed(text: &str) -> Option<String> {
    let text = text.trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let wait = if digits == 0 { 0 } else { text[..digits].parse::<u64>().ok()? };
    let rest = text[digits..].trim_start_matches(|it: char| it.is_ascii_digit() || it == '.').trim_start();
    let rest = rest.strip_prefix([';', ',']).unwrap_or(rest).trim_start();
    let named = rest.get(..3).filter(|name| name.eq_ignore_ascii_case("url"));
    let named = named.and_then(|_| rest[3..].trim_start().strip_prefix('='));
    let to = named.unwrap_or(rest).trim_start();
    let to = match to.chars().next() {
        Some(quote @ ('"' | '\'')) => to[1..].split(quote).next().unwrap_or_default(),
        _ => to,
    };
    (wait <= LONGEST_WAIT && !to.trim().is_empty()).then(|| to.trim().to_owned())
}

/// The form that a script of one purpose sends: `document.forms[0].submit()`.
fn sent(script: &str, forms: &[Form]) -> Option<usize> {
    if !script.contains(".submit()") && !script.contains(".requestSubmit()") {
        return None;
    }
    // what waits for the person does nothing by itself
    let waits = ["onchange", "onclick", "'change'", "\"change\"", "'click'", "\"click\"", "onsubmit"];
    let is_function = ["function", "=>", "addEventListener"].iter().any(|word| script.contains(word));
    let is_begun = ["onload", "'load'", "\"load\"", "DOMContentLoaded", "(function", "(()"]
        .iter()
        .any(|word| script.contains(word));
    if waits.iter().any(|word| script.contains(word)) || (is_function && !is_begun) {
        return None;
    }
    let is_named = |form: &Form| !form.id.is_empty() && has_word(script, &form.id);
    forms.iter().position(is_named).or_else(|| (!forms.is_empty()).then_some(0))
}

/// Whether a name stands in a script as a whole.
fn has_word(script: &str, name: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '$');
    script
        .match_indices(name)
        .any(|(at, _)| !script[..at].ends_with(is_part) && !script[at + name.len()..].starts_with(is_part))
}

/// Where a script of one purpose goes: `window.location.replace("/next")`.
fn assigned(script: &str) -> Option<String> {
    if script.contains("function") || script.contains("=>") || script.contains("if") {
        return None;
    }
    let rest = script.split_once("location")?.1;
    let rest = [".href", ".replace", ".assign", ""].iter().find_map(|name| {
        let rest = rest.strip_prefix(name)?.trim_start();
        rest.strip_prefix('=').or_else(|| rest.strip_prefix('(').filter(|_| !name.is_empty()))
    })?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (to, after) = rest[1..].split_once(quote)?;
    // a text that is put together is not known
    let is_whole = !after.trim_start().starts_with('+') && !to.contains('\\');
    (is_whole && !to.is_empty()).then(|| to.to_owned())
}

fn attribute(tag: &StartTag, name: &str) -> Option<String> {
    tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
}

fn has(tag: &StartTag, name: &str) -> bool {
    tag.attributes.contains_key(name.as_bytes())
}

/// Adds text to a label, its white space as one space.
fn label(known: &mut String, text: &str) {
    for character in text.chars() {
        if known.len() >= LONGEST_LABEL {
            break;
        }
        match character.is_whitespace() {
            true if known.is_empty() || known.ends_with(' ') => {}
            true => known.push(' '),
            false => known.push(character),
        }
    }
}
