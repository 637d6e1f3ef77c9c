//! `<text>.<signature>`: a text with its HMAC-SHA-256 (RFC 2104) in base64url, for tokens in addresses and cookies.
//! Each kind of token has its own key.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;

use crate::domain::hmac::hmac_sha256;

/// The longest signed text that is parsed, in bytes.
const SIGNED_BYTES: usize = 200;

/// `text` with its signature under `key`.
pub fn sign(key: &[u8], text: &str) -> String {
    let signature = hmac_sha256(key, &[text.as_bytes()]);
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The text of `signed`, if it was signed with `key`.
pub fn verified<'a>(key: &[u8], signed: &'a str) -> Option<&'a str> {
    if signed.len() > SIGNED_BYTES {
        return None;
    }
    let (text, signature) = signed.rsplit_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let expected = hmac_sha256(key, &[text.as_bytes()]);
    bool::from(expected.as_slice().ct_eq(&signature)).then_some(text)
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
