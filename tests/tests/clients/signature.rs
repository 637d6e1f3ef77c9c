//! HMAC-SHA256 in hex, which two of the pages sign with.

use std::fmt::Write as _;

use anyhow::Result;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The signature of `message`, in lower case.
pub(crate) fn hex_hmac(secret: &str, message: &[u8]) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())?;
    mac.update(message);
    let mut hex = String::new();
    for byte in mac.finalize().into_bytes() {
        write!(hex, "{byte:02x}")?;
    }
    Ok(hex)
}
