//! What is odd about an event that is signed with a shared secret, in a header.

use aws_lc_rs::hmac;
use http::{HeaderName, header};
use serde_json::Value;

use super::{
    row::{Change, Mutation, Right, mutations},
    sample::{Sample, unfit},
};
use crate::{error::Result, jose::base64url, webhook::message::Message};

/// How far beyond every tolerance, in seconds.
const FAR_S: i64 = 3600;
const UNKNOWN: &str = "unknown.by_all";

/// The rows.
pub(super) const ROWS: &[Mutation] = mutations! {
    "missing-signature" "H2" Refuses "RFC 2104 §2" "it is not signed"
        Sample::is_keyed => Message |message, sample, _| {
            for name in &sample.signature_headers {
                message.headers.remove(name);
            }
            Ok(())
        };
    "wrong-secret" "H3" Refuses "RFC 2104 §2" "it is signed with a secret that the app does not have"
        Sample::is_keyed => Message |message, sample, _| {
            let stranger = sample.by_stranger()?;
            for name in &sample.signature_headers {
                let value = stranger.headers.get(name).ok_or_else(unfit)?;
                message.headers.insert(name.clone(), value.clone());
            }
            Ok(())
        };
    "reserialised" "H4" Refuses "RFC 2104 §2" "its JSON was written anew after it was signed, with spaces"
        |sample| is_body_signed(sample) && pretty(&sample.message.body).is_some() => Message |message, _, _| {
            message.body = pretty(&message.body).ok_or_else(unfit)?;
            Ok(())
        };
    "one-space" "H5" Refuses "RFC 2104 §2" "a space was added at the end of its body after it was signed"
        is_body_signed => Message |message, _, _| { message.body.push(b' '); Ok(()) };
    "empty-body" "H6" Refuses "RFC 2104 §2" "its body is empty, beside the right signature of another"
        is_body_signed => Message |message, _, _| { message.body.clear(); Ok(()) };
    "upper-case-hex" "H7" Refuses "RFC 2104 §2" "its signature is in capital hexadecimal digits"
        |sample| hash_of(sample).is_some_and(|hash| hash.len() == 64) => Message |message, sample, _| {
            rehashed(message, sample, str::to_uppercase)
        };
    "other-encoding" "H8" Refuses "RFC 2104 §2" "its signature is in base64 where hexadecimal is right, or the reverse"
        |sample| hash_of(sample).is_some() => Message |message, sample, _| rehashed(message, sample, recoded);
    "truncated-signature" "H9" Refuses "RFC 2104 §5" "the last two letters of its signature are missing"
        |sample| hash_of(sample).is_some() => Message |message, sample, _| {
            rehashed(message, sample, |hash| hash[..hash.len() - 2].to_owned())
        };
    "wrong-prefix" "H10" Refuses "RFC 2104 §2" "what stands before the signature in its header is another"
        |sample| sample.signature().is_some() => Message |message, sample, _| {
            let (name, value) = sample.signature().ok_or_else(unfit)?;
            message.set_header(name.as_str(), &format!("md5={}", value.replace(['=', ','], "")))
        };
    "sha1-only" "H11" Refuses "RFC 6194 §3.3" "it is signed with SHA-1 alone, in the old header"
        |sample| sample.message.headers.contains_key("x-hub-signature-256") => Message |message, _, means| {
            let secret = means.credential().secret()?;
            let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.expose().as_bytes());
            let hash = hex(hmac::sign(&key, &message.body).as_ref());
            message.headers.remove("x-hub-signature-256");
            message.set_header("x-hub-signature", &format!("sha1={hash}"))
        };
    "stale" "H12" Refuses "Standard Webhooks, verifying webhook authenticity" "it was signed an hour ago"
        |sample| sample.is_timed => Draft |draft| draft.at = draft.at.plus(-FAR_S);
    "from-the-future" "H13" Refuses "Standard Webhooks, verifying webhook authenticity" "it was signed in an hour from now"
        |sample| sample.is_timed => Draft |draft| draft.at = draft.at.plus(FAR_S);
    "two-signatures" "H14" Takes "Standard Webhooks, webhook signature scheme" "a signature by an old secret stands beside the right one"
        |sample| second(sample).is_some() => Message |message, sample, _| {
            let (name, value) = second(sample).ok_or_else(unfit)?;
            message.set_header(name.as_str(), &value)
        };
    "unknown-event" "H15" Either "Standard Webhooks, webhook payload structure" "its type is one that nobody knows; it means nothing; most senders want it taken all the same"
        |sample| sample.is_keyed() && sample.draft.event.matches.is_some() => Draft |draft| {
            let Some(matches) = &draft.event.matches else { return };
            if let Some(name) = &matches.header {
                for (header, value) in &mut draft.headers {
                    if header == name {
                        *value = UNKNOWN.into();
                    }
                }
            } else if let Some(place) = matches.pointer.as_ref().and_then(|place| draft.payload.pointer_mut(place)) {
                *place = UNKNOWN.into();
            }
        };
    "beyond-ascii" "H16" Takes "RFC 8259 §8.1" "it has letters beyond ASCII"
        |sample| sample.is_keyed() && is_json(sample) => Draft |draft| {
            if let Some(members) = draft.payload.as_object_mut() {
                members.insert("note".into(), "žluťoučký kůň 🐎".into());
            }
        };
    "crlf" "H17" Takes "RFC 8259 §2" "its JSON has line ends of two bytes"
        |sample| sample.is_keyed() && pretty(&sample.message.body).is_some() => Draft |draft| {
            let text = format!("{:#}", draft.payload).replace('\n', "\r\n");
            draft.written = Some(text.into_bytes());
        };
    "text-content-type" "H18" Either "RFC 9110 §8.3" "it says that it is plain text; most senders do not say what a receiver does then"
        |sample| sample.is_keyed() && is_json(sample) => Message |message, _, _| {
            message.set_header(header::CONTENT_TYPE.as_str(), "text/plain")
        };
};

