//! The provider's answer, changed on its way through the browser. <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2>,
//! <https://www.rfc-editor.org/rfc/rfc9700#section-4.7>

use url::Url;

use super::{
    asked::parameter,
    expected::Expected::{NoServerError, Refused, SignedIn},
    row::{Row, Way::Answers},
};
use crate::check::case::case;

/// What an attacker makes up where the app expects something unguessable.
const MADE_UP: &str = "made-up-by-somebody-else-0123456789abcdef";

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("CB1" Must "RFC 9700 §4.7.1": "the answer comes without state" => "signs nobody in";
            "refuse an answer whose state is missing"),
        way: Answers(|answer| Ok(without(sent(answer, "state")?, "state")), Refused),
    },
    Row {
        case: case!("CB2" Must "RFC 9700 §4.7.1": "the answer comes with a changed state" => "signs nobody in";
            "compare state with the one that this browser's session has, in full"),
        way: Answers(
            |answer| {
                let state = parameter(sent(answer, "state")?, "state").unwrap_or_default();
                Ok(with(answer, "state", &flipped(&state)))
            },
            Refused,
        ),
    },
    Row {
        case: case!("CB3" Must "RFC 9700 §4.7.1": "the answer comes with an empty state" => "signs nobody in";
            "refuse an empty state as a missing one: nothing equals nothing in many comparisons"),
        way: Answers(|answer| Ok(with(sent(answer, "state")?, "state", "")), Refused),
    },
    Row {
        case: case!("CB4" Must "RFC 9700 §4.7.1": "the answer comes with only the beginning of state"
            => "signs nobody in"; "compare state in full, not by its beginning"),
        way: Answers(
            |answer| {
                let state = parameter(sent(answer, "state")?, "state").unwrap_or_default();
                let half: String = state.chars().take(state.chars().count() / 2).collect();
                Ok(with(answer, "state", &half))
            },
            Refused,
        ),
    },
    Row {
        case: case!("CB5" Must "RFC 6749 §4.1.2": "the answer has no code" => "signs nobody in";
            "check that code is there before it is sent to the token endpoint"),
        way: Answers(|answer| Ok(without(answer, "code")), Refused),
    },
    Row {
        case: case!("CB6" Must "RFC 6749 §4.1.2": "the code is empty" => "signs nobody in";
            "check that code has a value before it is sent to the token endpoint"),
        way: Answers(|answer| Ok(with(answer, "code", "")), Refused),
    },
    Row {
        case: case!("CB7" Must "RFC 6749 §5.2": "the code is made up, so that the provider refuses it"
            => "signs nobody in";
            "handle the token endpoint's 400: show a page that lets the person try again"),
        way: Answers(|answer| Ok(with(answer, "code", MADE_UP)), Refused),
    },
    Row {
        case: case!("CB8" Must "RFC 6749 §4.1.2.1": "the answer is an error: access_denied"
            => "signs nobody in";
            "look for error before code, and show a page that lets the person try again"),
        way: Answers(|answer| Ok(with(&without(answer, "code"), "error", "access_denied")), Refused),
    },
    Row {
        case: case!("CB9" Should "RFC 6749 §4.1.2.1": "the answer is an error that nobody has registered"
            => "signs nobody in, and no server error";
            "treat an unknown error as any other"),
        way: Answers(|answer| Ok(with(&without(answer, "code"), "error", "something_new")), Refused),
    },
    Row {
        case: case!("CB10" Should "RFC 6749 §4.1.2.1": "the answer has an error and a code" => "signs nobody in";
            "look for error before code: an answer that is both is neither"),
        way: Answers(|answer| Ok(with(answer, "error", "access_denied")), Refused),
    },
    Row {
        case: case!("CB11" Should "RFC 9207 §2.4": "the answer names another issuer" => "signs nobody in";
            "compare iss with the issuer that this login was begun with; an app with several providers must"),
        way: Answers(|answer| Ok(with(answer, "iss", "https://other.example")), Refused),
    },
    Row {
        case: case!("CB12" Should "RFC 9207 §2.4": "the answer names no issuer, though the provider always does"
            => "signs nobody in";
            "refuse an answer without iss if the metadata says authorization_response_iss_parameter_supported"),
        way: Answers(|answer| Ok(without(sent(answer, "iss")?, "iss")), Refused),
    },
    Row {
        case: case!("CB13" Must "RFC 6749 §4.1.2": "the answer has a parameter that the app does not know"
            => "ignores it, and signs the person in"; "ignore unknown parameters of the answer"),
        way: Answers(|answer| Ok(with(answer, "session_hint", "a-new-extension")), SignedIn),
    },
    Row {
        case: case!("CB14" Should "RFC 6749 §3.1": "the answer has two codes, the second made up"
            => "answers without a server error";
            "refuse an answer that has a parameter twice, with a page of your own"),
        way: Answers(|answer| Ok(and(answer, "code", MADE_UP)), NoServerError),
    },
    Row {
        case: case!("CB15" Must "RFC 6749 §3.1": "the answer has two states, both made up" => "signs nobody in";
            "refuse an answer that has a parameter twice"),
        way: Answers(
            |answer| Ok(and(&with(sent(answer, "state")?, "state", MADE_UP), "state", "another")),
            Refused,
        ),
    },
    Row {
        case: case!("CB16" Should "RFC 6749 §10.14": "code and state are 6 KiB long"
            => "signs nobody in, and no server error"; "bound what is read of a request before it is used"),
        way: Answers(
            |answer| {
                let long = "a".repeat(3 * 1024);
                Ok(with(&with(answer, "code", &long), "state", &long))
            },
            Refused,
        ),
    },
    Row {
        case: case!("CB17" Should "RFC 6749 §10.14": "state is not text: a zero byte and bytes that are no UTF-8"
            => "signs nobody in, and no server error"; "expect any bytes in a request"),
        way: Answers(|answer| Ok(raw(&without(answer, "state"), "state=%00%ff%fe%c3%28")), Refused),
    },
    Row {
        case: case!("CB18" Should "RFC 6749 §10.14": "state and code are lists: state[]=…"
            => "signs nobody in, and no server error";
            "check that a parameter is one text: some frameworks make lists and maps of brackets"),
        way: Answers(
            |answer| Ok(raw(&without(&without(answer, "state"), "code"), "state[]=a&state[]=b&code[x]=y")),
            Refused,
        ),
    },
];

