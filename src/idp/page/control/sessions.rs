//! The sessions that browsers have, each with a button that ends it, and what was sent to which app.

use super::{
    clock::moment,
    frame::{Part, button, row, sent_to_apps},
};
use crate::idp::{
    page::{hidden, text},
    provider::Provider,
    state::Session,
};

/// The most that are shown.
const MOST: usize = 200;

/// The part; `csrf` is the field that its forms are known by.
pub fn part(provider: &Provider, csrf: &str) -> String {
    let now = provider.now();
    let sessions: Vec<(Session, String)> = provider.store.read(|state| {
        let known = state.sessions.iter().map(|(_, session)| session).filter(|known| known.expires_at > now);
        let clients = |sid: &str| {
            let known = state.participants.get(sid);
            known
                .map(|known| known.clients.iter().cloned().collect::<Vec<_>>().join(", "))
                .unwrap_or_default()
        };
        known.map(|session| (session.clone(), clients(&session.sid))).take(MOST).collect()
    });
    let entry = |(session, clients): &(Session, String)| {
        let form = row(
            Part::Sessions,
            csrf,
            &format!("{}{}", hidden("sid", &session.sid), button("end-session", "End it")),
        );
        let clients = if clients.is_empty() { "no app yet" } else { clients };
        format!(
            "<section>\n<h2>{}</h2>\n<p class=\"soft\">since {} · {}</p>\n{form}</section>\n",
            text(&provider.name_of(&session.sub)),
            moment(session.auth_time),
            text(clients)
        )
    };
    let entries: String = sessions.iter().map(entry).collect();
    let entries = if entries.is_empty() { "<p>Nobody is signed in.</p>\n".to_owned() } else { entries };
    format!("{entries}{}", sent_to_apps(provider))
}
