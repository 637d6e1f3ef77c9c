//! Notices: events that a visitor can cause at will. The first change in a conversation is reported at once. Changes
//! within [`PAUSE_MS`] of it are reported together, with the state at the end of the pause. The number of notices of
//! one kind in an hour is limited for each project.

use porchlight_shared::ids::{ConversationId, DeliveryId, EventId, ProjectId};
use serde::Deserialize;

use crate::{
    domain::deliveries::event::EventKind,
    platform::db::{DbError, ProjectDb, Statement, fetch_all},
};

/// The shortest time between two notices of one kind about one conversation, in milliseconds: 5 minutes.
pub const PAUSE_MS: u64 = 5 * 60 * 1_000;
/// The most notices of one kind in an hour in a project. Others wait for the next hour.
pub const NOTICES_PER_HOUR: u32 = 600;
/// The most e-mails to a project's owner in an hour. Further ones are not sent; the inbox and the webhooks have all
/// events.
pub const MAILS_PER_HOUR: u32 = 60;
/// How long a notice is kept after it was sent, in milliseconds: one day.
const KEPT_MS: u64 = 24 * HOUR_MS;
const HOUR_MS: u64 = 60 * 60 * 1_000;
/// The kind of e-mails in the counts of an hour. No event has this name.
const MAIL: &str = "mail";

/// A change to report.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    /// The conversation that has changed.
    pub conversation_id: ConversationId,
    /// The type of the event.
    pub kind: &'a str,
    /// The id of the event, if it is recorded at once.
    pub event_id: EventId,
    /// The data of the event, as JSON.
    pub data: &'a str,
    /// When it happened, in Unix milliseconds.
    pub now: u64,
}

const PUT: &str = "
    INSERT INTO notices (project_id, conversation_id, kind, event_id, told_at, due_at, data)
    SELECT ?1, ?2, ?3, iif(is_full, NULL, ?4), iif(is_full, 0, ?5), iif(is_full, ?6, NULL), iif(is_full, ?7, NULL)
    FROM (SELECT coalesce((SELECT told FROM notice_hours WHERE project_id = ?1 AND kind = ?3 AND hour = ?8), 0) >= ?9
            AS is_full)
    WHERE true
    ON CONFLICT DO UPDATE SET
      event_id = iif(notices.due_at IS NULL AND notices.told_at + ?10 <= ?5, excluded.event_id, NULL),
      told_at = iif(notices.due_at IS NULL AND notices.told_at + ?10 <= ?5 AND excluded.due_at IS NULL,
                    ?5, notices.told_at),
      due_at = iif(notices.due_at IS NULL AND notices.told_at + ?10 <= ?5 AND excluded.due_at IS NULL,
                   NULL, coalesce(notices.due_at, max(notices.told_at + ?10, coalesce(excluded.due_at, 0)))),
      data = iif(notices.due_at IS NULL AND notices.told_at + ?10 <= ?5 AND excluded.due_at IS NULL, NULL, ?7)";

const RECORD: &str = "
    INSERT INTO events (id, project_id, type, data, created_at)
    SELECT ?4, ?1, ?3, ?5, ?6
    WHERE EXISTS (SELECT 1 FROM notices
                  WHERE project_id = ?1 AND conversation_id = ?2 AND kind = ?3 AND event_id = ?4)";

const COUNT: &str = "
    INSERT INTO notice_hours (project_id, kind, hour, told)
    SELECT ?1, ?3, ?5, 1
    WHERE EXISTS (SELECT 1 FROM notices
                  WHERE project_id = ?1 AND conversation_id = ?2 AND kind = ?3 AND event_id = ?4)
    ON CONFLICT DO UPDATE SET told = told + 1";

/// The statements that report the change at once, or keep it until it is due, for the batch of the change itself.
pub fn tell(project_id: ProjectId, notice: Notice<'_>) -> Vec<Statement> {
    let hour = notice.now / HOUR_MS;
    let put = of(PUT, project_id, notice)
        .bind(notice.now)
        .bind((hour + 1) * HOUR_MS)
        .bind(notice.data)
        .bind(hour)
        .bind(NOTICES_PER_HOUR)
        .bind(PAUSE_MS);
    vec![
        put,
        record(project_id, notice),
        of(COUNT, project_id, notice).bind(hour),
    ]
}

fn of(sql: &'static str, project_id: ProjectId, notice: Notice<'_>) -> Statement {
    Statement::new(sql)
        .bind(project_id)
        .bind(notice.conversation_id)
        .bind(notice.kind)
        .bind(notice.event_id)
}

fn record(project_id: ProjectId, notice: Notice<'_>) -> Statement {
    of(RECORD, project_id, notice)
        .bind(notice.data)
        .bind(notice.now)
}

