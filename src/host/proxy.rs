//! Through which proxy the outside is reached. Loopback never goes through one (threat C20), and cleartext http is for
//! loopback only, so this is about https alone.

use reqwest::{NoProxy, Proxy};
use url::Url;

use super::environment::Environment;
use crate::error::{Code, Error, Result};

/// What never goes through a proxy, whatever the configuration says.
const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

/// The proxy for https, if there is one. Shows no user and no password.
#[derive(Clone, Default)]
pub struct HttpsProxy {
    url: Option<Url>,
    except: String,
}

impl HttpsProxy {
    /// No proxy.
    pub fn none() -> Self {
        Self::default()
    }

    /// The proxy of `--proxy`.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`] if it is not an http or https URL; the message does not repeat it, as it may hold a
    /// password.
    pub fn of(url: &str) -> Result<Self> {
        Ok(Self { url: Some(parse(url, "--proxy")?), except: String::new() })
    }

    /// The proxy of `HTTPS_PROXY` or `ALL_PROXY` and the exceptions of `NO_PROXY`, in capitals or not.
    ///
    /// # Errors
    /// As [`Self::of`]. A proxy of a kind that we cannot use is an error: to go round it silently would show the
    /// provider and the network what the proxy was to hide.
    pub fn of_environment(environment: &Environment) -> Result<Self> {
        let read = |name: &'static str, lower: &str| {
            environment(name)
                .or_else(|| environment(lower))
                .filter(|value| !value.is_empty())
                .map(|v| (v, name))
        };
        let url = read("HTTPS_PROXY", "https_proxy")
            .or_else(|| read("ALL_PROXY", "all_proxy"))
            .map(|(value, name)| parse(&value, name))
            .transpose()?;
        Ok(Self { url, except: read("NO_PROXY", "no_proxy").map(|(list, _)| list).unwrap_or_default() })
    }

    /// Its host, which may be shown.
    pub fn host(&self) -> Option<&str> {
        self.url.as_ref()?.host_str()
    }

    /// Whether it is itself reached over TLS.
    pub(super) fn is_over_tls(&self) -> bool {
        self.url.as_ref().is_some_and(|url| url.scheme() == "https")
    }

    /// As the HTTP library takes it.
    pub(super) fn build(&self) -> Result<Option<Proxy>> {
        let Some(url) = &self.url else { return Ok(None) };
        let proxy = Proxy::https(url.clone()).map_err(|_| invalid("the proxy's address"))?;
        Ok(Some(proxy.no_proxy(NoProxy::from_string(&format!("{LOOPBACK},{}", self.except)))))
    }
}

impl std::fmt::Debug for HttpsProxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.host().unwrap_or("no proxy"))
    }
}

/// A proxy's URL; `host:port` alone means http, as everywhere.
fn parse(text: &str, source: &str) -> Result<Url> {
    let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    Url::parse(&whole)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| invalid(source))
}

fn invalid(source: &str) -> Error {
    Code::ConfigInvalid
        .error()
        .message(format!("{source} is not the address of an http or https proxy"))
        .hint("give http://HOST:PORT")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::environment;

    #[test]
    fn the_proxy_comes_from_the_variables_for_https() {
        // C20
        type Row<'a> = (&'a [(&'a str, &'a str)], Option<&'a str>);
        let table: &[Row<'_>] = &[
            (&[], None),
            (&[("HTTP_PROXY", "http://a:1")], None),
            (&[("HTTPS_PROXY", "http://a:1"), ("ALL_PROXY", "http://b:1")], Some("a")),
            (&[("https_proxy", "http://a:1")], Some("a")),
            (&[("ALL_PROXY", "http://b:1")], Some("b")),
            (&[("HTTPS_PROXY", ""), ("all_proxy", "b:1")], Some("b")),
        ];
        for (variables, host) in table {
            let proxy = HttpsProxy::of_environment(&environment::of(variables)).unwrap();
            assert_eq!(proxy.host(), *host, "{variables:?}");
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_refused_and_its_password_never_shown() {
        // C20
        for url in ["socks5://user:CANARY@proxy:1", "http://user:CANARY@", "ftp://user:CANARY@proxy"] {
            let error = HttpsProxy::of(url).unwrap_err();
            assert_eq!(error.code(), Code::ConfigInvalid, "{url}");
            assert!(!format!("{error:?}").contains("CANARY"));
        }
        let proxy = HttpsProxy::of("http://user:CANARY@proxy.example:8080").unwrap();
        assert_eq!(format!("{proxy:?}"), "proxy.example");
    }
}
