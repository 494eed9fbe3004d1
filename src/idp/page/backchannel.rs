//! The page of requests that wait for a person, and what came of one (CIBA Core §8).

use std::sync::Arc;

use super::{Form, Page, hidden, text, wishes};
use crate::idp::{backchannel::BackchannelRequest, client::Client, provider::Provider, state::Session};

/// Lists what waits, each with its own form.
pub fn list(
    provider: &Provider,
    session: &Session,
    waiting: &[(String, BackchannelRequest, Arc<Client>)],
    form: Form<'_>,
) -> Page {
    let mut body = format!("<p class=\"soft\">Signed in as {}</p>\n", text(&provider.name_of(&session.sub)));
    if waiting.is_empty() {
        body.push_str(
            "<p>Nobody asks for you now. Load this page again when an application says that it does.</p>",
        );
        return Page::new("Nothing waits", body);
    }
    for (reference, request, client) in waiting {
        let list = wishes::list(provider, &request.scope, &request.terms);
        let message = match &request.binding_message {
            Some(message) => format!("<p>Does it show <strong>{}</strong>?</p>\n", text(message)),
            None => String::new(),
        };
        body.push_str(&format!(
            "<p><strong>{}</strong> asks to sign you in, and will be able to:</p>\n<ul>\n{list}</ul>\n{message}\
             <p>Allow it only if you have begun this yourself.</p>\n<form method=\"post\" action=\"/ciba\">\n{}{}\
             <button class=\"main\" name=\"decision\" value=\"allow\">Allow</button>\n\
             <button name=\"decision\" value=\"deny\">Deny</button>\n</form>\n",
            text(&client.name),
            form.hidden(),
            hidden("request", reference)
        ));
    }
    Page::new("Somebody asks for you", body)
}

/// The person has agreed.
pub fn approved() -> Page {
    Page::new("Allowed", "<p>The application goes on by itself. This page can be closed.</p>".to_owned())
}

/// The person has refused.
pub fn denied() -> Page {
    Page::new("Refused", "<p>The application is told so. This page can be closed.</p>".to_owned())
}

/// There is nothing to decide any more.
pub fn gone() -> Page {
    let body = "<p class=\"problem\">The request has expired, or was decided already.</p>";
    Page::new("Nothing to decide", body.to_owned())
}
