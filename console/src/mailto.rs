//! `mailto:` links to visitors.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters that a `mailto:` link percent-encodes: all except the unreserved ones of RFC 3986. No address can
/// then add a recipient, a header or a query (RFC 6068, section 2).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A link that starts an e-mail to `address` and to nobody else.
pub(crate) fn mailto(address: &str) -> String {
    let encode = |part| utf8_percent_encode(part, ENCODED);
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("mailto:{}@{}", encode(local), encode(domain)),
        None => format!("mailto:{}", encode(address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stays_one_recipient() {
        for (address, expected) in [
            ("sarah@example.com", "mailto:sarah@example.com"),
            (
                "a+b@m\u{fc}nchen.example",
                "mailto:a%2Bb@m%C3%BCnchen.example",
            ),
            (
                "a?bcc=eve@example.com&body=x@example.com",
                "mailto:a%3Fbcc%3Deve%40example.com%26body%3Dx@example.com",
            ),
            ("a@b,c@d.example", "mailto:a%40b%2Cc@d.example"),
            ("a%0d@b.example", "mailto:a%250d@b.example"),
            ("nobody", "mailto:nobody"),
        ] {
            assert_eq!(mailto(address), expected, "{address}");
        }
    }
}
