//! The sign-in page: choose a user, or type a name; a password only for users who have one.

use super::{Form, Page, text};
use crate::idp::{authorization::Authorization, provider::Provider};

/// Who asks, and where the answer goes.
pub struct Asks<'a> {
    action: &'static str,
    client: &'a str,
    hint: &'a str,
    leads_to: Option<&'a str>,
    second_factor: bool,
}

impl<'a> Asks<'a> {
    /// A client that sent the browser here.
    pub fn of_client(authorization: &'a Authorization) -> Self {
        Self {
            action: "/sign-in",
            client: &authorization.client.name,
            hint: authorization.login_hint.as_deref().unwrap_or_default(),
            leads_to: Some(&authorization.target.redirect_uri),
            second_factor: authorization.acr.pretends_second_factor(),
        }
    }

    /// Nobody yet: the person looks whether somebody does.
    pub fn of_waiting_requests() -> Self {
        Self {
            action: "/ciba/sign-in",
            client: "what waits for you",
            hint: "",
            leads_to: None,
            second_factor: false,
        }
    }

    /// Nobody: the person comes for something of their own; the form goes there.
    pub fn of_person(action: &'static str, what: &'a str) -> Self {
        Self { action, client: what, hint: "", leads_to: None, second_factor: false }
    }

    /// A device, of a client of that name.
    pub fn of_device(client: &'a str) -> Self {
        Self { action: "/device/sign-in", client, hint: "", leads_to: None, second_factor: false }
    }
}

/// The most users with a button of their own.
const BUTTONS: usize = 20;

/// The page; with what went wrong at the last try.
pub fn page(provider: &Provider, asks: &Asks<'_>, form: Form<'_>, problem: Option<&str>) -> Page {
    let Asks { action, client, hint, leads_to, second_factor } = *asks;
    let everybody = provider.users();
    let mut users: Vec<_> = everybody.iter().filter(|user| user.password.is_none()).take(BUTTONS).collect();
    // the proposed one first
    users.sort_by_key(|user| user.username != hint && user.email.as_deref() != Some(hint));
    let hidden = form.hidden();
    let dress = &provider.config.page;
    let own = dress.text.as_ref().map(|own| format!("<p>{}</p>\n", text(own))).unwrap_or_default();
    let mut body = format!("{own}<p>to continue to <strong>{}</strong></p>\n", text(client));
    if second_factor {
        body.push_str("<p class=\"soft\">with a second factor, which is only pretended here</p>\n");
    }
    if let Some(problem) = problem {
        body.push_str(&format!("<p class=\"problem\" role=\"alert\">{}</p>\n", text(problem)));
    }
    if !users.is_empty() {
        body.push_str(&format!("<form method=\"post\" action=\"{action}\">\n{hidden}"));
        for user in users {
            let detail = user.email.as_deref().unwrap_or(&user.sub);
            body.push_str(&format!(
                "<button class=\"user\" name=\"user\" value=\"{}\">{}<span>{}</span></button>\n",
                text(&user.username),
                text(user.name.as_deref().unwrap_or(&user.username)),
                text(detail)
            ));
        }
        body.push_str("</form>\n<hr>\n");
    }
    let password = if everybody.iter().any(|user| user.password.is_some()) {
        "<label for=\"password\">Password, if the user has one</label>\n\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"off\">\n"
    } else {
        ""
    };
    body.push_str(&format!(
        "<form method=\"post\" action=\"{action}\">\n{hidden}<label for=\"user\">Username</label>\n\
         <input id=\"user\" name=\"user\" value=\"{}\" autocomplete=\"off\" autocapitalize=\"none\" \
         spellcheck=\"false\" required>\n{password}<button class=\"main\">Sign in</button>\n</form>",
        text(hint)
    ));
    let title = dress.title.as_deref().unwrap_or(provider.policy.sign_in_title);
    let page = Page::new(title, body).dressed(dress);
    match leads_to {
        Some(redirect_uri) => page.leading_to(redirect_uri),
        None => page,
    }
}
