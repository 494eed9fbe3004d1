//! A request object encrypted to the provider once it is signed, so that nobody on the way reads it either (RFC 9101 §4,
//! RFC 7519 §5.2). <https://www.rfc-editor.org/rfc/rfc9101#section-10.2>

use serde_json::Value;

use super::{discovery, peer::Peer};
use crate::{
    error::{Code, Error, Result},
    host::Host,
    jose::jwe::{self, Content, ContentEncryption, Encryption, KeyManagement, Needs, Recipient, To},
    protocol::step::Step,
    secret::SecretString,
};

/// The lists of the metadata (OIDC Discovery §3, RFC 9101 §9.2).
const LISTS: [&str; 2] =
    ["request_object_encryption_alg_values_supported", "request_object_encryption_enc_values_supported"];

/// How request objects are encrypted; what is not said is chosen.
#[derive(Debug, Clone, Copy)]
pub struct Encrypting {
    /// How the content's key is conveyed. With the client secret only if that is named: who sees the object may guess at a
    /// secret that is not random enough (OIDC Core §16.19).
    pub alg: Option<KeyManagement>,
    /// How the content is encrypted.
    pub enc: Option<ContentEncryption>,
    /// Whether that counts which the provider's metadata do not list.
    pub unadvertised: bool,
}

/// How a request object is encrypted, and to whom.
pub struct Sealing {
    how: Encryption,
    reader: Reader,
}

enum Reader {
    Key(Recipient),
    Secret(SecretString),
}

impl Sealing {
    /// Encrypts a signed request object.
    ///
    /// # Errors
    /// `internal_error` if the library fails.
    pub fn seal(&self, host: &Host, object: &SecretString) -> Result<SecretString> {
        let (to, told) = match &self.reader {
            Reader::Key(recipient) => (To::Key(recipient), recipient.kid().map(|kid| format!("key {kid}"))),
            Reader::Secret(secret) => (To::Secret(secret), Some("the client secret".to_owned())),
        };
        let mut fill = |buffer: &mut [u8]| host.random.fill(buffer);
        let token = jwe::encrypt(Content::Nested(object.expose()), to, self.how, &mut fill)?;
        let told = told.unwrap_or_else(|| "a key without a name".to_owned());
        let how = format!("{} with {} to {told}", self.how.algorithm, self.how.content);
        host.witness.saw(Step::Encrypted { what: "request object", how });
        Ok(token.into())
    }
}

impl Encrypting {
    /// How it is done at this provider.
    ///
    /// # Errors
    /// `not_offered` if nothing that we can do fits what the provider lists and publishes.
    pub async fn sealing(self, host: &Host, peer: &Peer) -> Result<Sealing> {
        let (ways, content) = (self.ways(peer)?, self.content(peer)?);
        let recipients = match ways.iter().all(|way| way.needs() == Needs::Secret) {
            true => Vec::new(),
            false => discovery::recipients(host, &peer.metadata).await?,
        };
        let (algorithm, reader) = fitting(peer, &ways, &recipients)?;
        Ok(Sealing { how: Encryption { algorithm, content }, reader })
    }

    fn ways(self, peer: &Peer) -> Result<Vec<KeyManagement>> {
        let mut ours: Vec<_> = KeyManagement::ALL.iter().copied().filter(|way| way.is_written()).collect();
        ours.retain(|way| self.alg.map_or(way.needs() != Needs::Secret, |asked| asked == *way));
        let listed = self.listed(peer, LISTS[0]);
        let fits = |way: &&KeyManagement| listed.as_ref().is_none_or(|names| names.contains(&way.name()));
        match ours.iter().copied().filter(|way| fits(&way)).collect::<Vec<_>>() {
            none if none.is_empty() => {
                let names: Vec<&str> = ours.iter().map(|way| way.name()).collect();
                Err(not_listed(&listed.unwrap_or_default(), &names))
            }
            ways => Ok(ways),
        }
    }

    fn content(self, peer: &Peer) -> Result<ContentEncryption> {
        let listed = self.listed(peer, LISTS[1]);
        let is_listed =
            |way: &ContentEncryption| listed.as_ref().is_none_or(|names| names.contains(&way.name()));
        // OIDC Registration §2: what is meant if nothing is registered comes first
        let ours = std::iter::once(ContentEncryption::DEFAULT).chain(ContentEncryption::ALL.iter().copied());
        let ours: Vec<_> = self.enc.map_or_else(|| ours.collect(), |asked| vec![asked]);
        ours.iter().copied().find(is_listed).ok_or_else(|| {
            let names: Vec<&str> = ours.iter().map(|way| way.name()).collect();
            not_listed(&listed.clone().unwrap_or_default(), &names)
        })
    }

    fn listed<'a>(self, peer: &'a Peer, list: &str) -> Option<Vec<&'a str>> {
        let items =
            peer.metadata.document.get(list).and_then(Value::as_array).filter(|_| !self.unadvertised)?;
        Some(items.iter().filter_map(Value::as_str).collect())
    }
}

/// The first of these ways that somebody there can open.
fn fitting(peer: &Peer, ways: &[KeyManagement], recipients: &[Recipient]) -> Result<(KeyManagement, Reader)> {
    let reader = |way: KeyManagement| match way.needs() {
        Needs::Secret => peer.client.secret.clone().map(Reader::Secret),
        Needs::Rsa | Needs::Curve => Recipient::for_algorithm(recipients, way).cloned().map(Reader::Key),
    };
    ways.iter().find_map(|way| Some((*way, reader(*way)?))).ok_or_else(|| {
        let names: Vec<&str> = ways.iter().map(|way| way.name()).collect();
        Code::NotOffered
            .error()
            .message("the provider publishes no key that a request object could be encrypted to")
            .hint("name another way by --request-object-encryption-alg, or leave --request-object-form out")
            .expected(format!("a key for {}", names.join(", ")))
    })
}

fn not_listed(theirs: &[&str], ours: &[&str]) -> Error {
    Code::NotOffered
        .error()
        .message("the provider takes no request object that is encrypted in that way")
        .hint("choose by --request-object-encryption-alg and -enc, or leave --request-object-form out")
        .expected(theirs.join(", "))
        .got(ours.join(", "))
}
