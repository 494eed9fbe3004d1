//! Mistakes about what is signed with a shared secret, beside those that are found by [trying them](crate::webhook::diagnosis).

use super::row::{Mistake, Told, row, told};
use crate::{
    protocol::time::Seconds,
    webhook::{case::Case, credential::Needs, diagnosis, scheme},
};

const SECTION: &str = "Standard Webhooks: Verifying webhook authenticity";

/// Every one.
pub(super) const MISTAKES: &[Mistake] = &[
    row("signed-too-long-ago", SECTION, signed_too_long_ago),
    row("signed-in-the-future", SECTION, signed_in_the_future),
    row("other-secret-or-body", "RFC 2104 §2", other_secret_or_body),
];

/// How many seconds ago it was signed, if that is what fails.
fn age(case: &Case<'_>) -> Option<i64> {
    case.fault("timestamp")?;
    let at = scheme::of(case.event).keyed_hash(case.event, case.message)?.at?;
    Some(case.trust.now.since(at))
}

fn signed_too_long_ago(case: &Case<'_>) -> Told {
    let age = age(case).filter(|age| *age > 0)?;
    let at = case.trust.now.plus(-age);
    told(
        format!("it was signed {} ago, and is good for {}", spoken(age), spoken(case.trust.tolerance_s)),
        format!(
            "sign each attempt anew; to judge it by the time it was signed, give --at-recorded or --at {}",
            at.0
        ),
    )
}

fn signed_in_the_future(case: &Case<'_>) -> Told {
    let ahead = age(case).filter(|age| *age < 0)?;
    told(
        format!(
            "it was signed {} in the future: the clock of the sender is ahead, or this one behind",
            spoken(ahead)
        ),
        "set the clocks by NTP; a time in milliseconds is in the future too",
    )
}

fn other_secret_or_body(case: &Case<'_>) -> Told {
    let is_secret = scheme::of(case.event).needs() == Needs::Secret && case.fails("signature");
    (is_secret && diagnosis::diagnose(case.event, case.message, case.trust).is_empty()).then_some(())?;
    told(
        "none of the known mistakes makes it right: it is signed with another secret, or a byte of the body was changed",
        "compare the secret with the one that the sender shows, and keep the body as it came",
    )
}

fn spoken(seconds: i64) -> Seconds {
    Seconds(seconds.unsigned_abs())
}
