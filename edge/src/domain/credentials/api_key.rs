//! API keys: a prefix for the kind, and 40 lower-case hexadecimal digits. The first 24 are random. The next 8 are a
//! mark: the first four bytes of an HMAC-SHA-256 (RFC 2104) of everything before them, which nobody else can make. The
//! last 8 are a checksum: the first four bytes of the SHA-256 of everything before them, which reveals a mistyped key.
//! Both can be checked without the database. Only the SHA-256 of the whole key is stored.
//!
//! The mark does not decide whether a key is valid: a key from before there were marks, or from under another secret,
//! has none and still works. It only keeps our own keys from being counted as guesses.

use porchlight_shared::names;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::domain::{hex::hex, hmac::hmac_sha256};

/// The number of random bytes in a key.
pub const RANDOM_BYTES: usize = 12;
/// The digits before the checksum: random ones, and the mark.
const BODY_DIGITS: usize = 32;
const MARK_DIGITS: usize = 8;
const CHECKSUM_DIGITS: usize = 8;
const ENDING_DIGITS: usize = 4;

names! {
    /// The kind of a key, which limits its scopes.
    #[derive(utoipa::ToSchema)]
    pub enum KeyKind {
        /// For web pages: asks questions, judges answers and asks for a person, and only from allowed origins.
        Publishable = "publishable",
        /// For the owner's server.
        Live = "live",
        /// For trials of the owner's server: sees and creates only test conversations.
        Test = "test",
        /// For shops that push their sales, and nothing else.
        Push = "push",
    }
}

impl KeyKind {
    /// The prefix of keys of this kind.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Publishable => "pk_",
            Self::Live => "sk_live_",
            Self::Test => "sk_test_",
            Self::Push => "sp_",
        }
    }

    /// Whether keys of this kind must stay secret.
    pub const fn is_secret(self) -> bool {
        !matches!(self, Self::Publishable)
    }

    /// Whether keys of this kind may answer visitors, in test conversations or in all others.
    pub const fn answers(self, test: bool) -> bool {
        match self {
            Self::Live => !test,
            Self::Test => test,
            Self::Publishable | Self::Push => false,
        }
    }

    /// The kind of `key`, by its prefix.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| key.starts_with(kind.prefix()))
    }
}

/// The key with these `random` bytes, and a mark under `secret`.
pub fn make(kind: KeyKind, random: [u8; RANDOM_BYTES], secret: &[u8]) -> String {
    let mut body = format!("{}{}", kind.prefix(), hex(&random));
    body.push_str(&mark(secret, &body));
    let checksum = checksum(&body);
    body + &checksum
}

/// Whether `key` bears a mark under `secret`.
pub fn is_marked(secret: &[u8], key: &str) -> bool {
    let marked = || {
        let (body, _checksum) = key.split_at_checked(key.len().checked_sub(CHECKSUM_DIGITS)?)?;
        let (random, found) = body.split_at_checked(body.len().checked_sub(MARK_DIGITS)?)?;
        Some(bool::from(
            mark(secret, random).as_bytes().ct_eq(found.as_bytes()),
        ))
    };
    marked().unwrap_or(false)
}

fn mark(secret: &[u8], body: &str) -> String {
    let mut digits = hex(&hmac_sha256(secret, &[body.as_bytes()]));
    digits.truncate(MARK_DIGITS);
    digits
}

/// The key with these bytes before the checksum, for tests. It bears no mark.
pub fn format(kind: KeyKind, random: [u8; 16]) -> String {
    let body = format!("{}{}", kind.prefix(), hex(&random));
    let checksum = checksum(&body);
    body + &checksum
}

/// The hash under which `key` is stored; `None` if the checksum is wrong.
pub fn stored_hash(key: &str) -> Option<String> {
    let digits = key.strip_prefix(KeyKind::of(key)?.prefix())?;
    if digits.len() != BODY_DIGITS + CHECKSUM_DIGITS
        || !digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return None;
    }
    let (body, expected) = key.split_at(key.len() - CHECKSUM_DIGITS);
    (checksum(body) == expected).then(|| hex(&Sha256::digest(key)))
}

/// The last digits of `key`, by which its owner recognises it.
pub fn ending(key: &str) -> &str {
    key.get(key.len().saturating_sub(ENDING_DIGITS)..)
        .unwrap_or_default()
}

fn checksum(body: &str) -> String {
    let mut digits = hex(&Sha256::digest(body));
    digits.truncate(CHECKSUM_DIGITS);
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_and_a_mistyped_one_does_not() {
        let key = format(KeyKind::Live, [7; 16]);
        assert_eq!(key, "sk_live_07070707070707070707070707070707739e26b1");
        assert_eq!(stored_hash(&key).unwrap().len(), 64);
        assert_eq!(ending(&key), "26b1");
        for wrong in [
            "",
            "sk_live_",
            "pk_live_0707",
            key.split_at(key.len() - 1).0,
            &key.replace("739", "738"),
            &key.replace("live", "test"),
            "ключ",
        ] {
            assert_eq!(stored_hash(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_key_of_ours_bears_a_mark_that_nobody_else_makes() {
        let key = make(KeyKind::Live, [7; RANDOM_BYTES], b"secret");
        assert_eq!(key.len(), format(KeyKind::Live, [7; 16]).len());
        assert!(stored_hash(&key).is_some() && is_marked(b"secret", &key));
        assert!(!is_marked(b"another", &key));
        for other in [
            format(KeyKind::Live, [7; 16]),
            key.replace("live", "test"),
            "sk_live_".into(),
            "ключ".into(),
            String::new(),
        ] {
            assert!(!is_marked(b"secret", &other), "{other}");
        }
    }

    #[test]
    fn the_prefix_says_the_kind() {
        for kind in KeyKind::ALL {
            let key = format(kind, [1; 16]);
            assert_eq!(KeyKind::of(&key), Some(kind));
            assert!(stored_hash(&key).is_some());
        }
        assert_eq!(KeyKind::of("sk_other_1"), None);
        assert_eq!(
            KeyKind::ALL.map(KeyKind::name),
            ["publishable", "live", "test", "push"]
        );
    }
}
