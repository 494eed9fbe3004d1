//! Host names to addresses, within what a provider may send us to (threat C5; the rule is [`Reach`]'s). The check stands in
//! the resolver that the connection itself uses, so that there is no second answer between check and connect.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Arc, OnceLock},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

use super::BoxFuture;
use crate::protocol::address::Reach;

/// Asks for the addresses of a name.
pub type Lookup = Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync>;

/// The operating system's resolver.
pub fn system_lookup() -> Lookup {
    Arc::new(|host| {
        Box::pin(async move {
            Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect())
        })
    })
}

/// Which addresses may be connected to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum AddressPolicy {
    /// Any: every address comes from the person's own configuration.
    #[default]
    Any,
    /// Where the issuer of this host [may lead to](Reach::may_lead_to). The issuer's first answer counts.
    NoNearerThan(String),
    /// This machine and private networks.
    Near,
    /// Any that something can be at: the person has said that the host is theirs.
    Mine,
    /// This machine and private networks, and these hosts wherever they are: the person has said that they are theirs.
    NearOr(Vec<String>),
}

impl AddressPolicy {
    /// Whether this host is reached on this machine and in private networks only.
    pub(super) fn keeps_near(&self, host: &str) -> bool {
        match self {
            Self::Near => true,
            Self::NearOr(mine) => {
                let bare = |host: &str| host.trim_matches(['[', ']']).to_ascii_lowercase();
                !mine.iter().any(|known| bare(known) == bare(host))
            }
            _ => false,
        }
    }
}

/// Why a name gave no address to connect to; travels through the HTTP library's error chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ResolveFault {
    /// There is no such name, or no answer.
    Unknown,
    /// It has an address that the policy refuses.
    Refused(IpAddr),
}

impl fmt::Display for ResolveFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "the name is not known",
            Self::Refused(_) => "the address is refused",
        })
    }
}

impl std::error::Error for ResolveFault {}

/// Resolves within a policy.
#[derive(Clone)]
pub(super) struct Resolver(Arc<Inner>);

struct Inner {
    lookup: Lookup,
    policy: AddressPolicy,
    /// The proxy's host, whose address is no provider's matter.
    proxy: Option<String>,
    /// How near the issuer was at first.
    issuer: OnceLock<Reach>,
}

impl Resolver {
    pub(super) fn new(lookup: Lookup, policy: AddressPolicy, proxy: Option<String>) -> Self {
        Self(Arc::new(Inner { lookup, policy, proxy, issuer: OnceLock::new() }))
    }

    /// Judges a host that is an address already, which the HTTP library resolves by itself.
    pub(super) async fn judge_literal(&self, host: &Host<&str>) -> Result<(), ResolveFault> {
        match host {
            Host::Domain(_) => Ok(()),
            Host::Ipv4(address) => self.judge(&address.to_string(), &[IpAddr::V4(*address)]).await,
            Host::Ipv6(address) => self.judge(&address.to_string(), &[IpAddr::V6(*address)]).await,
        }
    }

    pub(super) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, ResolveFault> {
        let addresses = self.ask(host).await?;
        if self.0.proxy.as_deref() != Some(host) {
            self.judge(host, &addresses).await?;
        }
        Ok(addresses)
    }

    async fn ask(&self, host: &str) -> Result<Vec<IpAddr>, ResolveFault> {
        // RFC 6761 §6.3: `localhost` is this machine, whatever a name server says
        if is_localhost(host) {
            return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
        }
        let addresses = (self.0.lookup)(host.to_owned()).await.unwrap_or_default();
        if addresses.is_empty() { Err(ResolveFault::Unknown) } else { Ok(addresses) }
    }

