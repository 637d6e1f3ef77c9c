//! Conversations.

use porchlight_shared::{
    chat_event::Holder,
    ids::{ConversationId, ProjectId, SessionId},
};
use serde::Deserialize;
use serde_json::json;

use super::sessions;
use crate::{
    domain::conversation::{
        attributes::Attributes,
        holder::{Assignment, Operator},
        turn_request::{self, KnownConversation, TurnRequest},
    },
    platform::db::{DbError, ProjectDb, Ran, Statement, fetch_all, fetch_optional},
};

pub mod list;
pub mod of_session;

/// A conversation, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Conversation {
    /// The id of the conversation.
    pub id: ConversationId,
    /// The session that it belongs to.
    pub session_id: SessionId,
    /// The session's id as the owner sees it, if their server named the session.
    pub named_session: Option<String>,
    /// Who speaks for the owner.
    pub holder: Holder,
    /// The number of its last event.
    pub last_event_number: u64,
    /// 1 if a test key began it.
    test: u8,
    /// When a person was first asked for, in Unix milliseconds. `None` if never.
    pub handoff_at: Option<u64>,
    /// The visitor's e-mail address for replies, if known.
    pub visitor_email: Option<String>,
    /// When another e-mail address replaced the first one, in Unix milliseconds. `None` if never.
    pub email_changed_at: Option<u64>,
    /// The page on which the visitor last wrote.
    pub page_url: Option<String>,
    attributes: Option<String>,
    /// The visitor's language, as a BCP 47 tag.
    pub locale: Option<String>,
    operator_id: Option<String>,
    operator_name: Option<String>,
    lease_until: Option<u64>,
    /// The current generation of links. Links of other generations open nothing.
    pub reply_generation: u32,
    /// The visitor has read replies up to this time, or got them by e-mail; in Unix milliseconds.
    pub seen_until: Option<u64>,
    /// The visitor has seen everything older than this, in Unix milliseconds; 0 if they have never reported it.
    pub read_at: u64,
    /// An operator has seen everything older than this, in Unix milliseconds.
    pub operator_read_at: Option<u64>,
    /// The number of messages.
    pub message_count: u32,
    /// When it began, in Unix milliseconds.
    pub created_at: u64,
}

impl Conversation {
    /// Whether a test key began it.
    pub const fn is_test(&self) -> bool {
        self.test != 0
    }

    /// What the owner's page says about the visitor.
    pub fn attributes(&self) -> Attributes {
        Attributes::of_stored(self.attributes.as_deref())
    }

    /// The part of the conversation that its links depend on.
    pub const fn linked(&self) -> Linked {
        Linked {
            id: self.id,
            reply_generation: self.reply_generation,
        }
    }

    /// The session's id as the owner sees it.
    pub fn shown_session(&self) -> String {
        turn_request::shown(self.named_session.as_deref(), self.session_id)
    }

    /// The part of the conversation that a turn depends on.
    pub fn known(&self) -> KnownConversation {
        KnownConversation {
            holder: self.assignment().holder(),
            last_event_number: self.last_event_number,
            message_count: self.message_count,
        }
    }

    /// The current assignment. A person without an id or a lease has left.
    pub fn assignment(&self) -> Assignment {
        match (self.holder, &self.operator_id) {
            (Holder::Bot, _) => Assignment::Bot,
            (Holder::Resolved, _) => Assignment::Resolved,
            (Holder::Operator, Some(id)) => Assignment::Operator {
                operator: Operator {
                    id: id.clone(),
                    name: self.operator_name.clone(),
                },
                lease_until: self.lease_until.unwrap_or(0),
            },
            (Holder::Operator, None) | (Holder::Queue, _) => Assignment::Queue,
        }
    }
}

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, session_id, named_session, holder, last_event_number, test, handoff_at, visitor_email,
                    email_changed_at, page_url, attributes, locale, operator_id, operator_name, lease_until, reply_generation,
                    seen_until, read_at, operator_read_at, message_count, created_at
             FROM conversations ",
            $condition
        )
    };
}

const BY_ID: &str = select!("WHERE project_id = ?1 AND id = ?2");

