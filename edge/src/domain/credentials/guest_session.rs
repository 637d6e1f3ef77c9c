//! Sessions that browsers begin.
//!
//! *Invariant:* a token for a new session is made only for a [`GuestSession`], and an id that this deployment derives
//! (from an owner's name for a visitor, or from a signed address) is never one.

use porchlight_shared::ids::SessionId;

/// A session that a browser may begin without a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuestSession(SessionId);

impl GuestSession {
    /// A session that begins at `now` (Unix milliseconds).
    pub fn new(now: u64, random: [u8; 10]) -> Self {
        Self(SessionId::new(now, random))
    }

    /// The session that a browser names. `None` for an id of the derived kind.
    pub const fn chosen(id: SessionId) -> Option<Self> {
        if id.is_derived() {
            None
        } else {
            Some(Self(id))
        }
    }

    /// The session's id.
    pub const fn id(self) -> SessionId {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::credentials::{identity, named_session::NamedSession};
    use porchlight_shared::ids::ProjectId;

    #[test]
    fn no_derived_session_can_be_begun_by_a_browser() {
        let project = ProjectId::new(0, [1; 10]);
        let named = NamedSession::read(b"root", project, "user-42").unwrap();
        let signed = identity::session_of(b"root", project, "ada@example.com");
        for id in [named.id(), signed].into_iter().chain(named.meant()) {
            assert_eq!(GuestSession::chosen(id), None, "{id}");
        }
        let random = "550e8400-e29b-41d4-a716-446655440000".parse().unwrap();
        assert_eq!(GuestSession::chosen(random).unwrap().id(), random);
    }
}
