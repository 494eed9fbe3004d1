//! Where a client hears of the end of a session. <https://openid.net/specs/openid-connect-backchannel-1_0.html>,
//! <https://openid.net/specs/openid-connect-frontchannel-1_0.html>

use url::{Host, Url};

use super::{notice, redirect_uri};

/// What a client says of it, with the names of its metadata.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// `backchannel_logout_uri`
    pub backchannel: Option<&'a str>,
    /// `backchannel_logout_session_required`
    pub backchannel_session: bool,
    /// `frontchannel_logout_uri`
    pub frontchannel: Option<&'a str>,
    /// `frontchannel_logout_session_required`
    pub frontchannel_session: bool,
    /// `logout_hook`
    pub hook: Option<&'a str>,
    /// `redirect_uris`
    pub redirect_uris: &'a [String],
}

/// The addresses, judged. Every message has the session and the person in it, whether the client requires that or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogoutUris {
    /// Where the provider posts a logout token.
    pub backchannel: Option<Url>,
    /// What the browser that was signed out loads.
    pub frontchannel: Option<Url>,
    /// Where a provider with logout hooks posts a token that can be exchanged for the person.
    pub hook: Option<Url>,
}

impl LogoutUris {
    /// Judges what a client says, or tells why it cannot be registered.
    pub fn checked(said: &Said<'_>) -> Result<Self, String> {
        for (required, uri, name) in [
            (said.backchannel_session, said.backchannel, "backchannel_logout"),
            (said.frontchannel_session, said.frontchannel, "frontchannel_logout"),
        ] {
            if required && uri.is_none() {
                return Err(format!("{name}_session_required means nothing without {name}_uri"));
            }
        }
        Ok(Self {
            backchannel: said.backchannel.map(notice::address).transpose()?,
            frontchannel: said.frontchannel.map(|uri| frontchannel(uri, said.redirect_uris)).transpose()?,
            hook: said.hook.map(notice::address).transpose()?,
        })
    }
}

fn frontchannel(uri: &str, redirect_uris: &[String]) -> Result<Url, String> {
    if let Some(why) = redirect_uri::unregistrable(uri) {
        return Err(format!("frontchannel_logout_uri {why}"));
    }
    let url = Url::parse(uri).map_err(|_| "frontchannel_logout_uri is not an address")?;
    // Front-Channel Logout §2: "The domain, port, and scheme of this URL MUST be the same as that of a registered
    // Redirection URI value"
    let is_of_client = |other: &String| {
        Url::parse(other).is_ok_and(|other| other.origin() == url.origin() && url.has_host())
    };
    if !redirect_uris.iter().any(is_of_client) {
        return Err(
            "frontchannel_logout_uri is at no place that a redirect URI of this client is at".to_owned()
        );
    }
    match url.host() {
        // CSP3 §2.3.1 has no words for it, so the page could not say that it loads this and nothing else
        Some(Host::Ipv6(_)) => Err("frontchannel_logout_uri has an IPv6 address for its host".to_owned()),
        _ => Ok(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_the_client_itself_is_loaded_and_no_other() {
        // W17
        let redirect_uris = [
            "https://app.example/cb",
            "http://127.0.0.1:3000/cb",
            "http://[::1]:3000/cb",
            "com.example.app:/cb",
        ]
        .map(str::to_owned);
        let judged = |uri: &str| {
            let said = Said {
                backchannel: None,
                backchannel_session: false,
                frontchannel: Some(uri),
                frontchannel_session: true,
                hook: None,
                redirect_uris: &redirect_uris,
            };
            LogoutUris::checked(&said).is_ok()
        };
        for right in ["https://app.example/bye?x=1", "http://127.0.0.1:3000/"] {
            assert!(judged(right), "{right}");
        }
        for wrong in [
            "https://app.example:8443/bye",
            "http://app.example/bye",
            "https://other.example/bye",
            "http://127.0.0.1:3001/",
            "http://localhost:3000/",
            "http://[::1]:3000/bye",
            "com.example.app:/bye",
            "https://app.example/bye#x",
            "https://app.example/\"><script>",
            "javascript:alert(1)",
            "",
        ] {
            assert!(!judged(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_session_is_not_required_of_a_message_that_is_not_sent() {
        for (back, front) in [(true, false), (false, true)] {
            let said = Said {
                backchannel: None,
                backchannel_session: back,
                frontchannel: None,
                frontchannel_session: front,
                hook: None,
                redirect_uris: &[],
            };
            assert!(LogoutUris::checked(&said).is_err());
        }
    }
}