/// Reads one conversation of the project. [`read`] parses the row.
pub fn of_id(project_id: ProjectId, id: ConversationId) -> Statement {
    Statement::new(BY_ID).bind(project_id).bind(id)
}

/// Parses the conversation; `None` if there is none.
pub fn read(ran: Ran) -> Result<Option<Conversation>, DbError> {
    ran.first()
}

/// One conversation of the project.
pub async fn by_id(
    db: &ProjectDb,
    project_id: ProjectId,
    id: ConversationId,
) -> Result<Option<Conversation>, DbError> {
    read(db.run_one(of_id(project_id, id)).await?)
}

/// The part of a conversation that its links depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Linked {
    /// The conversation.
    pub id: ConversationId,
    /// The current generation of links. Links of other generations open nothing.
    pub reply_generation: u32,
}

const LINKED: &str = "
    SELECT id, reply_generation FROM conversations
    WHERE id IN (SELECT value FROM json_each(?2)) AND +project_id = ?1 AND test = 0";

/// Those of the conversations `ids` that belong to the project, without those of test keys.
pub async fn linked(
    db: &ProjectDb,
    project_id: ProjectId,
    ids: &[ConversationId],
) -> Result<Vec<Linked>, DbError> {
    let statement = Statement::new(LINKED)
        .bind(project_id)
        .bind(json!(ids).to_string());
    fetch_all(db, statement).await
}

const PROJECT_OF: &str = "SELECT project_id FROM conversations WHERE id = ?1";

#[derive(Deserialize)]
struct Owner {
    project_id: ProjectId,
}

/// The project of this conversation. The caller checks whether the client may see it.
pub async fn project_of(db: &ProjectDb, id: ConversationId) -> Result<Option<ProjectId>, DbError> {
    let owner: Option<Owner> = fetch_optional(db, Statement::new(PROJECT_OF).bind(id)).await?;
    Ok(owner.map(|owner| owner.project_id))
}

const LATEST_OF_SESSION: &str = select!(
    "WHERE project_id = ?1 AND session_id = ?2 AND test = ?3 ORDER BY updated_at DESC LIMIT 1"
);

/// Reads the session's conversation with the latest message, among those that test keys began or among all others.
/// [`read`] parses the row.
pub fn latest_of(project_id: ProjectId, session_id: SessionId, test: bool) -> Statement {
    Statement::new(LATEST_OF_SESSION)
        .bind(project_id)
        .bind(session_id)
        .bind(test)
}

/// Runs [`latest_of`] as a query of its own.
pub async fn latest_of_session(
    db: &ProjectDb,
    project_id: ProjectId,
    session_id: SessionId,
    test: bool,
) -> Result<Option<Conversation>, DbError> {
    read(db.run_one(latest_of(project_id, session_id, test)).await?)
}

const UPSERT: &str = "
    INSERT INTO conversations
      (id, project_id, session_id, page_url, created_at, updated_at, test, named_session, attributes, locale)
    VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9)
    ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, page_url = excluded.page_url,
      named_session = coalesce(excluded.named_session, named_session),
      attributes = coalesce(excluded.attributes, attributes), locale = coalesce(excluded.locale, locale)
    WHERE project_id = excluded.project_id";

/// Creates the session and the conversation of `turn` if they are new (with `test` for a test key). Records that a
/// message was written at `now`, on which page, and what that page says about the visitor.
pub fn begin_or_touch(
    project_id: ProjectId,
    turn: &TurnRequest,
    test: bool,
    now: u64,
) -> Vec<Statement> {
    vec![
        sessions::begin(project_id, turn.session_id, now),
        Statement::new(UPSERT)
            .bind(turn.conversation_id)
            .bind(project_id)
            .bind(turn.session_id)
            .bind(turn.page_url.as_deref())
            .bind(now)
            .bind(test)
            .bind(turn.named_session.as_deref())
            .bind(turn.attributes.to_stored())
            .bind(turn.visitor_locale.as_deref()),
    ]
}

const SET_LAST_EVENT: &str = "
    UPDATE conversations SET last_event_number = max(last_event_number, ?3) WHERE project_id = ?1 AND id = ?2";