const DUE: &str = "
    SELECT project_id, conversation_id, kind, data FROM notices WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2";

/// A notice that is due.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DueNotice {
    /// The project of the conversation.
    pub project_id: ProjectId,
    /// The conversation that has changed.
    pub conversation_id: ConversationId,
    /// The type of the event.
    pub kind: EventKind,
    /// The data of the event, as JSON.
    pub data: String,
}

/// Notices of all projects in this database that are due at `now`, at most `limit`.
pub async fn due(db: &ProjectDb, now: u64, limit: u32) -> Result<Vec<DueNotice>, DbError> {
    fetch_all(db, Statement::new(DUE).bind(now).bind(limit)).await
}

const TAKE: &str = "
    UPDATE notices SET event_id = ?4, told_at = ?5, due_at = NULL, data = NULL
    WHERE project_id = ?1 AND conversation_id = ?2 AND kind = ?3 AND due_at <= ?5 AND data = ?6
      AND coalesce((SELECT told FROM notice_hours WHERE project_id = ?1 AND kind = ?3 AND hour = ?7), 0) < ?8";

const WAIT: &str = "
    UPDATE notices SET due_at = ?5
    WHERE project_id = ?1 AND conversation_id = ?2 AND kind = ?3 AND due_at <= ?4";

/// Reports a change that was due, unless it has changed again since it was read. If the hour's limit is reached, it
/// waits for the next hour.
pub fn tell_due(project_id: ProjectId, notice: Notice<'_>) -> Vec<Statement> {
    let Notice {
        conversation_id,
        kind,
        data,
        now,
        ..
    } = notice;
    let hour = now / HOUR_MS;
    let take = of(TAKE, project_id, notice)
        .bind(now)
        .bind(data)
        .bind(hour)
        .bind(NOTICES_PER_HOUR);
    let wait = Statement::new(WAIT)
        .bind(project_id)
        .bind(conversation_id)
        .bind(kind)
        .bind(now)
        .bind((hour + 1) * HOUR_MS);
    vec![
        take,
        record(project_id, notice),
        of(COUNT, project_id, notice).bind(hour),
        wait,
    ]
}

const MAIL_OWNER: &str = "
    INSERT INTO deliveries (id, project_id, event_id, event_type, next_at, created_at, updated_at)
    SELECT ?2, ?1, events.id, events.type, ?4, ?4, ?4 FROM events
    WHERE +events.project_id = ?1 AND events.id = ?3
      AND coalesce((SELECT told FROM notice_hours WHERE project_id = ?1 AND kind = ?5 AND hour = ?6), 0) < ?7";

const COUNT_MAIL: &str = "
    INSERT INTO notice_hours (project_id, kind, hour, told)
    SELECT ?1, ?3, ?4, 1 WHERE EXISTS (SELECT 1 FROM deliveries WHERE +project_id = ?1 AND id = ?2)
    ON CONFLICT DO UPDATE SET told = told + 1";

/// Plans an e-mail to the owner about an event, if this batch records the event and the hour's limit is not reached.
pub fn mail_owner(
    project_id: ProjectId,
    id: DeliveryId,
    event_id: EventId,
    now: u64,
) -> [Statement; 2] {
    let hour = now / HOUR_MS;
    [
        Statement::new(MAIL_OWNER)
            .bind(project_id)
            .bind(id)
            .bind(event_id)
            .bind(now)
            .bind(MAIL)
            .bind(hour)
            .bind(MAILS_PER_HOUR),
        Statement::new(COUNT_MAIL)
            .bind(project_id)
            .bind(id)
            .bind(MAIL)
            .bind(hour),
    ]
}

const PRUNE: &str = "
    DELETE FROM notices WHERE (project_id, conversation_id, kind) IN (
      SELECT project_id, conversation_id, kind FROM notices
      WHERE due_at IS NULL AND told_at < ?1 ORDER BY told_at LIMIT ?2)";
const PRUNE_HOURS: &str = "DELETE FROM notice_hours WHERE hour < ?1";

/// Deletes at most `limit` notices that were sent long before `now`.
pub fn prune(now: u64, limit: u32) -> Vec<Statement> {
    let before = now.saturating_sub(KEPT_MS);
    vec![
        Statement::new(PRUNE).bind(before).bind(limit),
        Statement::new(PRUNE_HOURS).bind(before / HOUR_MS),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn notices_are_found_by_index() {
        for sql in [
            PUT,
            RECORD,
            COUNT,
            DUE,
            TAKE,
            WAIT,
            MAIL_OWNER,
            COUNT_MAIL,
            PRUNE,
            PRUNE_HOURS,
        ] {
            check_searches(sql, 10).await;
        }
    }
}
