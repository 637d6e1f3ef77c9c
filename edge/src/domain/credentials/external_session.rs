//! Sessions of visitors whom owners know by names of their own.

use porchlight_shared::ids::{ProjectId, SessionId};

use super::derived_id;

/// The longest name, in characters.
pub const NAME_CHARS: usize = 200;

/// The session for `name`: the name itself if it is a UUID, else one derived from the project and the name. `None` if
/// the name is empty or too long.
pub fn session_id(project_id: ProjectId, name: &str) -> Option<SessionId> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        return None;
    }
    if let Ok(id) = name.parse() {
        return Some(id);
    }
    let name = format!("session {project_id} {name}");
    Some(SessionId::from_uuid(derived_id::of_name(&name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_to_one_session_of_its_project() {
        let project = ProjectId::new(0, [1; 10]);
        let uuid = "550e8400-e29b-41d4-a716-446655440000";
        assert_eq!(session_id(project, uuid).unwrap().to_string(), uuid);
        let named = session_id(project, "user-42").unwrap();
        assert_eq!(session_id(project, " user-42 "), Some(named));
        assert_ne!(session_id(project, "user-43"), Some(named));
        assert_ne!(
            session_id(ProjectId::new(0, [2; 10]), "user-42"),
            Some(named)
        );
        assert_eq!(named.to_string().as_bytes()[14], b'8');
        assert_eq!(session_id(project, &named.to_string()), Some(named));
        assert_eq!(session_id(project, "  "), None);
        assert_eq!(session_id(project, &"x".repeat(NAME_CHARS + 1)), None);
    }
}
