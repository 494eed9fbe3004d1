//! A client that was registered for a profile (RFC 7591), besides what the profile itself says of it. Its secrets stand in the
//! keyring, or each in a file that only its owner may read, and never in the configuration (threat C142).
//!
//! | file | what |
//! | --- | --- |
//! | `NAME.client` | what is no secret, and where the secrets are |
//! | `NAME.client_secret`, `NAME.registration_access_token` | the secrets, where there is no keyring |

use std::{path::PathBuf, sync::Arc};

use serde::{Deserialize, Serialize};

use super::store::StoreKind;
use crate::{
    error::{Code, Error, Phase, Result},
    host::{Random, files::PrivateDir, keyring::Keyring},
    profile::name,
    protocol::time::UnixTime,
    secret::{SecretString, source::SecretSource},
};

/// The longest record, in bytes.
const LIMIT: usize = 64 * 1024;

/// What is kept of a registration; secrets by their places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptClient {
    /// The provider: its issuer, or the host of its token endpoint.
    pub issuer: String,
    /// The client identifier.
    pub client_id: String,
    /// Where the client secret is.
    pub client_secret: Option<String>,
    /// When it stops working.
    pub client_secret_expires_at: Option<UnixTime>,
    /// Where the registration is managed (RFC 7592).
    pub registration_client_uri: Option<String>,
    /// Where the token is that this takes.
    pub registration_access_token: Option<String>,
    /// How the provider is reached: certificates of a private CA, and a proxy.
    pub ca_file: Option<String>,
    /// The proxy.
    pub proxy: Option<String>,
    /// Where client secrets are that were replaced, for as long as the configuration may still lead to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<String>,
}

/// What is secret about a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientSecretKind {
    /// `client_secret`
    ClientSecret,
    /// `registration_access_token`
    RegistrationAccessToken,
}

impl ClientSecretKind {
    fn name(self) -> &'static str {
        match self {
            Self::ClientSecret => "client_secret",
            Self::RegistrationAccessToken => "registration_access_token",
        }
    }
}

/// The registered clients of one state directory.
pub struct KeptClients {
    dir: PrivateDir,
    keyring: Arc<dyn Keyring>,
    random: Arc<dyn Random>,
}

impl KeptClients {
    /// Those in `dir`, which is made when needed.
    pub fn new(dir: PrivateDir, keyring: Arc<dyn Keyring>, random: Arc<dyn Random>) -> Self {
        Self { dir, keyring, random }
    }

    /// Whether a secret could be kept there now; to be asked before anything is registered (threat C116).
    pub fn probe(&self, kind: StoreKind) -> Result<()> {
        self.dir.create()?;
        let name = format!("probe-{}.new", std::process::id());
        drop(self.dir.reserve(&name, LIMIT)?);
        self.dir.remove(&name)?;
        match kind {
            StoreKind::Keyring => self.keyring.probe(),
            _ => Ok(()),
        }
    }

    /// Keeps a secret; where it is now.
    pub fn put(
        &self,
        kind: StoreKind,
        profile: &str,
        which: ClientSecretKind,
        secret: &SecretString,
    ) -> Result<String> {
        let name = format!("{}.{}", checked(profile)?, which.name());
        if kind != StoreKind::Keyring {
            self.dir.replace(&name, secret.expose().as_bytes())?;
            return Ok(SecretSource::File(self.dir.path().join(name)).to_string());
        }
        // A new name every time, so that two state directories never share, nor delete, one secret.
        let mut id = [0; 8];
        self.random.fill(&mut id);
        let name = format!("{name}.{:016x}", u64::from_be_bytes(id));
        self.keyring.set(&name, secret)?;
        Ok(SecretSource::Keyring(name).to_string())
    }

    /// Keeps what is known of a profile's client, in place of what was, and gives what is kept. A token that is named no more
    /// is forgotten; of a client secret the configuration has to be told before, so it stays until [`sweep`](Self::sweep).
    pub fn keep(&self, profile: &str, mut client: KeptClient) -> Result<KeptClient> {
        let old = self.load(profile)?;
        let goes = |place: &&String| !client.places().any(|named| named == *place);
        let secret = old.as_ref().and_then(|old| old.client_secret.as_ref()).filter(goes).cloned();
        let token = old.as_ref().and_then(|old| old.registration_access_token.as_ref()).filter(goes);
        client.replaced.extend(secret);
        self.write(profile, &client)?;
        if let Some(place) = token {
            // A secret that nothing names is of no use to anybody, nor a failure.
            let _ = self.remove(place);
        }
        Ok(client)
    }

    /// Forgets the client secrets that were replaced; to be asked once the configuration names the new one (a crash before
    /// leaves both, and the next change of the client takes it up).
    pub fn sweep(&self, profile: &str, client: KeptClient) -> Result<KeptClient> {
        if client.replaced.is_empty() {
            return Ok(client);
        }
        for place in &client.replaced {
            let _ = self.remove(place);
        }
        let client = KeptClient { replaced: Vec::new(), ..client };
        self.write(profile, &client)?;
        Ok(client)
    }

    fn write(&self, profile: &str, client: &KeptClient) -> Result<()> {
        let text = serde_json::to_vec_pretty(client).map_err(|_| Code::InternalError.error())?;
        self.dir.replace(&file(profile)?, &text)
    }

    /// What is kept of the client of that profile.
    pub fn load(&self, profile: &str) -> Result<Option<KeptClient>> {
        let name = file(profile)?;
        let Some(bytes) = self.dir.read(&name, LIMIT)? else { return Ok(None) };
        serde_json::from_slice(&bytes).map(Some).map_err(|_| {
            Code::StoreUnreadable
                .error()
                .phase(Phase::Store)
                .profile(profile)
                .message("what is kept of the registered client is damaged")
                .hint("remove the file named, and register anew")
                .got(self.dir.path().join(name).display().to_string())
        })
    }

    /// Forgets the client of that profile, with its secrets.
    pub fn forget(&self, profile: &str) -> Result<()> {
        let client = self.load(profile)?;
        for place in client.iter().flat_map(KeptClient::places) {
            self.remove(place)?;
        }
        self.dir.remove(&file(profile)?).map(drop)
    }

    /// Removes a secret of ours, and nobody else's.
    fn remove(&self, place: &str) -> Result<()> {
        match SecretSource::parse(place)? {
            SecretSource::Keyring(name) => self.keyring.delete(&name).map(drop),
            SecretSource::File(path) => match own_name(&self.dir, path) {
                Some(name) => self.dir.remove(&name).map(drop),
                None => Ok(()),
            },
            SecretSource::Env(_) | SecretSource::Command(_) => Ok(()),
        }
    }
}

impl KeptClient {
    fn places(&self) -> impl Iterator<Item = &String> {
        self.client_secret.iter().chain(&self.registration_access_token).chain(&self.replaced)
    }
}

fn own_name(dir: &PrivateDir, path: PathBuf) -> Option<String> {
    let name = path.file_name()?.to_str()?.to_owned();
    (dir.path().join(&name) == path).then_some(name)
}

/// A profile's name becomes a file's name, so it is checked here once more.
fn checked(profile: &str) -> Result<&str> {
    name::check(profile).map(|_| profile).map_err(|error: Error| error.phase(Phase::Store))
}

fn file(profile: &str) -> Result<String> {
    Ok(format!("{}.client", checked(profile)?))
}
