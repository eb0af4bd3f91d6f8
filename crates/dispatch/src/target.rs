//! Where a webhook may go: to addresses of the public network, and nowhere inside.
//!
//! An address is judged when it is connected to, not when its name is registered: names may lead
//! elsewhere later.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hyper::Uri;

/// The longest address of an endpoint. Unit: bytes.
pub const LONGEST: usize = 1_024;

/// Whether endpoints on this machine itself are allowed: for trying, and for a gateway beside the
/// node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loopback {
    /// They are, also without TLS.
    Allowed,
    /// They are not.
    Refused,
}

/// Where an endpoint is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Whether it is reached by TLS.
    pub(crate) is_secure: bool,
    /// A name or an address, without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// As the header Host has it.
    pub(crate) authority: String,
    pub(crate) path: String,
}

impl Target {
    /// Reads the address of an endpoint.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(url: &str, loopback: Loopback) -> Result<Self, &'static str> {
        let target = Self::read(url)?;
        let is_tried = target.is_own() && loopback == Loopback::Allowed;
        if !target.is_secure && !is_tried {
            return Err("without TLS: https, or http on loopback where that is permitted");
        }
        if target.literal().is_some_and(|address| !may_reach(address, loopback)) {
            return Err("an address that is not of the public network");
        }
        Ok(target)
    }

    /// Reads an address that whoever runs the node has chosen, and which may be inside.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn chosen(url: &str) -> Result<Self, &'static str> {
        let target = Self::read(url)?;
        match target.is_secure || target.is_own() {
            true => Ok(target),
            false => Err("without TLS: https, or http on loopback"),
        }
    }

    /// Whether it is reached by TLS.
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    fn read(url: &str) -> Result<Self, &'static str> {
        if url.len() > LONGEST {
            return Err("longer than 1024 bytes");
        }
        let uri: Uri = url.parse().map_err(|_| "not an address such as https://bank.example/in")?;
        let is_secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("neither https nor http"),
        };
        let authority = uri.authority().ok_or("without a host")?.as_str();
        if authority.contains('@') {
            return Err("with a user in it, who has no place there");
        }
        let host = uri.host().unwrap_or_default();
        let host = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
        if host.is_empty() {
            return Err("without a host");
        }
        let port = uri.port_u16().unwrap_or(if is_secure { 443 } else { 80 });
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let (host, authority) = (host.to_owned(), authority.to_owned());
        Ok(Self { is_secure, host, port, authority, path: path.to_owned() })
    }

    fn literal(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// Whether it is on this machine, by how it is written.
    fn is_own(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self.literal().is_some_and(|address| address.is_loopback())
    }
}

/// Whether a webhook may go to an address.
pub(crate) fn may_reach(address: IpAddr, loopback: Loopback) -> bool {
    if address.is_loopback() {
        return loopback == Loopback::Allowed;
    }
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Source: the IANA special-purpose registry, what is not globally reachable.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a, b & 0xc0) == (100, 64)
        || (a, b, c) == (192, 0, 0)
        || (a, b, c) == (192, 88, 99)
        || (a, b & 0xfe) == (198, 18);
    !special
}

/// Of the one range that is given out (2000::/3), without what is for documents, for protocols, or
/// carries an address of version 4 in it.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let special =
        (a == 0x2001 && (b < 0x200 || b == 0xdb8)) || a == 0x2002 || (a == 0x3fff && b < 0x1000);
    a & 0xe000 == 0x2000 && !special
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

    use super::*;

    #[test]
    fn nothing_inside_is_reached() {
        let inside = [
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "127.0.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.0.8",
            "198.18.0.1",
            "203.0.113.5",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::a00:1",
            "2001:db8::1",
            "2002:a00:1::1",
            "2001::1",
            "3fff::1",
        ];
        for text in inside {
            assert!(!may_reach(text.parse().unwrap(), Loopback::Refused), "{text}");
        }
        for text in ["8.8.8.8", "100.128.0.1", "172.32.0.1", "2a00:1450::1", "2001:4860::8888"] {
            assert!(may_reach(text.parse().unwrap(), Loopback::Refused), "{text}");
        }
        assert!(may_reach("127.0.0.1".parse().unwrap(), Loopback::Allowed));
        assert!(!may_reach("10.0.0.1".parse().unwrap(), Loopback::Allowed));
    }

    #[test]
    fn an_address_is_https_or_ones_own_machine() {
        let refused = |url: &str| Target::parse(url, Loopback::Refused).unwrap_err();
        assert!(refused("ftp://bank.example/").contains("neither"));
        assert!(refused("http://bank.example/").contains("without TLS"));
        assert!(refused("http://127.0.0.1:9000/").contains("without TLS"));
        assert!(refused("https://127.0.0.1/").contains("public"));
        assert!(refused("https://[fd00::1]:8443/in").contains("public"));
        assert!(refused("https://169.254.169.254/latest").contains("public"));
        assert!(refused("https://a:b@bank.example/").contains("user"));
        assert!(refused("/only/a/path").contains("neither"));
        assert!(refused("nonsense of some kind").contains("not an address"));
        assert!(refused(&format!("https://bank.example/{}", "x".repeat(1_024))).contains("longer"));
        let target = Target::parse("https://bank.example/in?a=b", Loopback::Refused).unwrap();
        assert_eq!((target.port, target.path.as_str()), (443, "/in?a=b"));
        let own = Target::parse("http://localhost:9000", Loopback::Allowed).unwrap();
        assert_eq!((own.is_secure, own.port, own.path.as_str()), (false, 9000, "/"));
        assert!(Target::parse("http://bank.example/", Loopback::Allowed).is_err());
    }

    #[test]
    fn what_was_chosen_may_be_inside_and_is_spoken_to_by_tls() {
        for url in ["https://10.0.0.7/realms/a", "https://login.bank.internal", "http://[::1]:80/"]
        {
            assert!(Target::chosen(url).is_ok(), "{url}");
        }
        for url in ["http://10.0.0.7/", "http://login.bank.internal/", "http://localhost.evil/"] {
            assert!(Target::chosen(url).unwrap_err().contains("without TLS"), "{url}");
        }
    }
}
