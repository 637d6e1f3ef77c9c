//! The course of a source's crawl: it is requested, begins, continues step by step, and ends.

use porchlight_knowledge::source_limits::PAGES_PER_SOURCE;
use porchlight_shared::ids::{ProjectId, SourceId};
use serde::Deserialize;

use super::{
    super::{documents::staged, maintenance::DueSource},
    Source, changes,
};
use crate::platform::db::{DbError, ProjectDb, Statement, fetch_optional};

const RESTART: &str = "
    UPDATE sources SET status = 'pending', crawl = crawl + 1, step = 0, failure_code = NULL, failure_reason = NULL,
      notice = NULL, documents_found = 0, documents_done = 0, updated_at = ?2,
      accepted_crawl = iif(?3, crawl + 1, accepted_crawl)
    FROM json_each(?1) AS due
    WHERE sources.id = due.value ->> 'id' AND +sources.project_id = due.value ->> 'project_id'";

/// Requests another reading of sources, and aborts running crawls. `accepted` says whether the owner has accepted
/// losses, by changing how the source is read.
pub fn restart(sources: &[DueSource], accepted: bool, now: u64) -> Statement {
    Statement::new(RESTART)
        .bind(serde_json::json!(sources).to_string())
        .bind(now)
        .bind(accepted)
}

const BEGIN: &str = "
    UPDATE sources SET status = 'indexing', step = 0, scope = ?4, updated_at = ?5,
      pages_left_out = 0, parameters_left_out = 0, sitemaps_left_out = 0, spellings = NULL,
      passages_before = (SELECT count(*) FROM passages WHERE project_id = ?1 AND source_id = ?2)
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status = 'pending'";

/// The statements that begin the crawl and delete the changes of the one before, for one batch.
pub fn begin(
    project_id: ProjectId,
    source: &Source,
    scope: Option<&str>,
    now: u64,
) -> Vec<Statement> {
    let begun = Statement::new(BEGIN)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(scope)
        .bind(now);
    vec![
        changes::forget_last(project_id, source),
        staged::forget_last(project_id, source),
        begun,
    ]
}

const SET_SCOPE: &str = "
    UPDATE sources SET scope = ?4 WHERE project_id = ?1 AND id = ?2 AND crawl = ?3";

/// Limits the crawl to addresses below `scope`.
pub fn set_scope(project_id: ProjectId, source: &Source, scope: &str) -> Statement {
    Statement::new(SET_SCOPE)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(scope)
}

const SET_SPELLINGS: &str = "
    UPDATE sources SET spellings = ?4 WHERE project_id = ?1 AND id = ?2 AND crawl = ?3";

/// Stores for the running crawl whether other spellings of the host lead to the source.
pub fn set_spellings(project_id: ProjectId, source: &Source, spellings: &str) -> Statement {
    Statement::new(SET_SPELLINGS)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(spellings)
}

const REPETITION: &str = "SELECT repetition FROM sources WHERE project_id = ?1 AND id = ?2";

/// The blocks that its pages share, as JSON.
pub async fn repetition(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<Option<String>, DbError> {
    #[derive(Deserialize)]
    struct RepetitionRow {
        repetition: Option<String>,
    }
    let statement = Statement::new(REPETITION).bind(project_id).bind(source_id);
    let row: Option<RepetitionRow> = fetch_optional(db, statement).await?;
    Ok(row.and_then(|row| row.repetition))
}

const SET_REPETITION: &str = "
    UPDATE sources SET repetition = ?4 WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND step <= ?5";

/// Stores the blocks that its pages share, unless the crawl is past the source's step.
pub fn set_repetition(project_id: ProjectId, source: &Source, repetition: &str) -> Statement {
    Statement::new(SET_REPETITION)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(repetition)
        .bind(source.step)
}

const SET_PROGRESS: &str = "
    UPDATE sources SET documents_found = counted.found, documents_done = min(counted.done, counted.found), updated_at = ?4
    FROM (SELECT min(count(*), ?5) AS found, coalesce(sum(state <> 'waiting'), 0) AS done FROM pages
      WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'page'
        AND (failure_code IS NULL OR failure_code NOT IN ('duplicate', 'page_limit', 'too_deep', 'excluded', 'other_host',
          'in_other_source', 'row_left_out'))) AS counted
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status = 'indexing'";

/// Recounts the pages of the crawl.
pub fn set_progress(project_id: ProjectId, source: &Source, now: u64) -> Statement {
    Statement::new(SET_PROGRESS)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(now)
        .bind(PAGES_PER_SOURCE)
}

const SET_CRAWL_DELAY: &str = "
    UPDATE sources SET crawl_delay_ms = ?4 WHERE project_id = ?1 AND id = ?2 AND crawl = ?3";

/// Stores the delay between two pages that robots.txt asks for.
pub fn set_crawl_delay(project_id: ProjectId, source: &Source, delay_ms: u32) -> Statement {
    Statement::new(SET_CRAWL_DELAY)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(delay_ms)
}

const TOUCH: &str = "
    UPDATE sources SET updated_at = ?4
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status IN ('pending', 'indexing')";

/// Records that a job of the source is on its way.
pub fn touch(project_id: ProjectId, source: &Source, now: u64) -> Statement {
    Statement::new(TOUCH)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(now)
}

const FINISH_STEP: &str = "
    UPDATE sources SET step = ?4 + 1
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND step <= ?4 AND status = 'indexing'";

/// Records that step `step` is done, so that a repeated job finds nothing to do.
pub fn finish_step(project_id: ProjectId, source: &Source, step: u64) -> Statement {
    Statement::new(FINISH_STEP)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(step)
}

const FINISH: &str = "
    UPDATE sources SET status = 'indexed', failure_code = NULL, failure_reason = NULL, updated_at = ?4,
      indexed_at = ?4, notice = ?5, documents_found = max(documents_found, 1), documents_done = max(documents_found, 1)
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status IN ('pending', 'indexing') AND step <= ?6";

/// Ends the crawl successfully. `notice` says what limits left out. Nothing changes if it is past the source's step.
pub fn finish(project_id: ProjectId, source: &Source, notice: Option<&str>, now: u64) -> Statement {
    Statement::new(FINISH)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(now)
        .bind(notice)
        .bind(source.step)
}

const FAIL: &str = "
    UPDATE sources SET status = 'failed', failure_code = ?4, failure_reason = ?5, updated_at = ?6
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status IN ('pending', 'indexing') AND step <= ?7";

/// Ends the crawl as failed, because it found nothing to read. Nothing changes if it is past the source's step.
pub fn fail(
    project_id: ProjectId,
    source: &Source,
    code: &str,
    reason: &str,
    now: u64,
) -> Statement {
    Statement::new(FAIL)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(code)
        .bind(reason)
        .bind(now)
        .bind(source.step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn sources_to_read_are_found_by_index() {
        check_searches(RESTART, 3).await;
    }
}
