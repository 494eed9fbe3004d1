//! Mistakes in how an event is sent or recorded.

use std::collections::BTreeSet;

use http::Method;

use super::row::{Mistake, Told, row, told};
use crate::webhook::{
    case::Case,
    message::{FORM, JSON},
};

/// Every one.
pub(super) const MISTAKES: &[Mistake] = &[
    row("body-cut", "RFC 9112 §6.3", body_cut),
    row("method", "RFC 9110 §9.3.3", method),
    row("posted-as-json", "RFC 9110 §8.3", posted_as_json),
    row("media-type", "RFC 9110 §8.3", media_type),
    row("parameter-twice", "RFC 6749 §3.1", parameter_twice),
    row("header-twice", "RFC 9110 §5.3", header_twice),
];

fn body_cut(case: &Case<'_>) -> Told {
    let missing = Some(case.recording.missing).filter(|missing| *missing > 0)?;
    let body = &case.recording.body;
    let ends = body.iter().filter(|byte| **byte == b'\n').count();
    let (there, all) = (body.len(), body.len() + missing);
    let why = format!("the body has {there} of the {all} bytes that the request says it has");
    match missing <= ends && !body.contains(&b'\r') {
        true => told(
            format!("{why}: its line ends were written anew, without CR"),
            "keep the bytes as they came: no editor, no copy from a terminal",
        ),
        false => told(why, "record it again, to its end"),
    }
}

fn method(case: &Case<'_>) -> Told {
    let method = Some(&case.message.method).filter(|method| **method != Method::POST)?;
    case.fault("request").filter(|why| why.contains("not POST"))?;
    told(format!("it was sent with {method}"), "send it with POST")
}

/// The media type that it has, and the one that it should have.
fn media_types<'a>(case: &'a Case<'_>) -> Option<(String, &'a str)> {
    let why = case.fault("request").filter(|why| why.contains("media type"))?;
    Some((case.message.media_type().unwrap_or_default(), why.rsplit_once("not ")?.1))
}

fn posted_as_json(case: &Case<'_>) -> Told {
    media_types(case).filter(|(own, wanted)| own == JSON && *wanted == FORM && case.token.is_some())?;
    told(
        "the token was posted in a JSON object, where the event is a form",
        format!("post {FORM} with the token as its one field"),
    )
}

fn media_type(case: &Case<'_>) -> Told {
    let (own, wanted) = media_types(case).filter(|_| posted_as_json(case).is_none())?;
    let named = if own.is_empty() { "missing" } else { &own };
    told(
        format!("its Content-Type is {named}, and {wanted} is what the body is read as"),
        format!("send {wanted}; some libraries set a media type of their own"),
    )
}

fn parameter_twice(case: &Case<'_>) -> Told {
    let mut seen = BTreeSet::new();
    let fields = case.message.fields();
    let (name, _) = fields.iter().find(|(name, value)| value.contains('.') && !seen.insert(name))?;
    told(
        format!("the field {name} stands in the form twice, and receivers differ in which they read"),
        "send it once",
    )
}

fn header_twice(case: &Case<'_>) -> Told {
    let mut names = case.event.signature.values();
    let name = names.find(|name| case.message.headers.get_all(name.as_str()).iter().count() > 1)?;
    told(
        format!("the header {name} stands there twice, and receivers differ in which they read"),
        "send it once; look for a proxy that adds one",
    )
}
