//! What proves who the client is, and tokens of others: fetched from where they are when they are needed, and kept nowhere.

use std::sync::Arc;

use serde_json::Value;

use super::{client_jwks, context::Context, network};
use crate::{
    error::{Code, Phase, Result},
    flow::{
        github_actions::{self, Offer},
        peer::{Assertion, Client, GivenAssertion},
        protection::Protection,
    },
    host::{
        keyring::{Keyring as _, SystemKeyring},
        resolver::AddressPolicy,
        secret_source::{COMMAND_LIMIT, SecretReader},
    },
    jose::{
        algorithm::Algorithm, base64url, claims::Claims, client_assertion::AssertionKey, hash,
        jwe::DecryptionKey, jws, private_key::PrivateKey, private_keys::PrivateKeys,
        symmetric_key::SymmetricKey,
    },
    profile::resolved::Resolved,
    protocol::{
        answer_form::AnswerForm,
        client_auth::{AssertionAudience, ClientAuthMethod, Proof},
        security_profile::SecurityProfile,
    },
    provider::metadata::ProviderMetadata,
    secret::{
        SecretString,
        source::SecretSource,
        token_source::{TokenPlace, TokenSource},
    },
    x509::identity::Identity,
};

/// What there is of the client's own: what proves who it is, what signs its requests, and what decrypts what is meant for it.
pub struct Credentials {
    proof: OwnProof,
    /// The client's private keys, whatever they are for.
    keys: Option<PrivateKeys>,
    /// The private keys that decrypt.
    decryption: Arc<[DecryptionKey]>,
}

/// What there is to prove the client with: one thing, or nothing.
enum OwnProof {
    /// A public client.
    None,
    /// The client secret.
    Secret(SecretString),
    /// The client's private keys.
    Keys(PrivateKeys),
    /// An assertion that somebody else signed.
    Assertion(SecretString),
}

impl Credentials {
    /// Fetches it.
    pub async fn fetch(context: &Context, resolved: &Resolved) -> Result<Self> {
        let fetched = Self::fetch_each(context, resolved).await;
        fetched.map_err(|error| error.profile(&resolved.profile))
    }

    async fn fetch_each(context: &Context, resolved: &Resolved) -> Result<Self> {
        let keys = match &resolved.client_key {
            Some(source) => Some(private_keys(context, source).await?),
            None => None,
        };
        let decryption = keys.as_ref().map(PrivateKeys::decrypting).unwrap_or_default().into();
        let proving = keys.clone().filter(|keys| is_proof(keys, resolved));
        let proof = match (&resolved.client_secret, proving, &resolved.client_assertion) {
            (None, None, None) => OwnProof::None,
            (Some(source), None, None) => OwnProof::Secret(secret(context, source).await?),
            (None, Some(keys), None) => OwnProof::Keys(keys),
            (None, None, Some(source)) => OwnProof::Assertion(token(context, resolved, source).await?),
            // C135: exactly one
            _ => {
                return Err(Code::ConfigInvalid
                    .error()
                    .message(
                        "a client proves who it is in one way: by a secret, a key, or another's assertion",
                    )
                    .hint(
                        "give one of --client-secret-from, --client-key-from and --client-assertion-from; \
                         --auth-method tells that a key only signs requests or decrypts",
                    ));
            }
        };
        Ok(Self { proof, keys, decryption })
    }

    /// The private keys that may sign requests, however the client proves who it is (RFC 9101).
    pub fn request_keys(&self) -> Vec<PrivateKey> {
        let keys = self.keys.iter().flat_map(PrivateKeys::iter);
        keys.filter(|key| key.may_sign()).cloned().collect()
    }

    /// What protects the answers to it.
    pub fn protection(&self, resolved: &Resolved) -> Protection {
        Protection {
            keys: Arc::clone(&self.decryption),
            id_token: resolved.id_token_form,
            userinfo: resolved.userinfo_form,
            response: match resolved.grant.has_callback() {
                true => resolved.response_form,
                false => AnswerForm::default(),
            },
        }
    }

