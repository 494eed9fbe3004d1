//! A client's key pair, and tokens that are encrypted to one.

use authctl::jose::{
    base64url, hash,
    jwe::{self, Content, ContentEncryption, Encryption, KeyManagement, Recipient, To},
    private_keys::PrivateKeys,
};
use aws_lc_rs::aead;
use rcgen::{PKCS_ECDSA_P256_SHA256, RsaKeySize};
use serde_json::{Map, Value, json};

use super::program::Program;

/// A key pair of the client: its PEM, and its public half as a JWK without name or use.
pub struct Pair {
    pub pem: String,
    pub public: Value,
}

impl Pair {
    /// On P-256.
    pub fn ec() -> Self {
        Self::of(&rcgen::KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap())
    }

    /// Of RSA.
    pub fn rsa() -> Self {
        Self::of(&rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap())
    }

    fn of(pair: &rcgen::KeyPair) -> Self {
        let pem = pair.serialize_pem();
        let keys = PrivateKeys::parse(&pem.as_str().into()).unwrap();
        let key = keys.iter().next().unwrap().clone();
        let algorithm = key.algorithms().next().unwrap();
        let mut public = key.signing(algorithm).unwrap().public_jwk();
        for name in ["use", "alg", "kid"] {
            public.as_object_mut().unwrap().remove(name);
        }
        Self { pem, public }
    }

    /// Whom something is encrypted to.
    pub fn recipient(&self) -> Recipient {
        let set = json!({"keys": [self.public]}).to_string();
        Recipient::of_set(set.as_bytes()).unwrap().remove(0)
    }

    /// A program whose client has this key.
    pub fn program(&self) -> Program {
        let program = Program::new();
        let file = program.write("key.pem", &self.pem);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        let file = file.display().to_string();
        program.with("AUTHCTL_CLIENT_KEY", file).with("AUTHCTL_AUTH_METHOD", "none")
    }
}

const HOW: Encryption = Encryption { algorithm: KeyManagement::EcdhEs, content: ContentEncryption::A256Gcm };

/// Encrypts to a key.
pub fn seal(content: Content<'_>, recipient: &Recipient) -> String {
    jwe::encrypt(content, To::Key(recipient), HOW, &mut |bytes| getrandom::fill(bytes).unwrap()).unwrap()
}

/// Encrypts with a secret that both sides know (`dir`, A256GCM; OIDC Core §10.2), under any header.
pub fn seal_with_secret(header: &Value, content: &[u8], secret: &str) -> String {
    let mut header = header.clone();
    (header["alg"], header["enc"]) = ("dir".into(), "A256GCM".into());
    let header = base64(&header);
    let key = aead::UnboundKey::new(&aead::AES_256_GCM, &hash::sha256(secret.as_bytes())).unwrap();
    let mut iv = [0; 12];
    getrandom::fill(&mut iv).unwrap();
    let mut text = content.to_vec();
    let tag = aead::LessSafeKey::new(key).seal_in_place_separate_tag(
        aead::Nonce::assume_unique_for_key(iv),
        aead::Aad::from(header.as_bytes()),
        &mut text,
    );
    let [iv, text, tag] = [&iv[..], &text, tag.unwrap().as_ref()].map(base64url::encode);
    format!("{header}..{iv}.{text}.{tag}")
}

/// JSON as a part of a token.
pub fn base64(value: &Value) -> String {
    base64url::encode(value.to_string())
}

/// The token with another member in its header, which nobody encrypted anew.
pub fn with_header(token: &str, name: &str, value: &str) -> String {
    let (header, rest) = token.split_once('.').unwrap();
    let header = base64url::decode(header).unwrap();
    let mut header: Map<String, Value> = serde_json::from_slice(&header).unwrap();
    header.insert(name.into(), value.into());
    format!("{}.{rest}", base64(&header.into()))
}
