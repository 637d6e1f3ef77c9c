//! Sessions of the inbox that ended before their time.

use porchlight_shared::ids::ConsoleSessionId;

use crate::platform::db::{DirectoryData, Statement};

const END: &str = "
    INSERT INTO ended_console_sessions (id, ends_at) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING";

/// Ends a session whose cookie expires at `ends_at` (Unix milliseconds).
pub fn end(id: ConsoleSessionId, ends_at: u64) -> Statement<DirectoryData> {
    Statement::new(END).bind(id).bind(ends_at)
}

const PRUNE: &str = "
    DELETE FROM ended_console_sessions WHERE id IN (
      SELECT id FROM ended_console_sessions WHERE ends_at <= ?1 ORDER BY ends_at LIMIT ?2)";

/// Forgets at most `limit` sessions whose cookies have expired by `now`.
pub fn prune(now: u64, limit: u32) -> Statement<DirectoryData> {
    Statement::new(PRUNE).bind(now).bind(limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn expired_sessions_are_found_by_index() {
        check_searches(PRUNE, 2).await;
    }
}
