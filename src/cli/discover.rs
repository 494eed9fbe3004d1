//! `discover`: what a provider says of itself, judged.

use std::process::ExitCode;

use clap::Args;

use super::{context::Context, introduction, network};
use crate::{
    error::{Code, Result},
    flow::{discovery, protected_resource},
    host::resolver::AddressPolicy,
    output::table,
    protocol::{issuer::Issuer, protected_resource::ResourceIdentifier},
    provider::{
        metadata::{Judging, PkcePolicy},
        quirk::Quirks,
    },
};

/// Flags of `discover`.
#[derive(Args)]
pub struct DiscoverArguments {
    /// The issuer's address, such as https://id.example
    #[arg(required_unless_present = "resource")]
    issuer: Option<String>,
    /// An API's address instead: who signs people in for it (RFC 9728)
    #[arg(long, value_name = "URL", conflicts_with = "issuer")]
    resource: Option<String>,
}

/// Fetches and judges the metadata.
pub fn run(arguments: &DiscoverArguments, context: &Context) -> Result<ExitCode> {
    let issuer = match (&arguments.issuer, &arguments.resource) {
        (Some(issuer), _) => Issuer::parse(issuer)?,
        (None, resource) => return of_resource(resource.as_deref().unwrap_or_default(), context),
    };
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

/// What an API says of itself, judged.
fn of_resource(resource: &str, context: &Context) -> Result<ExitCode> {
    let resource = ResourceIdentifier::parse(resource)?;
    let (ca_file, proxy) = (context.global.ca_file.as_deref(), context.global.proxy.as_deref());
    let host = network::reach(context, ca_file, proxy, introduction::near(&resource), None)?;
    context.block_on(protected_resource::discover(&host, &resource))?.then(|told| {
        context.answer(&told.document, || {
            let issuers: Vec<&str> = told.authorization_servers.iter().map(Issuer::as_str).collect();
            let scopes =
                told.scopes.as_ref().map_or_else(|| "not listed".to_owned(), |scopes| scopes.join(" "));
            table::pairs(&[
                ("resource", resource.as_str().to_owned()),
                ("authorization servers", issuers.join(" ")),
                ("scopes", scopes),
            ])
        })
    })
}
