//! Which addresses may be fetched, and their normal form. Every request is checked in the same way, including those
//! after a redirect.
//!
//! *Invariant:* nothing here resolves names. The platform must keep a public name from leading to a private address
//! (Cloudflare's network has no route to private addresses).

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::source_limits::ADDRESS_CHARS;

pub mod crawl_rules;
pub mod crawl_scope;
pub mod link_header;
pub mod path_pattern;
pub mod spelling;

/// Which hosts may be fetched from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostPolicy {
    /// Hosts on the public Internet.
    Public,
    /// Also this machine, on any port, for development.
    PublicAndLoopback,
}

/// Why an address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is not an absolute address.
    #[error("This is not a web address. It should look like https://example.com/help.")]
    Unreadable,
    /// It is longer than [`ADDRESS_CHARS`].
    #[error("The address is longer than {ADDRESS_CHARS} characters. Use a shorter one.")]
    TooLong,
    /// It is neither `http` nor `https`.
    #[error("Only addresses that begin with https:// or http:// can be read.")]
    Scheme,
    /// It contains a user name or a password.
    #[error(
        "The address has a user name or password in it. Leave them out; the source's header can open pages behind a login."
    )]
    Credentials,
    /// Its port is neither the scheme's default, nor 80, 443 or from 8000 to 9999.
    #[error(
        "The address names a port that is not used for web pages. Allowed are 80, 443 and 8000 to 9999."
    )]
    Port,
    /// Its host is not on the public Internet.
    #[error("The address leads to a private or local host. Use a public address.")]
    Private,
}

impl AddressError {
    /// The most characters of an address, if the address is malformed or too long. None for other errors.
    pub const fn limit(self) -> Option<usize> {
        match self {
            Self::Private => None,
            _ => Some(ADDRESS_CHARS),
        }
    }

    /// The stable code of the error, in `snake_case`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable | Self::TooLong | Self::Scheme | Self::Credentials | Self::Port => {
                "invalid_address"
            }
            Self::Private => "private_address",
        }
    }
}

/// Parses, checks and normalises an address that an owner typed.
pub fn parse(text: &str, policy: HostPolicy) -> Result<Url, AddressError> {
    let text = text.trim();
    if text.chars().count() > ADDRESS_CHARS {
        return Err(AddressError::TooLong);
    }
    let url = Url::parse(text).map_err(|_| AddressError::Unreadable)?;
    check(&url, policy)?;
    Ok(normalised(url))
}

/// Whether `policy` allows a request to `url`. The error says why not.
pub fn check(url: &Url, policy: HostPolicy) -> Result<(), AddressError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressError::Scheme);
    }
    if url.as_str().len() > ADDRESS_CHARS * 4 {
        return Err(AddressError::TooLong);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::Credentials);
    }
    let host = url.host().ok_or(AddressError::Unreadable)?;
    if matches!(&host, Host::Domain(name) if has_empty_part(name)) {
        return Err(AddressError::Unreadable);
    }
    let loopback = match &host {
        Host::Domain(name) => is_localhost(name),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    if loopback {
        return match policy {
            HostPolicy::Public => Err(AddressError::Private),
            HostPolicy::PublicAndLoopback => Ok(()),
        };
    }
    let public = match host {
        Host::Domain(name) => is_public_name(name),
        Host::Ipv4(address) => is_public_v4(address),
        Host::Ipv6(address) => is_public_v6(address),
    };
    if !public {
        return Err(AddressError::Private);
    }
    match url.port_or_known_default() {
        Some(80 | 443 | 8000..=9999) => Ok(()),
        _ => Err(AddressError::Port),
    }
}

/// Whether a label of `name` is empty, apart from the one after a trailing dot. No host has such a name, and without
/// its trailing dot it may become an IP address: `127.0.0.1..`.
fn has_empty_part(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.split('.').any(str::is_empty)
}

/// `url` in the form that is stored: without fragment and tracking parameters, and the host without a trailing dot.
/// (The `url` crate has already converted scheme and host to lower case, removed default ports, and resolved dot
/// segments and unusual spellings of IPv4 addresses.)
pub fn normalised(mut url: Url) -> Url {
    url.set_fragment(None);
    if let Some(name) = url.domain().and_then(|name| name.strip_suffix('.')) {
        let name = name.to_owned();
        // A name is also valid without its dot. If this fails anyway, the address stays as it is.
        let _ = url.set_host(Some(&name));
    }
    if url.query().is_some() {
        let kept: Vec<&str> = url
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| {
                let key = pair.split('=').next().unwrap_or_default();
                !pair.is_empty() && !is_tracking(&key.to_ascii_lowercase())
            })
            .collect();
        let query = kept.join("&");
        url.set_query((!query.is_empty()).then_some(&query));
    }
    url
}

fn is_tracking(key: &str) -> bool {
    key.starts_with("utm_")
        || matches!(
            key,
            "gclid"
                | "gclsrc"
                | "dclid"
                | "gbraid"
                | "wbraid"
                | "fbclid"
                | "msclkid"
                | "twclid"
                | "ttclid"
                | "yclid"
                | "igshid"
                | "mc_cid"
                | "mc_eid"
                | "_ga"
                | "_gl"
                | "_hsenc"
                | "_hsmi"
        )
}

fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

