//! The device authorization answer, after every rule that needs no clock: two codes, and the address that one of them is
//! entered at. <https://www.rfc-editor.org/rfc/rfc8628#section-3.2>

use std::fmt;

use serde_json::{Map, Value};
use url::Url;

use super::{browser_url, endpoint_url::Transport, poll_times::PollTimes};
use crate::{
    error::{Code, Error, Phase, Result},
    secret::SecretString,
    untrusted::{SHOWN_CHARS, Untrusted, sanitize},
};

/// The `grant_type` of the polls (RFC 8628 §3.4).
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The longest address that is shown, in characters: a person has to be able to read it.
const LONGEST_ADDRESS: usize = 1024;
/// The longest device code, in characters.
const LONGEST_DEVICE_CODE: usize = 16 * 1024;

/// What the provider gives a device.
#[derive(Debug, Clone)]
pub struct DeviceAuthorization {
    /// What the polls are made with.
    pub device_code: SecretString,
    /// What the person enters.
    pub user_code: UserCode,
    /// Where.
    pub verification_uri: Url,
    /// The same with the code in it.
    pub verification_uri_complete: Option<Url>,
    /// How long both codes last, and how often may be asked.
    pub times: PollTimes,
}

impl DeviceAuthorization {
    /// Reads the answer of a provider that is reached by `transport`.
    pub fn read(members: &Map<String, Value>, transport: Transport) -> Result<Self> {
        let device_code = text(members, "device_code")?.ok_or_else(|| missing("device_code"))?;
        // RFC 6749 appendix A: what travels in a form is of VSCHAR
        let is_plain = device_code.bytes().all(|byte| matches!(byte, 0x20..=0x7e));
        if !is_plain || device_code.len() > LONGEST_DEVICE_CODE {
            return Err(invalid("has a device_code that cannot be sent"));
        }
        let user_code = text(members, "user_code")?.ok_or_else(|| missing("user_code"))?;
        // `verification_url` is how Google has it, from before the standard
        let verification_uri = match text(members, "verification_uri")? {
            Some(address) => address,
            None => text(members, "verification_url")?.ok_or_else(|| missing("verification_uri"))?,
        };
        let verification_uri = address(verification_uri, transport)?;
        let complete = match text(members, "verification_uri_complete")? {
            Some(complete) => Some(address(complete, transport)?),
            None => None,
        };
        let times = PollTimes::read(members)
            .map_err(|name| invalid(&format!("has a `{name}` that is no number of seconds")))?;
        Ok(Self {
            device_code: device_code.into(),
            user_code: UserCode::read(user_code)?,
            // C131: what a person has read of the one address must hold for the other
            verification_uri_complete: complete.filter(|url| url.origin() == verification_uri.origin()),
            verification_uri,
            times,
        })
    }

    /// The address with the code in it, if there is one.
    pub fn shortest_way(&self) -> &Url {
        self.verification_uri_complete.as_ref().unwrap_or(&self.verification_uri)
    }
}

/// A code that a person can read and type.
#[derive(Clone, PartialEq, Eq)]
pub struct UserCode(Untrusted);

impl UserCode {
    fn read(text: &str) -> Result<Self> {
        // C131: one that is cut cannot be entered
        match sanitize(text).chars().count() < SHOWN_CHARS {
            true => Ok(Self(text.into())),
            false => Err(invalid("has a user_code that is too long for a person")),
        }
    }

    /// As it came, to send it; never to show it.
    pub fn raw(&self) -> &str {
        self.0.raw()
    }

    /// As it came, if it is what it looks like: whoever pastes a line break into a shell has run what stands before it
    /// (threat C143).
    pub fn to_copy(&self) -> Option<&str> {
        Some(self.raw()).filter(|code| sanitize(code) == *code)
    }
}

