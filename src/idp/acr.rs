//! How strong a sign-in is here (`acr`, OIDC Core §2), in one list: a provider for development has no real second factor, but
//! whoever asks for one has to get there.

use super::state::Session;

/// A strength.
pub struct Acr {
    /// Its name, as it stands in tokens.
    pub name: &'static str,
    /// What happened, for people.
    pub means: &'static str,
}

/// The person was chosen from a list.
pub const CHOSEN: &str = "dev:chosen";
/// The person gave a password.
pub const PASSWORD: &str = "dev:password";
/// As either, and with a second factor that is only pretended; asking for it is what makes it so.
pub const SECOND_FACTOR: &str = "dev:mfa";

/// Every strength, the weakest first.
pub const ACRS: &[Acr] = &[
    Acr { name: CHOSEN, means: "chosen from a list" },
    Acr { name: PASSWORD, means: "with a password" },
    Acr { name: SECOND_FACTOR, means: "with a second factor, which is only pretended here" },
];

/// That of a session.
pub fn of(session: &Session) -> &'static str {
    match (session.second_factor, session.by_password) {
        (true, _) => SECOND_FACTOR,
        (false, true) => PASSWORD,
        (false, false) => CHOSEN,
    }
}

/// What a request asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// One of these; none of them is nothing.
    pub values: Vec<String>,
    /// Whether there is no answer without it (OIDC Core §5.5.1.1).
    pub is_essential: bool,
}

impl Wanted {
    /// Whether the session is as was asked.
    pub fn is_met_by(&self, session: &Session) -> bool {
        self.values.is_empty() || self.values.iter().any(|value| value == of(session))
    }

    /// Whether a new sign-in could be as was asked.
    pub fn can_be_met(&self) -> bool {
        self.values.iter().any(|value| ACRS.iter().any(|known| known.name == value))
    }

    /// Whether the second factor is pretended at the next sign-in.
    pub fn pretends_second_factor(&self) -> bool {
        self.values.iter().any(|value| value == SECOND_FACTOR)
    }
}