/// The answer, if it has that parameter.
fn sent<'a>(answer: &'a Url, name: &'static str) -> Result<&'a Url, String> {
    match parameter(answer, name) {
        Some(_) => Ok(answer),
        None => Err(format!("the answer has no {name} that could be changed")),
    }
}

/// Without a parameter.
pub(super) fn without(url: &Url, name: &str) -> Url {
    let mut changed = url.clone();
    changed.query_pairs_mut().clear().extend_pairs(url.query_pairs().filter(|(known, _)| known != name));
    changed
}

/// With another value.
pub(super) fn with(url: &Url, name: &str, value: &str) -> Url {
    and(&without(url, name), name, value)
}

/// With one more value.
pub(super) fn and(url: &Url, name: &str, value: &str) -> Url {
    let mut changed = url.clone();
    changed.query_pairs_mut().append_pair(name, value);
    changed
}

/// With something at its end that is spelled as it stands.
fn raw(url: &Url, text: &str) -> Url {
    let mut changed = url.clone();
    let query = [url.query().unwrap_or_default(), text].into_iter().filter(|part| !part.is_empty());
    let query = query.collect::<Vec<_>>().join("&");
    changed.set_query(Some(&query));
    changed
}

/// With another character in its middle.
pub(super) fn flipped(value: &str) -> String {
    let middle = value.chars().count() / 2;
    let other = |one: char| if one == '0' { '1' } else { '0' };
    value.chars().enumerate().map(|(at, one)| if at == middle { other(one) } else { one }).collect()
}
