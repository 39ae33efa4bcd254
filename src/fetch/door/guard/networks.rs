//! Which IP addresses are of the public internet, and which are never asked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks of the IANA IPv4 special-purpose registry (RFC 6890) that are not globally reachable, and two
/// more.
const SPECIAL_V4: [(Ipv4Addr, u32); 17] = [
    (Ipv4Addr::UNSPECIFIED, 8),      // this network, RFC 791
    (Ipv4Addr::new(10, 0, 0, 0), 8), // private, RFC 1918
    // Carrier-grade NAT, RFC 6598; a metadata service at 100.100.100.200.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),      // loopback, RFC 1122
    (Ipv4Addr::new(168, 63, 129, 16), 32), // a cloud's platform service at a public address
    // Link-local, RFC 3927; metadata services at 169.254.169.254.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private, RFC 1918
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments, RFC 6890
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation, RFC 5737
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays, RFC 7526
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private, RFC 1918
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarking, RFC 2544
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation, RFC 5737
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation, RFC 5737
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast, RFC 1112
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, RFC 1112
    (Ipv4Addr::BROADCAST, 32),            // broadcast, RFC 8190
];

/// Networks inside global unicast (`2000::/3`) that lead elsewhere. All that is outside `2000::/3` is refused
/// as a whole: loopback, mapped IPv4 (`::ffff:0:0/96`), NAT64 (`64:ff9b::/96`, `64:ff9b:1::/48`), discard,
/// unique local, link-local, site-local and multicast.
const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
    // Protocol assignments, RFC 2928: Teredo, ORCHID, benchmarking.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation, RFC 3849
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),     // 6to4, RFC 3056: holds any IPv4 address
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),     // documentation, RFC 9637
];

/// Whether an address is one of the public internet. (`IpAddr::is_global` is not stable yet.)
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let is_in =
                |&(net, length): &(Ipv4Addr, u32)| (ip.to_bits() ^ net.to_bits()).leading_zeros() >= length;
            !SPECIAL_V4.iter().any(is_in)
        }
        IpAddr::V6(ip) => {
            let is_in =
                |&(net, length): &(Ipv6Addr, u32)| (ip.to_bits() ^ net.to_bits()).leading_zeros() >= length;
            let is_global_unicast = ip.segments()[0] >> 13 == 0b001;
            is_global_unicast && !SPECIAL_V6.iter().any(is_in)
        }
    }
}

/// Whether an address is where a cloud tells a machine its secrets.
pub(super) fn is_metadata(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            ip.is_link_local()
                || matches!(ip.octets(), [168, 63, 129, 16] | [100, 100, 100, 200] | [192, 0, 0, 192])
        }
        IpAddr::V6(ip) => {
            ip.is_unicast_link_local() || ip.segments() == [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254]
        }
    }
}
