//! Which addresses a provider may send us to, and which are this machine (threats C5, C6): the rules alone; the resolver
//! that applies them is the host's.
//!
//! A public issuer whose metadata leads to this machine, its link or its private network makes the client an attacker's
//! hand inside (SSRF). <https://www.rfc-editor.org/rfc/rfc6890>, <https://www.rfc-editor.org/rfc/rfc9700#section-4>

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Where an address leads; a greater one is nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The internet.
    Public,
    /// A private network (RFC 1918, RFC 4193, RFC 6598, RFC 2544).
    Private,
    /// This machine.
    Loopback,
    /// Nowhere that a provider can be: unspecified, multicast, reserved, link-local, or a cloud's metadata service.
    Never,
}

/// Addresses that clouds answer on with the machine's own credentials, outside the ranges that are refused anyway.
const METADATA_V4: &[Ipv4Addr] = &[Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(168, 63, 129, 16)];
const METADATA_V6: &[Ipv6Addr] = &[
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd00, 0xc1, 0, 0, 0, 0, 0xa9fe, 0xa9fe),
    Ipv6Addr::new(0xfd00, 0x42, 0, 0, 0, 0, 0, 0x42),
];

impl Reach {
    /// Where the address leads. An IPv4 address inside an IPv6 one is judged as what it is.
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) => Self::of_v6(address),
        }
    }

    /// Whether an issuer that is here may have an endpoint there: none that is nearer than itself. What a public issuer
    /// names is public, what a private one names may be private, and only an issuer on this machine leads into it.
    pub fn may_lead_to(self, endpoint: Self) -> bool {
        self != Self::Never && endpoint != Self::Never && endpoint <= self
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        let [a, b, c, _] = address.octets();
        match (a, b, c) {
            _ if METADATA_V4.contains(&address) => Self::Never,
            // RFC 6890 §2.2.2: "this network", link-local, protocol assignments, multicast, reserved and broadcast
            (0 | 224..=255, ..) | (169, 254, _) | (192, 0, 0) => Self::Never,
            (127, ..) => Self::Loopback,
            (10, ..) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) | (198, 18..=19, _) => {
                Self::Private
            }
            _ => Self::Public,
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        let [a, b, c, d, e, f, ..] = address.segments();
        match (a, b, c, d, e, f) {
            _ if address.is_loopback() => Self::Loopback,
            // ::/96 compatible and ::ffff:0:0/96 mapped (RFC 4291 §2.5.5), NAT64 (RFC 6052 §2.1)
            (0, 0, 0, 0, 0, 0 | 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => Self::of_v4(embedded(address, 12)),
            // 6to4 (RFC 3056 §2)
            (0x2002, ..) => Self::of_v4(embedded(address, 2)),
            // Teredo, which hides its IPv4 address (RFC 4380 §4), and what is discarded (RFC 6666)
            (0x2001, 0, ..) | (0x100, 0, 0, 0, ..) => Self::Never,
            _ if METADATA_V6.contains(&address) || address.is_multicast() => Self::Never,
            // fd00:ec2::/32, where one cloud has this machine's credentials at several addresses
            (0xfd00, 0xec2, ..) => Self::Never,
            // fe80::/10 link-local and fec0::/10, its withdrawn neighbour (RFC 4291 §2.5.6, §2.5.7)
            (0xfe80..=0xfeff, ..) => Self::Never,
            // fc00::/7 (RFC 4193) and local NAT64 (RFC 8215)
            (0xfc00..=0xfdff, ..) | (0x64, 0xff9b, 1, ..) => Self::Private,
            _ => Self::Public,
        }
    }
}

fn embedded(address: Ipv6Addr, at: usize) -> Ipv4Addr {
    let octets = address.octets();
    Ipv4Addr::new(octets[at], octets[at + 1], octets[at + 2], octets[at + 3])
}

/// Whether a URL's host is this machine by its very writing: `localhost`, 127.0.0.0/8 or `[::1]` (RFC 8252 §7.3, §8.3).
/// Names beneath `localhost` are not: what a browser makes of them depends on the system (RFC 6761 §6.3).
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where every kind of address leads (threat C5).
    const TABLE: &[(Reach, &str)] = &[
        (
            Reach::Public,
            "8.8.8.8 1.1.1.1 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1 192.167.1.1 223.255.255.255",
        ),
        (Reach::Public, "192.1.0.1 192.0.1.1 198.17.255.255 198.20.0.1 2606:4700::1 2606:4700::1111"),
        (Reach::Public, "2a00:1450:4001::1 ::ffff:8.8.8.8 ::ffff:1.1.1.1 64:ff9b::808:808 2002:808:808::1"),
        (
            Reach::Private,
            "10.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1.1 100.64.0.1 198.18.0.1 198.19.255.255",
        ),
        (
            Reach::Private,
            "fc00::1 fd12:3456::1 ::ffff:10.1.2.3 ::ffff:10.0.0.1 64:ff9b::a00:1 64:ff9b::c0a8:1 2002:a00:1::",
        ),
        (Reach::Private, "64:ff9b:1::1"),
        (
            Reach::Loopback,
            "127.0.0.1 127.255.255.254 ::1 ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: 2002:7f00:1::1",
        ),
        (
            Reach::Never,
            "0.0.0.0 0.1.2.3 169.254.169.254 169.254.170.2 169.254.0.1 100.100.100.200 168.63.129.16",
        ),
        (
            Reach::Never,
            "192.0.0.192 192.0.0.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::2 ff02::1 fe80::1 febf::1",
        ),
        (
            Reach::Never,
            "fec0::1 feff::1 fd00:ec2::254 ::ffff:169.254.169.254 ::ffff:0.0.0.0 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::1",
        ),
        (Reach::Never, "2001::1 100::1 fd00:ec2::23 fd20:ce::254 fd00:c1::a9fe:a9fe fd00:42::42"),
    ];

    #[test]
    fn addresses_are_as_near_as_their_packets_go() {
        // C5
        let mut judged = 0;
        for (expected, addresses) in TABLE {
            for text in addresses.split(' ') {
                assert_eq!(Reach::of(text.parse().unwrap()), *expected, "{text}");
                judged += 1;
            }
        }
        assert!(judged >= 60, "{judged}");
    }

    #[test]
    fn an_endpoint_is_never_nearer_than_its_issuer_and_never_on_the_link() {
        // C5
        use Reach::{Loopback, Never, Private, Public};
        for (issuer, endpoints) in [
            (Public, vec![Public]),
            (Private, vec![Public, Private]),
            (Loopback, vec![Public, Private, Loopback]),
            (Never, vec![]),
        ] {
            for endpoint in [Public, Private, Loopback, Never] {
                assert_eq!(
                    issuer.may_lead_to(endpoint),
                    endpoints.contains(&endpoint),
                    "{issuer:?} to {endpoint:?}"
                );
            }
        }
    }

    #[test]
    fn loopback_is_two_ranges_and_one_name() {
        // C6
        for (text, loopback) in [
            ("http://localhost", true),
            ("http://127.0.0.1", true),
            ("http://127.9.9.9:80", true),
            ("http://[::1]:1", true),
            ("http://localhost.", false),
            ("http://app.localhost", false),
            ("http://localhost.evil.example", false),
            ("http://127.0.0.1.evil.example", false),
            ("http://[::ffff:7f00:1]", false),
            ("http://0.0.0.0", false),
            ("data:localhost", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(text).unwrap()), loopback, "{text}");
        }
    }
}
