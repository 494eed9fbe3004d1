//! Where events may be sent: to this machine and private networks, and elsewhere only where the person says that it is theirs
//! (threat W9).

use url::{Host, Url};

use crate::{
    error::{Code, Error, Phase, Result},
    protocol::address::{Reach, is_loopback},
};

/// An address that events are sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The address.
    pub url: Url,
    /// Whether the person has said that its host is theirs.
    pub is_mine: bool,
}

impl Target {
    /// Reads one. `mine` are the hosts that the person says are theirs. What a name stands for is judged when it is looked up.
    ///
    /// # Errors
    /// [`Code::Usage`] if it is no address to send to, [`Code::WebhookTargetRefused`] if nothing is sent there.
    pub fn parse(text: &str, mine: &[String]) -> Result<Self> {
        let usage = |why: &str| {
            Code::Usage.error().phase(Phase::Webhook).message(why).expected("http://localhost:3000/logout")
        };
        let url =
            Url::parse(text).map_err(|_| usage("--to is an address that begins with http:// or https://"))?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(usage("--to is an address that begins with http:// or https://"));
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(usage("--to has no user, no password and no fragment"));
        }
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let is_mine = mine.iter().any(|known| known.trim_matches(['[', ']']).eq_ignore_ascii_case(&host));
        let reach = match url.host() {
            Some(Host::Ipv4(address)) => Some(Reach::of(address.into())),
            Some(Host::Ipv6(address)) => Some(Reach::of(address.into())),
            _ if is_loopback(&url) => Some(Reach::Loopback),
            _ => None,
        };
        match reach {
            // RFC 6890: nowhere, whoever says so
            Some(Reach::Never) => Err(refused(&host).hint("nothing can be sent there")),
            Some(Reach::Public) if !is_mine => Err(refused(&host)),
            _ => Ok(Self { url, is_mine }),
        }
    }
}

/// Nothing is sent to that host.
pub fn refused(host: &str) -> Error {
    Code::WebhookTargetRefused
        .error()
        .phase(Phase::Webhook)
        .expected("this machine, or a private network")
        .got(host)
        .hint(format!("if it is yours, say so: --target-is-mine {host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_sent_to_this_machine_and_private_networks_only() {
        // W9
        let mine = vec!["app.example".to_owned(), "203.0.113.9".to_owned()];
        for right in [
            "http://localhost:3000/logout",
            "http://127.0.0.1/x?a=b",
            "https://[::1]:8443/",
            "http://10.0.0.5/",
            "http://192.168.1.2:8080/hook",
            "https://app.example/hook",
            "https://203.0.113.9/",
            // a name is judged by what it stands for
            "https://other.example/",
        ] {
            assert!(Target::parse(right, &mine).is_ok(), "{right}");
        }
        for (wrong, code) in [
            ("http://169.254.169.254/latest", Code::WebhookTargetRefused),
            ("http://[fd00:ec2::254]/", Code::WebhookTargetRefused),
            ("http://0.0.0.0/", Code::WebhookTargetRefused),
            ("http://8.8.8.8/", Code::WebhookTargetRefused),
            ("http://[2606:4700::1]/", Code::WebhookTargetRefused),
            ("http://134744072/", Code::WebhookTargetRefused),
            ("ftp://127.0.0.1/", Code::Usage),
            ("file:///etc/passwd", Code::Usage),
            ("127.0.0.1:80/x", Code::Usage),
            ("http://user:pw@127.0.0.1/", Code::Usage),
            ("http://127.0.0.1/#x", Code::Usage),
            ("", Code::Usage),
        ] {
            assert_eq!(Target::parse(wrong, &mine).unwrap_err().code(), code, "{wrong}");
        }
    }
}
