//! JSON Web Encryption: what is written is read, and nothing that was changed, of another, or of a kind that is refused.

use authctl::{
    error::Code,
    jose::{
        algorithm::Algorithm,
        base64url,
        jwe::{
            self, Content, ContentEncryption, DecryptionKey, Encrypted, Encryption, KeyManagement, Keys,
            Needs, Recipient, To,
        },
        jws::MAX_LEN,
        key::SigningKey,
        private_keys::PrivateKeys,
    },
    secret::SecretString,
};
use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ECDSA_P521_SHA512, RsaKeySize};
use serde_json::{Map, Value, json};

use crate::jose_support::members;

/// Randomness of the test: never the same twice.
fn fill() -> impl FnMut(&mut [u8]) {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    move |buffer| {
        for byte in buffer {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = state as u8;
        }
    }
}

/// Who can decrypt: the private keys, and the public halves as a provider knows them.
struct Owner {
    private: Vec<DecryptionKey>,
    public: Vec<Recipient>,
}

impl Owner {
    /// Of keys as PEM; the public halves have no `kid`, as the PEM has none.
    fn of(pairs: &[rcgen::KeyPair]) -> Self {
        let mut private = Vec::new();
        let mut public = Vec::new();
        for pair in pairs {
            let keys = PrivateKeys::parse(&pair.serialize_pem().into()).unwrap();
            private.extend(keys.decrypting());
            let key = keys.iter().next().unwrap().clone();
            let algorithm = key.algorithms().next().unwrap();
            let mut jwk = key.signing(algorithm).unwrap().public_jwk();
            for name in ["use", "alg", "kid"] {
                jwk.as_object_mut().unwrap().remove(name);
            }
            public.push(jwk);
        }
        let public = Recipient::of_set(json!({"keys": public}).to_string().as_bytes()).unwrap();
        Self { private, public }
    }

    fn new() -> Self {
        let rsa = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        Self::of(&[rsa, ec()])
    }

    fn keys(&self) -> Keys<'_> {
        Keys { private: &self.private, secret: None }
    }
}

fn ec() -> rcgen::KeyPair {
    rcgen::KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap()
}

const SECRET: &str = "CANARY-client-secret";

/// The content, encrypted in this way.
fn encrypted(owner: &Owner, how: Encryption, content: Content<'_>) -> String {
    let secret = SecretString::from(SECRET);
    let to = match how.algorithm.needs() {
        Needs::Secret => To::Secret(&secret),
        _ => To::Key(Recipient::for_algorithm(&owner.public, how.algorithm).unwrap()),
    };
    jwe::encrypt(content, to, how, &mut fill()).unwrap()
}

fn ways() -> impl Iterator<Item = Encryption> {
    KeyManagement::ALL.iter().filter(|algorithm| algorithm.is_written()).flat_map(|algorithm| {
        ContentEncryption::ALL.iter().map(|content| Encryption { algorithm: *algorithm, content: *content })
    })
}

fn refusal(token: &str, keys: Keys<'_>) -> Code {
    match Encrypted::parse(token).and_then(|encrypted| encrypted.decrypt(keys)) {
        Ok(_) => panic!("it was decrypted: {token}"),
        Err(error) => error.code(),
    }
}

const AGREED: Encryption =
    Encryption { algorithm: KeyManagement::EcdhEs, content: ContentEncryption::A128CbcHs256 };

