//! Links that open one conversation without an account, for its visitor or for an operator who was notified.
//!
//! `<project>.<conversation>.<end>.<generation>.<maker>.<signature>`: ids without hyphens, the end in Unix seconds, and
//! the HMAC-SHA-256 (RFC 2104) of everything before it in base64url. A visitor's link has no maker. The keys are
//! derived from the deployment's root secret, one for each kind of link, and have no other use. Increasing the
//! conversation's generation revokes all of its links.
//!
//! *Invariant:* an operator's link names its maker, so that it becomes invalid with them.

use porchlight_shared::ids::{ConsoleSessionId, ConversationId, KeyId, ProjectId, WebhookId};
use sha2::{Digest, Sha256};

use super::{derived_secret, signed_text};

/// How long a link is valid, in seconds: 7 days.
pub const LINK_SECONDS: u64 = 7 * 24 * 60 * 60;

/// The recipient of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFor {
    /// For operators: opens the reply page.
    Operator,
    /// For the visitor: opens the chat page.
    Visitor,
}

/// The principal for whom an operator's link was made. It opens nothing once its maker may no longer answer visitors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkMaker {
    /// A key of the owner.
    Key(KeyId),
    /// A session of the inbox, which identifies a person.
    Session(ConsoleSessionId),
    /// The webhook that the link was sent to.
    Webhook(WebhookId),
    /// The e-mail address of the owner, as the digest from [`mailbox`].
    Mailbox(u64),
}

impl LinkMaker {
    fn write(self) -> String {
        match self {
            Self::Key(id) => format!("k{}", plain(&id.to_string())),
            Self::Session(id) => format!("p{}", plain(&id.to_string())),
            Self::Webhook(id) => format!("w{}", plain(&id.to_string())),
            Self::Mailbox(digest) => format!("m{digest:016x}"),
        }
    }

    fn read(text: &str) -> Option<Self> {
        if let Some(id) = text.strip_prefix('k') {
            return Some(Self::Key(id.parse().ok()?));
        }
        if let Some(id) = text.strip_prefix('p') {
            return Some(Self::Session(id.parse().ok()?));
        }
        if let Some(id) = text.strip_prefix('w') {
            return Some(Self::Webhook(id.parse().ok()?));
        }
        let digest = text.strip_prefix('m')?;
        Some(Self::Mailbox(u64::from_str_radix(digest, 16).ok()?))
    }
}

/// A digest that distinguishes e-mail addresses: the first 8 bytes of the SHA-256.
pub fn mailbox(address: &str) -> u64 {
    let digest = Sha256::digest(address);
    let bytes = digest.iter().take(8);
    bytes.fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The content of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkClaims {
    /// The project of the conversation.
    pub project_id: ProjectId,
    /// The only conversation that the link opens.
    pub conversation_id: ConversationId,
    /// When the link expires, in Unix seconds.
    pub ends_at: u64,
    /// The generation of the conversation's links that it belongs to.
    pub generation: u32,
    /// The maker; `None` for a visitor's link.
    pub maker: Option<LinkMaker>,
}

/// Why a link opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkTokenError {
    /// The token is not from this deployment, or was altered.
    #[error("This link is not valid. Copy the whole link from the message that it came with.")]
    Invalid,
    /// The link has expired, or was revoked.
    #[error("This link no longer works. Ask for a new one.")]
    Ended,
}

/// A signed token with these claims.
pub fn issue(root: &[u8], link_for: LinkFor, claims: &LinkClaims) -> String {
    let mut signed = format!(
        "{}.{}.{}.{}",
        plain(&claims.project_id.to_string()),
        plain(&claims.conversation_id.to_string()),
        claims.ends_at,
        claims.generation
    );
    if let Some(maker) = claims.maker {
        signed.extend([".", &maker.write()]);
    }
    signed_text::sign(&key(root, link_for), &signed)
}

