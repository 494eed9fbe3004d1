//! Standard Webhooks: the name of the message, the time and the body, signed with a secret (`v1`) or with an Ed25519 key (`v1a`);
//! several signatures while one takes another's place. The event says with what its three headers begin.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use aws_lc_rs::{
    hmac,
    signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey},
};
use zeroize::Zeroizing;

use super::row::Scheme;
use crate::{
    error::{Code, Phase, Result},
    jose::base64url,
    webhook::{
        credential::{Credential, Needs},
        draft::Draft,
        encoding::Encoding,
        event::Event,
        judgement::Judgement,
        keyed_hash::{self, KeyForm, KeyedHash, moment},
        message::{JSON, Message},
        trust::{PUBLIC_KEY, Trust},
    },
};

const SECTION: &str = "Standard Webhooks: Verifying webhook authenticity";
const HASH: &str = "v1,";
const SIGNATURE: &str = "v1a,";
const SECRET: KeyForm = KeyForm::Base64("whsec_");
const PRIVATE: &str = "whsk_";
/// An Ed25519 private key; its public half may stand behind it.
const SEED_LEN: usize = 32;

/// The scheme.
pub struct StandardWebhooks;

impl Scheme for StandardWebhooks {
    fn name(&self) -> &'static str {
        "standard-webhooks"
    }

    fn means(&self) -> &'static str {
        "HMAC-SHA256 with a secret whsec_…, or Ed25519 with a key whsk_…, of the id, the time and the body, joined by full stops"
    }

    fn needs(&self) -> Needs {
        Needs::Secret
    }

    fn seal(&self, draft: &Draft, credential: &Credential) -> Result<Message> {
        let (body, at) = (draft.body(), draft.at.0.to_string());
        let before = before(&draft.id, &at);
        // several secrets, with spaces between them, make several signatures
        let secrets = credential.secret()?.expose().split_ascii_whitespace();
        let signatures =
            secrets.map(|secret| signature(secret, &before, &body)).collect::<Result<Vec<_>>>()?;
        if signatures.is_empty() {
            return Err(unfit());
        }
        let mut message = Message::post(JSON, body);
        message.set_header(&header(draft.event, "id"), &draft.id)?;
        message.set_header(&header(draft.event, "timestamp"), &at)?;
        message.set_header(&header(draft.event, "signature"), &signatures.join(" "))?;
        Ok(message)
    }

    fn recognizes(&self, event: &Event, message: &Message) -> bool {
        message.headers.contains_key(header(event, "signature"))
    }

    fn judge(&self, event: &Event, message: &Message, trust: &Trust) -> Judgement {
        keyed_hash::judged_by(event, message, trust, (SECTION, &is_proven), read(event, message))
    }

    fn keyed_hash(&self, event: &Event, message: &Message) -> Option<KeyedHash> {
        read(event, message).ok()
    }
}

fn header(event: &Event, name: &str) -> String {
    format!("{}{name}", event.setting("prefix"))
}

fn before(id: &str, at: &str) -> String {
    format!("{id}.{at}.")
}

fn signature(secret: &str, before: &str, body: &[u8]) -> Result<String> {
    if secret.starts_with(PRIVATE) {
        let pair = key_pair(secret).ok_or_else(unfit)?;
        let signature = pair.sign(&[before.as_bytes(), body].concat());
        return Ok(format!("{SIGNATURE}{}", base64url::encode_standard(signature)));
    }
    let key = SECRET.key(secret).ok_or_else(unfit)?;
    let hash = keyed_hash::hash(hmac::HMAC_SHA256, &key, before, body);
    Ok(format!("{HASH}{}", Encoding::Base64.write(hash.as_ref())))
}

fn key_pair(secret: &str) -> Option<Ed25519KeyPair> {
    let key = Zeroizing::new(base64url::decode_standard(secret.strip_prefix(PRIVATE)?)?);
    let (seed, public) = key.split_at_checked(SEED_LEN)?;
    match public {
        [] => Ed25519KeyPair::from_seed_unchecked(seed).ok(),
        public => Ed25519KeyPair::from_seed_and_public_key(seed, public).ok(),
    }
}

/// The public key that a secret is, or is the other half of.
fn public_key(secret: &str) -> Option<Vec<u8>> {
    match secret.strip_prefix(PUBLIC_KEY) {
        Some(key) => base64url::decode_standard(key),
        None => Some(key_pair(secret)?.public_key().as_ref().to_vec()),
    }
}