fn is_body_signed(sample: &Sample) -> bool {
    sample.is_keyed() && sample.is_body_signed
}

fn is_json(sample: &Sample) -> bool {
    sample.draft.payload.is_object() && sample.message.body == sample.draft.body()
}

/// The same JSON with line ends and spaces.
fn pretty(body: &[u8]) -> Option<Vec<u8>> {
    let value: Value = serde_json::from_slice(body).ok()?;
    Some(format!("{value:#}").into_bytes()).filter(|other| other != body)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash within the one signature: 64 hexadecimal digits or 44 letters of base64.
fn hash_of(sample: &Sample) -> Option<&str> {
    let (_, value) = sample.signature()?;
    let is_hash = |word: &&str| match word.len() {
        64 => {
            word.bytes().all(|byte| byte.is_ascii_hexdigit())
                && word.bytes().any(|byte| byte.is_ascii_lowercase())
        }
        44 => word.ends_with('=') && base64url::decode_standard(word).is_some(),
        _ => false,
    };
    // what stands before it ends with a comma, a space or an equals sign; base64 ends with one too
    let words = value.split([',', ' ']);
    words
        .map(|word| word.split_once('=').map_or(word, |(_, rest)| if rest.is_empty() { word } else { rest }))
        .find(is_hash)
}

fn rehashed(message: &mut Message, sample: &Sample, change: impl Fn(&str) -> String) -> Result<()> {
    let (name, value) = sample.signature().ok_or_else(unfit)?;
    let hash = hash_of(sample).ok_or_else(unfit)?;
    message.set_header(name.as_str(), &value.replace(hash, &change(hash)))
}

fn recoded(hash: &str) -> String {
    match base64url::decode_standard(hash).filter(|_| hash.len() == 44) {
        Some(bytes) => hex(&bytes),
        None => {
            let byte = |at: usize| u8::from_str_radix(hash.get(at..at + 2)?, 16).ok();
            base64url::encode_standard((0..hash.len()).step_by(2).filter_map(byte).collect::<Vec<_>>())
        }
    }
}

/// The header with two signatures, where it can have several: the first is of a secret that the app no longer has.
fn second(sample: &Sample) -> Option<(&HeaderName, String)> {
    let (name, value) = sample.signature()?;
    let stranger = sample.by_stranger().ok()?;
    let other = stranger.header(name.as_str())?;
    if value.starts_with("v1,") {
        return Some((name, format!("{other} {value}")));
    }
    // Stripe: t=…,v1=…,v1=…
    let (time, own) = value.split_once(",v1=")?;
    let (_, other) = other.split_once(",v1=")?;
    Some((name, format!("{time},v1={other},v1={own}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhook::event::Event;

    #[test]
    fn a_hash_is_written_in_the_other_way_and_back() {
        let hex = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        let base64 = recoded(hex);
        assert_eq!((base64.len(), recoded(&base64).as_str()), (44, hex));
    }

    #[test]
    fn an_event_is_known_by_a_header_or_a_member() {
        // what `unknown-event` changes
        let known = |event: &Event| {
            event.matches.as_ref().is_none_or(|it| it.header.is_some() || it.pointer.is_some())
        };
        assert!(crate::webhook::catalogue::all().values().all(known));
    }
}
