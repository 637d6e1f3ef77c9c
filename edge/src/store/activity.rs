//! Activity in sums for quarters of an hour, which triggers maintain. Nothing here reads messages.

use porchlight_shared::ids::ProjectId;
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

/// The length of a slot, in milliseconds: a quarter of an hour.
pub const SLOT_MS: u64 = 15 * 60 * 1_000;

/// Sums over a time range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Sums {
    /// The number of conversations that began.
    pub conversations: u64,
    /// The number of visitors' questions.
    pub questions: u64,
    /// The number of the assistant's answers, including those that found nothing.
    pub answers: u64,
    /// The number of answers that found nothing.
    pub unanswered: u64,
    /// The number of thumbs up.
    pub helpful: u64,
    /// The number of thumbs down.
    pub unhelpful: u64,
    /// The number of conversations in which a person was asked for.
    pub handoffs: u64,
    /// The number of visitors who left contact details.
    pub leads: u64,
}

const SUMS: &str = "
    SELECT coalesce(sum(conversations), 0) AS conversations, coalesce(sum(questions), 0) AS questions,
           coalesce(sum(answers), 0) AS answers, coalesce(sum(unanswered), 0) AS unanswered,
           coalesce(sum(helpful), 0) AS helpful, coalesce(sum(unhelpful), 0) AS unhelpful,
           coalesce(sum(handoffs), 0) AS handoffs, coalesce(sum(leads), 0) AS leads
    FROM activity WHERE project_id = ?1 AND test = ?2 AND slot >= ?3 AND slot < ?4";

/// The sums from `from` up to `to` (Unix milliseconds, exclusive), to the quarter of an hour, of what test keys did or
/// of everything else.
pub async fn sums(
    db: &ProjectDb,
    project_id: ProjectId,
    test: bool,
    from: u64,
    to: u64,
) -> Result<Sums, DbError> {
    let statement = Statement::new(SUMS)
        .bind(project_id)
        .bind(test)
        .bind(from - from % SLOT_MS)
        .bind(to);
    Ok(fetch_optional(db, statement).await?.unwrap_or_default())
}

const FIRST: &str = "SELECT min(slot) AS slot FROM activity WHERE project_id = ?1 AND test = ?2";

#[derive(Deserialize)]
struct First {
    slot: Option<u64>,
}

/// When the first counted activity happened, in Unix milliseconds.
pub async fn first(
    db: &ProjectDb,
    project_id: ProjectId,
    test: bool,
) -> Result<Option<u64>, DbError> {
    let statement = Statement::new(FIRST).bind(project_id).bind(test);
    let row: Option<First> = fetch_optional(db, statement).await?;
    Ok(row.and_then(|row| row.slot))
}

const QUESTIONS: &str = "
    SELECT (SELECT coalesce(sum(questions), 0) FROM activity
            WHERE project_id = ?1 AND test = ?2 AND slot >= json_extract(day.value, '$[0]')
              AND slot < json_extract(day.value, '$[1]')) AS questions
    FROM json_each(?3) AS day ORDER BY day.key";

#[derive(Deserialize)]
struct Questions {
    questions: u64,
}

/// The number of questions in each of `spans` (first moment, first moment after), in the same order.
pub async fn questions(
    db: &ProjectDb,
    project_id: ProjectId,
    test: bool,
    spans: &[(u64, u64)],
) -> Result<Vec<u64>, DbError> {
    let slots: Vec<(u64, u64)> = spans
        .iter()
        .map(|(from, to)| (from - from % SLOT_MS, *to))
        .collect();
    let statement = Statement::new(QUESTIONS)
        .bind(project_id)
        .bind(test)
        .bind(serde_json::json!(slots).to_string());
    let rows: Vec<Questions> = fetch_all(db, statement).await?;
    Ok(rows.into_iter().map(|row| row.questions).collect())
}

// Jumps from project to project, so that it reads two index entries for each, not all entries.
const ASKED_SINCE: &str = "
    WITH RECURSIVE counted (id) AS (
      SELECT min(project_id) FROM activity
      UNION ALL
      SELECT (SELECT min(project_id) FROM activity WHERE project_id > counted.id) FROM counted WHERE id IS NOT NULL
    )
    SELECT id FROM counted
    WHERE EXISTS (SELECT 1 FROM activity
                  WHERE activity.project_id = counted.id AND test = 0 AND slot >= ?1 AND questions > 0)";

#[derive(Deserialize)]
struct IdRow {
    id: ProjectId,
}

/// The projects in this database with a question at `since` (Unix milliseconds) or later.
pub async fn asked_since(db: &ProjectDb, since: u64) -> Result<Vec<ProjectId>, DbError> {
    let rows: Vec<IdRow> = fetch_all(db, Statement::new(ASKED_SINCE).bind(since)).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::{check_searches, steps};

    #[tokio::test]
    async fn numbers_are_read_by_index() {
        for sql in [SUMS, FIRST, QUESTIONS] {
            check_searches(sql, 4).await;
        }
    }

    #[tokio::test]
    async fn projects_are_found_without_reading_what_was_counted() {
        let steps = steps(ASKED_SINCE, 1).await;
        let reads_all = steps.iter().any(|step| step.starts_with("SCAN activity"));
        assert!(!reads_all, "{steps:?}");
    }
}
