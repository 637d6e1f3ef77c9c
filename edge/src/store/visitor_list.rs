//! The visitors of a project in lists. A visitor is a session.
//!
//! *Invariant:* a page reads only the rows that it shows and a few more, however many visitors the project has.

use porchlight_shared::ids::{ProjectId, SessionId};
use serde::Deserialize;

use crate::{
    domain::cursor::Cursor,
    platform::db::{DbError, ProjectDb, Statement, fetch_all},
};

/// The most conversations of one visitor that are counted.
pub const COUNTED: u32 = 100;
/// The number of newest contact details in which a script without spaces is searched for.
pub const LOOKED_AT: u32 = 1_000;

/// A visitor's position in a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct VisitorPlace {
    /// The session of the visitor.
    pub session_id: SessionId,
    /// The time by which the list is sorted, in Unix milliseconds.
    pub time: u64,
    /// Distinguishes visitors with the same time.
    pub id: String,
}

const NEWEST: &str = "
    SELECT id AS session_id, created_at AS time, id FROM sessions
    WHERE project_id = ?1 AND (?2 IS NULL OR (created_at, id) < (?2, ?3))
    ORDER BY created_at DESC, id DESC LIMIT ?4";

/// Visitors by the time when they first came, newest first. Some have written nothing yet.
pub async fn newest(
    db: &ProjectDb,
    project_id: ProjectId,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<VisitorPlace>, DbError> {
    let (time, id) = after.map_or((None, None), |cursor| (Some(cursor.time), Some(cursor.id)));
    let statement = Statement::new(NEWEST)
        .bind(project_id)
        .bind(time)
        .bind(id)
        .bind(limit);
    fetch_all(db, statement).await
}

const WITH_LEADS: &str = "
    SELECT session_id, created_at AS time, id FROM leads
    WHERE project_id = ?1 AND test = ?2 AND (?3 IS NULL OR (created_at, id) < (?3, ?4))
    ORDER BY created_at DESC, id DESC LIMIT ?5";

/// Visitors by the time when they left contact details, newest first. A visitor who did so in several conversations
/// appears several times.
pub async fn with_leads(
    db: &ProjectDb,
    project_id: ProjectId,
    test: bool,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<VisitorPlace>, DbError> {
    let (time, id) = after.map_or((None, None), |cursor| (Some(cursor.time), Some(cursor.id)));
    let statement = Statement::new(WITH_LEADS)
        .bind(project_id)
        .bind(test)
        .bind(time)
        .bind(id)
        .bind(limit);
    fetch_all(db, statement).await
}

// The rows of the index are in the order of the leads, so rows that are left out are not read.
const FOUND: &str = "
    SELECT leads.session_id, lead_terms.rowid AS time, leads.id
    FROM lead_terms CROSS JOIN leads ON leads.rowid = lead_terms.rowid
    WHERE lead_terms MATCH ?2 AND lead_terms.rowid < ?4 AND +leads.project_id = ?1 AND leads.test = ?3
    ORDER BY lead_terms.rowid DESC LIMIT ?5";

/// Visitors whose contact details have these words, an expression for `MATCH` of FTS5, newest first, from rows before
/// `before`.
pub async fn with_words(
    db: &ProjectDb,
    project_id: ProjectId,
    words: &str,
    test: bool,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<VisitorPlace>, DbError> {
    let statement = Statement::new(FOUND)
        .bind(project_id)
        .bind(words)
        .bind(test)
        .bind(before.unwrap_or(u64::from(u32::MAX)))
        .bind(limit);
    fetch_all(db, statement).await
}

const FOUND_AS_TEXT: &str = "
    SELECT session_id, created_at AS time, id FROM (
      SELECT session_id, created_at, id, name FROM leads
      WHERE project_id = ?1 AND test = ?3 ORDER BY created_at DESC, id DESC LIMIT ?4)
    WHERE instr(name, ?2) > 0 LIMIT ?5";

/// Visitors with this text in their name, among the newest 1,000 contact details.
pub async fn with_text(
    db: &ProjectDb,
    project_id: ProjectId,
    part: &str,
    test: bool,
    limit: u32,
) -> Result<Vec<VisitorPlace>, DbError> {
    let statement = Statement::new(FOUND_AS_TEXT)
        .bind(project_id)
        .bind(part)
        .bind(test)
        .bind(LOOKED_AT)
        .bind(limit);
    fetch_all(db, statement).await
}

const BY_SIGNED_EMAIL: &str = "
    SELECT id AS session_id, created_at AS time, id FROM sessions
    WHERE project_id = ?1 AND email IS NOT NULL
      AND email COLLATE NOCASE >= ?2 AND email COLLATE NOCASE < ?3 LIMIT ?4";
const BY_LEFT_EMAIL: &str = "
    SELECT session_id, created_at AS time, id FROM conversations
    WHERE project_id = ?1 AND visitor_email IS NOT NULL AND +test = ?5
      AND visitor_email COLLATE NOCASE >= ?2 AND visitor_email COLLATE NOCASE < ?3 LIMIT ?4";

fn by_email(project_id: ProjectId, sql: &'static str, beginning: &str, limit: u32) -> Statement {
    Statement::new(sql)
        .bind(project_id)
        .bind(beginning)
        .bind(format!("{beginning}{}", char::MAX))
        .bind(limit)
}

/// Visitors whose signed e-mail address begins with this.
pub async fn by_signed_email(
    db: &ProjectDb,
    project_id: ProjectId,
    beginning: &str,
    limit: u32,
) -> Result<Vec<VisitorPlace>, DbError> {
    fetch_all(db, by_email(project_id, BY_SIGNED_EMAIL, beginning, limit)).await
}

/// Visitors whose e-mail address, left to ask for a person, begins with this.
pub async fn by_left_email(
    db: &ProjectDb,
    project_id: ProjectId,
    beginning: &str,
    test: bool,
    limit: u32,
) -> Result<Vec<VisitorPlace>, DbError> {
    let statement = by_email(project_id, BY_LEFT_EMAIL, beginning, limit).bind(test);
    fetch_all(db, statement).await
}

/// A visitor in a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ListedVisitor {
    /// The session of the visitor.
    pub id: SessionId,
    /// The name that the owner's server gave to the session.
    pub named_session: Option<String>,
    /// The e-mail address that the owner's server has signed.
    pub signed_email: Option<String>,
    /// The e-mail address that they left when they asked for a person.
    pub left_email: Option<String>,
    /// The name in their latest contact details.
    pub name: Option<String>,
    /// The e-mail address in their latest contact details.
    pub email: Option<String>,
    /// The telephone number in their latest contact details.
    pub phone: Option<String>,
    /// When they last left contact details, in Unix milliseconds.
    pub lead_at: Option<u64>,
    /// When they first came, in Unix milliseconds.
    pub created_at: u64,
    /// When the latest message in one of their conversations was written, in Unix milliseconds.
    pub last_at: Option<u64>,
    /// The number of their conversations, counted up to [`COUNTED`].
    pub conversations: u32,
}

// The plus signs make SQLite use the indexes by session.
const LISTED: &str = "
    SELECT sessions.id, newest.named_session, sessions.email AS signed_email,
           (SELECT visitor_email FROM conversations
            WHERE project_id = ?1 AND session_id = sessions.id AND +test = ?3 AND +visitor_email IS NOT NULL
            ORDER BY updated_at DESC LIMIT 1) AS left_email,
           lead.name, lead.email, lead.phone, lead.created_at AS lead_at, sessions.created_at,
           newest.updated_at AS last_at,
           (SELECT count(*) FROM (
              SELECT 1 FROM conversations WHERE project_id = ?1 AND session_id = sessions.id AND +test = ?3 LIMIT ?4))
             AS conversations
    FROM json_each(?2) AS wanted
      CROSS JOIN sessions ON sessions.project_id = ?1 AND sessions.id = wanted.value
      LEFT JOIN conversations AS newest ON newest.id = (
        SELECT id FROM conversations WHERE project_id = ?1 AND session_id = sessions.id AND +test = ?3
        ORDER BY updated_at DESC LIMIT 1)
      LEFT JOIN leads AS lead ON lead.id = (
        SELECT id FROM leads WHERE project_id = ?1 AND session_id = sessions.id AND +test = ?3
        ORDER BY created_at DESC LIMIT 1)
    ORDER BY wanted.key";

/// These visitors, in this order, with data from test conversations, or from all others.
pub async fn listed(
    db: &ProjectDb,
    project_id: ProjectId,
    ids: &[SessionId],
    test: bool,
) -> Result<Vec<ListedVisitor>, DbError> {
    let statement = Statement::new(LISTED)
        .bind(project_id)
        .bind(serde_json::json!(ids).to_string())
        .bind(test)
        .bind(COUNTED);
    fetch_all(db, statement).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::{check_searches, steps};

    #[tokio::test]
    async fn visitors_are_found_by_index_and_not_sorted() {
        for sql in [
            NEWEST,
            WITH_LEADS,
            FOUND,
            FOUND_AS_TEXT,
            BY_SIGNED_EMAIL,
            BY_LEFT_EMAIL,
        ] {
            check_searches(sql, 5).await;
            let steps = steps(sql, 5).await;
            assert!(
                !steps.iter().any(|step| step.contains("TEMP B-TREE")),
                "{sql}: {steps:?}"
            );
        }
        for (sql, index) in [
            (NEWEST, "sessions_by_time"),
            (BY_SIGNED_EMAIL, "sessions_by_email"),
            (BY_LEFT_EMAIL, "conversations_by_email"),
        ] {
            let steps = steps(sql, 5).await;
            assert!(steps[0].contains(index), "{steps:?}");
        }
        // Only the visitors of the page are read, each by session, and their list is sorted.
        let steps = steps(LISTED, 4).await;
        let by_session = steps.iter().filter(|step| step.contains("_by_session"));
        assert_eq!(by_session.count(), 4, "{steps:?}");
        for step in steps {
            let reads_all = step.starts_with("SCAN ")
                && !step.contains("VIRTUAL TABLE")
                && !step.contains("(subquery");
            assert!(!reads_all, "{step}");
        }
    }
}
