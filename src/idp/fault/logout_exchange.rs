//! What is odd about the answer to an app that exchanges a logout token for who has logged out (<https://github.com/clef/sample-flask>).
//! It is met when somebody logs out and not by signing in, so it is no row of [`FAMILIES`](super::FAMILIES): a check of logouts sets it.

use serde_json::Value;

use super::{
    members::set,
    row::{
        Change::{Members, Reply, Trouble},
        Fault,
        Place::LogoutExchange,
        Trouble::{Dropped, Fails, Silent},
        faults,
    },
    whole,
};

/// What the answer calls the person.
const ID: &str = "clef_id";

/// The rows.
pub const ROWS: &[Fault] = faults! {
    "LX1" "logout-exchange-fails" Refuses Must "Clef: logout hooks"
        "the exchange of a logout token fails with 500"
        => "end a session only where the exchange was good"
        [Trouble(LogoutExchange, Fails)];
    "LX2" "logout-exchange-page" Refuses Must "Clef: logout hooks"
        "the exchange of a logout token is answered with a page"
        => "end a session only where the exchange was good"
        [Reply(LogoutExchange, whole::page)];
    "LX3" "logout-exchange-dropped" Refuses Must "Clef: logout hooks"
        "the exchange of a logout token ends without an answer"
        => "end a session only where the exchange was good"
        [Trouble(LogoutExchange, Dropped)];
    "LX4" "logout-exchange-silent" Refuses Should "Clef: logout hooks"
        "the exchange of a logout token is not answered"
        => "wait some seconds for the exchange, and no longer"
        [Trouble(LogoutExchange, Silent)];
    "LX5" "logout-exchange-number" Accepts Should "Clef: logout hooks"
        "the exchange of a logout token tells a person's id as a number"
        => "compare ids as text"
        [Members(LogoutExchange, |members, _| {
            let number = members.get(ID).and_then(Value::as_str).and_then(|id| id.parse::<u64>().ok());
            if let Some(number) = number {
                set(members, ID, number);
            }
        })];
    "LX6" "logout-exchange-text" Accepts Should "Clef: logout hooks"
        "the exchange of a logout token tells a person's id as text"
        => "compare ids as text"
        [Members(LogoutExchange, |members, _| {
            if let Some(number) = members.get(ID).and_then(Value::as_u64) {
                set(members, ID, number.to_string());
            }
        })];
};