/// As it is, or in quotes if it is not of the characters that codes are usually of (RFC 8628 §6.1, threat C131).
impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.raw();
        let is_usual = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        match (4..=20).contains(&code.len()) && code.bytes().all(is_usual) {
            true => f.write_str(code),
            false => write!(f, "\"{}\"", self.0),
        }
    }
}

impl fmt::Debug for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[user code]")
    }
}

/// RFC 8628 §3.2: an address for the person's browser, on https unless all of the provider is on this machine.
fn address(text: &str, transport: Transport) -> Result<Url> {
    let url = browser_url::judge(text).map_err(|error| error.phase(Phase::Device))?;
    if url.scheme() != "https" && transport == Transport::Tls {
        return Err(Code::BrowserUrlRefused
            .error()
            .phase(Phase::Device)
            .message("the address for the browser is not one that may be opened: it is http"));
    }
    match url.as_str().len() <= LONGEST_ADDRESS {
        true => Ok(url),
        false => Err(invalid("has an address that is too long for a person")),
    }
}

/// A member that is a text with something in it.
fn text<'a>(members: &'a Map<String, Value>, name: &'static str) -> Result<Option<&'a str>> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
        Some(_) => Err(invalid(&format!("has a `{name}` that is no text, or empty"))),
    }
}

fn missing(name: &str) -> Error {
    invalid(&format!("has no `{name}`"))
}

