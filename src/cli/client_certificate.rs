//! The certificate that the client shows in TLS (RFC 8705): read from where it is when it is needed, and kept nowhere.

use std::path::PathBuf;

use super::{context::Context, credentials};
use crate::{
    error::{Code, Error, Result},
    host::user_file,
    profile::{place::Place, resolved::Resolved},
    secret::source::SecretSource,
    x509::identity::Identity,
};

/// The certificate and its key, if the settings name them; they belong together and are valid now (threat C139).
pub async fn fetch(context: &Context, resolved: &Resolved) -> Result<Option<Identity>> {
    let about = |error: Error| error.profile(&resolved.profile);
    match (&resolved.tls_cert, &resolved.tls_key) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => {
            let identity = read(context, certificate, key).await.map_err(about)?;
            must_be_over_tls(resolved).map_err(about)?;
            Ok(Some(identity))
        }
        (certificate, _) => {
            let missing = if certificate.is_some() { "--tls-key" } else { "--tls-cert" };
            Err(about(Code::ConfigInvalid.error())
                .message("a client certificate and its private key are named together")
                .hint(format!("give {missing} too; one file may hold both")))
        }
    }
}

/// No certificate can be shown where there is no TLS.
fn must_be_over_tls(resolved: &Resolved) -> Result<()> {
    let url = match &resolved.place {
        Place::Issuer(issuer) => issuer.url(),
        Place::Endpoints(endpoints) => endpoints.token.url(),
    };
    match url.scheme() {
        "https" => Ok(()),
        _ => Err(Code::ConfigInvalid
            .error()
            .message("the provider is asked without TLS, where no certificate can be shown")
            .hint("drop --tls-cert and --tls-key; the embedded provider has TLS with `authctl serve --tls`")),
    }
}

async fn read(context: &Context, certificate: &str, key: &SecretSource) -> Result<Identity> {
    let key_text = credentials::text(context, key).await?;
    let path = PathBuf::from(certificate);
    let text = tokio::task::spawn_blocking(move || user_file::read_argument(&path)).await;
    let text = text
        .unwrap_or_else(|_| Err(Code::InternalError.error()))
        .map_err(|error| error.message("the client certificate cannot be read").hint("check --tls-cert"))?;
    let place = |error: Error| error.got(format!("{certificate} and {key}"));
    Identity::parse(&text, &key_text).and_then(|identity| identity.timely(context.now())).map_err(place)
}
