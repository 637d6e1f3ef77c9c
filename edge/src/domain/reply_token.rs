//! Reply links: what opens one conversation to whoever was told of it, without an account.
//!
//! `<project>.<conversation>.<end>.<generation>.<signature>`: ids without hyphens, the end in Unix seconds, and the
//! HMAC-SHA-256 (RFC 2104) of what stands before it in base64url. The key is derived from the deployment's root secret
//! and used for nothing else. Raising the conversation's generation ends all links that were given out.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use porchlight_shared::ids::{ConversationId, ProjectId};
use sha2::Sha256;

use super::derived_secret;

/// How long a link opens its conversation, in seconds: 7 days.
pub const REPLY_SECONDS: u64 = 7 * 24 * 60 * 60;
/// Longest token that is looked at, in bytes.
const TOKEN_BYTES: usize = 200;

/// What a link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplyClaims {
    /// The project.
    pub project_id: ProjectId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// When it ends, in Unix seconds.
    pub ends_at: u64,
    /// The conversation's generation of links that it belongs to.
    pub generation: u32,
}

/// Why a link opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplyTokenError {
    /// Not one of ours, or changed on its way.
    #[error("This link is not valid. Copy it whole from the message that it came with.")]
    Invalid,
    /// Its time is over, or it was ended.
    #[error("This link has ended. Ask for a new one.")]
    Ended,
}

/// The token that says `claims`.
pub fn issue(root: &[u8], claims: &ReplyClaims) -> String {
    let signed = format!(
        "{}.{}.{}.{}",
        plain(&claims.project_id.to_string()),
        plain(&claims.conversation_id.to_string()),
        claims.ends_at,
        claims.generation
    );
    let signature = mac(root, &signed).map(|mac| mac.finalize().into_bytes());
    let signature = signature.map_or_else(String::new, |bytes| URL_SAFE_NO_PAD.encode(bytes));
    format!("{signed}.{signature}")
}

/// What `token` says, if we signed it and it has not ended at `now` (Unix milliseconds). The caller compares the
/// generation.
pub fn verify(root: &[u8], token: &str, now: u64) -> Result<ReplyClaims, ReplyTokenError> {
    let invalid = || ReplyTokenError::Invalid;
    if token.len() > TOKEN_BYTES {
        return Err(invalid());
    }
    let (signed, signature) = token.rsplit_once('.').ok_or_else(invalid)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| invalid())?;
    // `verify_slice` compares in constant time.
    mac(root, signed)
        .ok_or_else(invalid)?
        .verify_slice(&signature)
        .map_err(|_| invalid())?;
    let mut parts = signed.split('.');
    let mut next = || parts.next().ok_or_else(invalid);
    let claims = ReplyClaims {
        project_id: next()?.parse().map_err(|_| invalid())?,
        conversation_id: next()?.parse().map_err(|_| invalid())?,
        ends_at: next()?.parse().map_err(|_| invalid())?,
        generation: next()?.parse().map_err(|_| invalid())?,
    };
    if claims.ends_at <= now / 1_000 {
        Err(ReplyTokenError::Ended)
    } else {
        Ok(claims)
    }
}

/// A UUID without hyphens.
fn plain(id: &str) -> String {
    id.replace('-', "")
}

fn mac(root: &[u8], signed: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&derived_secret::reply_links(root)).ok()?;
    mac.update(signed.as_bytes());
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &[u8] = b"a root secret for tests, long enough";
    const NOW: u64 = 1_700_000_000_000;

    fn claims() -> ReplyClaims {
        ReplyClaims {
            project_id: ProjectId::new(1, [1; 10]),
            conversation_id: ConversationId::new(2, [2; 10]),
            ends_at: NOW / 1_000 + REPLY_SECONDS,
            generation: 3,
        }
    }

    fn check(token: &str, now: u64, expected: Result<ReplyClaims, ReplyTokenError>) {
        assert_eq!(verify(ROOT, token, now), expected, "{token}");
    }

    #[test]
    fn a_link_opens_its_conversation_until_it_ends() {
        let token = issue(ROOT, &claims());
        check(&token, NOW, Ok(claims()));
        check(&token, NOW + REPLY_SECONDS * 1_000 - 1, Ok(claims()));
        check(
            &token,
            NOW + REPLY_SECONDS * 1_000,
            Err(ReplyTokenError::Ended),
        );
    }

    #[test]
    fn a_changed_or_foreign_link_opens_nothing() {
        let token = issue(ROOT, &claims());
        for index in 0..token.len() - 1 {
            let mut changed = token.clone().into_bytes();
            changed[index] = if changed[index] == b'1' { b'2' } else { b'1' };
            let changed = String::from_utf8(changed).unwrap();
            check(&changed, NOW, Err(ReplyTokenError::Invalid));
        }
        let foreign = issue(b"another root secret, also long enough", &claims());
        for nonsense in [&*foreign, "", ".", "....", &"x".repeat(1_000)] {
            check(nonsense, NOW, Err(ReplyTokenError::Invalid));
        }
    }
}
