//! One fault: what the provider does wrong, where the rule stands, and what a right app does.

use serde::Serialize;
use serde_json::{Map, Value};

use super::means::{Answer, Means};
use crate::{error::Result, idp::reply::Reply, jose::forged::Forged};

/// The header that names the faults of an answer.
pub const HEADER: &str = "authctl-fault";

/// One way in which the provider can misbehave. Its sentences begin in lower case and have no period.
pub struct Fault {
    /// Its number, which never changes: the letters of its family and a count.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What a right app does.
    pub right: Right,
    /// How much it counts.
    pub level: Level,
    /// Where the rule stands: `OIDC Core §3.1.3.7`.
    pub section: &'static str,
    /// What is odd: `the ID token is not signed`.
    pub what: &'static str,
    /// What a person should do about an app that does otherwise.
    pub repair: &'static str,
    /// How it is done.
    pub changes: &'static [Change],
}

impl Fault {
    /// The first place where an app meets it.
    pub fn place(&self) -> Place {
        self.changes.iter().map(Change::place).next().unwrap_or(Place::Token)
    }
}

/// What a right app does when a person signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// It does not sign the person in.
    Refuses,
    /// It signs the person in: this is odd and not wrong.
    Accepts,
    /// The standard leaves it open; the app has to survive it.
    Either,
}

impl Right {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Refuses => "refuses it",
            Self::Accepts => "takes it",
            Self::Either => "may do either",
        }
    }
}

/// How much it counts that an app does right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The standard requires it.
    Must,
    /// The standard recommends it.
    Should,
    /// Good to know.
    Info,
}

/// What an app asks the provider for, by which it meets a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The metadata: an app that has read it already does not meet the fault before it starts again.
    Metadata,
    /// The key set.
    KeySet,
    /// The authorization answer, which the browser brings.
    Authorization,
    /// The token answer of a sign-in, and the ID token in it.
    Token,
    /// UserInfo.
    Userinfo,
    /// The token answer of a refresh, and the ID token in it.
    Refresh,
    /// What a vendor's app is told for a logout token.
    LogoutExchange,
}

/// How a fault is done.
pub enum Change {
    /// To the claims of the ID token, which is signed again.
    Claims(fn(&mut Map<String, Value>, &Means)),
    /// To the ID token; its signature stays unless the change makes another.
    Token(fn(&mut Forged, &Means) -> Result<()>),
    /// To the ID token, which a key signs that nobody has seen before, under its name.
    Afresh(fn(&mut Forged, &Means) -> Result<()>),
    /// As [`Claims`](Self::Claims), in the answer to a refresh.
    RefreshedClaims(fn(&mut Map<String, Value>, &Means)),
    /// As [`Token`](Self::Token), in the answer to a refresh.
    RefreshedToken(fn(&mut Forged, &Means) -> Result<()>),
    /// To the members of a JSON document.
    Members(Place, fn(&mut Map<String, Value>, &Means)),
    /// To the keys of the key set.
    Keys(fn(&mut Vec<Value>, &Means)),
    /// To the authorization answer.
    Answer(fn(&mut Answer, &Means)),
    /// To a whole answer, as it is sent.
    Reply(Place, fn(&mut Reply, &Means)),
    /// Nothing that was said is told.
    Trouble(Place, Trouble),
}

impl Change {
    /// Whether it is done to an ID token.
    pub(super) fn is_of_token(&self) -> bool {
        matches!(
            self,
            Self::Claims(_)
                | Self::Token(_)
                | Self::Afresh(_)
                | Self::RefreshedClaims(_)
                | Self::RefreshedToken(_)
        )
    }

    /// Where it is done.
    pub fn place(&self) -> Place {
        match self {
            Self::Claims(_) | Self::Token(_) | Self::Afresh(_) => Place::Token,
            Self::RefreshedClaims(_) | Self::RefreshedToken(_) => Place::Refresh,
            Self::Keys(_) => Place::KeySet,
            Self::Answer(_) => Place::Authorization,
            Self::Members(place, _) | Self::Reply(place, _) | Self::Trouble(place, _) => *place,
        }
    }
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It is answered with 500.
    Fails,
    /// The first one is answered with 500.
    FailsOnce,
    /// It is answered [later](LATE).
    Late,
    /// The connection ends without an answer.
    Dropped,
    /// The same, after [very long](SILENCE).
    Silent,
}

/// How late an answer is that is late.
pub const LATE: std::time::Duration = std::time::Duration::from_secs(2);

/// How long nothing is said where nothing is: longer than whoever asked may be kept waiting.
pub const SILENCE: std::time::Duration = std::time::Duration::from_secs(8);

/// A table of faults: number, name, what a right app does, level, section, what is odd, what to do about an app that does
/// otherwise, how it is done.
macro_rules! faults {
    ($($id:literal $name:literal $right:ident $level:ident $section:literal $what:literal => $repair:literal
        [$($change:expr),+];)*) => {
        &[$($crate::idp::fault::row::Fault {
            id: $id,
            name: $name,
            right: $crate::idp::fault::row::Right::$right,
            level: $crate::idp::fault::row::Level::$level,
            section: $section,
            what: $what,
            repair: $repair,
            changes: &[$($change),+],
        }),*]
    };
}
pub(super) use faults;
