//! The page of whoever runs the provider: its users with what can be done with them, and what was sent to which client.

use super::{Page, hidden, text};
use crate::idp::{
    account::{self, Account, Deed},
    delivery::Sent,
    provider::Provider,
    state::Standing,
};

/// The most that was sent that the page shows.
const SENT: usize = 20;

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
    Page::new("This provider's users", body)
}

/// The page itself; `csrf` is the field that its forms are known by.
pub fn open(provider: &Provider, csrf: &str) -> Page {
    let accounts: String = account::all(provider).iter().map(|known| entry(provider, known, csrf)).collect();
    let recent = provider.notices.recent();
    let sent: String = recent.iter().rev().take(SENT).map(line).collect();
    let sent = match sent.is_empty() {
        true => "<p class=\"soft\">Nothing yet.</p>".to_owned(),
        false => format!("<ul>\n{sent}</ul>"),
    };
    Page::new("This provider's users", format!("{accounts}<hr>\n<h2>Sent to apps</h2>\n{sent}"))
}

fn entry(provider: &Provider, Account { user, standing }: &Account, csrf: &str) -> String {
    let now = provider.now();
    let sessions = provider.store.read(|state| {
        state.sessions.iter().filter(|(_, known)| known.sub == user.sub && known.expires_at > now).count()
    });
    let how = match (standing, sessions) {
        (Some(standing), _) => standing.name().to_owned(),
        (None, 0) => "not signed in".to_owned(),
        (None, 1) => "signed in once".to_owned(),
        (None, many) => format!("signed in {many} times"),
    };
    let button = |deed: &Deed| {
        let label = match deed {
            Deed::SignOut => "Sign out everywhere",
            Deed::Disable => "Disable",
            Deed::Enable => "Enable",
            Deed::Delete => "Delete",
        };
        format!("<button name=\"deed\" value=\"{}\">{label}</button>\n", deed.name())
    };
    let deeds: &[Deed] = match standing {
        None => &[Deed::SignOut, Deed::Disable, Deed::Delete],
        Some(Standing::Disabled) => &[Deed::Enable, Deed::Delete],
        Some(Standing::Deleted) => &[],
    };
    let buttons: String = deeds.iter().map(button).collect();
    let form = match buttons.is_empty() {
        true => String::new(),
        false => format!(
            "<form class=\"row\" method=\"post\" action=\"/_dev/\">\n{}{}{buttons}</form>\n",
            hidden("csrf", csrf),
            hidden("sub", &user.sub)
        ),
    };
    let name = user.name.as_deref().unwrap_or(&user.username);
    format!(
        "<section>\n<h2>{}</h2>\n<p class=\"soft\">{} · {how}</p>\n{form}</section>\n",
        text(name),
        text(user.email.as_deref().unwrap_or(&user.sub))
    )
}

fn line(sent: &Sent) -> String {
    let outcome = match &sent.outcome {
        Ok(()) => "taken".to_owned(),
        Err(why) => format!("not taken: {}", text(why)),
    };
    format!("<li>{} to {}: {outcome}</li>\n", sent.kind.name(), text(&sent.client_id))
}