    async fn judge(&self, host: &str, addresses: &[IpAddr]) -> Result<(), ResolveFault> {
        let issuer = match &self.0.policy {
            AddressPolicy::Any => return Ok(()),
            AddressPolicy::NoNearerThan(issuer) => Some(self.issuer_reach(issuer).await?),
            AddressPolicy::Near | AddressPolicy::Mine | AddressPolicy::NearOr(_) => None,
        };
        let keeps_near = self.0.policy.keeps_near(host);
        let may = |reach: Reach| match issuer {
            Some(issuer) => issuer.may_lead_to(reach),
            None if keeps_near => matches!(reach, Reach::Loopback | Reach::Private),
            None => reach != Reach::Never,
        };
        match addresses.iter().find(|address| !may(Reach::of(**address))) {
            Some(address) => Err(ResolveFault::Refused(*address)),
            None => Ok(()),
        }
    }

    /// The farthest address counts: an issuer that is public *and* private leads to public places only.
    async fn issuer_reach(&self, issuer: &str) -> Result<Reach, ResolveFault> {
        if let Some(reach) = self.0.issuer.get() {
            return Ok(*reach);
        }
        let addresses = match Host::parse(issuer) {
            Ok(Host::Ipv4(address)) => vec![address.into()],
            Ok(Host::Ipv6(address)) => vec![address.into()],
            _ => self.ask(issuer).await?,
        };
        let reach = addresses.into_iter().map(Reach::of).min().ok_or(ResolveFault::Unknown)?;
        Ok(*self.0.issuer.get_or_init(|| reach))
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = self.clone();
        Box::pin(async move {
            let addresses = resolver.addresses(name.as_str()).await?;
            Ok(Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

/// Whether the name is `localhost` or beneath it (RFC 6761 §6.3).
fn is_localhost(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A resolver whose name server gives these answers in this order.
    fn resolver(issuer: &str, answers: &[(&str, &[&str])]) -> Resolver {
        let answers = Mutex::new(
            answers
                .iter()
                .map(|(name, ips)| {
                    ((*name).to_owned(), ips.iter().map(|ip| ip.parse().unwrap()).collect::<Vec<IpAddr>>())
                })
                .collect::<std::collections::VecDeque<_>>(),
        );
        let lookup: Lookup = Arc::new(move |host| {
            let (name, addresses) = answers.lock().unwrap().pop_front().expect("one answer more");
            assert_eq!(name, host);
            Box::pin(async move { Ok(addresses) })
        });
        Resolver::new(lookup, AddressPolicy::NoNearerThan(issuer.into()), Some("proxy.example".into()))
    }

    #[tokio::test]
    async fn an_event_goes_to_this_machine_and_private_networks_only_unless_the_host_is_mine() {
        // W9
        let table = [
            ("127.0.0.1", true, true),
            ("10.1.2.3", true, true),
            ("203.0.113.1", false, true),
            ("169.254.169.254", false, false),
        ];
        for (address, near, mine) in table {
            for (policy, may) in [(AddressPolicy::Near, near), (AddressPolicy::Mine, mine)] {
                let lookup: Lookup =
                    Arc::new(move |_| Box::pin(async move { Ok(vec![address.parse().unwrap()]) }));
                let resolver = Resolver::new(lookup, policy.clone(), None);
                assert_eq!(resolver.addresses("app.example").await.is_ok(), may, "{address} {policy:?}");
            }
        }
    }

    #[tokio::test]
    async fn a_host_that_is_named_as_mine_may_be_anywhere_and_no_other() {
        // W9, T3
        for (host, address, may) in [
            ("app.example", "203.0.113.1", true),
            ("APP.example", "203.0.113.1", true),
            ("app.example", "169.254.169.254", false),
            ("other.example", "203.0.113.1", false),
            ("other.example", "127.0.0.1", true),
        ] {
            let lookup: Lookup =
                Arc::new(move |_| Box::pin(async move { Ok(vec![address.parse().unwrap()]) }));
            let policy = AddressPolicy::NearOr(vec!["app.example".into(), "[2606:4700::1]".into()]);
            let resolver = Resolver::new(lookup, policy, None);
            assert_eq!(resolver.addresses(host).await.is_ok(), may, "{host} {address}");
            let literal = |address: &str| Host::Ipv6(address.parse().unwrap());
            assert!(resolver.judge_literal(&literal("2606:4700::1")).await.is_ok());
            assert!(resolver.judge_literal(&literal("2606:4700::2")).await.is_err());
        }
    }

    #[tokio::test]
    async fn a_public_issuer_leads_nowhere_inside() {
        // C5
        let resolver = resolver(
            "id.example",
            &[
                ("id.example", &["203.0.113.1"]),
                ("id.example", &["203.0.113.1"]),
                ("token.example", &["203.0.113.2", "10.0.0.1"]),
                ("jwks.example", &["::ffff:127.0.0.1"]),
                ("good.example", &["2606:4700::1"]),
            ],
        );
        assert!(resolver.addresses("id.example").await.is_ok());
        assert_eq!(
            resolver.addresses("token.example").await,
            Err(ResolveFault::Refused("10.0.0.1".parse().unwrap()))
        );
        assert_eq!(
            resolver.addresses("jwks.example").await,
            Err(ResolveFault::Refused("::ffff:127.0.0.1".parse().unwrap()))
        );
        assert!(resolver.addresses("good.example").await.is_ok());
        let here = Host::parse("169.254.169.254").unwrap();
        let Host::Ipv4(here) = here else { panic!("an address") };
        assert!(resolver.judge_literal(&Host::Ipv4(here)).await.is_err());
    }

    #[tokio::test]
    async fn the_first_answer_for_the_issuer_counts() {
        // C5: a name that is public at first and loopback later
        let resolver = resolver(
            "id.example",
            &[
                ("id.example", &["203.0.113.1"]),
                ("id.example", &["203.0.113.1"]),
                ("id.example", &["127.0.0.1"]),
            ],
        );
        assert!(resolver.addresses("id.example").await.is_ok());
        assert!(resolver.addresses("id.example").await.is_err());
    }

    #[tokio::test]
    async fn a_private_issuer_may_name_private_endpoints_and_no_local_ones() {
        let resolver = resolver(
            "id.corp",
            &[("token.corp", &["10.0.0.2"]), ("id.corp", &["10.0.0.1"]), ("x.corp", &["127.0.0.1"])],
        );
        assert!(resolver.addresses("token.corp").await.is_ok());
        assert!(resolver.addresses("x.corp").await.is_err());
    }

    #[tokio::test]
    async fn an_issuer_on_this_machine_leads_into_it_and_never_to_its_link() {
        // C5
        for issuer in ["localhost", "127.0.0.1", "[::1]"] {
            let resolver = resolver(
                issuer,
                &[
                    ("a.example", &["127.0.0.1"]),
                    ("b.example", &["::1"]),
                    ("c.example", &["169.254.169.254"]),
                ],
            );
            assert!(resolver.addresses("a.example").await.is_ok());
            assert!(resolver.addresses("b.example").await.is_ok());
            assert_eq!(
                resolver.addresses("c.example").await,
                Err(ResolveFault::Refused("169.254.169.254".parse().unwrap()))
            );
        }
    }

    #[tokio::test]
    async fn an_issuer_on_the_link_leads_nowhere() {
        // C5
        let resolver = resolver("169.254.169.254", &[]);
        for host in ["169.254.169.254", "127.0.0.1", "8.8.8.8"] {
            let host = Host::Ipv4(host.parse().unwrap());
            assert!(resolver.judge_literal(&host).await.is_err(), "{host}");
        }
    }

    #[tokio::test]
    async fn localhost_is_this_machine_without_asking_and_the_proxy_may_be_anywhere() {
        let resolver =
            resolver("id.example", &[("id.example", &["203.0.113.1"]), ("proxy.example", &["10.0.0.9"])]);
        assert!(resolver.addresses("localhost").await.is_err());
        assert!(resolver.addresses("proxy.example").await.is_ok());
    }
}
