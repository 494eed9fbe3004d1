//! An app's domain: what an app is registered for is no address but a site, and any address there is its own.

use url::Url;

use crate::{
    idp::{client::Client, redirect_uri},
    protocol::address::is_loopback,
};

/// Whether the address is at a site of the app.
pub fn is_of_client(client: &Client, address: &str) -> bool {
    client.redirect_uris.iter().any(|registered| is_same(registered, address))
}

/// Whether the address is at the same site: scheme, host and port; on this machine any port (RFC 8252 §7.3).
pub fn is_same(site: &str, address: &str) -> bool {
    // a fragment, a user in it, cleartext to elsewhere: never
    if redirect_uri::unregistrable(address).is_some() {
        return false;
    }
    let (Ok(site), Ok(address)) = (Url::parse(site), Url::parse(address)) else { return false };
    let has_port = site.port_or_known_default() == address.port_or_known_default()
        || (is_loopback(&site) && is_loopback(&address));
    site.scheme() == address.scheme() && site.host() == address.host() && has_port
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_answered_anywhere_at_its_site_and_nowhere_else() {
        // P3
        let client = Client {
            redirect_uris: ["http://localhost/login", "https://app.example/", "com.example.app:/cb"]
                .map(str::to_owned)
                .to_vec(),
            ..Client::own()
        };
        for right in [
            "http://localhost:5000/login",
            "http://localhost/wp-login.php?connect_clef_account=1",
            "https://app.example/any/path?type=clef",
            "https://app.example:443/",
            "com.example.app:/other",
        ] {
            assert!(is_of_client(&client, right), "{right}");
        }
        for wrong in [
            "",
            "/login",
            "http://127.0.0.1:5000/login",
            "http://localhost.evil.example/login",
            "http://localhost@evil.example/login",
            "http://evil@localhost/login",
            "http://localhost:5000/login#x",
            "https://localhost:5000/login",
            "http://localhost./login",
            "http://app.example/",
            "https://app.example:8443/",
            "https://app.example.evil.example/",
            "https://evil.example/https://app.example/",
            "https://sub.app.example/",
            "https://app.example\\@evil.example/",
            "com.example.other:/cb",
            "javascript:alert(1)",
        ] {
            assert!(!is_of_client(&client, wrong), "{wrong}");
        }
    }
}
