//! How `webhook listen` does TLS: as `serve` does.

use std::path::PathBuf;

use clap::Args;

use super::{context::Context, serve_tls};
use crate::{error::Result, x509::identity::Identity};

/// The flags.
#[derive(Args)]
pub struct ListenTlsArguments {
    /// Answer over TLS, with a certificate of its own that lasts a day; says which CA file to trust
    #[arg(long, env = "AUTHCTL_TLS", hide_env = true, value_parser = clap::builder::BoolishValueParser::new())]
    tls: bool,
    // Without a variable: that name is of the client's own certificate.
    /// Answer over TLS with this certificate, in PEM, and those that signed it
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The private key of that certificate, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl ListenTlsArguments {
    /// What it shows of itself, if it does TLS, and the certificate to trust, if it was made here.
    pub async fn shown(&self, context: &Context) -> Result<(Option<Identity>, Option<PathBuf>)> {
        match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => {
                Ok((Some(serve_tls::given(certificate, key)?.timely(context.now())?), None))
            }
            _ if self.tls => {
                let (made, ca_file) = serve_tls::made(context, &[]).await?;
                Ok((Some(made.identity), Some(ca_file)))
            }
            _ => Ok((None, None)),
        }
    }
}
