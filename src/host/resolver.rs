//! Host names to addresses, and which addresses a provider may send us to: a public issuer's metadata must not lead
//! inside this machine or its link (threat C5). The check stands in the resolver that the connection itself uses, so
//! that there is no second answer between check and connect.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Arc, OnceLock},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

use super::BoxFuture;

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
    /// None that is nearer than the issuer of this host: what a public issuer names is public, what a private one names
    /// may be private, and only an issuer on this machine leads into it. The issuer's first answer counts.
    NoNearerThan(String),
}

/// How near an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Anywhere on the internet.
    Public,
    /// In a private network (RFC 1918, RFC 4193, RFC 6598).
    Private,
    /// This machine, its link, or no single machine at all.
    Local,
}

impl Reach {
    /// How near `address` is; an IPv4 address inside an IPv6 one counts as itself.
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) => match embedded(address) {
                Some(inside) => Self::of_v4(inside),
                None => Self::of_v6(address),
            },
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        let [a, b, c, _] = address.octets();
        match (a, b, c) {
            // "this network", loopback, link, IETF protocol assignments, multicast and reserved (RFC 6890)
            (0 | 127 | 224..=255, ..) | (169, 254, _) | (192, 0, 0) => Self::Local,
            (10, ..) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) | (198, 18..=19, _) => {
                Self::Private
            }
            _ => Self::Public,
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        // a cloud's metadata service has an address out of the private range
        const METADATA: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
        match address.segments()[0] {
            _ if address.is_loopback() || address.is_unspecified() || address == METADATA => Self::Local,
            0xfe80..=0xfebf | 0xff00.. => Self::Local,
            0xfc00..=0xfdff | 0xfec0..=0xfeff => Self::Private,
            _ => Self::Public,
        }
    }
}

/// The IPv4 address that packets to this IPv6 address end at: mapped, compatible (RFC 4291 §2.5.5), NAT64 (RFC 6052
/// §2.1) or 6to4 (RFC 3056 §2).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let of = |high: u16, low: u16| Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0) if g != 0 => of(g, h),
        (0, 0, 0, 0, 0, 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => of(g, h),
        (0x2002, ..) => of(b, c),
        _ => None,
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
            Host::Ipv4(address) => self.judge(&[IpAddr::V4(*address)]).await,
            Host::Ipv6(address) => self.judge(&[IpAddr::V6(*address)]).await,
        }
    }

    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, ResolveFault> {
        let addresses = self.ask(host).await?;
        if self.0.proxy.as_deref() != Some(host) {
            self.judge(&addresses).await?;
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

    async fn judge(&self, addresses: &[IpAddr]) -> Result<(), ResolveFault> {
        let AddressPolicy::NoNearerThan(issuer) = &self.0.policy else { return Ok(()) };
        let limit = self.issuer_reach(issuer).await?;
        match addresses.iter().find(|address| Reach::of(**address) > limit) {
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

/// Whether the name is `localhost` or beneath it.
pub(super) fn is_localhost(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost")
}

/// Whether a URL's host is this machine by its very name: a loopback address or `localhost`.
pub(super) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => is_localhost(name),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
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

    #[test]
    fn addresses_are_as_near_as_their_packets_go() {
        // C5
        for local in [
            "127.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "0.1.2.3",
            "169.254.169.254",
            "169.254.170.2",
            "192.0.0.192",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "febf::1",
            "ff02::1",
            "fd00:ec2::254",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
        ] {
            assert_eq!(Reach::of(local.parse().unwrap()), Reach::Local, "{local}");
        }
        for private in [
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "198.18.0.1",
            "fc00::1",
            "fd12:3456::1",
            "fec0::1",
            "::ffff:10.0.0.1",
            "64:ff9b::c0a8:1",
            "2002:a00:1::",
        ] {
            assert_eq!(Reach::of(private.parse().unwrap()), Reach::Private, "{private}");
        }
        for public in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "192.1.0.1", "2606:4700::1", "::ffff:1.1.1.1"]
        {
            assert_eq!(Reach::of(public.parse().unwrap()), Reach::Public, "{public}");
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
    async fn localhost_is_this_machine_without_asking_and_the_proxy_may_be_anywhere() {
        let resolver =
            resolver("id.example", &[("id.example", &["203.0.113.1"]), ("proxy.example", &["10.0.0.9"])]);
        assert!(resolver.addresses("localhost").await.is_err());
        assert!(resolver.addresses("proxy.example").await.is_ok());
    }
}