/// One signature is enough, by a key or by a secret.
fn is_proven(signed: &KeyedHash, body: &[u8], trust: &Trust) -> Result<String, String> {
    let keys: Vec<Vec<u8>> = trust.secrets.iter().filter_map(|secret| public_key(secret.expose())).collect();
    let bytes = [signed.before.as_bytes(), body].concat();
    let is_by = |key: &Vec<u8>| {
        let key = UnparsedPublicKey::new(&ED25519, key);
        signed.signatures.iter().any(|signature| key.verify(&bytes, signature).is_ok())
    };
    match (keys.iter().any(is_by), keys.len(), signed.hashes.is_empty()) {
        (true, ..) => Ok("by the key that is believed, over these bytes".to_owned()),
        (_, 0, true) => {
            Err(format!("it is signed with a private key: its public half, {PUBLIC_KEY}…, is the secret"))
        }
        (_, _, true) => Err("it is not of the key that is believed, over these bytes".to_owned()),
        (_, known, _) if known == trust.secrets.len() => {
            Err(format!("it has no {SIGNATURE} by the key that is believed"))
        }
        _ => signed.is_proven(body, trust),
    }
}

fn unfit() -> crate::error::Error {
    Code::Usage
        .error()
        .phase(Phase::Webhook)
        .message("that secret cannot sign Standard Webhooks")
        .expected("whsec_ and base64, or whsk_ and the base64 of an Ed25519 key")
}

/// The name, the time and the list of signatures.
fn read(event: &Event, message: &Message) -> Result<KeyedHash, String> {
    let one = |name: &str| {
        let name = header(event, name);
        message.header(&name).ok_or_else(|| format!("there is not exactly one header {name}"))
    };
    let (id, at, list) = (one("id")?, one("timestamp")?, one("signature")?);
    // with a full stop in it, what is signed could be read in two ways
    if id.is_empty() || id.contains('.') {
        return Err(format!("{} is empty, or has a full stop", header(event, "id")));
    }
    let time = moment(at).ok_or_else(|| format!("{} is no number of seconds", header(event, "timestamp")))?;
    let hashes: Vec<String> = entries(list, HASH).map(str::to_owned).collect();
    let signatures = entries(list, SIGNATURE).filter_map(base64url::decode_standard).collect();
    let is_unmarked = !list.contains(',');
    Ok(KeyedHash {
        hashes: if is_unmarked { vec![list.to_owned()] } else { hashes },
        signatures,
        is_unmarked,
        encoding: Encoding::Base64,
        before: before(id, at),
        key: SECRET,
        at: Some(time),
        id: Some(id.to_owned()),
        ..KeyedHash::new(&header(event, "signature"), HASH, "")
    })
}

