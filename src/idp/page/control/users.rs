//! The users, with what can be done with them, and what was sent to which app.

use super::frame::{Part, button, row, sent_to_apps};
use crate::idp::{
    account::{self, Account, Deed},
    page::{hidden, text},
    provider::Provider,
    state::Standing,
};

/// The part; `csrf` is the field that its forms are known by.
pub fn part(provider: &Provider, csrf: &str) -> String {
    let accounts: String = account::all(provider).iter().map(|known| entry(provider, known, csrf)).collect();
    format!("{accounts}{}", sent_to_apps(provider))
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
    let labelled = |deed: &Deed| {
        let label = match deed {
            Deed::SignOut => "Sign out everywhere",
            Deed::Disable => "Disable",
            Deed::Enable => "Enable",
            Deed::Delete => "Delete",
        };
        button(deed.name(), label)
    };
    let deeds: &[Deed] = match standing {
        None => &[Deed::SignOut, Deed::Disable, Deed::Delete],
        Some(Standing::Disabled) => &[Deed::Enable, Deed::Delete],
        Some(Standing::Deleted) => &[],
    };
    let buttons: String = deeds.iter().map(labelled).collect();
    let form = match buttons.is_empty() {
        true => String::new(),
        false => row(Part::Users, csrf, &format!("{}{buttons}", hidden("sub", &user.sub))),
    };
    let name = user.name.as_deref().unwrap_or(&user.username);
    format!(
        "<section>\n<h2>{}</h2>\n<p class=\"soft\">{} · {how}</p>\n{form}</section>\n",
        text(name),
        text(user.email.as_deref().unwrap_or(&user.sub))
    )
}
