//! Ids that are derived from something else, so that the same thing always gets the same id: UUIDs of version 8 (RFC
//! 9562, section 5.8).

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// The id for `name`. The name has to include the kind of thing, so that ids of different kinds differ.
pub fn of_name(name: &str) -> Uuid {
    of_digest(&Sha256::digest(name))
}

/// The id made of the first 16 bytes of `digest`.
pub fn of_digest(digest: &[u8]) -> Uuid {
    let mut bytes = [0; 16];
    bytes
        .iter_mut()
        .zip(digest)
        .for_each(|(byte, digest)| *byte = *digest);
    Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_id_and_says_how_it_was_made() {
        let id = of_name("conversation 1");
        assert_eq!(id, of_name("conversation 1"));
        assert_ne!(id, of_name("conversation 2"));
        assert_eq!(id.get_version_num(), 8);
    }
}
