//! `<text>.<signature>`: a text with its HMAC-SHA-256 (RFC 2104) in base64url, for tokens that travel in addresses and
//! cookies. Each kind of token has a key of its own.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Longest signed text that is looked at, in bytes.
const SIGNED_BYTES: usize = 200;

/// `text` with its signature under `key`.
pub fn sign(key: &[u8], text: &str) -> String {
    let signature = mac(key, text).map(|mac| mac.finalize().into_bytes());
    let signature = signature.map_or_else(String::new, |bytes| URL_SAFE_NO_PAD.encode(bytes));
    format!("{text}.{signature}")
}

/// The text of `signed`, if it was signed under `key`.
pub fn verified<'a>(key: &[u8], signed: &'a str) -> Option<&'a str> {
    if signed.len() > SIGNED_BYTES {
        return None;
    }
    let (text, signature) = signed.rsplit_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    // `verify_slice` compares in constant time.
    mac(key, text)?.verify_slice(&signature).ok()?;
    Some(text)
}

fn mac(key: &[u8], text: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(text.as_bytes());
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_back_with_the_key_that_signed_it() {
        let signed = sign(b"key", "a.text");
        assert_eq!(verified(b"key", &signed), Some("a.text"));
        assert_eq!(verified(b"another key", &signed), None);
        assert_eq!(verified(b"key", &signed.replace("a.", "b.")), None);
        assert_eq!(
            verified(b"key", &sign(b"key", &"x".repeat(SIGNED_BYTES))),
            None
        );
        for nonsense in ["", ".", "a.text", "a.text."] {
            assert_eq!(verified(b"key", nonsense), None, "{nonsense}");
        }
    }
}
