//! Links with which people sign in: 32 bytes in base64url, of which the SHA-256 is stored. A link may be bound to the
//! browser that requested it, which has a nonce in a cookie. Of the nonce, too, only the hash is stored.
//!
//! *Invariant:* the secret is after the `#` of the address, which browsers send to no server.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::domain::hex::hex;

/// The bytes of a link's secret, and of a browser's nonce.
pub const SECRET_BYTES: usize = 32;
/// How long a link is valid, in seconds: 15 minutes.
pub const LINK_SECONDS: u64 = 15 * 60;
/// How long an invitation is valid, in seconds: 7 days.
pub const INVITATION_SECONDS: u64 = 7 * 24 * 60 * 60;

/// The text form of the secret.
pub fn written(secret: &[u8; SECRET_BYTES]) -> String {
    URL_SAFE_NO_PAD.encode(secret)
}

/// The hash under which `secret` is stored. `None` if it does not have the form of a secret.
pub fn stored_hash(secret: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(secret).ok()?;
    (bytes.len() == SECRET_BYTES).then(|| hex(&Sha256::digest(secret)))
}

/// The part of the address after the host, for a link with this `secret`.
pub fn path(secret: &str) -> String {
    format!("/console#link={secret}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_the_form_has_a_hash() {
        let secret = written(&[7; SECRET_BYTES]);
        assert_eq!(stored_hash(&secret).unwrap().len(), 64);
        assert_ne!(
            stored_hash(&secret),
            stored_hash(&written(&[8; SECRET_BYTES]))
        );
        let shorter: String = secret.chars().skip(1).collect();
        for wrong in ["", "x", &shorter, &format!("{secret}A"), "ключ"] {
            assert_eq!(stored_hash(wrong), None, "{wrong}");
        }
    }
}
