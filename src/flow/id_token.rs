//! Validating ID tokens with the provider's keys: one refetch of the key set when a key is unknown (OIDC Core §10.1.1).

use super::{discovery, peer::Peer};
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    jose::{
        algorithm::Algorithm,
        id_token::{self, Expectations, IdToken, IssuerRule},
        jwk_set::JwkSet,
        jws::Unverified,
        validated::Validated,
    },
    protocol::step::Step,
    secret::SecretString,
};

/// What this login expects of its ID token.
pub struct Login<'a> {
    /// The nonce that was sent, if one was.
    pub nonce: Option<&'a SecretString>,
    /// The access token beside it.
    pub access_token: &'a SecretString,
    /// The code it was exchanged for.
    pub code: &'a SecretString,
    /// The `max_age` that was asked for, in seconds.
    pub max_age: Option<u64>,
}

/// Validates the ID token of a login (OIDC Core §3.1.3.7).
pub async fn check(
    host: &Host,
    peer: &Peer,
    token: &SecretString,
    login: &Login<'_>,
) -> Result<Validated<IdToken>> {
    let algorithms = algorithms(peer);
    let names = issuer_names(peer)?;
    let expectations = Expectations {
        nonce: login.nonce.map(|nonce| nonce.expose().as_str()),
        max_age: login.max_age,
        code: Some(login.code),
        ..expectations(host, peer, &names, &algorithms, login.access_token)
    };
    let valid = validate(host, peer, token, &expectations).await?;
    witness(host, token, &valid);
    Ok(valid)
}

/// Validates the ID token of a refresh: every rule but the nonce, and that person and login stayed the same (OIDC Core §12.2).
pub async fn check_refreshed(
    host: &Host,
    peer: &Peer,
    new: &SecretString,
    old: &SecretString,
    access_token: &SecretString,
) -> Result<()> {
    let algorithms = algorithms(peer);
    let names = issuer_names(peer)?;
    let expectations = expectations(host, peer, &names, &algorithms, access_token);
    let valid = validate(host, peer, new, &expectations).await?;
    id_token::validate_refreshed(&valid, old).map_err(|error| error.issuer(peer.name()))?;
    witness(host, new, &valid);
    Ok(())
}

async fn validate(
    host: &Host,
    peer: &Peer,
    token: &SecretString,
    expectations: &Expectations<'_>,
) -> Result<Validated<IdToken>> {
    let about = |error: Error| error.phase(Phase::Validate).issuer(peer.name());
    let is_symmetric = Unverified::parse(token.expose()).map_err(about)?.header().algorithm.is_symmetric();
    let keys = match is_symmetric {
        // OIDC Core §10.1: the client secret is the key; there is no set to fetch.
        true => JwkSet::of([]),
        false => discovery::keys(host, &peer.metadata).await.map_err(about)?,
    };
    let outcome = id_token::validate(token.expose(), &keys, expectations);
    let outcome = match outcome {
        Err(error) if error.code() == Code::UnknownKey && !is_symmetric => {
            let keys = discovery::keys(host, &peer.metadata).await.map_err(about)?;
            id_token::validate(token.expose(), &keys, expectations)
        }
        outcome => outcome,
    };
    outcome.map_err(about)
}

fn expectations<'a>(
    host: &Host,
    peer: &'a Peer,
    issuer: &'a IssuerNames,
    algorithms: &'a [Algorithm],
    access_token: &'a SecretString,
) -> Expectations<'a> {
    Expectations {
        algorithms,
        skew_s: peer.skew_s,
        symmetric_secret: peer.client.secret.as_ref(),
        access_token: Some(access_token),
        ..Expectations::new(issuer.rule(), &peer.client.id, host.clock.now())
    }
}

/// How this provider may call itself in an ID token.
enum IssuerNames {
    Exact(String),
    AnyOf([String; 2]),
    Tenant(String),
}

impl IssuerNames {
    fn rule(&self) -> IssuerRule<'_> {
        match self {
            Self::Exact(name) => IssuerRule::Exact(name),
            Self::AnyOf(names) => IssuerRule::AnyOf(names),
            Self::Tenant(template) => IssuerRule::Tenant(template),
        }
    }
}

fn issuer_names(peer: &Peer) -> Result<IssuerNames> {
    let issuer = peer.metadata.issuer.as_ref().ok_or_else(|| {
        Code::EndpointMissing
            .error()
            .phase(Phase::Validate)
            .message("an ID token came from a provider without an issuer")
    })?;
    let issuer = issuer.as_str();
    Ok(if let Some(template) = peer.quirks.issuer_template(issuer) {
        IssuerNames::Tenant(template)
    } else if let Some(bare) = peer.quirks.issuer_without_scheme(issuer) {
        IssuerNames::AnyOf([issuer.to_owned(), bare.to_owned()])
    } else {
        IssuerNames::Exact(issuer.to_owned())
    })
}

/// What the metadata lists, of what we allow. HS* only for confidential clients (RFC 8725 §3.1).
fn algorithms(peer: &Peer) -> Vec<Algorithm> {
    let listed = peer.metadata.id_token_signing_alg_values_supported.as_deref();
    let is_listed = |algorithm: &Algorithm| {
        listed.is_none_or(|names| names.iter().any(|name| Algorithm::named(name) == Some(*algorithm)))
    };
    Algorithm::ALL
        .iter()
        .copied()
        .filter(is_listed)
        .filter(|algorithm| !algorithm.is_symmetric() || peer.client.secret.is_some())
        .collect()
}

fn witness(host: &Host, token: &SecretString, valid: &Validated<IdToken>) {
    host.witness.saw(Step::Checked {
        what: "ID token",
        rules: valid.checked.iter().map(|check| format!("{} ({})", check.rule, check.section)).collect(),
        token: Some(token.clone()),
    });
}
