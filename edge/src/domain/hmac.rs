//! HMAC-SHA-256 (RFC 2104): signs all tokens, links and deliveries, and derives all secrets.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Bytes of a block of SHA-256 (FIPS 180-4).
const BLOCK_BYTES: usize = 64;

/// The HMAC of the concatenated `parts`, under a key of any length.
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // A key of exactly one block cannot have a wrong length. RFC 2104 says how to turn other keys into one.
    let mut block = [0; BLOCK_BYTES];
    let fill = |block: &mut [u8; BLOCK_BYTES], key: &[u8]| {
        block
            .iter_mut()
            .zip(key)
            .for_each(|(byte, key)| *byte = *key);
    };
    if key.len() > BLOCK_BYTES {
        fill(&mut block, &Sha256::digest(key));
    } else {
        fill(&mut block, key);
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hex::hex;

    fn check(key: &[u8], parts: &[&[u8]], expected: &str) {
        assert_eq!(hex(&hmac_sha256(key, parts)), expected);
    }

    #[test]
    fn signs_as_rfc_4231_does() {
        // Test case 1.
        check(
            &[0x0b; 20],
            &[b"Hi There"],
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        );
        // Test case 2.
        check(
            b"Jefe",
            &[b"what do ya want ", b"for nothing?"],
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        );
        // Test case 6: a key longer than a block.
        check(
            &[0xaa; 131],
            &[b"Test Using Larger Than Block-Size Key - Hash Key First"],
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        );
    }

    #[test]
    fn an_empty_key_signs_as_well() {
        check(
            b"",
            &[],
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
        );
    }
}
