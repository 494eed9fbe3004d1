//! Why a message is not genuine, in a sentence, and what would mend it.

use super::{
    case::{Case, Token},
    catalogue,
    diagnosis::{Diagnosis, diagnose},
    event::Event,
    message::Message,
    mistake::{self, row::Found},
    scheme,
};

/// The event that a logout token is of, however it was posted.
const LOGOUT: &str = "oidc.backchannel-logout";

/// The mistakes in a message that was refused, the one first that explains the most; none in a genuine one.
pub fn explanations(case: &Case<'_>) -> Vec<Found> {
    match case.judgement.is_genuine() {
        true => Vec::new(),
        false => {
            let found = mistake::all().filter_map(|mistake| mistake.found(case));
            found.chain(diagnose(case.event, case.message, case.trust).into_iter().map(Found::from)).collect()
        }
    }
}

impl From<Diagnosis> for Found {
    fn from(Diagnosis { mistake, why, fix }: Diagnosis) -> Self {
        Self { mistake, section: "RFC 2104 §2", why, fix: fix.to_owned() }
    }
}

/// Which event a message is of by its looks, also where it was sent in a wrong way.
pub fn likely(message: &Message) -> Option<&'static Event> {
    catalogue::recognized(message).or_else(|| {
        let logout = catalogue::all().get(LOGOUT)?;
        let is_named = String::from_utf8_lossy(&message.body).contains("logout_token");
        let typ = || Token::within(message)?.header("typ").map(str::to_ascii_lowercase);
        (is_named || typ().as_deref() == scheme::of(logout).typ()).then_some(logout)
    })
}
