//! Which addresses may be asked.
//!
//! A list of sources is input, and a redirect is a stranger's input. Neither may make this program talk to
//! the machine it runs on, to the network around it or to a cloud's metadata service. Two checks are needed,
//! since a client never asks the resolver for a literal address: [`check`] looks at the address before each
//! request, redirects included, and
//! [`Resolver`] looks at every address a name has. The connection goes to the very addresses the resolver handed out,
//! so a name cannot answer differently a second time.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;
use url::{Host, Url};

use super::error::{FetchError, Refusal};

/// Which addresses may be asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Guard {
    /// Public ones only. This is what every real run uses.
    #[default]
    PublicOnly,
    /// Private ones too, for the offline demo and tests on loopback; but never a cloud's metadata service.
    AllowPrivate,
}

impl Guard {
    fn admits(self, ip: IpAddr) -> bool {
        match self {
            Self::PublicOnly => is_public(ip),
            Self::AllowPrivate => !is_metadata(ip),
        }
    }
}

/// A name has an address that is not public.
#[derive(Debug, Error)]
#[error("`{name}` resolves to `{address}`, which is not a public address")]
pub(super) struct NotPublic {
    name: String,
    address: IpAddr,
}

/// A name has no address.
#[derive(Debug, Error)]
#[error("`{name}` does not resolve")]
pub(super) struct Unresolved {
    name: String,
    source: io::Error,
}

/// Whether an address may be asked, as far as its text tells.
pub(super) fn check(address: &Url, guard: Guard) -> Result<(), FetchError> {
    let refuse = |why| Err(FetchError::Forbidden { address: shown(address), why });
    if !matches!(address.scheme(), "http" | "https") {
        return refuse(Refusal::Scheme);
    }
    if !address.username().is_empty() || address.password().is_some() {
        return refuse(Refusal::Credentials);
    }
    // `url` has brought odd spellings of IPv4 addresses (2130706433, 0x7f.1, 0177.0.0.1) into the usual form
    // already.
    let literal = match address.host() {
        None => return refuse(Refusal::Host),
        Some(Host::Domain(_)) => None,
        Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
    };
    if literal.is_some_and(|ip| !guard.admits(ip)) { refuse(Refusal::Literal) } else { Ok(()) }
}

/// The machine's own name lookup, with every answer checked. One bad answer refuses the name: a name with a
/// public and a private address is either a mistake or an attack.
pub(super) struct Resolver {
    guard: Guard,
}

impl Resolver {
    pub(super) fn new(guard: Guard) -> Self {
        Self { guard }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.guard;
        Box::pin(async move {
            let name = name.as_str().to_owned();
            // Port 0 is replaced by the port of the request.
            let answers =
                tokio::net::lookup_host((name.as_str(), 0)).await.map(Iterator::collect::<Vec<SocketAddr>>);
            let answers = answers.map_err(|source| Unresolved { name: name.clone(), source })?;
            admit(&name, &answers, guard)?;
            Ok(Box::new(answers.into_iter()) as Addrs)
        })
    }
}

fn admit(name: &str, answers: &[SocketAddr], guard: Guard) -> Result<(), NotPublic> {
    match answers.iter().map(SocketAddr::ip).find(|&ip| !guard.admits(ip)) {
        Some(address) => Err(NotPublic { name: name.to_owned(), address }),
        None => Ok(()),
    }
}

/// Networks of the IANA IPv4 special-purpose registry (RFC 6890) that are not globally reachable, and two
/// more.
const SPECIAL_V4: [(Ipv4Addr, u32); 17] = [
    (Ipv4Addr::UNSPECIFIED, 8),            // this network, RFC 791
    (Ipv4Addr::new(10, 0, 0, 0), 8),       // private, RFC 1918
    (Ipv4Addr::new(100, 64, 0, 0), 10), // carrier-grade NAT, RFC 6598; a metadata service at 100.100.100.200
    (Ipv4Addr::new(127, 0, 0, 0), 8),   // loopback, RFC 1122
    (Ipv4Addr::new(168, 63, 129, 16), 32), // a cloud's platform service at a public address
    (Ipv4Addr::new(169, 254, 0, 0), 16), // link-local, RFC 3927; metadata services at 169.254.169.254
    (Ipv4Addr::new(172, 16, 0, 0), 12), // private, RFC 1918
    (Ipv4Addr::new(192, 0, 0, 0), 24),  // protocol assignments, RFC 6890
    (Ipv4Addr::new(192, 0, 2, 0), 24),  // documentation, RFC 5737
    (Ipv4Addr::new(192, 88, 99, 0), 24), // 6to4 relays, RFC 7526
    (Ipv4Addr::new(192, 168, 0, 0), 16), // private, RFC 1918
    (Ipv4Addr::new(198, 18, 0, 0), 15), // benchmarking, RFC 2544
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation, RFC 5737
    (Ipv4Addr::new(203, 0, 113, 0), 24), // documentation, RFC 5737
    (Ipv4Addr::new(224, 0, 0, 0), 4),   // multicast, RFC 1112
    (Ipv4Addr::new(240, 0, 0, 0), 4),   // reserved, RFC 1112
    (Ipv4Addr::BROADCAST, 32),          // broadcast, RFC 8190
];

