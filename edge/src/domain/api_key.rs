//! API keys: `sk_live_` and 40 lower-case hexadecimal digits, of which the first 32 are random and the last 8 a
//! checksum: the first four bytes of the SHA-256 of everything before them. The checksum finds a mistyped or
//! made-up key without asking the database; only the SHA-256 of the whole key is stored.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// What a secret key begins with.
pub const PREFIX: &str = "sk_live_";
const RANDOM_DIGITS: usize = 32;
const CHECKSUM_DIGITS: usize = 8;

/// A key of 16 `random` bytes.
pub fn format(random: [u8; 16]) -> String {
    let body = format!("{PREFIX}{}", hex(&random));
    let checksum = checksum(&body);
    body + &checksum
}

/// The hash under which `key` is stored, if it is a key at all.
pub fn stored_hash(key: &str) -> Option<String> {
    let digits = key.strip_prefix(PREFIX)?;
    if digits.len() != RANDOM_DIGITS + CHECKSUM_DIGITS
        || !digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return None;
    }
    let (body, expected) = key.split_at(key.len() - CHECKSUM_DIGITS);
    (checksum(body) == expected).then(|| hex(&Sha256::digest(key)))
}

fn checksum(body: &str) -> String {
    let mut digits = hex(&Sha256::digest(body));
    digits.truncate(CHECKSUM_DIGITS);
    digits
}

/// Lower-case hexadecimal digits of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(
        String::with_capacity(bytes.len() * 2),
        |mut digits, byte| {
            // Writing to a String cannot fail.
            let _ = write!(digits, "{byte:02x}");
            digits
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_and_a_mistyped_one_does_not() {
        let key = format([7; 16]);
        assert_eq!(key, "sk_live_07070707070707070707070707070707739e26b1");
        assert_eq!(stored_hash(&key).unwrap().len(), 64);
        for wrong in [
            "",
            "sk_live_",
            "pk_live_0707",
            &key[..key.len() - 1],
            &key.replace("739", "738"),
            "ключ",
        ] {
            assert_eq!(stored_hash(wrong), None, "{wrong}");
        }
    }
}