/// The claims of `token`, if it was signed for `link_for` and has not expired at `now` (Unix milliseconds). The caller
/// has to check the generation and the maker's permission.
pub fn verify(
    root: &[u8],
    link_for: LinkFor,
    token: &str,
    now: u64,
) -> Result<LinkClaims, LinkTokenError> {
    let invalid = || LinkTokenError::Invalid;
    let signed = signed_text::verified(&key(root, link_for), token).ok_or_else(invalid)?;
    let mut parts = signed.split('.');
    let mut next = || parts.next().ok_or_else(invalid);
    let claims = LinkClaims {
        project_id: next()?.parse().map_err(|_| invalid())?,
        conversation_id: next()?.parse().map_err(|_| invalid())?,
        ends_at: next()?.parse().map_err(|_| invalid())?,
        generation: next()?.parse().map_err(|_| invalid())?,
        maker: parts
            .next()
            .map(|maker| LinkMaker::read(maker).ok_or_else(invalid))
            .transpose()?,
    };
    // Operators' links without a maker are of an earlier format. No maker's permission can be checked for them.
    let nobodys = link_for == LinkFor::Operator && claims.maker.is_none();
    if nobodys || claims.ends_at <= now / 1_000 {
        Err(LinkTokenError::Ended)
    } else {
        Ok(claims)
    }
}

/// A UUID without hyphens.
fn plain(id: &str) -> String {
    id.replace('-', "")
}

fn key(root: &[u8], link_for: LinkFor) -> [u8; 32] {
    match link_for {
        LinkFor::Operator => derived_secret::reply_links(root),
        LinkFor::Visitor => derived_secret::return_links(root),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &[u8] = b"a root secret for tests, long enough";
    const NOW: u64 = 1_700_000_000_000;

    fn claims() -> LinkClaims {
        LinkClaims {
            project_id: ProjectId::new(1, [1; 10]),
            conversation_id: ConversationId::new(2, [2; 10]),
            ends_at: NOW / 1_000 + LINK_SECONDS,
            generation: 3,
            maker: Some(LinkMaker::Key(KeyId::new(3, [3; 10]))),
        }
    }

    #[test]
    fn a_link_names_its_maker() {
        for maker in [
            LinkMaker::Key(KeyId::new(3, [255; 10])),
            LinkMaker::Session(ConsoleSessionId::new(5, [5; 10])),
            LinkMaker::Webhook(WebhookId::new(4, [4; 10])),
            LinkMaker::Mailbox(mailbox("me@shop.example")),
            LinkMaker::Mailbox(0),
        ] {
            let claims = LinkClaims {
                maker: Some(maker),
                ..claims()
            };
            check(&issue(ROOT, LinkFor::Operator, &claims), NOW, Ok(claims));
        }
        assert_ne!(mailbox("me@shop.example"), mailbox("you@shop.example"));
    }

    #[test]
    fn an_operators_link_of_nobody_has_ended() {
        let claims = LinkClaims {
            maker: None,
            ..claims()
        };
        let token = issue(ROOT, LinkFor::Operator, &claims);
        check(&token, NOW, Err(LinkTokenError::Ended));
        let visitors = issue(ROOT, LinkFor::Visitor, &claims);
        assert_eq!(verify(ROOT, LinkFor::Visitor, &visitors, NOW), Ok(claims));
    }

    fn check(token: &str, now: u64, expected: Result<LinkClaims, LinkTokenError>) {
        assert_eq!(
            verify(ROOT, LinkFor::Operator, token, now),
            expected,
            "{token}"
        );
    }

    #[test]
    fn a_link_opens_its_conversation_until_it_ends() {
        let token = issue(ROOT, LinkFor::Operator, &claims());
        check(&token, NOW, Ok(claims()));
        check(&token, NOW + LINK_SECONDS * 1_000 - 1, Ok(claims()));
        check(
            &token,
            NOW + LINK_SECONDS * 1_000,
            Err(LinkTokenError::Ended),
        );
    }

    #[test]
    fn a_changed_or_foreign_link_opens_nothing() {
        let token = issue(ROOT, LinkFor::Operator, &claims());
        for index in 0..token.len() - 1 {
            let mut changed = token.clone().into_bytes();
            changed[index] = if changed[index] == b'1' { b'2' } else { b'1' };
            let changed = String::from_utf8(changed).unwrap();
            check(&changed, NOW, Err(LinkTokenError::Invalid));
        }
        let foreign = issue(
            b"another root secret, also long enough",
            LinkFor::Operator,
            &claims(),
        );
        let visitors = issue(ROOT, LinkFor::Visitor, &claims());
        for nonsense in [&*foreign, &*visitors, "", ".", "....", &"x".repeat(1_000)] {
            check(nonsense, NOW, Err(LinkTokenError::Invalid));
        }
    }
}