#[test]
fn every_way_is_written_and_read_and_bound_to_its_key_and_its_header() {
    let (owner, other, secret) = (Owner::new(), Owner::new(), SecretString::from(SECRET));
    let claims = members(json!({"sub": "alice"}));
    for how in ways() {
        let token = encrypted(&owner, how, Content::Claims(&claims));
        let keys = Keys { secret: Some(&secret), ..owner.keys() };
        let decrypted = Encrypted::parse(&token).unwrap().decrypt(keys).unwrap();
        assert_eq!(decrypted.content(), br#"{"sub":"alice"}"#, "{how:?}");
        assert_eq!(
            (decrypted.header().algorithm, decrypted.header().encryption),
            (how.algorithm, how.content)
        );
        let elsewhere = SecretString::from("CANARY-of-another");
        let others = Keys { secret: Some(&elsewhere), ..other.keys() };
        assert_eq!(refusal(&token, others), Code::JweUndecryptable, "{how:?}");
        assert_eq!(refusal(&token, Keys::default()), Code::DecryptionKeyMissing, "{how:?}");
        // C87, C88: whatever part was changed, it is one and the same error
        let parts: Vec<&str> = token.split('.').collect();
        for place in 1..5 {
            let bytes = base64url::decode(parts[place]).unwrap();
            // RFC 7516 §5.2 (10): also where there must be nothing
            let mut changes = vec![[&bytes[..], &[0]].concat()];
            if let Some((last, before)) = bytes.split_last() {
                changes.extend([[before, &[last ^ 1]].concat(), before.to_vec(), Vec::new()]);
            }
            for part in changes.iter().map(base64url::encode) {
                let mut parts = parts.clone();
                parts[place] = &part;
                assert_eq!(refusal(&parts.join("."), keys), Code::JweUndecryptable, "{how:?} {place}");
            }
        }
        let renamed = with_header(&token, |header| header.insert("typ".into(), json!("other")));
        assert_eq!(refusal(&renamed, keys), Code::JweUndecryptable, "{how:?}");
    }
}

/// The token with another header.
fn with_header(token: &str, change: impl FnOnce(&mut Map<String, Value>) -> Option<Value>) -> String {
    let (header, rest) = token.split_once('.').unwrap();
    let mut header: Map<String, Value> = serde_json::from_slice(&base64url::decode(header).unwrap()).unwrap();
    change(&mut header);
    format!("{}.{rest}", base64url::encode(Value::Object(header).to_string()))
}

#[test]
fn every_curve_is_agreed_on() {
    for kind in [&PKCS_ECDSA_P256_SHA256, &PKCS_ECDSA_P384_SHA384, &PKCS_ECDSA_P521_SHA512] {
        let owner = Owner::of(&[rcgen::KeyPair::generate_for(kind).unwrap()]);
        let token = encrypted(&owner, AGREED, Content::Nested("a.b.c"));
        let decrypted = Encrypted::parse(&token).unwrap().decrypt(owner.keys()).unwrap();
        assert_eq!(decrypted.nested().unwrap().expose(), "a.b.c");
        // A key of another curve is not what it is for.
        let other = Owner::of(&[ec()]);
        assert_eq!(refusal(&token, other.keys()), Code::JweUndecryptable);
    }
}

#[test]
fn what_must_never_be_taken_is_refused_by_name_before_anything_is_decrypted() {
    // C75, C88
    let owner = Owner::new();
    let token = encrypted(&owner, AGREED, Content::Nested("a.b.c"));
    for (name, value, message) in [
        ("alg", json!("RSA1_5"), "RSA1_5 is not taken: whoever asks often enough can decrypt it"),
        (
            "alg",
            json!("PBES2-HS512+A256KW"),
            "PBES2 is not taken: the token would decide for how long this machine works",
        ),
        ("alg", json!("none"), "the content's key is conveyed with an alg that is not taken"),
        ("alg", json!("RS256"), "the content's key is conveyed with an alg that is not taken"),
        ("enc", json!("A128CBC"), "the content is encrypted with an enc that is not taken"),
        ("zip", json!("DEF"), "the content of the encrypted token is compressed, which is not taken"),
        ("zip", json!(null), "the content of the encrypted token is compressed, which is not taken"),
        ("crit", json!(["exp"]), "the encrypted token has a critical extension that nobody here knows"),
        ("crit", json!([]), "the encrypted token has a critical extension that nobody here knows"),
    ] {
        let changed = with_header(&token, |header| header.insert(name.into(), value));
        let error = Encrypted::parse(&changed).err().unwrap();
        assert_eq!((error.code(), error.text()), (Code::JweRefused, message));
    }
    for name in ["alg", "enc"] {
        let without = with_header(&token, |header| header.remove(name));
        assert_eq!(refusal(&without, owner.keys()), Code::JweRefused);
    }
}

#[test]
fn what_is_no_encrypted_token_is_refused() {
    // C86, C87
    let owner = Owner::new();
    let token = encrypted(&owner, AGREED, Content::Nested("a.b.c"));
    let off_curve = json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"});
    let changed = |name: &str, value| with_header(&token, |header| header.insert(name.into(), value));
    for text in [
        "",
        "....",
        &"a".repeat(MAX_LEN + 1),
        &".".repeat(MAX_LEN),
        &format!("{token}."),
        &format!("{token}="),
        &token.replacen('.', "", 1),
        &changed("epk", json!("key")),
        &changed("epk", off_curve),
        &changed("epk", json!({"kty": "RSA"})),
        &changed("kid", json!(7)),
        &changed("cty", json!(["JWT"])),
        &changed("apu", json!("+/")),
    ] {
        assert_eq!(refusal(text, owner.keys()), Code::JweMalformed, "{text:.60}");
    }
    let twice = base64url::encode(r#"{"alg":"dir","alg":"dir","enc":"A128GCM"}"#);
    assert_eq!(refusal(&format!("{twice}...."), owner.keys()), Code::DuplicateJsonKey);
    let without = with_header(&token, |header| header.remove("epk"));
    assert_eq!(refusal(&without, owner.keys()), Code::JweUndecryptable);
}

#[test]
fn a_key_that_the_token_brings_along_is_never_looked_at() {
    // C76: the owner's key is not among what the token names, so nothing opens it
    let (owner, other) = (Owner::new(), Owner::new());
    let token = encrypted(&owner, AGREED, Content::Nested("a.b.c"));
    let jwk = json!({"kty": "oct", "k": "AAAA"});
    let token = with_header(&token, |header| header.insert("jwk".into(), jwk));
    assert_eq!(refusal(&token, other.keys()), Code::JweUndecryptable);
}

#[test]
fn only_a_signed_token_is_nested() {
    let owner = Owner::new();
    let claims = members(json!({"sub": "alice"}));
    let nested = |content| {
        let token = encrypted(&owner, AGREED, content);
        let decrypted = Encrypted::parse(&token).unwrap().decrypt(owner.keys()).unwrap();
        decrypted.nested().err().map(|error| error.code())
    };
    assert_eq!(nested(Content::Nested("a.b.c")), None);
    assert_eq!(nested(Content::Claims(&claims)), Some(Code::JweMalformed));
    for other in ["a.b.c.d.e", "a", "a.b", ""] {
        assert_eq!(nested(Content::Nested(other)), Some(Code::JweMalformed));
    }
}

#[test]
fn a_key_set_holds_a_key_for_each_use_and_one_key_serves_one_way() {
    let signing = SigningKey::generate(Algorithm::EdDSA, &mut |bytes| bytes.fill(3)).unwrap();
    let d = base64url::encode([3; 32]);
    let mut jwk = signing.public_jwk();
    jwk["d"] = json!(d);
    // RFC 7748 §6.1: Bob's key
    let bob = json!({
        "kty": "OKP", "crv": "X25519", "use": "enc", "alg": "ECDH-ES+A256KW", "kid": "bob",
        "x": base64url::encode(hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")),
        "d": base64url::encode(hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")),
    });
    let keys = PrivateKeys::parse(&json!({"keys": [jwk, bob]}).to_string().into()).unwrap();
    assert!(keys.may_sign());
    let private = keys.decrypting();
    assert_eq!(private.iter().map(DecryptionKey::kid).collect::<Vec<_>>(), [Some("bob")]);
    let mut public = bob.clone();
    public.as_object_mut().unwrap().remove("d");
    let recipients = Recipient::of_set(json!({"keys": [public]}).to_string().as_bytes()).unwrap();
    let how = Encryption { algorithm: KeyManagement::EcdhEsA256Kw, content: ContentEncryption::A256CbcHs512 };
    let to = |recipients: &[Recipient], algorithm| Recipient::for_algorithm(recipients, algorithm).is_some();
    assert!(to(&recipients, how.algorithm) && !to(&recipients, KeyManagement::EcdhEs));
    let token = jwe::encrypt(Content::Nested("a.b.c"), To::Key(&recipients[0]), how, &mut fill()).unwrap();
    let opened = Encrypted::parse(&token).unwrap();
    assert_eq!(opened.header().kid.as_deref(), Some("bob"));
    opened.decrypt(Keys { private: &private, secret: None }).unwrap();
    // A token for a key of another name is not tried with this one.
    let renamed = with_header(&token, |header| header.insert("kid".into(), json!("eve")));
    assert_eq!(refusal(&renamed, Keys { private: &private, secret: None }), Code::DecryptionKeyMissing);
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn a_set_that_gives_a_secret_away_or_is_none_has_no_recipients() {
    // C85
    let read = |text: Value| Recipient::of_set(text.to_string().as_bytes());
    assert_eq!(read(json!({})).unwrap_err().code(), Code::JwksInvalid);
    assert_eq!(read(json!({"keys": vec![json!({}); 65]})).unwrap_err().code(), Code::JwksInvalid);
    let private = json!({"kty": "OKP", "crv": "X25519", "x": "AA", "d": "AA"});
    assert_eq!(read(json!({"keys": [private]})).unwrap_err().code(), Code::JwksPrivateKey);
    let coordinate = base64url::encode([1; 32]);
    let others = json!({"keys": [
        {"kty": "EC", "crv": "P-256", "x": coordinate, "y": coordinate},
        {"kty": "OKP", "crv": "X25519", "x": coordinate, "use": "sig"},
        {"kty": "OKP", "crv": "X25519", "x": coordinate, "key_ops": ["verify"]},
        {"kty": "OKP", "crv": "X25519", "x": coordinate, "alg": "RSA-OAEP-256"},
        {"kty": "OKP", "crv": "X25519", "x": coordinate, "alg": "ECDH-ES+A192KW"},
        {"kty": "oct"},
    ]});
    assert_eq!(read(others).unwrap(), []);
}
