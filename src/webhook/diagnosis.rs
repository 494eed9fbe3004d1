//! Why a hash with a shared secret is not right: the mistakes that senders and receivers make, each tried. A NEW MISTAKE is one row.
//! <https://www.rfc-editor.org/rfc/rfc2104>

use aws_lc_rs::hmac;
use serde::Serialize;

use super::{
    attempt::Attempt, encoding, event::Event, keyed_hash::KeyForm, message::Message, respelled, trust::Trust,
};
use crate::jose::base64url;

/// A mistake that makes the hash wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// Its name, for programs.
    pub mistake: &'static str,
    /// What is wrong.
    pub why: String,
    /// What would mend it.
    pub fix: &'static str,
}

/// The mistakes that are in a message; none if its hash is right, or nothing that is known makes it right. It takes some
/// hundred hashes of the body: for a person who looks for a mistake, not for a receiver.
pub fn diagnose(event: &Event, message: &Message, trust: &Trust) -> Vec<Diagnosis> {
    let attempt = Attempt::of(event, message, trust).filter(|attempt| !attempt.is_right());
    let found = |mistake: &Mistake| {
        let why = (mistake.finds)(attempt.as_ref()?)?;
        Some(Diagnosis { mistake: mistake.name, why, fix: mistake.fix })
    };
    MISTAKES.iter().filter_map(found).collect()
}

