//! The credential with which a page with a publishable key judges and hands over the conversation that it began.
//!
//! `<conversation>.<signature>`: the id, and its HMAC-SHA-256 (RFC 2104) in base64url under a key of the project's own,
//! derived from the session secret. *Invariant:* an id alone, wherever it comes from, opens nothing.

use porchlight_shared::ids::{ConversationId, ProjectId};

use super::signed_text;
use crate::domain::hmac::hmac_sha256;

/// How long after its conversation began the credential is valid, in milliseconds: as long as a guest's token.
pub const PAGE_CONVERSATION_MS: u64 = super::session_token::GUEST_SECONDS * 1_000;

/// The id of the conversation, signed.
pub fn sign(session_secret: &[u8], project_id: ProjectId, id: ConversationId) -> String {
    signed_text::sign(&key(session_secret, project_id), &id.to_string())
}

/// The conversation in `text`, if it was signed for this project.
pub fn read(session_secret: &[u8], project_id: ProjectId, text: &str) -> Option<ConversationId> {
    let id = signed_text::verified(&key(session_secret, project_id), text)?;
    id.parse().ok()
}

/// The id in `text`, signed or not. It identifies the conversation, but proves nothing.
pub fn named(text: &str) -> Option<ConversationId> {
    let id = text.split_once('.').map_or(text, |(id, _)| id);
    id.parse().ok()
}

fn key(session_secret: &[u8], project_id: ProjectId) -> [u8; 32] {
    let name = format!("porchlight page conversations 1 {project_id}");
    hmac_sha256(session_secret, &[name.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

    #[test]
    fn only_what_was_signed_for_the_project_is_read() {
        let (project, other) = (ProjectId::new(0, [1; 10]), ProjectId::new(0, [2; 10]));
        let id = ConversationId::new(0, [3; 10]);
        let signed = sign(SECRET, project, id);
        assert_eq!(read(SECRET, project, &signed), Some(id));
        assert_eq!(named(&signed), Some(id));
        assert_eq!(named(&id.to_string()), Some(id));
        let another = ConversationId::new(0, [4; 10]).to_string();
        let moved = signed.replace(&id.to_string(), &another);
        for text in [&*id.to_string(), &moved, "", ".", "any"] {
            assert_eq!(read(SECRET, project, text), None, "{text}");
        }
        assert_eq!(read(SECRET, other, &signed), None);
        assert_eq!(read(b"another secret", project, &signed), None);
    }
}
