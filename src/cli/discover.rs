//! `discover`: what a provider says of itself, judged.

use std::process::ExitCode;

use clap::Args;

use super::{context::Context, network};
use crate::{
    error::{Code, Result},
    flow::discovery,
    host::resolver::AddressPolicy,
    output::table,
    protocol::issuer::Issuer,
    provider::{
        metadata::{Judging, PkcePolicy},
        quirk::Quirks,
    },
};

/// Flags of `discover`.
#[derive(Args)]
pub struct DiscoverArguments {
    /// The issuer's address, such as https://id.example
    issuer: String,
}

/// Fetches and judges the metadata.
pub fn run(arguments: &DiscoverArguments, context: &Context) -> Result<ExitCode> {
    let issuer = Issuer::parse(&arguments.issuer)?;
    let policy = match issuer.url().host_str() {
        Some(host) => AddressPolicy::NoNearerThan(host.to_owned()),
        None => return Err(Code::IssuerInvalid.error()),
    };
    let host = network::reach(
        context,
        context.global.ca_file.as_deref(),
        context.global.proxy.as_deref(),
        policy,
        None,
    )?;
    let quirks = Quirks::default();
    let judging = Judging { quirks: &quirks, pkce: PkcePolicy::Required, openid: false, authorization: true };
    context.block_on(discovery::discover(&host, &issuer, &judging))?.then(|metadata| {
        context.answer(&metadata.document, || {
            let list = |items: &Option<Vec<String>>| {
                items.as_ref().map_or_else(|| "not listed".to_owned(), |items| items.join(" "))
            };
            let mut rows = vec![("issuer", issuer.as_str().to_owned())];
            rows.extend(
                metadata.endpoints.by_member().into_iter().map(|(name, url)| (name, url.url().to_string())),
            );
            rows.push(("scopes", list(&metadata.scopes_supported)));
            rows.push(("client authentication", list(&metadata.token_endpoint_auth_methods_supported)));
            rows.push(("ID token algorithms", list(&metadata.id_token_signing_alg_values_supported)));
            rows.push(("PKCE", list(&metadata.code_challenge_methods_supported)));
            rows.push((
                "PAR required (RFC 9126)",
                metadata.require_pushed_authorization_requests.to_string(),
            ));
            rows.push((
                "iss in answers (RFC 9207)",
                metadata.authorization_response_iss_parameter_supported.to_string(),
            ));
            table::pairs(&rows)
        })
    })
}
