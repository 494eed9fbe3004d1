//! By which names others reach what `serve` listens at: through a proxy of a container's network, of a port that is forwarded, or
//! of TLS. It listens on loopback all the same; whoever sets up the proxy decides who comes.

use clap::Args;
use url::Url;

use crate::{
    error::{Code, Result},
    idp::{names::Names, shape::row::Shape},
};

/// The flags.
#[derive(Args)]
pub struct NamesArguments {
    /// What browsers reach it by, through a proxy of yours: the issuer, and the addresses of pages
    #[arg(long, value_name = "URL", value_parser = origin, env = "AUTHCTL_PUBLIC_URL", hide_env = true)]
    public_url: Option<String>,
    /// What back ends reach it by, where that is another name: the addresses that they ask
    #[arg(
        long,
        value_name = "URL",
        requires = "public_url",
        value_parser = origin,
        env = "AUTHCTL_INTERNAL_URL",
        hide_env = true
    )]
    internal_url: Option<String>,
}

impl NamesArguments {
    /// The names.
    ///
    /// # Errors
    /// [`Code::Usage`] where one name would be of several providers.
    pub fn names(&self, shapes: &[&'static Shape], intercepted: &[&str]) -> Result<Names> {
        if self.public_url.is_some() && (shapes.len() > 1 || !intercepted.is_empty()) {
            let error = Code::Usage.error();
            return Err(match intercepted {
                [] => error.message("--public-url is the name of one provider, and --shape names several"),
                _ => error.message("--public-url and --intercept exclude each other"),
            });
        }
        Ok(Names { public: self.public_url.clone(), internal: self.internal_url.clone() })
    }
}

/// What addresses begin with (RFC 6454 §6.2).
fn origin(text: &str) -> std::result::Result<String, &'static str> {
    let url = Url::parse(text).map_err(|_| "it is no URL")?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    match url.scheme() {
        "http" | "https" if !is_bare => Err("it may have no path: any path at it is an issuer of its own"),
        "http" | "https" if url.username().is_empty() && url.password().is_none() => {
            Ok(url.origin().ascii_serialization())
        }
        "http" | "https" => Err("it may have no user and no password"),
        _ => Err("it must begin with http:// or https://"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_addresses_begin_with() {
        for (text, expected) in [
            ("http://localhost:8080", Some("http://localhost:8080")),
            ("https://Auth.Example:443/", Some("https://auth.example")),
            ("http://[::1]:9470", Some("http://[::1]:9470")),
            ("https://auth.example/realm", None),
            ("https://auth.example/?a", None),
            ("https://auth.example/#a", None),
            ("https://user@auth.example", None),
            ("ftp://auth.example", None),
            ("auth:9470", None),
            ("", None),
        ] {
            assert_eq!(origin(text).ok().as_deref(), expected, "{text}");
        }
    }
}
