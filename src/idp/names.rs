//! By which names a provider is reached: browsers and back ends of one app may be on different sides of a proxy, as with containers.
//!
//! The issuer is one, for both (OIDC Discovery §4.3, OIDC Core §3.1.3.7 (2)): that which browsers reach.

use http::header;
use url::{Host, Url};

use super::{provider::Provider, received::Received};

/// The names besides the listener's own address, each as what addresses begin with: `http://auth:9470`.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// By which browsers reach it.
    pub public: Option<String>,
    /// By which back ends reach it.
    pub internal: Option<String>,
}

impl Names {
    /// What its addresses begin with, and with what else they may; `here` is the listener's own.
    pub fn around(&self, here: &str) -> (String, Vec<String>) {
        let Some(public) = &self.public else { return (here.to_owned(), Vec::new()) };
        let mut also = vec![here.to_owned()];
        also.extend(self.internal.clone());
        also.retain(|base| base != public);
        (public.clone(), also)
    }
}

/// Whether a form came from a page of the provider, by the name that it was reached by (threat P19).
pub fn is_from_page_of(provider: &Provider, received: &Received) -> bool {
    received.is_from(&provider.web_origin_at(received.header(header::HOST).unwrap_or_default()))
}

/// Whether only this machine has that name, as the listener's own always is. By another one everybody may come whom a proxy lets in.
pub fn is_of_this_machine(provider: &Provider, host: &str) -> bool {
    let url = |base: &str| Url::parse(base).ok();
    provider.also.is_empty()
        || provider.base_at(host).and_then(url).is_some_and(|url| match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_name_is_the_first_and_no_name_comes_twice() {
        let names = |public: &str, internal: &str| {
            let name = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            Names { public: name(public), internal: name(internal) }.around("http://127.0.0.1:1")
        };
        let also = |bases: &[&str]| bases.iter().map(|base| (*base).to_owned()).collect::<Vec<_>>();
        assert_eq!(names("", ""), ("http://127.0.0.1:1".into(), vec![]));
        assert_eq!(names("http://a", ""), ("http://a".into(), also(&["http://127.0.0.1:1"])));
        assert_eq!(
            names("http://a", "http://b"),
            ("http://a".into(), also(&["http://127.0.0.1:1", "http://b"]))
        );
        assert_eq!(
            names("http://127.0.0.1:1", "http://b"),
            ("http://127.0.0.1:1".into(), also(&["http://b"]))
        );
    }
}
