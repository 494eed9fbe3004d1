//! The clock: what it says, and how it is moved.

use jiff::Timestamp;

use super::frame::{Part, button, row};
use crate::{idp::provider::Provider, protocol::time::UnixTime};

/// The part; `csrf` is the field that its forms are known by.
pub fn part(provider: &Provider, csrf: &str) -> String {
    let now = provider.now();
    let (how, other) = match provider.clock.is_frozen() {
        true => ("It stands.", button("clock-go-on", "Let it go on")),
        false => ("It goes.", button("clock-freeze", "Stop it")),
    };
    let move_on = "<label for=\"by\" class=\"soft\">by</label>\n\
                   <input id=\"by\" name=\"by\" value=\"1h\" autocomplete=\"off\" required>\n";
    format!(
        "<p><strong>{}</strong> ({})</p>\n<p class=\"soft\">{how} It is this issuer's own: what expires, expires by it.</p>\n{}{}{}",
        moment(now),
        now.0,
        row(Part::Clock, csrf, &other),
        row(Part::Clock, csrf, &format!("{}{move_on}", button("clock-advance", "Move it on"))),
        row(Part::Clock, csrf, &button("clock-reset", "As this machine's"))
    )
}

/// `2026-11-21 03:04:05 UTC`; a moment out of range is its number.
pub fn moment(at: UnixTime) -> String {
    Timestamp::from_second(at.0)
        .map_or_else(|_| at.0.to_string(), |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// `03:04:05`
pub fn time_of_day(at: UnixTime) -> String {
    Timestamp::from_second(at.0).map_or_else(|_| at.0.to_string(), |at| at.strftime("%H:%M:%S").to_string())
}