/// Records the number of the conversation's last event.
pub fn set_last_event(project_id: ProjectId, id: ConversationId, number: u64) -> Statement {
    Statement::new(SET_LAST_EVENT)
        .bind(project_id)
        .bind(id)
        .bind(number)
}

const ASSIGN: &str = "
    UPDATE conversations
    SET holder = ?3, operator_id = ?4, operator_name = ?5, lease_until = ?6,
        handoff_at = CASE WHEN ?3 = 'queue' THEN coalesce(handoff_at, ?7) ELSE handoff_at END,
        resolved_at = CASE WHEN ?3 = 'resolved' THEN coalesce(resolved_at, ?7) ELSE NULL END
    WHERE project_id = ?1 AND id = ?2";

/// Records the holder from `now` on. Only the conversation's room may decide that.
pub fn assign(
    project_id: ProjectId,
    id: ConversationId,
    assignment: &Assignment,
    now: u64,
) -> Statement {
    let operator = assignment.operator();
    Statement::new(ASSIGN)
        .bind(project_id)
        .bind(id)
        .bind(assignment.holder().name())
        .bind(operator.map(|operator| operator.id.as_str()))
        .bind(operator.and_then(|operator| operator.name.as_deref()))
        .bind(assignment.lease_until())
        .bind(now)
}

const SET_VISITOR_EMAIL: &str = "
    UPDATE conversations
    SET visitor_email = ?3, email_changed_at = CASE WHEN visitor_email <> ?3 THEN ?4 ELSE email_changed_at END
    WHERE project_id = ?1 AND id = ?2";

/// Records at `now` the visitor's e-mail address for replies.
pub fn set_visitor_email(
    project_id: ProjectId,
    id: ConversationId,
    email: &str,
    now: u64,
) -> Statement {
    Statement::new(SET_VISITOR_EMAIL)
        .bind(project_id)
        .bind(id)
        .bind(email)
        .bind(now)
}

const MARK_MAILED: &str = "
    UPDATE conversations SET seen_until = max(coalesce(seen_until, 0), ?3) WHERE project_id = ?1 AND id = ?2";

/// Records that replies up to `until` (Unix milliseconds) were sent by e-mail.
pub fn mark_mailed(project_id: ProjectId, id: ConversationId, until: u64) -> Statement {
    Statement::new(MARK_MAILED)
        .bind(project_id)
        .bind(id)
        .bind(until)
}

const MARK_READ_BY_OPERATOR: &str = "
    UPDATE conversations SET operator_read_at = ?3
    WHERE project_id = ?1 AND id = ?2 AND coalesce(operator_read_at, 0) < ?3";

/// Records that an operator has seen everything up to `until` (Unix milliseconds). Changes no row if that is already
/// recorded.
pub fn mark_read_by_operator(project_id: ProjectId, id: ConversationId, until: u64) -> Statement {
    Statement::new(MARK_READ_BY_OPERATOR)
        .bind(project_id)
        .bind(id)
        .bind(until)
}

const TOUCH: &str =
    "UPDATE conversations SET updated_at = max(updated_at, ?3) WHERE project_id = ?1 AND id = ?2";

/// Records that somebody wrote to the visitor at `now`.
pub fn touch(project_id: ProjectId, id: ConversationId, now: u64) -> Statement {
    Statement::new(TOUCH).bind(project_id).bind(id).bind(now)
}

const END_REPLY_LINKS: &str = "
    UPDATE conversations SET reply_generation = reply_generation + 1 WHERE project_id = ?1 AND id = ?2";

/// Revokes all reply links that were given out.
pub fn end_reply_links(project_id: ProjectId, id: ConversationId) -> Statement {
    Statement::new(END_REPLY_LINKS).bind(project_id).bind(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn a_conversation_is_found_by_index() {
        for sql in [
            BY_ID,
            LINKED,
            PROJECT_OF,
            LATEST_OF_SESSION,
            SET_LAST_EVENT,
            ASSIGN,
            MARK_READ_BY_OPERATOR,
        ] {
            check_searches(sql, 7).await;
        }
    }
}
