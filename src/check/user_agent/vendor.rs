//! The vendor that the provider stands for, as a browser meets it: at the vendor's own hosts, and in apps' pages by what a script of
//! the vendor's makes of them.

use std::fmt;

use url::Url;

use super::document::{Document, Link};
use crate::idp::policy::{MakesLink, Policy};

/// A vendor; by default none.
#[derive(Clone)]
pub struct Vendor {
    hosts: Vec<&'static str>,
    makes_link: MakesLink,
}

impl Default for Vendor {
    fn default() -> Self {
        Self::of(&[], &Policy::STRICT)
    }
}

impl fmt::Debug for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hosts.join(", "))
    }
}

impl Vendor {
    /// With these hosts that lead to the provider, and this policy.
    pub fn of(hosts: &[&'static str], policy: &Policy) -> Self {
        Self { hosts: hosts.to_vec(), makes_link: policy.makes_link }
    }

    /// Whether an address is at one of the hosts.
    pub fn has(&self, url: &Url) -> bool {
        let is_https = url.scheme() == "https" && url.port().is_none();
        is_https && url.host_str().is_some_and(|host| self.hosts.contains(&host))
    }

    /// The links that scripts of the provider make in a page; `is_provider` tells which scripts are.
    pub(super) fn links(&self, document: &Document, is_provider: impl Fn(&Url) -> bool) -> Vec<Link> {
        let Some(script) = document.scripts.iter().find(|script| is_provider(script)) else {
            return Vec::new();
        };
        let links = document.widgets.iter().filter_map(|widget| {
            let url = script.join(&(self.makes_link)(&|name| widget.get(name).cloned())?).ok()?;
            Some(Link { url, text: String::new() })
        });
        links.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idp::shape;

    #[test]
    fn only_the_vendors_own_hosts_over_tls_are_its_hosts() {
        let vendor = Vendor::of(&["clef.io"], &Policy::STRICT);
        for (address, has) in [
            ("https://clef.io/iframes/qr", true),
            ("https://CLEF.io:443/", true),
            ("https://clef.io:8443/", false),
            ("http://clef.io/", false),
            ("https://clef.io.evil.example/", false),
            ("https://a.clef.io/", false),
        ] {
            assert_eq!(vendor.has(&Url::parse(address).unwrap()), has, "{address}");
        }
        assert!(!Vendor::default().has(&Url::parse("https://clef.io/").unwrap()));
    }

    #[test]
    fn a_button_is_a_link_where_the_providers_script_is_in_the_page() {
        let vendor = Vendor::of(&["clef.io"], shape::named("clef").unwrap().policy);
        let links = |script: &str| {
            let page = format!(
                "<script src='{script}'></script><i class='clef-button' data-app-id=a data-state=s></i>"
            );
            let document = Document::parse(&page, &Url::parse("http://localhost:5000/").unwrap(), None);
            let links = vendor.links(&document, |url| vendor.has(url));
            links.into_iter().map(|link| link.url.to_string()).collect::<Vec<_>>()
        };
        let button = "https://clef.io/iframes/qr?app_id=a&redirect_url=&state=s";
        assert_eq!(links("https://clef.io/v3/clef.js"), [button]);
        assert_eq!(links("https://other.example/v3/clef.js"), Vec::<String>::new());
        assert_eq!(links("/v3/clef.js"), Vec::<String>::new());
    }
}
