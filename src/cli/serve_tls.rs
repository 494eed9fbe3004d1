//! How `serve` does TLS: with a certificate of its own for one day, or with one that it is given.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{context::Context, serve_ca};
use crate::{
    error::Result,
    host::{files::PrivateDir, secret_source, user_file},
    x509::{identity::Identity, issued},
};

/// The flags.
#[derive(Args)]
pub struct TlsArguments {
    /// Answer over TLS, with a certificate of its own that lasts a day; says which CA file to trust
    #[arg(long, env = "AUTHCTL_TLS", hide_env = true, value_parser = clap::builder::BoolishValueParser::new())]
    tls: bool,
    // Without a variable: that name is of the client's own certificate.
    /// The certificate for --tls, in PEM, and those that signed it
    #[arg(long, value_name = "FILE", requires = "tls", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The private key of that certificate, in PEM
    #[arg(long, value_name = "FILE", requires = "tls", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// The port that asks clients for a certificate (RFC 8705), 0 for any free one
    #[arg(long, value_name = "PORT", requires = "tls", env = "AUTHCTL_MTLS_PORT", hide_env = true)]
    mtls_port: Option<u16>,
}

/// What the providers show of themselves.
pub struct Shown {
    /// At their own ports, if those are of TLS.
    pub own: Option<Identity>,
    /// In tunnels to the vendors' hosts, if there are any.
    pub tunnel: Option<Identity>,
    /// What a browser is told of the certificate in tunnels (RFC 7469 §2.4).
    pub pin: Option<String>,
    /// Where the certificate to trust is, if it was made here.
    pub ca_file: Option<PathBuf>,
    /// The port that asks clients for a certificate.
    pub mtls_port: u16,
}

impl TlsArguments {
    /// What the providers show of themselves, where tunnels to these hosts lead to them.
    pub async fn shown(&self, context: &Context, hosts: &[&str]) -> Result<Shown> {
        let mtls_port = self.mtls_port.unwrap_or_default();
        let given = match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => Some(given(certificate, key)?.timely(context.now())?),
            _ => None,
        };
        let (needs_own, needs_tunnel) = (self.tls && given.is_none(), !hosts.is_empty());
        if !needs_own && !needs_tunnel {
            return Ok(Shown { own: given, tunnel: None, pin: None, ca_file: None, mtls_port });
        }
        let (made, ca_file) = made(context, hosts).await?;
        let ca_file = Some(ca_file);
        let tunnel = needs_tunnel.then(|| made.identity.clone());
        let pin = needs_tunnel.then_some(made.pin);
        let own = if self.tls { given.or(Some(made.identity)) } else { None };
        Ok(Shown { own, tunnel, pin, ca_file, mtls_port })
    }
}

/// A certificate that is made here, for this machine and these hosts, and the file with the one to trust for it.
pub async fn made(context: &Context, hosts: &[&str]) -> Result<(issued::Server, PathBuf)> {
    let made = issued::server(context.now(), hosts)?;
    // P23, P24: the certificate alone; the CA's key is gone
    let directory = PrivateDir::at(context.state_directory()?);
    let ca_file = serve_ca::publish(&directory, &made.ca, context.now()).await?;
    Ok((made, ca_file))
}

/// A certificate that is there, and its key.
pub fn given(certificate: &Path, key: &Path) -> Result<Identity> {
    let key = secret_source::read_private(key)?;
    Identity::parse(&user_file::read_argument(certificate)?, &key)
}
