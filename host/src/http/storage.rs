//! Signed storage at another address: where an endpoint may be redirected when its manifest says so. No credential
//! goes there, and it is never a machine of the user's own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::profile::is_loopback;

/// Whether a redirect may lead there. `base` is the profile's address; the text of an error finishes "storage that …".
pub(super) fn check(base: &Url, next: &Url) -> Result<(), &'static str> {
    if !next.username().is_empty() || next.password().is_some() {
        return Err("wants a user name");
    }
    let Some(host) = next.host() else { return Err("has no host") };
    if base.host().is_some_and(|host| is_loopback(&host)) && is_loopback(&host) {
        return if matches!(next.scheme(), "http" | "https") { Ok(()) } else { Err("is not asked by http") };
    }
    if next.scheme() != "https" {
        return Err("is not asked by https");
    }
    let address = match host {
        Host::Domain(_) if is_loopback(&host) => return Err(PRIVATE),
        // Its addresses are looked at when they are known.
        Host::Domain(_) => return Ok(()),
        Host::Ipv4(address) => IpAddr::V4(address),
        Host::Ipv6(address) => IpAddr::V6(address),
    };
    if is_public(address) { Ok(()) } else { Err(PRIVATE) }
}

const PRIVATE: &str = "is on this machine or in a private network";

/// Finds the addresses of storage, and refuses a name that leads into the user's own network. The connection goes to the
/// addresses that were looked at: a name that answers otherwise a moment later gains nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct PublicOnly {
    /// The profile's own address is on loopback, and its storage may be, too.
    pub(super) or_loopback: bool,
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let or_loopback = self.or_loopback;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let good = |address: IpAddr| is_public(address) || (or_loopback && address.is_loopback());
            if found.iter().all(|found| good(found.ip())) {
                return Ok(Box::new(found.into_iter()) as Addrs);
            }
            Err(format!("the storage `{}` {PRIVATE}", name.as_str()).into())
        })
    }
}

/// Whether an address is one of the open internet; what is unclear is not.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match a {
        0 | 10 | 127 => true,
        // Shared by customers of a provider.
        100 => (64..128).contains(&b),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => b == 168 || (b == 0 && (c == 0 || c == 2)) || (b == 88 && c == 99),
        // Measurements and documentation.
        198 => b == 18 || b == 19 || (b == 51 && c == 100),
        203 => b == 0 && c == 113,
        // Groups, reserved, everybody.
        224.. => true,
        _ => false,
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(within) = address.to_ipv4_mapped() {
        return is_public_v4(within);
    }
    let [first, second, third, _, _, _, high, low] = address.segments();
    let within = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match first {
        // Translated: the address that it stands for counts.
        0x64 if second == 0xff9b && third == 0 => is_public_v4(within(high, low)),
        0x2002 => is_public_v4(within(second, third)),
        // Tunnels and documentation.
        0x2001 if second < 0x200 || second == 0xdb8 => false,
        0x3fff => false,
        // Only these are given out.
        0x2000..=0x3fff => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(base: &str, next: &str) -> bool {
        check(&Url::parse(base).unwrap(), &Url::parse(next).unwrap()).is_ok()
    }

    #[test]
    fn storage_is_on_the_open_internet_and_asked_by_https() {
        let site = "https://acme.atlassian.net";
        for good in [
            "https://media.example/f?sig=1",
            "https://media.example:8443/f",
            "https://52.95.110.1/f",
            "https://[2600:1f18::1]/",
        ] {
            assert!(allowed(site, good), "{good}");
        }
        for bad in [
            "http://media.example/f",
            "ftp://media.example/f",
            "file:///etc/passwd",
            "data:text/plain,x",
            "https://user@media.example/f",
            "https://:pw@media.example/f",
            "https://localhost/f",
            "https://127.0.0.1/f",
            "https://2130706433/f",
            "https://0x7f.1/f",
            "https://[::1]/f",
            "https://[::ffff:127.0.0.1]/f",
            "https://[::ffff:10.0.0.1]/f",
            "https://[64:ff9b::7f00:1]/f",
            "https://[2002:7f00:1::]/f",
            "https://[fe80::1]/f",
            "https://[fd00::1]/f",
            "https://169.254.169.254/latest/meta-data",
            "https://10.1.2.3/f",
            "https://172.20.0.1/f",
            "https://192.168.0.1/f",
            "https://100.64.0.1/f",
            "https://0.0.0.0/f",
            "https://255.255.255.255/f",
        ] {
            assert!(!allowed(site, bad), "{bad}");
        }
    }

    #[test]
    fn a_site_on_loopback_has_its_storage_there_and_nowhere_private() {
        let site = "http://127.0.0.1:8080";
        for good in ["http://localhost:8080/f", "http://[::1]/f", "https://127.0.0.1/f", "https://media.example/f"] {
            assert!(allowed(site, good), "{good}");
        }
        for bad in [
            "http://media.example/f",
            "https://[::ffff:127.0.0.1]/f",
            "https://169.254.169.254/",
            "https://10.0.0.1/",
            "ftp://localhost/",
        ] {
            assert!(!allowed(site, bad), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused() {
        let name = || "localhost".parse::<Name>().unwrap();
        assert!(PublicOnly { or_loopback: false }.resolve(name()).await.is_err());
        assert!(PublicOnly { or_loopback: true }.resolve(name()).await.unwrap().next().is_some());
    }
}
