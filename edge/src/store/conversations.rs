//! Conversations.

use porchlight_shared::{
    chat_event::Holder,
    ids::{ConversationId, ProjectId, SessionId},
};
use serde::Deserialize;

use super::sessions;
use crate::platform::db::{Db, DbError, Statement, execute, fetch_optional};

pub mod list;
pub mod of_session;

/// A conversation as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Whose it is.
    pub session_id: SessionId,
    /// Who speaks for the owner.
    pub holder: Holder,
    /// The number of its last event.
    pub last_event_number: u64,
    /// 1 if it was begun with a test key.
    test: u8,
    /// When a person was first asked for, in Unix milliseconds.
    pub handoff_at: Option<u64>,
    /// Where a reply reaches the visitor.
    pub visitor_email: Option<String>,
}

impl Conversation {
    /// Whether it was begun with a test key.
    pub const fn is_test(&self) -> bool {
        self.test != 0
    }
}

const BY_ID: &str = "
    SELECT id, session_id, holder, last_event_number, test, handoff_at, visitor_email FROM conversations
    WHERE project_id = ?1 AND id = ?2";

/// One conversation of the project.
pub async fn by_id(
    db: &dyn Db,
    project_id: ProjectId,
    id: ConversationId,
) -> Result<Option<Conversation>, DbError> {
    fetch_optional(db, Statement::new(BY_ID).bind(project_id).bind(id)).await
}

const PROJECT_OF: &str = "SELECT project_id FROM conversations WHERE id = ?1";

#[derive(Deserialize)]
struct Owner {
    project_id: ProjectId,
}

/// The project whose conversation this is: the caller checks whether the asker may know.
pub async fn project_of(db: &dyn Db, id: ConversationId) -> Result<Option<ProjectId>, DbError> {
    let owner: Option<Owner> = fetch_optional(db, Statement::new(PROJECT_OF).bind(id)).await?;
    Ok(owner.map(|owner| owner.project_id))
}

const LATEST_OF_SESSION: &str = "
    SELECT id, session_id, holder, last_event_number, test, handoff_at, visitor_email FROM conversations
    WHERE project_id = ?1 AND session_id = ?2 AND test = ?3 ORDER BY updated_at DESC LIMIT 1";

/// The session's conversation that was spoken in last; among those begun with a test key, or among all others.
pub async fn latest_of_session(
    db: &dyn Db,
    project_id: ProjectId,
    session_id: SessionId,
    test: bool,
) -> Result<Option<Conversation>, DbError> {
    fetch_optional(
        db,
        Statement::new(LATEST_OF_SESSION)
            .bind(project_id)
            .bind(session_id)
            .bind(test),
    )
    .await
}

const UPSERT: &str = "
    INSERT INTO conversations (id, project_id, session_id, page_url, created_at, updated_at, test)
    VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)
    ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, page_url = excluded.page_url
    WHERE project_id = excluded.project_id";

/// Makes the session and the conversation if they are new (a test if it is begun with a test key), and notes that
/// something was said at `now`.
pub fn spoken_in(
    project_id: ProjectId,
    session_id: SessionId,
    id: ConversationId,
    page_url: Option<String>,
    test: bool,
    now: u64,
) -> Vec<Statement> {
    vec![
        sessions::begin(project_id, session_id, now),
        Statement::new(UPSERT)
            .bind(id)
            .bind(project_id)
            .bind(session_id)
            .bind(page_url)
            .bind(now)
            .bind(test),
    ]
}

const SET_LAST_EVENT: &str = "
    UPDATE conversations SET last_event_number = max(last_event_number, ?3) WHERE project_id = ?1 AND id = ?2";

/// Notes the number of the conversation's last event.
pub async fn set_last_event(
    db: &dyn Db,
    project_id: ProjectId,
    id: ConversationId,
    number: u64,
) -> Result<(), DbError> {
    execute(
        db,
        Statement::new(SET_LAST_EVENT)
            .bind(project_id)
            .bind(id)
            .bind(number),
    )
    .await?;
    Ok(())
}

const ASK_FOR_PERSON: &str = "
    UPDATE conversations
    SET holder = 'queue', handoff_at = coalesce(handoff_at, ?3), visitor_email = coalesce(?4, visitor_email)
    WHERE project_id = ?1 AND id = ?2 AND holder IN ('bot', 'queue')";

/// Puts the conversation into the queue for a person. Asking twice changes nothing but a newly given e-mail address.
pub fn ask_for_person(
    project_id: ProjectId,
    id: ConversationId,
    email: Option<&str>,
    now: u64,
) -> Statement {
    Statement::new(ASK_FOR_PERSON)
        .bind(project_id)
        .bind(id)
        .bind(now)
        .bind(email)
}
