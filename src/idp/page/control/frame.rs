//! What every part of the page stands in: the tabs, its forms and buttons, and what was sent to apps.

use crate::idp::{
    page::{Page, hidden, text},
    provider::Provider,
    request_log::{
        Line,
        entry::{Message, What},
        filter::Filter,
    },
};

/// What follows the style of every page.
const STYLE: &str = include_str!("style.css");

/// The most that was sent that a part shows.
const SENT: usize = 20;

/// A part of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What apps ask and are answered.
    Requests,
    /// The users.
    Users,
    /// The clients.
    Clients,
    /// The sessions.
    Sessions,
    /// Tokens that are pasted.
    Tokens,
    /// The clock.
    Clock,
    /// Faults and scripts.
    Faults,
}

impl Part {
    /// Every one.
    pub const ALL: &'static [Self] = &[
        Self::Requests,
        Self::Users,
        Self::Clients,
        Self::Sessions,
        Self::Tokens,
        Self::Clock,
        Self::Faults,
    ];

    /// Its name in addresses, and as its heading in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Users => "users",
            Self::Clients => "clients",
            Self::Sessions => "sessions",
            Self::Tokens => "tokens",
            Self::Clock => "clock",
            Self::Faults => "faults",
        }
    }

    /// The one of that name; the first if it has none.
    pub fn named(name: Option<&str>) -> Option<Self> {
        match name {
            None => Some(Self::Requests),
            Some(name) => Self::ALL.iter().copied().find(|part| part.name() == name),
        }
    }

    /// Where it is.
    pub fn address(self) -> String {
        match self {
            Self::Requests => "/_dev/".to_owned(),
            part => format!("/_dev/?part={}", part.name()),
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Requests => "What apps ask",
            Self::Users => "Users",
            Self::Clients => "Clients",
            Self::Sessions => "Sessions",
            Self::Tokens => "Tokens",
            Self::Clock => "Clock",
            Self::Faults => "Wrong on purpose",
        }
    }
}

/// Asks for the secret.
pub fn closed(problem: Option<&str>) -> Page {
    let problem =
        problem.map(|problem| format!("<p class=\"problem\" role=\"alert\">{}</p>\n", text(problem)));
    let body = format!(
        "{}<p>The secret of this start is in the file that <code>serve</code> named.</p>\n\
         <form method=\"post\" action=\"/_dev/\">\n<label for=\"secret\">Secret</label>\n\
         <input id=\"secret\" name=\"secret\" type=\"password\" autocomplete=\"off\" required>\n\
         <button class=\"main\">Open</button>\n</form>",
        problem.unwrap_or_default()
    );
    Page::new("This provider from within", body)
}

/// A part with this in it, and the hash of its script if it has one.
pub fn open(provider: &Provider, part: Part, body: &str, script: Option<&'static str>) -> Page {
    let tab = |known: &Part| {
        let current = if *known == part { " aria-current=\"page\"" } else { "" };
        format!("<a href=\"{}\"{current}>{}</a>\n", known.address(), known.title())
    };
    let tabs: String = Part::ALL.iter().map(tab).collect();
    let body = format!(
        "<p class=\"soft\">{}</p>\n<nav class=\"tabs\" aria-label=\"Parts\">\n{tabs}</nav>\n{body}",
        text(&provider.issuer)
    );
    let (may_ask, style) = (script.is_some(), STYLE.to_owned());
    Page { script, may_ask, style, ..Page::new(part.title(), body) }
}

/// A form with one row of fields and buttons; `csrf` is the field that it is known by.
pub fn row(part: Part, csrf: &str, fields: &str) -> String {
    let address = part.address();
    format!(
        "<form class=\"row\" method=\"post\" action=\"{address}\">\n{}{fields}</form>\n",
        hidden("csrf", csrf)
    )
}

/// A button that does this.
pub fn button(deed: &str, label: &str) -> String {
    format!("<button name=\"deed\" value=\"{deed}\">{label}</button>\n")
}

/// What was sent to apps of late, the newest first.
pub fn sent_to_apps(provider: &Provider) -> String {
    let messages = Filter { is_request: Some(false), limit: SENT, ..Filter::default() };
    let message = |found: &Line| match &found.entry.what {
        What::Sent(message) => Some(line(message)),
        What::Asked(_) => None,
    };
    let sent: String = provider.log.find(&messages).lines.iter().rev().filter_map(message).collect();
    match sent.is_empty() {
        true => "<hr>\n<h2>Sent to apps</h2>\n<p class=\"soft\">Nothing yet.</p>".to_owned(),
        false => format!("<hr>\n<h2>Sent to apps</h2>\n<ul>\n{sent}</ul>"),
    }
}

fn line(sent: &Message) -> String {
    let outcome = match &sent.outcome {
        Ok(()) => "taken".to_owned(),
        Err(why) => format!("<span class=\"bad\">not taken: {}</span>", text(why)),
    };
    format!("<li>{} to {}: {outcome}</li>\n", text(&sent.what), text(&sent.client_id))
}
