//! How long things live.

use serde::Deserialize;
use toml::Spanned;

use super::mistake::Mistake;
use crate::protocol::time::Seconds;

/// How long things live, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// Access tokens.
    pub access_token: i64,
    /// ID tokens.
    pub id_token: i64,
    /// Refresh tokens, from their last use.
    pub refresh_token: i64,
    /// Authorization codes; never above a minute (threat P5).
    pub code: i64,
    /// Device codes and user codes (threat P12).
    pub device_code: i64,
    /// The shortest time between two questions of a device; no lifetime, but a time that a test wants short.
    pub device_interval: i64,
    /// Requests that wait for a person elsewhere (CIBA Core §7.3).
    pub backchannel_request: i64,
    /// Browser sessions.
    pub session: i64,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            access_token: 3600,
            id_token: 3600,
            refresh_token: 14 * 86_400,
            code: 60,
            device_code: 600,
            device_interval: 5,
            backchannel_request: 120,
            session: 12 * 3600,
        }
    }
}

/// As it stands in the file.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLifetimes {
    access_token: Option<Spanned<String>>,
    id_token: Option<Spanned<String>>,
    refresh_token: Option<Spanned<String>>,
    code: Option<Spanned<String>>,
    device_code: Option<Spanned<String>>,
    device_interval: Option<Spanned<String>>,
    backchannel_request: Option<Spanned<String>>,
    session: Option<Spanned<String>>,
}

impl RawLifetimes {
    /// What it says; the rest as it was.
    pub(super) fn read(self, mut lifetimes: Lifetimes) -> Result<Lifetimes, Mistake> {
        for (given, target, longest) in [
            (self.access_token, &mut lifetimes.access_token, 86_400),
            (self.id_token, &mut lifetimes.id_token, 86_400),
            (self.refresh_token, &mut lifetimes.refresh_token, 315_360_000),
            (self.code, &mut lifetimes.code, 60),
            (self.device_code, &mut lifetimes.device_code, 1800),
            (self.device_interval, &mut lifetimes.device_interval, 60),
            (self.backchannel_request, &mut lifetimes.backchannel_request, 1800),
            (self.session, &mut lifetimes.session, 315_360_000),
        ] {
            let Some(given) = given else { continue };
            let seconds = given.get_ref().parse::<Seconds>().map_err(|why| Mistake::at(given.span(), why))?;
            if seconds.0 == 0 || seconds.0 > longest {
                let why = format!("this length of time is between 1s and {longest}s");
                return Err(Mistake::at(given.span(), why));
            }
            *target = i64::try_from(seconds.0).expect("at most ten years");
        }
        Ok(lifetimes)
    }
}
