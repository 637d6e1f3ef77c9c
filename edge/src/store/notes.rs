//! Operators' notes about a conversation. Visitors never see them.

use porchlight_shared::ids::{ConversationId, NoteId, ProjectId};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all};

/// The most notes of a conversation that are read. These are the newest.
pub const NOTES: u32 = 200;

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Note {
    /// The id of the note.
    pub id: NoteId,
    /// The author of the note.
    pub author: String,
    /// The text of the note.
    pub text: String,
    /// When it was written, in Unix milliseconds.
    pub created_at: u64,
}

const INSERT: &str = "
    INSERT INTO notes (id, project_id, conversation_id, author, text, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// Adds a note.
pub fn insert(project_id: ProjectId, conversation_id: ConversationId, note: &Note) -> Statement {
    Statement::new(INSERT)
        .bind(note.id)
        .bind(project_id)
        .bind(conversation_id)
        .bind(note.author.as_str())
        .bind(note.text.as_str())
        .bind(note.created_at)
}

const LIST: &str = "
    SELECT id, author, text, created_at FROM notes
    WHERE project_id = ?1 AND conversation_id = ?2 ORDER BY created_at DESC, id DESC LIMIT ?3";

/// The conversation's notes, oldest first: the newest [`NOTES`].
pub async fn list(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
) -> Result<Vec<Note>, DbError> {
    let statement = Statement::new(LIST)
        .bind(project_id)
        .bind(conversation_id)
        .bind(NOTES);
    let mut notes: Vec<Note> = fetch_all(db, statement).await?;
    notes.reverse();
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn the_notes_of_a_conversation_are_found_by_index() {
        check_searches(LIST, 3).await;
    }
}
