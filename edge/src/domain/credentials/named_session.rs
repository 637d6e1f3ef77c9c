//! Sessions that the owner's server names, with the owner's own names for visitors.
//!
//! The id is the HMAC-SHA-256 (RFC 2104) of the project and the name, UUIDs included, under the deployment's secret.
//! *Invariant:* nobody without that secret can compute it, so nobody can begin the session before the owner does, and
//! no browser gets a token for it (see [`guest_session`](super::guest_session)).

use porchlight_shared::ids::{ProjectId, SessionId};

use super::derived_id;
use crate::domain::hmac::hmac_sha256;

/// The longest name, in characters.
pub const NAME_CHARS: usize = 200;

/// The session of a name. There is no other way to construct it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedSession {
    id: SessionId,
    name: String,
    uuid: Option<SessionId>,
    former: SessionId,
}

impl NamedSession {
    /// The session for `name` in the project. `None` if the name is empty or too long.
    pub fn read(secret: &[u8], project_id: ProjectId, name: &str) -> Option<Self> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME_CHARS {
            return None;
        }
        let uuid: Option<SessionId> = name.parse().ok();
        // A UUID has several spellings.
        let spelled = uuid.map_or_else(|| name.to_owned(), |uuid| uuid.to_string());
        let text = format!("owner's session {project_id} {spelled}");
        let id = SessionId::from_uuid(derived_id::of_digest(&hmac_sha256(
            secret,
            &[text.as_bytes()],
        )));
        let former = uuid.unwrap_or_else(|| {
            SessionId::from_uuid(derived_id::of_name(&format!("session {project_id} {name}")))
        });
        Some(Self {
            id,
            name: name.to_owned(),
            uuid,
            former,
        })
    }

    /// The session's id.
    pub const fn id(&self) -> SessionId {
        self.id
    }

    /// The session's id as answers, lists and events show it: the name, as the owner's server sent it.
    pub fn shown(&self) -> &str {
        &self.name
    }

    /// The id of a named session, if the name is one. Lists used to show the id instead of the name.
    pub fn shown_before(&self) -> Option<SessionId> {
        self.uuid.filter(|id| id.is_derived())
    }

    /// The sessions that the owner may mean by the name when reading or erasing: this one, and the one that has the
    /// name as its id, or that had the name before ids were derived under a secret.
    pub const fn meant(&self) -> [SessionId; 2] {
        [self.id, self.former]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"a root secret for tests, long enough";
    const UUID: &str = "550e8400-e29b-41d4-a716-446655440000";

    fn project(number: u8) -> ProjectId {
        ProjectId::new(0, [number; 10])
    }

    fn named(name: &str) -> NamedSession {
        NamedSession::read(SECRET, project(1), name).unwrap()
    }

    #[test]
    fn a_name_leads_to_one_session_of_its_project() {
        assert_eq!(named(" user-42 "), named("user-42"));
        assert_eq!(named(&UUID.to_uppercase()).id(), named(UUID).id());
        assert_ne!(named("user-43").id(), named("user-42").id());
        let elsewhere = NamedSession::read(SECRET, project(2), "user-42").unwrap();
        assert_ne!(elsewhere.id(), named("user-42").id());
        assert_eq!(NamedSession::read(SECRET, project(1), "  "), None);
        let long = "x".repeat(NAME_CHARS + 1);
        assert_eq!(NamedSession::read(SECRET, project(1), &long), None);
    }

    #[test]
    fn nobody_computes_the_session_without_the_secret() {
        for name in ["user-42", UUID] {
            let other = NamedSession::read(b"another secret", project(1), name).unwrap();
            assert_ne!(other.id(), named(name).id(), "{name}");
            assert_ne!(named(name).id().to_string(), name);
            assert!(named(name).id().is_derived());
        }
        let public = derived_id::of_name(&format!("session {} user-42", project(1)));
        assert_ne!(named("user-42").id(), SessionId::from_uuid(public));
    }

    #[test]
    fn the_owner_sees_the_name_that_they_sent() {
        for name in [
            UUID,
            &UUID.to_uppercase(),
            "user-42",
            "Zoë <zoe@example.com>",
        ] {
            assert_eq!(named(name).shown(), name);
        }
    }

    #[test]
    fn the_id_that_lists_showed_before_still_leads_to_the_session() {
        let id = named("user-42").id();
        assert_eq!(named(&id.to_string()).shown_before(), Some(id));
        assert_eq!(named(UUID).shown_before(), None);
        assert_eq!(named("user-42").shown_before(), None);
    }
}