    /// Who we are at a provider with this metadata.
    pub fn client(
        self,
        resolved: &Resolved,
        metadata: &ProviderMetadata,
        certificate: Option<&Identity>,
    ) -> Result<Client> {
        let proof = match (self.proof(), certificate) {
            (Proof::Nothing, Some(_)) => Proof::Certificate,
            (proof, _) => proof,
        };
        let supported = metadata.token_endpoint_auth_methods_supported.as_deref();
        let auth_method = match &resolved.key_secret {
            Some(_) => ClientAuthMethod::ClientSecretPost,
            None => ClientAuthMethod::choose(resolved.auth_method, proof, supported)?,
        };
        let signed = |key| Assertion::Signed { key: Arc::new(key), audience: audience(resolved, metadata) };
        let (secret, assertion) = match self.proof {
            OwnProof::None => (None, None),
            OwnProof::Secret(secret) if auth_method.is_assertion() => {
                let key = AssertionKey::Secret(Box::new(symmetric(&secret, metadata)?));
                (Some(secret), Some(signed(key)))
            }
            OwnProof::Secret(secret) => (Some(secret), None),
            OwnProof::Keys(keys) => {
                let (key, algorithm) = signing(&keys, resolved.security_profile, metadata)?;
                let kid = key.kid().map(str::to_owned);
                let signing = Box::new(key.signing(algorithm)?);
                let assertion = match &resolved.key_secret {
                    None => signed(AssertionKey::Private(signing, kid)),
                    Some(names) => Assertion::Secret {
                        key: Arc::new(AssertionKey::Private(signing, Some(names.key_id.clone()))),
                        team_id: names.team_id.clone(),
                        audience: audience(resolved, metadata),
                    },
                };
                (None, Some(assertion))
            }
            OwnProof::Assertion(token) => (None, Some(Assertion::Given(GivenAssertion::new(token)))),
        };
        let certificate = certificate.map(|identity| identity.certificate().thumbprint());
        Ok(Client { id: resolved.client_id.clone(), secret, auth_method, assertion, certificate })
    }

    /// What the client's key signs with at a provider with this metadata, if it proves itself by one.
    pub fn algorithm(&self, resolved: &Resolved, metadata: &ProviderMetadata) -> Result<Option<Algorithm>> {
        match &self.proof {
            OwnProof::Keys(keys) => {
                signing(keys, resolved.security_profile, metadata).map(|(_, algorithm)| Some(algorithm))
            }
            _ => Ok(None),
        }
    }

    /// The key set that a provider is given of the client, if there is something for it (RFC 7591 §2); `decrypts` if answers are
    /// to be encrypted to it.
    pub fn public_keys(
        &self,
        resolved: &Resolved,
        metadata: &ProviderMetadata,
        decrypts: bool,
    ) -> Result<Option<Value>> {
        let proving = match &self.proof {
            OwnProof::Keys(keys) => Some(signing(keys, resolved.security_profile, metadata)?),
            _ => None,
        };
        self.keys.as_ref().map_or(Ok(None), |keys| client_jwks::published(keys, proving, decrypts))
    }

    /// Whether the client proves who it is by a key of its own.
    pub fn has_proving_key(&self) -> bool {
        matches!(self.proof, OwnProof::Keys(_))
    }

    fn proof(&self) -> Proof {
        match self.proof {
            OwnProof::None => Proof::Nothing,
            OwnProof::Secret(_) => Proof::Secret,
            OwnProof::Keys(_) | OwnProof::Assertion(_) => Proof::Key,
        }
    }
}

/// Whether keys are there to prove who the client is, and not only to sign requests or to decrypt: the method that was named
/// decides, and without one whether they may sign.
fn is_proof(keys: &PrivateKeys, resolved: &Resolved) -> bool {
    match resolved.auth_method {
        Some(method) => method.proof() == Proof::Key && resolved.client_assertion.is_none(),
        None => keys.may_sign() || keys.decrypting().is_empty(),
    }
}

/// The key that signs assertions, and with what: of what the security profile allows, if that is anything, the first that the
/// provider takes.
fn signing(
    keys: &PrivateKeys,
    profile: SecurityProfile,
    metadata: &ProviderMetadata,
) -> Result<(PrivateKey, Algorithm)> {
    let ours: Vec<Algorithm> = keys.iter().flat_map(PrivateKey::algorithms).collect();
    let mut allowed = ours.clone();
    allowed.retain(|algorithm| profile.allows_algorithm(algorithm.name()));
    let ours = if allowed.is_empty() { ours } else { allowed };
    let algorithm = listed(metadata, ours.into_iter())?;
    let may = |key: &&PrivateKey| key.algorithms().any(|own| own == algorithm);
    let key = keys.iter().find(may).cloned().ok_or_else(|| Code::InternalError.error())?;
    Ok((key, algorithm))
}

/// Without an issuer there is only the token endpoint to name.
fn audience(resolved: &Resolved, metadata: &ProviderMetadata) -> String {
    match (resolved.assertion_audience, &metadata.issuer) {
        (AssertionAudience::Issuer, Some(issuer)) => issuer.as_str().to_owned(),
        _ => metadata.endpoints.token.url().as_str().to_owned(),
    }
}

fn symmetric(secret: &SecretString, metadata: &ProviderMetadata) -> Result<SymmetricKey> {
    let algorithms = Algorithm::ALL.iter().copied().filter(|algorithm| algorithm.is_symmetric());
    SymmetricKey::new(listed(metadata, algorithms)?, secret.expose().as_bytes())
        .map_err(|error| error.recoded(Code::ConfigInvalid).phase(Phase::Config))
}

