//! The public keys that something is verified with: an issuer's, those at an address, or those of a file.

use std::path::Path;

use url::Url;

use super::{context::Context, given_token, network};
use crate::{
    error::{Code, Phase, Result},
    flow::discovery,
    host::{Host, resolver::AddressPolicy, user_file},
    jose::jwk_set::JwkSet,
    protocol::{
        exchange::{Endpoint, Request},
        issuer::Issuer,
    },
    provider::{
        metadata::{Judging, PkcePolicy},
        quirk::Quirks,
    },
};

/// What is read of a file with keys, in bytes.
const KEYS_LIMIT: u64 = 1024 * 1024;

/// Those of an issuer, found by its metadata.
pub async fn of_issuer(issuer: &Issuer, context: &Context) -> Result<JwkSet> {
    fetched(&to_issuer(issuer, context)?, issuer).await
}

/// The way to an issuer and to what it leads to.
pub fn to_issuer(issuer: &Issuer, context: &Context) -> Result<Host> {
    let addresses = match issuer.url().host_str() {
        Some(host) => AddressPolicy::NoNearerThan(host.to_owned()),
        None => return Err(Code::IssuerInvalid.error()),
    };
    reach(addresses, context)
}

/// The way to an address that the person has named.
pub fn to_address(context: &Context) -> Result<Host> {
    reach(AddressPolicy::Any, context)
}

fn reach(addresses: AddressPolicy, context: &Context) -> Result<Host> {
    let (ca_file, proxy) = (context.global.ca_file.as_deref(), context.global.proxy.as_deref());
    network::reach(context, ca_file, proxy, addresses, None)
}

/// Those of an issuer, by this way to it.
pub async fn fetched(host: &Host, issuer: &Issuer) -> Result<JwkSet> {
    let quirks = Quirks::default();
    let judging =
        Judging { quirks: &quirks, pkce: PkcePolicy::UnadvertisedOk, openid: false, authorization: false };
    let metadata = discovery::discover(host, issuer, &judging).await?;
    let keys = discovery::keys(host, &metadata).await.map_err(|error| error.issuer(issuer.as_str()))?;
    Ok(keys.set)
}

/// Those at an address, by this way to it.
pub async fn fetched_at(host: &Host, url: Url) -> Result<JwkSet> {
    let response = host.http.send(Request::get(Endpoint::Jwks, url)).await?;
    match response.status.is_success() {
        true => JwkSet::parse(&response.body),
        false => Err(Code::JwksInvalid
            .error()
            .phase(Phase::Validate)
            .message("there is no key set at that address")
            .got(response.status.to_string())),
    }
}

/// Those of a file. What is wrong with it is nobody's fault at a provider.
pub fn of_file(path: &Path) -> Result<JwkSet> {
    given_token::refuse_in_place_of_file(path)?;
    let bytes = user_file::read_bytes(path, KEYS_LIMIT)?;
    JwkSet::parse(&bytes).map_err(|error| {
        let error = match error.code() {
            Code::NotJson => error.recoded(Code::JwksInvalid).message("the key set is not a JSON object"),
            Code::JwksPrivateKey => error.message("there is a private key in the key set"),
            _ => error,
        };
        error.phase(Phase::Config).hint("check the file that --jwks names")
    })
}
