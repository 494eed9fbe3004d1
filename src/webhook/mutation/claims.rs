//! What is odd about what a token says, rightly signed. <https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation>

use serde_json::{Map, Value, json};

use super::{
    row::{Change, Mutation, Right, mutations},
    sample::Sample,
};
use crate::jose::logout_token::EVENT;

const OTHER: &str = "https://other.example";
const DAY_S: i64 = 86_400;

/// The rows.
pub(super) const ROWS: &[Mutation] = mutations! {
    "wrong-iss" "N15" Refuses "RFC 7519 §4.1.1" "it is of another issuer"
        |sample| sample.says("iss") => Claims |claims, _| put(claims, "iss", OTHER);
    "iss-with-slash" "N15" Refuses "OpenID Connect Core §3.1.3.7 (2)" "its issuer has a slash more, or less, at the end"
        |sample| sample.says("iss") => Claims |claims, _| {
            let iss = text(claims, "iss");
            put(claims, "iss", iss.strip_suffix('/').map_or_else(|| format!("{iss}/"), str::to_owned));
        };
    "iss-in-capitals" "N15" Refuses "OpenID Connect Core §3.1.3.7 (2)" "its issuer is in capitals"
        |sample| sample.says("iss") => Claims |claims, _| {
            let iss = text(claims, "iss").to_uppercase();
            put(claims, "iss", iss);
        };
    "missing-iss" "N16" Refuses "Back-Channel Logout §2.4" "it does not say who issued it"
        |sample| sample.says("iss") => Claims |claims, _| gone(claims, "iss");
    "wrong-aud" "N17" Refuses "RFC 7519 §4.1.3" "it is for another app"
        |sample| sample.says("aud") => Claims |claims, _| put(claims, "aud", "another-app");
    "missing-aud" "N18" Refuses "Back-Channel Logout §2.4" "it does not say whom it is for"
        |sample| sample.says("aud") => Claims |claims, _| gone(claims, "aud");
    "aud-list-without-us" "N19" Refuses "RFC 7519 §4.1.3" "it is for several other apps"
        |sample| sample.says("aud") => Claims |claims, _| put(claims, "aud", json!(["another-app", "a-third"]));
    "aud-list" "P5" Takes "RFC 7519 §4.1.3" "it is for several apps, the right one among them"
        |sample| sample.says("aud") => Claims |claims, _| {
            let aud = json!([text(claims, "aud"), "another-app"]);
            put(claims, "aud", aud);
        };
    "expired" "N20" Refuses "RFC 7519 §4.1.4" "it ended an hour ago"
        |sample| sample.says("exp") => Claims |claims, sample| {
            put(claims, "iat", sample.draft.at.plus(-3720).0);
            put(claims, "exp", sample.draft.at.plus(-3600).0);
        };
    "missing-exp" "N21" Refuses "Back-Channel Logout §2.4" "it does not say when it ends"
        |sample| sample.says("exp") => Claims |claims, _| gone(claims, "exp");
    "missing-iat" "N22" Refuses "Back-Channel Logout §2.4" "it does not say when it was issued"
        |sample| sample.says("iat") => Claims |claims, _| gone(claims, "iat");
    "future-iat" "N23" Refuses "OpenID Connect Core §3.1.3.7 (10)" "it was issued tomorrow"
        |sample| sample.says("iat") => Claims |claims, sample| {
            put(claims, "iat", sample.draft.at.plus(DAY_S).0);
            if claims.contains_key("exp") {
                put(claims, "exp", sample.draft.at.plus(DAY_S + 120).0);
            }
        };
    "old-iat" "N24" Either "OpenID Connect Core §3.1.3.7 (10)" "it was issued a year ago and ends soon; how old one may be is the app's choice"
        |sample| sample.says("exp") && sample.says("iat") => Claims |claims, sample| {
            put(claims, "iat", sample.draft.at.plus(-365 * DAY_S).0);
        };
    "missing-jti" "N25" Refuses "Back-Channel Logout §2.4" "it has no name of its own"
        |sample| sample.says("jti") => Claims |claims, _| gone(claims, "jti");
    "missing-subject" "N26" Refuses "Back-Channel Logout §2.6 (4)" "it has neither `sub` nor `sid`"
        Sample::is_logout => Claims |claims, _| {
            gone(claims, "sub");
            gone(claims, "sid");
        };
    "missing-events" "N27" Refuses "Back-Channel Logout §2.6 (5)" "it has no `events`"
        |sample| sample.says("events") => Claims |claims, _| gone(claims, "events");
    "other-event" "N28" Refuses "Back-Channel Logout §2.6 (5)" "it is of an event that nobody knows"
        Sample::is_logout => Claims |claims, _| put(claims, "events", json!({"https://other.example/event": {}}));
    "events-list" "N29" Refuses "Back-Channel Logout §2.6 (5)" "`events` is a list"
        |sample| sample.is_logout() || sample.is_security_event() => Claims |claims, _| {
            let names = claims.get("events").and_then(Value::as_object).map(|events| events.keys().cloned().collect());
            put(claims, "events", names.unwrap_or_else(|| vec![EVENT.to_owned()]));
        };
    "event-text" "N30" Refuses "Back-Channel Logout §2.6 (5)" "the value of the event is a text"
        |sample| sample.is_logout() || sample.is_security_event() => Claims |claims, _| {
            for value in claims.get_mut("events").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
                *value = "logout".into();
            }
        };
    "nonce" "N31" Refuses "Back-Channel Logout §2.6 (6)" "it has a `nonce`, as an ID token has"
        Sample::is_logout => Claims |claims, _| put(claims, "nonce", "n-0S6_WzA2Mj");
    "id-token" "N32" Refuses "Back-Channel Logout §2.6 (5)" "it is an ID token of the same person and app"
        Sample::is_logout => Signed |token| {
            token.head("typ", "JWT");
            token.edit(|claims| {
                gone(claims, "events");
                gone(claims, "jti");
                let sub = claims.get("sub").cloned().unwrap_or_else(|| "alice".into());
                put(claims, "sub", sub);
                put(claims, "nonce", "n-0S6_WzA2Mj");
            });
        };
    "access-token" "N33" Refuses "RFC 9068 §2.1" "it is an access token of the same person and app"
        Sample::is_logout => Signed |token| {
            token.head("typ", "at+jwt");
            token.edit(|claims| {
                gone(claims, "events");
                let aud = text(claims, "aud");
                put(claims, "client_id", aud);
                put(claims, "scope", "openid");
            });
        };
    "security-event" "N34" Refuses "RFC 8417 §2.3" "it is a security event token about the same session"
        Sample::is_logout => Signed |token| {
            token.head("typ", "secevent+jwt");
            token.edit(|claims| {
                let about = json!({"format": "iss_sub", "iss": text(claims, "iss"), "sub": text(claims, "sub")});
                for name in ["exp", "sub", "sid"] {
                    gone(claims, name);
                }
                put(claims, "sub_id", about);
                put(claims, "events", json!({"https://schemas.openid.net/secevent/caep/event-type/session-revoked": {}}));
            });
        };
    "foreign-sid" "N35" Either "Back-Channel Logout §2.6" "its `sid` is not of its `sub`; no session of anybody else may end"
        |sample| sample.is_logout() && sample.says("sub") => Claims |claims, _| put(claims, "sid", "session-of-another-person");
    "unknown-sid" "N36" Either "Back-Channel Logout §2.7" "nobody knows its `sid`; no session of the person's others may end"
        |sample| sample.is_logout() && sample.says("sid") => Claims |claims, _| put(claims, "sid", "session-that-never-was");
    "extra-claims" "P6" Takes "RFC 7519 §4" "it has claims that nobody knows"
        |sample| sample.is_logout() || sample.is_security_event() => Claims |claims, _| {
            put(claims, "https://other.example/claim", json!({"nested": [1, null]}));
            put(claims, "trace_id", "7");
        };
    "extra-event-member" "P6" Takes "Back-Channel Logout §2.4" "the event has a member that nobody knows"
        |sample| sample.is_logout() || sample.is_security_event() => Claims |claims, _| {
            let events = claims.get_mut("events").and_then(Value::as_object_mut).into_iter();
            for event in events.flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
                put(event, "revoke_offline_access", true);
            }
        };
};

fn put(claims: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    claims.insert(name.to_owned(), value.into());
}

fn gone(claims: &mut Map<String, Value>, name: &str) {
    claims.remove(name);
}

fn text(claims: &Map<String, Value>, name: &str) -> String {
    claims.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}
