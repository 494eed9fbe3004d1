//! Which IP addresses a provider may send us to (threat C5): the rule alone; the resolver that applies it is the host's.
//!
//! A public issuer whose metadata leads to this machine, its link or its private network makes the client an attacker's
//! hand inside (SSRF). <https://www.rfc-editor.org/rfc/rfc6890>, <https://www.rfc-editor.org/rfc/rfc9700#section-4>

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an address leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The internet.
    Public,
    /// A private network or this machine.
    Private,
    /// Nowhere that a provider can be: unspecified, multicast, link-local, or a cloud's metadata service.
    Never,
}

/// Addresses that clouds answer on with the machine's own credentials, outside the link-local ranges.
const METADATA_V4: &[Ipv4Addr] =
    &[Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(168, 63, 129, 16), Ipv4Addr::new(192, 0, 0, 192)];
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

/// Whether an endpoint may be at this address. An issuer that is private itself may have private endpoints.
pub fn address_allowed(issuer_is_public: bool, address: IpAddr) -> bool {
    match reach(address) {
        Reach::Public => true,
        Reach::Private => !issuer_is_public,
        Reach::Never => false,
    }
}

/// Where the address leads. An IPv4 address inside an IPv6 one is judged as what it is.
pub fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    let [a, b, ..] = address.octets();
    if METADATA_V4.contains(&address)
        || a == 0
        || a >= 224 // multicast, reserved, broadcast
        || address.is_link_local()
    {
        Reach::Never
    } else if address.is_private() || address.is_loopback() || (a == 100 && b & 0xC0 == 64) {
        Reach::Private
    } else {
        Reach::Public
    }
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    let [a, b, c, d, e, f, ..] = address.segments();
    if address.is_loopback() {
        return Reach::Private;
    }
    match (a, b, c, d, e, f) {
        // ::/96 compatible and ::ffff:0:0/96 mapped (RFC 4291 §2.5.5), NAT64 (RFC 6052 §2.1)
        (0, 0, 0, 0, 0, 0 | 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => reach_v4(embedded(address, 12)),
        // 6to4 (RFC 3056 §2)
        (0x2002, ..) => reach_v4(embedded(address, 2)),
        // Teredo, which hides its IPv4 address, and what is discarded (RFC 6666)
        (0x2001, 0, ..) | (0x100, 0, 0, 0, ..) => Reach::Never,
        _ if address == METADATA_V6 || address.is_multicast() => Reach::Never,
        // fe80::/10 link-local and fec0::/10, its withdrawn neighbour
        _ if a & 0xff80 == 0xfe80 => Reach::Never,
        // fc00::/7 (RFC 4193) and local NAT64 (RFC 8215)
        _ if a & 0xfe00 == 0xfc00 => Reach::Private,
        (0x64, 0xff9b, 1, ..) => Reach::Private,
        _ => Reach::Public,
    }
}

fn embedded(address: Ipv6Addr, at: usize) -> Ipv4Addr {
    let octets = address.octets();
    Ipv4Addr::new(octets[at], octets[at + 1], octets[at + 2], octets[at + 3])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_private_issuer_has_private_endpoints_and_none_has_a_link_local_one() {
        // C5
        let table = [
            (
                Reach::Public,
                "8.8.8.8 1.1.1.1 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1 192.167.1.1 223.255.255.255",
            ),
            (
                Reach::Public,
                "2606:4700::1111 2a00:1450:4001::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1",
            ),
            (
                Reach::Private,
                "127.0.0.1 127.255.255.254 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1",
            ),
            (
                Reach::Private,
                "::1 ::ffff:127.0.0.1 ::ffff:10.1.2.3 fc00::1 fd12:3456::1 64:ff9b::a00:1 2002:7f00:1::1",
            ),
            (Reach::Private, "::127.0.0.1 64:ff9b:1::1"),
            (
                Reach::Never,
                "0.0.0.0 0.1.2.3 169.254.169.254 169.254.170.2 169.254.0.1 100.100.100.200 168.63.129.16",
            ),
            (
                Reach::Never,
                "192.0.0.192 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ff02::1 fe80::1 febf::1",
            ),
            (
                Reach::Never,
                "fec0::1 fd00:ec2::254 ::ffff:169.254.169.254 ::ffff:0.0.0.0 64:ff9b::a9fe:a9fe 2001::1 100::1",
            ),
        ];
        let mut judged = 0;
        for (expected, addresses) in table {
            for text in addresses.split(' ') {
                let address: IpAddr = text.parse().unwrap();
                assert_eq!(reach(address), expected, "{text}");
                assert_eq!(address_allowed(true, address), expected == Reach::Public, "{text}");
                assert_eq!(address_allowed(false, address), expected != Reach::Never, "{text}");
                judged += 1;
            }
        }
        assert!(judged >= 40, "{judged}");
    }
}