/// Whether `name` is public: not a special-use name (RFC 6761, 6762, 7686, 8375, 9476), not an internal network's name,
/// and with more than one label.
fn is_public_name(name: &str) -> bool {
    const PRIVATE: &[&str] = &[
        "local",
        "localdomain",
        "internal",
        "intranet",
        "private",
        "corp",
        "home",
        "lan",
        "test",
        "invalid",
        "onion",
        "alt",
        "arpa",
    ];
    let name = name.trim_end_matches('.');
    match name.rsplit_once('.') {
        None => false,
        Some((_, last)) => !PRIVATE.contains(&last),
    }
}

/// Whether `address` is outside all special-purpose ranges (IANA's registry for IPv4, RFC 6890).
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_unspecified()
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local() // the clouds' metadata, 169.254.169.254, is one of these
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b)) // carrier-grade NAT
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        // Cloud providers' metadata and DNS services, at addresses that look public.
        || address == Ipv4Addr::new(168, 63, 129, 16))
}

/// Whether `address` is global unicast and does not embed another address (IANA's registry for IPv6).
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        Ipv4Addr::new(a, b, c, d)
    };
    if let Some(v4) = address.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    if let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = address.segments() {
        return is_public_v4(embedded(high, low)); // NAT64
    }
    if let [0x2002, high, low, ..] = address.segments() {
        return is_public_v4(embedded(high, low)); // 6to4
    }
    (0x2000..0x4000).contains(&a)
        && !(a == 0x2001 && b < 0x200) // Teredo, benchmarks, ORCHID
        && !(a == 0x2001 && b == 0xdb8)
        && !(a == 0x3fff && b < 0x1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_refused(text: &str, expected: AddressError) {
        assert_eq!(parse(text, HostPolicy::Public), Err(expected), "{text}");
        if !is_loopback_text(text) {
            assert_eq!(
                parse(text, HostPolicy::PublicAndLoopback),
                Err(expected),
                "{text}"
            );
        }
    }

    fn is_loopback_text(text: &str) -> bool {
        ["127.", "localhost", "[::1]", "0x7f", "2130706433", "0177."]
            .iter()
            .any(|part| text.contains(part))
            && !text.contains("::ffff")
    }

    #[test]
    fn addresses_are_normalised() {
        for (text, expected) in [
            (
                " HTTPS://Shop.Example:443/a/../b?utm_source=x&id=1&gclid=2#top ",
                "https://shop.example/b?id=1",
            ),
            ("http://shop.example.?fbclid=1", "http://shop.example/"),
            ("https://shop.example:8443/x", "https://shop.example:8443/x"),
            ("https://bücher.example/", "https://xn--bcher-kva.example/"),
            ("https://8.8.8.8/", "https://8.8.8.8/"),
            ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
        ] {
            assert_eq!(parse(text, HostPolicy::Public).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn a_name_with_an_empty_part_is_none() {
        for text in [
            "http://127.0.0.1../",
            "http://10.0.0.1../",
            "http://localhost../",
            "http://shop..example/",
            "http://.shop.example/",
            "http://shop.example../",
        ] {
            for policy in [HostPolicy::Public, HostPolicy::PublicAndLoopback] {
                assert_eq!(parse(text, policy), Err(AddressError::Unreadable), "{text}");
            }
        }
    }

    #[test]
    fn private_hosts_are_refused_however_they_are_written() {
        for text in [
            "http://localhost/",
            "http://localhost./",
            "http://a.localhost/",
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://10.0.0.1/",
            "http://172.16.0.1/",
            "http://192.168.1.10/",
            "http://169.254.169.254/latest/meta-data/",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://0/",
            "http://192.0.2.1/",
            "http://198.51.100.7/",
            "http://203.0.113.9/",
            "http://198.18.0.1/",
            "http://192.0.0.8/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://240.0.0.1/",
            "http://168.63.129.16/",
            "http://[::]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::10.0.0.1]/",
            "http://[64:ff9b::10.0.0.1]/",
            "http://[2002:0a00:0001::]/",
            "http://[2001::1]/",
            "http://[2001:db8::1]/",
            "http://[fc00::1]/",
            "http://[fd12:3456::1]/",
            "http://[fe80::1]/",
            "http://[ff02::1]/",
            "http://intranet/",
            "http://printer.local/",
            "http://db.internal/",
            "http://metadata.google.internal/",
            "http://router.lan/",
            "http://a.test/",
            "http://x.home.arpa/",
            "http://metadata/",
            "http://１０.0.0.1/",
        ] {
            check_refused(text, AddressError::Private);
        }
    }

    #[test]
    fn what_is_no_page_of_the_public_web_is_refused() {
        check_refused("shop.example/help", AddressError::Unreadable);
        check_refused("http://", AddressError::Unreadable);
        check_refused("http://[::1", AddressError::Unreadable);
        check_refused("ftp://shop.example/", AddressError::Scheme);
        check_refused("javascript:alert(1)", AddressError::Scheme);
        check_refused("file:///etc/passwd", AddressError::Scheme);
        check_refused("https://me:secret@shop.example/", AddressError::Credentials);
        check_refused("http://shop.example:22/", AddressError::Port);
        check_refused("http://shop.example:6379/", AddressError::Port);
        check_refused(
            &format!("https://a.example/{}", "x".repeat(3_000)),
            AddressError::TooLong,
        );
    }

    #[test]
    fn development_reaches_this_machine_on_any_port_and_nothing_else_private() {
        for text in [
            "http://127.0.0.1:5173/",
            "http://localhost:3000/",
            "http://[::1]:41234/",
        ] {
            assert!(parse(text, HostPolicy::PublicAndLoopback).is_ok(), "{text}");
        }
    }
}
