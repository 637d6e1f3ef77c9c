//! Secrets of others that must be readable again. They are sealed with AES-256-GCM (NIST SP 800-38D) under a key that
//! is derived from the root secret, so that the database alone does not reveal them.
//!
//! The format is `v1.` and base64url of nonce, ciphertext and tag. The place that a text belongs to is authenticated
//! with it, so that a row copied to another project opens nothing there.

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

const VERSION: &str = "v1.";

/// The number of bytes of a nonce. Nonces are random: under one key, 2³² texts may be sealed before two nonces are
/// likely to be equal.
pub const NONCE_BYTES: usize = 12;

/// Nothing of a secret with fewer characters is shown.
const SHOWN_CHARS: usize = 12;

/// The last four characters of a secret, by which its owner recognises it; empty if it is short.
pub fn last_four(secret: &str) -> String {
    if secret.len() < SHOWN_CHARS {
        return String::new();
    }
    secret
        .get(secret.len() - 4..)
        .unwrap_or_default()
        .to_owned()
}

/// Seals `text` for `place` under `key` with a random `nonce`.
pub fn seal(key: &[u8; 32], nonce: [u8; NONCE_BYTES], place: &str, text: &str) -> Option<String> {
    let payload = Payload {
        msg: text.as_bytes(),
        aad: place.as_bytes(),
    };
    let sealed = Aes256Gcm::new(key.into())
        .encrypt(&nonce.into(), payload)
        .ok()?;
    let bytes = [&nonce[..], &sealed].concat();
    Some(format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// Opens what was sealed for `place`. `None` if it was sealed for another place, under another key, or was altered.
pub fn open(key: &[u8; 32], place: &str, sealed: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(sealed.strip_prefix(VERSION)?).ok()?;
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
    let payload = Payload {
        msg: sealed,
        aad: place.as_bytes(),
    };
    let text = Aes256Gcm::new(key.into())
        .decrypt(nonce.into(), payload)
        .ok()?;
    String::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn a_sealed_text_opens_only_in_its_place_and_under_its_key() {
        let sealed = seal(&KEY, [1; NONCE_BYTES], "project a", "sk-secret").unwrap();
        assert!(!sealed.contains("secret"));
        assert_eq!(
            open(&KEY, "project a", &sealed).as_deref(),
            Some("sk-secret")
        );
        assert_eq!(open(&KEY, "project b", &sealed), None);
        assert_eq!(open(&[8; 32], "project a", &sealed), None);
        for changed in [
            "",
            "v1.",
            "v1.AAAA",
            &sealed.replace("v1.", "v2."),
            &format!("{sealed}A"),
        ] {
            assert_eq!(open(&KEY, "project a", changed), None, "{changed}");
        }
    }

    #[test]
    fn the_algorithm_is_aes_256_gcm() {
        // NIST's test vectors for GCM (gcmEncryptExtIV256): zero key, zero nonce, no plaintext, no additional data.
        let key = [0; 32];
        let payload = Payload { msg: b"", aad: b"" };
        let tag = Aes256Gcm::new(&key.into())
            .encrypt(&[0; NONCE_BYTES].into(), payload)
            .unwrap();
        assert_eq!(
            crate::domain::hex::hex(&tag),
            "530f8afbc74536b9a963b4f1c4cb738b"
        );
    }
}