/// A mistake.
struct Mistake {
    name: &'static str,
    fix: &'static str,
    /// What is wrong, if trying it makes the hash right.
    finds: fn(&Attempt<'_>) -> Option<String>,
}

const fn row(name: &'static str, fix: &'static str, finds: fn(&Attempt<'_>) -> Option<String>) -> Mistake {
    Mistake { name, fix, finds }
}

const AS_IT_STANDS: &str = "the secret is the key as it stands: change nothing of it";
const RAW_BYTES: &str = "judge the bytes as they came, before anything parses them";
const SHA256: &str = "HMAC with SHA-256 is what both sides have to make";

/// Every mistake.
const MISTAKES: &[Mistake] = &[
    row("secret-line-break", "keep the secret without a line break or a space around it", secret_line_break),
    row("secret-mark-kept", "take off whsec_, and decode the rest from base64", secret_mark_kept),
    row("secret-not-decoded", "decode what stands behind whsec_ from base64", secret_not_decoded),
    row("secret-decoded", AS_IT_STANDS, secret_decoded),
    row("secret-mark", AS_IT_STANDS, secret_mark),
    row("body-respaced", RAW_BYTES, |attempt| over(attempt.with_body(respelled::respaced))),
    row("body-sorted", RAW_BYTES, |attempt| over(attempt.with_body(respelled::sorted))),
    row("body-escaped", RAW_BYTES, |attempt| over(attempt.with_body(respelled::reescaped))),
    row("body-ended", RAW_BYTES, |attempt| over(attempt.with_body(respelled::ended))),
    row(
        "not-all-signed",
        "what the sender puts before the body, such as the time, is signed too",
        not_all_signed,
    ),
    row("sha1", SHA256, |attempt| by(attempt, hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, "SHA-1")),
    row("sha512", SHA256, |attempt| by(attempt, hmac::HMAC_SHA512, "SHA-512")),
    row("no-key", SHA256, no_key),
    row("hash-upper-case", "write the hash in lower case", hash_upper_case),
    row("hash-in-base64", "write the hash in hexadecimal", hash_in_base64),
    row("hash-in-hexadecimal", "write the bytes of the hash in base64", hash_in_hexadecimal),
    row("hash-of-text", "write the bytes of the hash in base64, not its hexadecimal text", hash_of_text),
    row("hash-alphabet", "write the hash in base64 with + and /, and with padding", hash_alphabet),
    row("hash-unmarked", "say before the hash which it is", hash_unmarked),
];

type Keys = Vec<(&'static str, Vec<u8>)>;

fn secret_line_break(attempt: &Attempt<'_>) -> Option<String> {
    let form = attempt.signed.key;
    let how = attempt.with_key(|secret| {
        let spellings = [
            ("with a line break behind the secret", format!("{secret}\n")),
            ("with CR and LF behind the secret", format!("{secret}\r\n")),
            ("without the space around the secret", secret.trim().to_owned()),
        ];
        let key = |(how, text): (&'static str, String)| Some((how, form.key(&text)?.to_vec()));
        spellings.into_iter().filter_map(key).collect::<Keys>()
    })?;
    Some(format!("it is right {how}"))
}

/// The mark of this scheme's secrets, if what stands behind it is decoded.
fn mark(attempt: &Attempt<'_>) -> Option<&'static str> {
    match attempt.signed.key {
        KeyForm::Base64(mark) => Some(mark),
        KeyForm::Text => None,
    }
}

fn secret_mark_kept(attempt: &Attempt<'_>) -> Option<String> {
    let mark = mark(attempt)?;
    let whole = |secret: &str| match secret.starts_with(mark) {
        true => secret.to_owned(),
        false => format!("{mark}{secret}"),
    };
    attempt.with_key(|secret| vec![((), whole(secret).into_bytes())])?;
    Some(format!("it is right with the text of the secret as the key, {mark} and all"))
}

fn secret_not_decoded(attempt: &Attempt<'_>) -> Option<String> {
    let mark = mark(attempt)?;
    attempt.with_key(|secret| vec![((), secret.strip_prefix(mark).unwrap_or(secret).as_bytes().to_vec())])?;
    Some(format!("it is right with the text behind {mark} as the key"))
}

fn secret_decoded(attempt: &Attempt<'_>) -> Option<String> {
    if mark(attempt).is_some() {
        return None;
    }
    let how = attempt.with_key(|secret| {
        let bare = secret.strip_prefix("whsec_").unwrap_or(secret).trim_end_matches('=');
        let base64 = base64url::decode(&bare.replace('+', "-").replace('/', "_"));
        let hex = encoding::unhex(&secret.to_ascii_lowercase());
        let named = [("base64", base64), ("hexadecimal", hex)].into_iter();
        named.filter_map(|(how, key)| Some((how, key?))).collect::<Keys>()
    })?;
    Some(format!("it is right with what the secret is the {how} of as the key"))
}

fn secret_mark(attempt: &Attempt<'_>) -> Option<String> {
    if mark(attempt).is_some() {
        return None;
    }
    let how = attempt.with_key(|secret| match secret.strip_prefix("whsec_") {
        Some(bare) => vec![("without whsec_ before the secret", bare.as_bytes().to_vec())],
        None => vec![("with whsec_ before the secret", format!("whsec_{secret}").into_bytes())],
    })?;
    Some(format!("it is right {how}"))
}

fn over(how: Option<String>) -> Option<String> {
    Some(format!("it is right over the body {}", how?))
}

fn not_all_signed(attempt: &Attempt<'_>) -> Option<String> {
    let why = || format!("it is right over the body without all of `{}` before it", attempt.signed.before);
    attempt.with_less().then(why)
}

fn by(attempt: &Attempt<'_>, algorithm: hmac::Algorithm, name: &str) -> Option<String> {
    attempt.with_algorithm(algorithm).then(|| format!("it is right with {name} in place of SHA-256"))
}

fn no_key(attempt: &Attempt<'_>) -> Option<String> {
    attempt.without_key().then(|| "it is a plain SHA-256, which is no keyed hash".to_owned())
}

fn is_hex(attempt: &Attempt<'_>) -> bool {
    attempt.signed.encoding == encoding::Encoding::Hex
}

fn hex(bytes: &[u8]) -> String {
    encoding::Encoding::Hex.write(bytes)
}

fn hash_upper_case(attempt: &Attempt<'_>) -> Option<String> {
    let is_so = attempt.written(|text, right| text.eq_ignore_ascii_case(&hex(right)) && text != hex(right));
    (is_so && is_hex(attempt)).then(|| "it is right, but in upper-case hexadecimal".to_owned())
}

/// In whichever alphabet, with or without padding.
fn is_base64_of(text: &str, bytes: &[u8]) -> bool {
    text.trim_end_matches('=').replace('+', "-").replace('/', "_") == base64url::encode(bytes)
}

fn hash_in_base64(attempt: &Attempt<'_>) -> Option<String> {
    let is_so = is_hex(attempt) && attempt.written(is_base64_of);
    is_so.then(|| "it is right, but in base64, not in hexadecimal".to_owned())
}

fn hash_in_hexadecimal(attempt: &Attempt<'_>) -> Option<String> {
    let is_so = !is_hex(attempt) && attempt.written(|text, right| text.eq_ignore_ascii_case(&hex(right)));
    is_so.then(|| "it is right, but in hexadecimal, not in base64".to_owned())
}

fn hash_of_text(attempt: &Attempt<'_>) -> Option<String> {
    let is_so = attempt.written(|text, right| is_base64_of(text, hex(right).as_bytes()));
    is_so.then(|| "it is right, but it is the base64 of its hexadecimal text".to_owned())
}

fn hash_alphabet(attempt: &Attempt<'_>) -> Option<String> {
    let is_so =
        |text: &str, right: &[u8]| is_base64_of(text, right) && text != base64url::encode_standard(right);
    (!is_hex(attempt) && attempt.written(is_so))
        .then(|| "it is right, but in base64 of another alphabet or without padding".to_owned())
}

fn hash_unmarked(attempt: &Attempt<'_>) -> Option<String> {
    let is_so = attempt.signed.is_unmarked && attempt.with_algorithm(hmac::HMAC_SHA256);
    is_so.then(|| format!("it is right, but {} does not stand before it", attempt.signed.mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        protocol::time::UnixTime,
        webhook::{catalogue, encoding::Encoding, keyed_hash::hash, message::JSON},
    };

    const TEXT: &str = "c2VjcmV0LW9mLXRoaXMtdGVzdA==";
    const BODY: &str = "{\"b\": 1,\"a\":\"é/\"}\n";
    const AT: &str = "1700000000";

    /// The planted mistakes: which, in which scheme, with which key, over what, with which function, and how written.
    fn planted() -> Vec<(&'static str, Message, &'static str)> {
        let raw = || b"secret-of-this-test".to_vec();
        let sha256 = |key: &[u8], before: &str, body: &str| {
            hash(hmac::HMAC_SHA256, key, before, body.as_bytes()).as_ref().to_vec()
        };
        let (text, spaced) = (TEXT.as_bytes(), "{\"b\": 1, \"a\": \"é/\"}");
        let right = sha256(text, "", BODY);
        let plain = |mistake, hash: String| (mistake, github(&format!("sha256={hash}")), "body");
        let over = |mistake, body: &str| plain(mistake, Encoding::Hex.write(&sha256(text, "", body)));
        let keyed = |mistake, key: &[u8]| plain(mistake, Encoding::Hex.write(&sha256(key, "", BODY)));
        let by = |algorithm| Encoding::Hex.write(hash(algorithm, text, "", BODY.as_bytes()).as_ref());
        let coded = |mistake, key: &[u8], before: &str, write: fn(&[u8]) -> String| {
            (mistake, clerk(&format!("v1,{}", write(&sha256(key, before, BODY)))), "standard")
        };
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, BODY.as_bytes());
        let (before, base64): (_, fn(&[u8]) -> String) =
            ("msg_1.1700000000.", |bytes| Encoding::Base64.write(bytes));
        vec![
            keyed("secret-line-break", format!("{TEXT}\n").as_bytes()),
            keyed("secret-line-break", format!("{TEXT}\r\n").as_bytes()),
            keyed("secret-decoded", &raw()),
            keyed("secret-mark", format!("whsec_{TEXT}").as_bytes()),
            coded("secret-mark-kept", format!("whsec_{TEXT}").as_bytes(), before, base64),
            coded("secret-not-decoded", text, before, base64),
            over("body-respaced", spaced),
            over("body-respaced", "{\"b\":1,\"a\":\"é/\"}"),
            over("body-respaced", "{\n    \"b\": 1,\n    \"a\": \"é/\"\n}"),
            over("body-sorted", "{\"a\":\"é/\",\"b\":1}"),
            over("body-sorted", "{\"a\": \"é/\", \"b\": 1}"),
            over("body-escaped", "{\"b\": 1, \"a\": \"\\u00e9/\"}"),
            over("body-escaped", "{\"b\":1,\"a\":\"é\\/\"}"),
            over("body-ended", BODY.trim_end()),
            over("body-ended", &format!("{BODY}\n")),
            coded("not-all-signed", &raw(), "", base64),
            coded("not-all-signed", &raw(), "1700000000.", base64),
            coded("not-all-signed", &raw(), "msg_1.", base64),
            (
                "sha1",
                message(&[("x-hub-signature", &format!("sha1={}", by(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY)))]),
                "body",
            ),
            plain("sha1", by(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY)),
            plain("sha512", by(hmac::HMAC_SHA512)),
            plain("no-key", hex(digest.as_ref())),
            plain("hash-upper-case", hex(&right).to_uppercase()),
            plain("hash-in-base64", base64url::encode_standard(&right)),
            plain("hash-of-text", base64url::encode_standard(hex(&right))),
            coded("hash-in-hexadecimal", &raw(), before, hex),
            coded("hash-of-text", &raw(), before, |bytes| base64url::encode_standard(hex(bytes))),
            coded("hash-alphabet", &raw(), before, |bytes| base64url::encode(bytes)),
            ("hash-unmarked", github(&hex(&right)), "body"),
            ("hash-unmarked", clerk(&base64(&sha256(&raw(), before, BODY))), "standard"),
        ]
    }

    fn message(headers: &[(&str, &str)]) -> Message {
        let mut message = Message::post(JSON, BODY);
        for (name, value) in headers {
            message.set_header(name, value).unwrap();
        }
        message
    }

    fn github(hash: &str) -> Message {
        message(&[("x-hub-signature-256", hash)])
    }

    fn clerk(signature: &str) -> Message {
        message(&[("svix-id", "msg_1"), ("svix-timestamp", AT), ("svix-signature", signature)])
    }

    fn found(message: &Message, scheme: &str, secret: &str) -> Vec<Diagnosis> {
        let event = match scheme {
            "body" => "github.app-authorization-revoked",
            _ => "clerk.session-ended",
        };
        let mut trust = Trust::at(UnixTime(1_700_000_000));
        trust.secrets = vec!["another".into(), secret.into()];
        diagnose(catalogue::named(event).unwrap(), message, &trust)
    }

    #[test]
    fn every_mistake_is_named_where_it_is_planted_and_nothing_else() {
        // W16
        let planted = planted();
        for (mistake, message, scheme) in &planted {
            let found = found(message, scheme, TEXT);
            let names: Vec<&str> = found.iter().map(|found| found.mistake).collect();
            assert_eq!(names, [*mistake], "{:?}", found);
            assert!(!found[0].why.ends_with('.') && !found[0].fix.ends_with('.'));
        }
        for mistake in MISTAKES {
            assert!(planted.iter().any(|(name, ..)| *name == mistake.name), "{}", mistake.name);
        }
    }

    #[test]
    fn a_name_with_many_colons_does_not_take_longer() {
        // W16
        let (id, signature) = ("a:".repeat(1000), format!("v1,{}", base64url::encode_standard([7; 32])));
        let headers =
            [("svix-id", id.as_str()), ("svix-timestamp", AT), ("svix-signature", signature.as_str())];
        assert_eq!(found(&message(&headers), "standard", TEXT), []);
    }

    #[test]
    fn what_is_right_or_of_another_secret_has_no_diagnosis() {
        // W16
        let right = hash(hmac::HMAC_SHA256, TEXT.as_bytes(), "", BODY.as_bytes());
        let message = github(&format!("sha256={}", hex(right.as_ref())));
        assert_eq!(found(&message, "body", TEXT), []);
        assert_eq!(found(&message, "body", "secret"), []);
        assert_eq!(found(&message, "standard", TEXT), []);
        // spaces around the secret of the receiver
        let diagnosis = &found(&message, "body", &format!("{TEXT}\n"))[0];
        assert_eq!(diagnosis.why, "it is right without the space around the secret");
        let spaced = github(&format!(
            "sha256={}",
            hex(hash(hmac::HMAC_SHA256, TEXT.as_bytes(), "", b"{\"b\":1,\"a\":\"\xc3\xa9/\"}").as_ref())
        ));
        assert_eq!(
            found(&spaced, "body", TEXT),
            [Diagnosis {
                mistake: "body-respaced",
                why: "it is right over the body without spaces".to_owned(),
                fix: "judge the bytes as they came, before anything parses them",
            }]
        );
    }
}
