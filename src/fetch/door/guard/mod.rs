//! Which addresses may be asked.
//!
//! A list of sources is input, and a redirect is a stranger's input. Neither may make this program talk to
//! the machine it runs on, to the network around it or to a cloud's metadata service. Two checks are needed,
//! since a client never asks the resolver for a literal address: [`permit`] looks at the address before each
//! request, redirects included, and the client's resolver looks at every address a name has. The connection
//! goes to the very addresses the resolver handed out, so a name cannot answer differently a second time.

mod networks;

use std::net::IpAddr;

use url::{Host, Url};

use crate::{
    fetch::error::{FetchError, Refusal},
    model::HostKey,
};

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
    /// Whether a connection may go there.
    pub(super) fn admits(self, ip: IpAddr) -> bool {
        match self {
            Self::PublicOnly => networks::is_public(ip),
            Self::AllowPrivate => !networks::is_metadata(ip),
        }
    }
}

/// An address that a guard has let through. [`permit`] alone makes one.
///
/// It has no fragment, since a fragment is never sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Permitted {
    address: Url,
    host: HostKey,
    guard: Guard,
}

impl Permitted {
    /// The address.
    pub(super) fn address(&self) -> &Url {
        &self.address
    }

    /// The host it is at.
    pub(super) fn host(&self) -> &HostKey {
        &self.host
    }

    /// The guard that let it through. Name lookups and whatever the address leads to are held to the same.
    pub(super) fn guard(&self) -> Guard {
        self.guard
    }
}

/// Lets an address through, if it may be asked as far as its text tells.
pub(super) fn permit(address: &Url, guard: Guard) -> Result<Permitted, FetchError> {
    let refuse = |why| FetchError::Forbidden { address: shown(address), why };
    if !matches!(address.scheme(), "http" | "https") {
        return Err(refuse(Refusal::Scheme));
    }
    if !address.username().is_empty() || address.password().is_some() {
        return Err(refuse(Refusal::Credentials));
    }
    let host = HostKey::of(address).ok_or_else(|| refuse(Refusal::Host))?;
    // `url` has brought odd spellings of IPv4 addresses (2130706433, 0x7f.1, 0177.0.0.1) into the usual form
    // already.
    let literal = match address.host() {
        None | Some(Host::Domain(_)) => None,
        Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
    };
    if literal.is_some_and(|ip| !guard.admits(ip)) {
        return Err(refuse(Refusal::Literal));
    }
    let mut address = address.clone();
    address.set_fragment(None);
    Ok(Permitted { address, host, guard })
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

    /// A literal address of each network that is not of the public internet, in every spelling.
    const SPECIAL: [&str; 44] = [
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
    ];

    fn verdict(address: &str, guard: Guard) -> Option<Refusal> {
        match permit(&Url::parse(address).unwrap(), guard) {
            Ok(_) => None,
            Err(FetchError::Forbidden { why, .. }) => Some(why),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn no_literal_of_a_special_network_may_be_asked_however_it_is_spelt() {
        for host in SPECIAL {
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
    fn a_permitted_address_knows_its_host_and_its_guard_and_has_no_fragment() {
        let address = Url::parse("https://a.example:8443/list?x=1#top").unwrap();
        let permitted = permit(&address, Guard::PublicOnly).unwrap();
        assert_eq!(permitted.address().as_str(), "https://a.example:8443/list?x=1");
        assert_eq!((permitted.host().as_str(), permitted.guard()), ("a.example:8443", Guard::PublicOnly));
    }

    #[test]
    fn a_password_never_gets_into_a_message() {
        let error =
            permit(&Url::parse("https://me:secret@a.example/?token=secret").unwrap(), Guard::PublicOnly)
                .unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
