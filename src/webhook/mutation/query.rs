//! What is odd about an event that a browser carries in a query: front-channel logout.
//! <https://openid.net/specs/openid-connect-frontchannel-1_0.html>

use super::{
    row::{Change, Mutation, Right, mutations},
    sample::Sample,
};
use crate::webhook::message::Message;

/// The rows.
pub(super) const ROWS: &[Mutation] = mutations! {
    "query-wrong-iss" "FC4" Refuses "Front-Channel Logout §2" "it is of another issuer"
        |sample| has(sample, "iss") => Message |message, _, _| {
            put(message, "iss", "https://other.example");
            Ok(())
        };
    "query-without-iss" "FC5" Refuses "Front-Channel Logout §2" "it has a `sid` and no `iss`"
        |sample| has(sample, "iss") && has(sample, "sid") => Message |message, _, _| {
            message.query.retain(|(name, _)| name != "iss");
            Ok(())
        };
    "query-without-sid" "FC6" Refuses "Front-Channel Logout §2" "it has an `iss` and no `sid`"
        |sample| has(sample, "iss") && has(sample, "sid") => Message |message, _, _| {
            message.query.retain(|(name, _)| name != "sid");
            Ok(())
        };
    "query-unknown-sid" "FC7" Either "Front-Channel Logout §2" "nobody knows its `sid`; no session may end"
        |sample| has(sample, "sid") => Message |message, _, _| {
            put(message, "sid", "session-that-never-was");
            Ok(())
        };
};

fn has(sample: &Sample, name: &str) -> bool {
    sample.message.query.iter().any(|(known, _)| known == name)
}

fn put(message: &mut Message, name: &str, value: &str) {
    for (_, own) in message.query.iter_mut().filter(|(known, _)| known == name) {
        value.clone_into(own);
    }
}
