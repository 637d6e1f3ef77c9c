//! The address of the page that a visitor is on, as stored: without credentials and secrets.

use url::Url;

/// The longest address that is kept, in characters.
pub const PAGE_URL_CHARS: usize = 2_000;
/// A value with at least this many characters, including letters and digits, is taken for a secret.
const SECRET_CHARS: usize = 24;

/// Names of parameters that hold a secret, in lower case and without punctuation.
const NAMES: [&str; 14] = [
    "auth",
    "code",
    "hash",
    "jwt",
    "key",
    "otp",
    "pass",
    "pin",
    "pwd",
    "sid",
    "phpsessid",
    "sig",
    "ticket",
    "pw",
];
/// Parts of names of parameters that hold a secret.
const PARTS: [&str; 10] = [
    "accesskey",
    "apikey",
    "authorization",
    "credential",
    "passw",
    "privatekey",
    "secret",
    "session",
    "signature",
    "token",
];

/// `address` without user name and password, and without the values of parameters in the query and the fragment that
/// look like secrets. If it is not a URL, only the part before the query.
pub fn without_secrets(address: &str) -> String {
    let kept = if let Ok(mut url) = Url::parse(address) {
        // Both fail only for addresses that have neither.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        if let Some(query) = url.query().map(without_values) {
            url.set_query(Some(&query));
        }
        if let Some(fragment) = url.fragment().map(without_values) {
            url.set_fragment(Some(&fragment));
        }
        url.into()
    } else {
        let end = address.find(['?', '#']).unwrap_or(address.len());
        address.get(..end).unwrap_or_default().to_owned()
    };
    kept.chars().take(PAGE_URL_CHARS).collect()
}

/// The parameters of a query or a fragment as written, without secret values.
fn without_values(parameters: &str) -> String {
    let kept: Vec<&str> = parameters
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, value)) if is_secret(name) || looks_secret(value) => name,
            _ => parameter,
        })
        .collect();
    kept.join("&")
}

fn is_secret(name: &str) -> bool {
    let name: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    NAMES.contains(&&*name) || PARTS.iter().any(|part| name.contains(part)) || name.ends_with("key")
}

fn looks_secret(value: &str) -> bool {
    value.len() >= SECRET_CHARS
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~+/=%".contains(&byte))
        // Words joined by hyphens are a slug, not a secret.
        && !value.split('-').all(|word| word.len() < 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lets_somebody_in_is_not_kept() {
        for (address, kept) in [
            (
                "https://shop.example/reset?token=s3cret&lang=de",
                "https://shop.example/reset?token&lang=de",
            ),
            (
                "https://shop.example/?a=1&API-Key=1&access_token=2&PHPSESSID=3&sessionId=4",
                "https://shop.example/?a=1&API-Key&access_token&PHPSESSID&sessionId",
            ),
            (
                "https://ada:pw@shop.example/orders",
                "https://shop.example/orders",
            ),
            (
                "https://shop.example/cb#id_token=eyJhbGciOiJIUzI1NiJ9.e30.abc&state=1",
                "https://shop.example/cb#id_token&state=1",
            ),
            (
                "https://shop.example/?x=4f9a0c7d2e8b4f9a0c7d2e8b4f9a0c7d",
                "https://shop.example/?x",
            ),
            ("no address?token=1", "no address"),
        ] {
            assert_eq!(without_secrets(address), kept);
        }
    }

    #[test]
    fn the_rest_of_an_address_is_kept() {
        for address in [
            "https://shop.example/",
            "https://shop.example/a?q=red+lamp&page=2&utm_source=newsletter#sizes",
            "https://shop.example/?product=brass-desk-lamp-with-shade-2024",
            "https://shop.example/#how-long-does-it-take",
        ] {
            assert_eq!(without_secrets(address), address);
        }
        let long = format!("https://shop.example/{}", "a".repeat(3_000));
        assert_eq!(without_secrets(&long).len(), PAGE_URL_CHARS);
    }
}
