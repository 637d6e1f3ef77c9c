//! The client's network as Cloudflare saw its address, for rate limits.

use std::{convert::Infallible, net::IpAddr};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};

/// The bits of an IPv6 address that a provider assigns to one customer. RFC 6177, section 2; RIPE-690, section 4.2.
const IPV6_NETWORK_BITS: u32 = 64;

/// The network whose requests are counted together: an IPv4 address, the /64 of an IPv6 address, or `unknown` if
/// nothing set it (native tests).
pub struct ClientIp(pub String);

/// The network of `address`. A customer can use every address of an IPv6 /64, so they count as one.
pub fn network(address: Option<&str>) -> String {
    let Some(address) = address else {
        return "unknown".into();
    };
    match address.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V6(ip)) => {
            let network = ip.to_bits() >> IPV6_NETWORK_BITS << IPV6_NETWORK_BITS;
            format!(
                "{}/{IPV6_NETWORK_BITS}",
                std::net::Ipv6Addr::from_bits(network)
            )
        }
        Ok(ip) => ip.to_string(),
        Err(_) => address.to_owned(),
    }
}

impl<S: Sync> FromRequestParts<S> for ClientIp {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self(of(&parts.headers)))
    }
}

/// The network that a request with these headers comes from.
pub fn of(headers: &HeaderMap) -> String {
    let address = headers
        .get("cf-connecting-ip")
        .and_then(|value| value.to_str().ok());
    network(address)
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn all_addresses_of_a_customer_count_together() {
        for (address, counted) in [
            ("203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
            ("2001:DB8:1:3::1", "2001:db8:1:3::/64"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("::1", "::/64"),
            ("no address", "no address"),
        ] {
            assert_eq!(network(Some(address)), counted);
        }
        assert_eq!(network(None), "unknown");
    }
}