fn invalid(what: &str) -> Error {
    Code::DeviceResponseInvalid
        .error()
        .phase(Phase::Device)
        .message(format!("the answer to the device authorization request {what}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read_from(changes: &Value, transport: Transport) -> Result<DeviceAuthorization> {
        let mut members = json!({
            "device_code": "CANARY-device", "user_code": "WDJB-MJHT", "verification_uri": "https://id.example/device",
        });
        members.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        DeviceAuthorization::read(members.as_object().unwrap(), transport)
    }

    fn read(changes: &Value) -> Result<DeviceAuthorization> {
        read_from(changes, Transport::Tls)
    }

    fn code(changes: &Value) -> Code {
        let error = read(changes).expect_err(&changes.to_string());
        assert_eq!((error.exit(), error.at()), (9, Phase::Device), "{changes}");
        error.code()
    }

    #[test]
    fn the_times_are_within_their_bounds() {
        // C130
        for (interval, seconds) in [
            (json!(null), 5),
            (json!(1), 1),
            (json!("7"), 7),
            (json!(2.5), 3),
            (json!(0), 1),
            (json!(-1), 1),
            (json!(300), 300),
            (json!(1_000_000_000), 1799),
            (json!(1e300), 1799),
            (json!("99999999999999999999999"), 1799),
        ] {
            assert_eq!(read(&json!({ "interval": interval })).unwrap().times.interval, seconds, "{interval}");
        }
        for (interval, expires_in, seconds) in [(300, 200, 199), (300, 1, 1), (300, 0, 1), (300, 301, 300)] {
            let read = read(&json!({ "interval": interval, "expires_in": expires_in })).unwrap();
            assert_eq!(read.times.interval, seconds, "{interval} of {expires_in}");
        }
        for (expires_in, seconds) in [
            (json!(null), 1800),
            (json!(600), 600),
            (json!("900"), 900),
            (json!(0), 0),
            (json!(-5), 0),
            (json!(1_000_000_000), 1800),
        ] {
            let read = read(&json!({ "expires_in": expires_in })).unwrap();
            assert_eq!(read.times.expires_in, seconds, "{expires_in}");
        }
        let read = read(&json!({})).unwrap();
        assert_eq!((read.times.interval, read.times.expires_in), (5, 1800));
        for wrong in [json!("soon"), json!(""), json!([5]), json!(true), json!("-5")] {
            assert_eq!(code(&json!({ "interval": wrong })), Code::DeviceResponseInvalid);
            assert_eq!(code(&json!({ "expires_in": wrong })), Code::DeviceResponseInvalid);
        }
    }

    #[test]
    fn what_must_be_there_is_there() {
        // C130
        for name in ["device_code", "user_code", "verification_uri"] {
            for wrong in [json!(null), json!(""), json!(7), json!(["a"])] {
                assert_eq!(code(&json!({ name: wrong })), Code::DeviceResponseInvalid, "{name}");
            }
        }
        for wrong in ["a\nb", "ü", "\u{1b}[2J"] {
            assert_eq!(code(&json!({ "device_code": wrong })), Code::DeviceResponseInvalid);
        }
        assert_eq!(code(&json!({ "device_code": "a".repeat(20_000) })), Code::DeviceResponseInvalid);
        let googles = json!({"verification_uri": null, "verification_url": "https://www.google.com/device"});
        assert_eq!(read(&googles).unwrap().verification_uri.as_str(), "https://www.google.com/device");
        assert!(!format!("{:?}", read(&json!({})).unwrap()).contains("CANARY"));
        assert!(!format!("{:?}", read(&json!({})).unwrap()).contains("WDJB"));
    }

    #[test]
    fn only_an_address_that_a_browser_may_open_is_taken() {
        // C37, C131
        for address in [
            "http://id.example/device",
            "http://127.0.0.1/device",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://id.example@evil.example/",
            "https://id.example\\@evil.example/",
            "https://id.example/\u{1b}[2J",
            "https://id.example/a b",
            "-https://id.example/",
            "device",
        ] {
            for name in ["verification_uri", "verification_uri_complete"] {
                assert_eq!(code(&json!({ name: address })), Code::BrowserUrlRefused, "{address}");
            }
        }
        let long = format!("https://id.example/{}", "a".repeat(2000));
        assert_eq!(code(&json!({ "verification_uri": long })), Code::DeviceResponseInvalid);
        let local = json!({"verification_uri": "http://127.0.0.1:9470/device"});
        assert!(read_from(&local, Transport::LoopbackCleartext).is_ok());
    }

    #[test]
    fn the_address_with_the_code_in_it_leads_to_the_same_place_or_counts_for_nothing() {
        // C131
        let complete = |address: &str| {
            let read = read(&json!({ "verification_uri_complete": address })).unwrap();
            read.verification_uri_complete.map(String::from)
        };
        let right = "https://id.example/device?user_code=WDJB-MJHT";
        assert_eq!(complete(right).as_deref(), Some(right));
        for elsewhere in
            ["https://evil.example/device", "https://id.example:8443/", "https://id.example.evil.example/"]
        {
            assert_eq!(complete(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_code_of_odd_characters_is_shown_in_quotes_and_harmless() {
        // C131, C143
        let shown = |code: &str| read(&json!({ "user_code": code })).unwrap().user_code.to_string();
        for usual in ["WDJB-MJHT", "1234", "A1B2C3D4E"] {
            assert_eq!(shown(usual), usual);
        }
        assert_eq!(shown("wdjb-mjht"), "\"wdjb-mjht\"");
        assert_eq!(shown("ABC"), "\"ABC\"");
        assert_eq!(shown("A\u{1b}[2J\u{202e}B"), "\"A\\u{1b}[2J\\u{202e}B\"");
        assert_eq!(code(&json!({ "user_code": "A".repeat(10_240) })), Code::DeviceResponseInvalid);
    }

    #[test]
    fn a_code_that_is_not_what_it_looks_like_is_not_copied() {
        // C143
        let copied = |code: &str| {
            let read = read(&json!({ "user_code": code })).unwrap();
            read.user_code.to_copy().map(str::to_owned)
        };
        for plain in ["WDJB-MJHT", "wdjb mjht", "\u{e4}\u{f6}"] {
            assert_eq!(copied(plain).as_deref(), Some(plain));
        }
        for odd in ["curl evil.example|sh\n", "A\rB", "A\u{1b}[201~B", "A\u{202e}B", "A\u{200b}B"] {
            assert_eq!(copied(odd), None, "{odd:?}");
        }
    }
}