fn entries<'a>(list: &'a str, mark: &'static str) -> impl Iterator<Item = &'a str> {
    list.split(' ').filter_map(move |entry| entry.strip_prefix(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{protocol::time::UnixTime, webhook::catalogue};

    /// The vectors of the reference libraries, for a secret and for a key.
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT: i64 = 1_614_265_330;
    const BODY: &str = r#"{"test": 2432232314}"#;
    const WHSEC: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const V1: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const WHSK: &str =
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
    const WHPK: &str = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
    const V1A: &str =
        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

    fn message(signature: &str) -> Message {
        let mut message = Message::post(JSON, BODY);
        for (name, value) in
            [("webhook-id", ID), ("webhook-timestamp", "1614265330"), ("webhook-signature", signature)]
        {
            message.set_header(name, value).unwrap();
        }
        message
    }

    fn judged(message: &Message, secrets: &[&str], now: i64) -> Judgement {
        let mut trust = Trust::at(UnixTime(now));
        trust.secrets = secrets.iter().map(|secret| (*secret).into()).collect();
        StandardWebhooks.judge(catalogue::named("standard.event").unwrap(), message, &trust)
    }

    #[test]
    fn the_published_vectors_are_right_and_one_of_several_is_enough() {
        // W16
        let whsec = format!("whsec_{WHSEC}");
        for (signature, secrets) in [
            (V1.to_owned(), vec![WHSEC]),
            (V1.to_owned(), vec!["whsec_AAAA", &whsec]),
            (V1A.to_owned(), vec![WHPK]),
            (V1A.to_owned(), vec![WHSK]),
            (format!("v1,{} {V1}", &V1A[4..]), vec![&whsec]),
            (format!("v2,x {V1A} {V1}"), vec![&whsec]),
            (format!("{V1} {V1A}"), vec![WHPK]),
            (format!("{V1} {V1A}"), vec![WHPK, &whsec]),
        ] {
            let judgement = judged(&message(&signature), &secrets, AT);
            assert!(judgement.is_genuine(), "{signature} {judgement:?}");
            assert_eq!(judgement.claimed.id.as_deref(), Some(ID));
        }
        for (now, is_genuine) in [(AT - 301, false), (AT - 300, true), (AT + 300, true), (AT + 301, false)] {
            assert_eq!(judged(&message(V1), &[WHSEC], now).is_genuine(), is_genuine, "{now}");
        }
        for (secret, right) in [(WHSEC, V1), (WHSK, V1A)] {
            assert_eq!(signature(secret, &before(ID, "1614265330"), BODY.as_bytes()).unwrap(), right);
        }
        // the first half of it alone makes the same key
        let seed = Zeroizing::new(base64url::decode_standard(&WHSK[5..]).unwrap());
        let seed = format!("whsk_{}", base64url::encode_standard(&seed[..SEED_LEN]));
        assert_eq!(signature(&seed, &before(ID, "1614265330"), BODY.as_bytes()).unwrap(), V1A);
    }

    #[test]
    fn a_public_key_is_never_the_secret_of_a_hash() {
        // W16: whoever knows the public key could sign with it
        let forged = |key: &[u8]| {
            let hash = keyed_hash::hash(hmac::HMAC_SHA256, key, &before(ID, "1614265330"), BODY.as_bytes());
            format!("v1,{}", base64url::encode_standard(hash.as_ref()))
        };
        let public = base64url::decode_standard(&WHPK[5..]).unwrap();
        for signature in
            [forged(&public), forged(WHPK.as_bytes()), forged(&WHPK.as_bytes()[5..]), forged(b"")]
        {
            let judgement = judged(&message(&signature), &[WHPK], AT);
            let why = "it has no v1a, by the key that is believed";
            assert_eq!(judgement.fault().map(|check| check.why.as_str()), Some(why));
            assert!(!judged(&message(&signature), &[WHPK, "whsec_"], AT).is_genuine());
        }
    }

    #[test]
    fn what_is_wrong_with_it_is_said() {
        // W16
        let changed = |name: &str, value: &str| {
            let mut message = message(V1);
            message.set_header(name, value).unwrap();
            message
        };
        let hash = &V1[3..];
        let hex: String =
            base64url::decode_standard(hash).unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
        for (message, secret, why) in [
            (message(V1A), WHSEC, "it is signed with a private key: its public half, whpk_…, is the secret"),
            (message(hash), WHSEC, "webhook-signature does not begin with v1,"),
            (message("v2,x"), WHSEC, "webhook-signature has no v1,"),
            (
                message(&format!("v1,{hex}")),
                WHSEC,
                "webhook-signature: the hash is in hexadecimal, not in base64",
            ),
            (
                message(V1.trim_end_matches('=')),
                WHSEC,
                "webhook-signature: the hash is in base64 of another alphabet or without padding",
            ),
            (message(V1), "whsec_ not base64", "the secret is not whsec_ and base64"),
            (message(V1), "whsec_", "the secret is not whsec_ and base64"),
            (message(V1), "AAAA", "it is not the hash of these bytes with the shared secret"),
            (
                changed("webhook-id", "msg_2"),
                WHSEC,
                "it is not the hash of these bytes with the shared secret",
            ),
            (changed("webhook-id", "msg.2"), WHSEC, "webhook-id is empty, or has a full stop"),
            (
                changed("webhook-timestamp", "1614265330.0"),
                WHSEC,
                "webhook-timestamp is no number of seconds",
            ),
            (
                changed("webhook-timestamp", "1614265331"),
                WHSEC,
                "it is not the hash of these bytes with the shared secret",
            ),
            (changed("webhook-timestamp", "1614265330000"), WHSEC, "it is in milliseconds, not in seconds"),
        ] {
            let judgement = judged(&message, &[secret], AT);
            assert_eq!(judgement.fault().map(|check| check.why.as_str()), Some(why));
        }
        let other = signature("whsk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "x", b"").unwrap();
        let judgement = judged(&message(&other), &[WHPK], AT);
        let why = "it is not of the key that is believed, over these bytes";
        assert_eq!(judgement.fault().map(|check| check.why.as_str()), Some(why));
        for unfit in ["", "whsec_", "whsk_AAAA", "whpk_AAAA", "not base64!"] {
            assert_eq!(signature(unfit, "", b"").unwrap_err().code(), Code::Usage, "{unfit}");
        }
    }
}