/// The first algorithm that the provider takes; it takes any if it names none.
fn listed(metadata: &ProviderMetadata, ours: impl Iterator<Item = Algorithm>) -> Result<Algorithm> {
    let theirs = metadata.token_endpoint_auth_signing_alg_values_supported.as_deref();
    let ours: Vec<Algorithm> = ours.collect();
    let is_listed = |algorithm: &&Algorithm| {
        theirs.is_none_or(|names| names.iter().any(|name| Algorithm::named(name) == Some(**algorithm)))
    };
    ours.iter().find(is_listed).copied().ok_or_else(|| {
        let names: Vec<&str> = ours.iter().map(|algorithm| algorithm.name()).collect();
        Code::AuthMethodUnsupported
            .error()
            .message("the provider takes no assertion that is signed with an algorithm of this key")
            .expected(theirs.unwrap_or_default().join(", "))
            .got(names.join(", "))
    })
}

/// Private keys from their place.
pub async fn private_keys(context: &Context, source: &SecretSource) -> Result<PrivateKeys> {
    PrivateKeys::parse(&text(context, source).await?)
}

/// A text of many lines, such as a key, from its place.
pub async fn text(context: &Context, source: &SecretSource) -> Result<SecretString> {
    let source = source.clone();
    read(context, move |reader| reader.fetch_text(&source)).await
}

/// A secret from its place.
pub async fn secret(context: &Context, source: &SecretSource) -> Result<SecretString> {
    let source = source.clone();
    read(context, move |reader| reader.fetch(&source)).await
}

/// A token of somebody else, as it is now: one that has expired is not sent anywhere (threat C141).
pub async fn token(context: &Context, resolved: &Resolved, source: &TokenSource) -> Result<SecretString> {
    let place = source.place().clone();
    let token = match read(context, move |reader| reader.fetch_token(&place)).await? {
        Some(token) => token,
        None => from_platform(context, resolved, source.place()).await?,
    };
    // Nothing is decided by it but whether it is of any use.
    let expiry =
        jws::peek(token.expose()).and_then(|(_, claims)| Claims(claims.as_object()?).moment("exp").ok()?);
    match expiry.filter(|expiry| *expiry <= context.now()) {
        None => Ok(token),
        Some(expiry) => Err(Code::SecretUnavailable
            .error()
            .message("the token there has expired, and was not sent")
            .hint("get a new one from whoever issues it")
            .expected(format!("exp after {}", context.now().0))
            .got(format!("exp {} in {source}", expiry.0))),
    }
}

/// Which workload has the token there, as a hash: whom it is about, or the token itself if it does not tell. A job of GitHub
/// Actions, whose token would have to be asked for, has something of its own to ask with. `None` where only a command or a
/// keyring knows.
pub fn workload(context: &Context, source: &TokenSource) -> Option<String> {
    let environment = context.environment.clone();
    let token = match source.place() {
        TokenPlace::GithubActions(_) => environment(github_actions::REQUEST_TOKEN).map(SecretString::from),
        TokenPlace::Secret(SecretSource::Keyring(_) | SecretSource::Command(_)) => None,
        place @ (TokenPlace::Secret(_) | TokenPlace::File(_)) => {
            let reader = SecretReader { environment, command_limit: COMMAND_LIMIT, keyring: &|_| Ok(None) };
            // Why there is none is told when it is needed.
            reader.fetch_token(place).ok().flatten()
        }
    }?;
    let subject = jws::peek(token.expose()).and_then(|(_, claims)| {
        Some(format!("{} {}", claims.get("iss")?.as_str()?, claims.get("sub")?.as_str()?))
    });
    Some(base64url::encode(hash::sha256(subject.as_ref().unwrap_or(token.expose()).as_bytes())))
}

async fn from_platform(context: &Context, resolved: &Resolved, place: &TokenPlace) -> Result<SecretString> {
    let TokenPlace::GithubActions(audience) = place else {
        return Err(Code::InternalError.error().message("this place is no platform"));
    };
    let offer = Offer::judge(&*context.environment)?;
    // An audience is always named, or the token would open every door that trusts GitHub (threat C140).
    let audience = audience.clone().or_else(|| resolved.issuer().map(|issuer| issuer.as_str().to_owned()));
    let audience = audience.ok_or_else(|| {
        Code::ConfigInvalid
            .error()
            .message("it is not said for whom GitHub Actions shall make the token")
            .hint("write github-actions:AUDIENCE")
    })?;
    let (ca_file, proxy) = (resolved.ca_file.as_deref(), resolved.proxy.as_deref());
    let host = network::reach(context, ca_file, proxy, AddressPolicy::Any, None)?;
    github_actions::identity_token(&host, &offer, &audience).await
}

/// On a thread of its own: a command or a keyring may take its time, and a signal must not wait for it.
async fn read<T: Send + 'static>(
    context: &Context,
    fetch: impl FnOnce(&SecretReader<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (environment, is_interactive) = (context.environment.clone(), context.is_interactive());
    let fetch = move || {
        let keyring = SystemKeyring::new(is_interactive);
        let keyring = |name: &str| keyring.get(name);
        fetch(&SecretReader { environment, command_limit: COMMAND_LIMIT, keyring: &keyring })
    };
    let fetched = tokio::task::spawn_blocking(fetch).await;
    fetched.unwrap_or_else(|_| Err(Code::InternalError.error()))
}