/// Networks inside global unicast (`2000::/3`) that lead elsewhere. All that is outside `2000::/3` is refused
/// as a whole: loopback, mapped IPv4 (`::ffff:0:0/96`), NAT64 (`64:ff9b::/96`, `64:ff9b:1::/48`), discard,
/// unique local, link-local, site-local and multicast.
const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, RFC 2928: Teredo, ORCHID, benchmarking
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation, RFC 3849
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4, RFC 3056: holds any IPv4 address
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation, RFC 9637
];

/// Whether an address is one of the public internet. (`IpAddr::is_global` is not stable yet.)
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            !SPECIAL_V4.iter().any(|&(net, length)| (ip.to_bits() ^ net.to_bits()).leading_zeros() >= length)
        }
        IpAddr::V6(ip) => {
            ip.segments()[0] >> 13 == 0b001
                && !SPECIAL_V6
                    .iter()
                    .any(|&(net, length)| (ip.to_bits() ^ net.to_bits()).leading_zeros() >= length)
        }
    }
}

/// Whether an address is where a cloud tells a machine its secrets.
fn is_metadata(ip: IpAddr) -> bool {
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

/// An address for a message: without credentials, path and query where it holds credentials.
fn shown(address: &Url) -> String {
    if address.username().is_empty() && address.password().is_none() {
        return address.to_string();
    }
    format!("{}://{}", address.scheme(), address.host_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(address: &str, guard: Guard) -> Option<Refusal> {
        match check(&Url::parse(address).unwrap(), guard) {
            Ok(()) => None,
            Err(FetchError::Forbidden { why, .. }) => Some(why),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn no_literal_of_a_special_network_may_be_asked_however_it_is_spelt() {
        for host in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[::127.0.0.1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:8.8.8.8]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b:1::1]",
            "[100::1]",
            "[2001::1]",
            "[2001:20::1]",
            "[2001:db8::1]",
            "[2002:7f00:1::]",
            "[3fff::1]",
            "[5f00::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "[fec0::1]",
            "[ff02::1]",
        ] {
            assert_eq!(
                verdict(&format!("http://{host}/"), Guard::PublicOnly),
                Some(Refusal::Literal),
                "{host}"
            );
        }
    }

    #[test]
    fn the_public_neighbours_of_special_networks_may_be_asked() {
        for host in [
            "1.1.1.1",
            "8.8.8.8",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "168.63.129.17",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "[2001:200::1]",
            "[2001:4860:4860::8888]",
            "[2003::1]",
            "[2606:4700::1111]",
            "[2a00:1450:4001::1]",
        ] {
            assert_eq!(verdict(&format!("https://{host}/"), Guard::PublicOnly), None, "{host}");
        }
    }

    #[test]
    fn only_http_and_https_without_credentials_may_be_asked_even_where_private_is_allowed() {
        for guard in [Guard::PublicOnly, Guard::AllowPrivate] {
            assert_eq!(verdict("file:///etc/passwd", guard), Some(Refusal::Scheme));
            assert_eq!(verdict("ftp://a.example/", guard), Some(Refusal::Scheme));
            assert_eq!(verdict("https://me@a.example/", guard), Some(Refusal::Credentials));
            assert_eq!(verdict("https://:secret@a.example/", guard), Some(Refusal::Credentials));
            assert_eq!(verdict("https://a.example/", guard), None);
        }
        assert_eq!(verdict("http://127.0.0.1:8080/", Guard::AllowPrivate), None);
    }

    #[test]
    fn a_metadata_service_may_not_be_asked_even_where_private_is_allowed() {
        for host in [
            "169.254.169.254",
            "[::ffff:169.254.169.254]",
            "100.100.100.200",
            "168.63.129.16",
            "[fd00:ec2::254]",
            "[fe80::1]",
        ] {
            assert_eq!(
                verdict(&format!("http://{host}/"), Guard::AllowPrivate),
                Some(Refusal::Literal),
                "{host}"
            );
        }
    }

    #[test]
    fn a_password_never_gets_into_a_message() {
        let error =
            check(&Url::parse("https://me:secret@a.example/?token=secret").unwrap(), Guard::PublicOnly)
                .unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn one_private_answer_among_public_ones_refuses_the_name() {
        let answers = ["8.8.8.8:0".parse().unwrap(), "10.0.0.1:0".parse().unwrap()];
        assert!(admit("a.example", &answers[..1], Guard::PublicOnly).is_ok());
        let error = admit("a.example", &answers, Guard::PublicOnly).unwrap_err();
        assert_eq!(error.address.to_string(), "10.0.0.1");
        assert!(admit("a.example", &answers, Guard::AllowPrivate).is_ok());
    }

    #[tokio::test]
    async fn localhost_is_refused_by_what_it_resolves_to() {
        let resolve = |guard| Resolver::new(guard).resolve("localhost".parse().unwrap());
        let refused = resolve(Guard::PublicOnly).await.err().unwrap();
        assert!(refused.is::<NotPublic>(), "{refused}");
        assert!(resolve(Guard::AllowPrivate).await.unwrap().all(|answer| answer.ip().is_loopback()));
    }
}
