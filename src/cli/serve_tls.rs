//! How `serve` does TLS: with a certificate of its own for one day, or with one that it is given.

use std::path::{Path, PathBuf};

use clap::Args;

use super::context::Context;
use crate::{
    error::{Code, Result},
    host::{files::PrivateDir, secret_source, user_file},
    x509::{identity::Identity, issued},
};

/// Where the certificate to trust is, below the state directory.
const CA_FILE: &str = "serve-ca.pem";

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

/// What the provider shows of itself.
pub struct Shown {
    /// Its certificate.
    pub identity: Identity,
    /// Where the certificate to trust is, if it was made here.
    pub ca_file: Option<PathBuf>,
    /// The port that asks clients for a certificate.
    pub mtls_port: u16,
}

impl TlsArguments {
    /// What the provider shows of itself; `None` without TLS.
    pub fn shown(&self, context: &Context) -> Result<Option<Shown>> {
        if !self.tls {
            return Ok(None);
        }
        let mtls_port = self.mtls_port.unwrap_or_default();
        if let (Some(certificate), Some(key)) = (&self.tls_cert, &self.tls_key) {
            let identity = given(certificate, key)?.timely(context.now())?;
            return Ok(Some(Shown { identity, ca_file: None, mtls_port }));
        }
        let made = issued::loopback_server(context.now())?;
        // P23, P24: the certificate alone; the CA's key is gone
        let directory = PrivateDir::at(context.state_directory()?);
        directory
            .replace(CA_FILE, made.ca.as_bytes())
            .map_err(|error| error.recoded(Code::DevStateFailed))?;
        let ca_file = Some(directory.path().join(CA_FILE));
        Ok(Some(Shown { identity: made.identity, ca_file, mtls_port }))
    }
}

fn given(certificate: &Path, key: &Path) -> Result<Identity> {
    let key = secret_source::read_private(key)?;
    Identity::parse(&user_file::read_argument(certificate)?, &key)
}
