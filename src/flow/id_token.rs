//! Validating ID tokens with the provider's keys: one refetch of the key set when a key is unknown (OIDC Core §10.1.1).

use super::{
    discovery::{self, ServedKeys},
    peer::Peer,
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    jose::{
        algorithm::Algorithm,
        id_token::{self, Expectations, IdToken, IssuerRule},
        jwk_set::JwkSet,
        jws::{self, Unverified},
        validated::Validated,
    },
    protocol::{
        step::Step,
        time::{Seconds, UnixTime},
    },
    provider::quirk::Quirk,
    secret::SecretString,
};

/// What this login expects of its ID token.
#[derive(Default)]
pub struct Login<'a> {
    /// The nonce that was sent, if one was.
    pub nonce: Option<&'a SecretString>,
    /// The access token beside it, if there is one.
    pub access_token: Option<&'a SecretString>,
    /// The code it was exchanged for, or that stands beside it.
    pub code: Option<&'a SecretString>,
    /// The state beside it.
    pub state: Option<&'a SecretString>,
    /// Whether it came through the browser.
    pub is_front_channel: bool,
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
        nonce: nonce(host, peer, token, login),
        max_age: login.max_age,
        code: login.code,
        state: login.state,
        is_front_channel: login.is_front_channel,
        ..expectations(host, peer, &names, &algorithms, login.access_token)
    };
    let valid = validate(host, peer, token, None, &expectations).await?;
    if let Some(issuer) = peer.metadata.issuer.as_ref().filter(|issuer| issuer.as_str() != valid.iss) {
        let is_template = peer.quirks.issuer_template(issuer.as_str()).is_some();
        peer.meets(host, if is_template { Quirk::IssuerTemplate } else { Quirk::IssuerWithoutScheme });
    }
    witness(host, token, &valid);
    Ok(valid)
}

/// The nonce that has to be there. Only what has come straight from the provider may be without, and only if the provider is known
/// to leave it out: nobody else can have put it there.
fn nonce<'a>(host: &Host, peer: &Peer, token: &SecretString, login: &Login<'a>) -> Option<&'a str> {
    let has_none = || jws::peek(token.expose()).is_some_and(|(_, claims)| claims.get("nonce").is_none());
    if !login.is_front_channel && peer.quirks.has(Quirk::NoNonce) && has_none() {
        peer.meets(host, Quirk::NoNonce);
        return None;
    }
    login.nonce.map(|nonce| nonce.expose().as_str())
}

/// Validates the ID token of a refresh, with the keys if they were fetched before: every rule but the nonce, and that person and login stayed the same (OIDC Core §12.2).
pub async fn check_refreshed(
    host: &Host,
    peer: &Peer,
    keys: Option<ServedKeys>,
    (new, old): (&SecretString, &SecretString),
    access_token: &SecretString,
) -> Result<()> {
    let algorithms = algorithms(peer);
    let names = issuer_names(peer)?;
    let expectations = expectations(host, peer, &names, &algorithms, Some(access_token));
    let valid = validate(host, peer, new, keys, &expectations).await?;
    id_token::validate_refreshed(&valid, old).map_err(|error| error.issuer(peer.name()))?;
    witness(host, new, &valid);
    Ok(())
}

async fn validate(
    host: &Host,
    peer: &Peer,
    token: &SecretString,
    keys: Option<ServedKeys>,
    expectations: &Expectations<'_>,
) -> Result<Validated<IdToken>> {
    let about = |error: Error| error.phase(Phase::Validate).issuer(peer.name());
    let is_symmetric = Unverified::parse(token.expose()).map_err(about)?.header().algorithm.is_symmetric();
    let mut keys = match keys {
        Some(keys) => keys,
        // OIDC Core §10.1: the client secret is the key; there is no set to fetch.
        None if is_symmetric => ServedKeys { set: JwkSet::of([]), served_at: None },
        None => discovery::keys(host, &peer.metadata).await.map_err(about)?,
    };
    let mut outcome = id_token::validate(token.expose(), &keys.set, expectations);
    if !is_symmetric && outcome.as_ref().is_err_and(|error| error.code() == Code::UnknownKey) {
        // OIDC Core §10.1.1: a new key shows in a new set
        keys = discovery::keys(host, &peer.metadata).await.map_err(about)?;
        outcome = id_token::validate(token.expose(), &keys.set, expectations);
    }
    outcome.map_err(|error| about(with_clock(error, keys.served_at, expectations.now)))
}

/// Clocks that differ by more than this are named as the likely cause, in seconds.
const CLOCKS_DIFFER_S: i64 = 300;

/// C80: the provider's clock decides nothing, but it may tell whose clock is wrong.
fn with_clock(error: Error, served_at: Option<UnixTime>, now: UnixTime) -> Error {
    let is_about_time = matches!(
        error.code(),
        Code::IdTokenExpired | Code::IdTokenIat | Code::IdTokenNbf | Code::IdTokenAuthTime
    );
    match served_at.map(|provider| now.since(provider)) {
        Some(ahead) if is_about_time && ahead.abs() > CLOCKS_DIFFER_S => {
            let direction = if ahead > 0 { "ahead of" } else { "behind" };
            let difference = Seconds(ahead.unsigned_abs());
            error.hint(format!(
                "this machine's clock is {difference} {direction} the provider's: set it right"
            ))
        }
        _ => error,
    }
}

fn expectations<'a>(
    host: &Host,
    peer: &'a Peer,
    issuer: &'a IssuerNames,
    algorithms: &'a [Algorithm],
    access_token: Option<&'a SecretString>,
) -> Expectations<'a> {
    Expectations {
        algorithms,
        skew_s: peer.skew_s,
        symmetric_secret: peer.client.secret.as_ref(),
        access_token,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_is_named_where_time_is_the_matter() {
        // C80
        let hint =
            |code: Code, served_at| with_clock(code.error(), served_at, UnixTime(10_000)).advice().to_owned();
        let ahead = "this machine's clock is 1 h 00 min ahead of the provider's: set it right";
        let behind = "this machine's clock is 1 h 00 min behind the provider's: set it right";
        assert_eq!(hint(Code::IdTokenExpired, Some(UnixTime(6_400))), ahead);
        assert_eq!(hint(Code::IdTokenIat, Some(UnixTime(13_600))), behind);
        assert_eq!(hint(Code::IdTokenExpired, Some(UnixTime(9_900))), Code::IdTokenExpired.row().hint);
        assert_eq!(hint(Code::IdTokenExpired, None), Code::IdTokenExpired.row().hint);
        assert_eq!(hint(Code::IdTokenAud, Some(UnixTime(6_400))), Code::IdTokenAud.row().hint);
    }
}
