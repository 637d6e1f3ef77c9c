//! Requests that came with an `Idempotency-Key`, and how they were answered: of callers who act in one project in that
//! project's database, of keys of a whole organization in the directory.

use porchlight_shared::ids::ConversationId;
use serde::Deserialize;

use crate::platform::db::{Database, DbError, Statement, changes, execute, fetch_optional};

/// How long an answer is kept, in milliseconds: 24 hours.
pub const KEPT_MS: u64 = 24 * 60 * 60 * 1_000;
/// A request that has no answer after so long has died, in milliseconds: 2 minutes.
const RUNNING_MS: u64 = 2 * 60 * 1_000;

/// Who sent which key. Ids and hashes only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestName {
    /// The key or the session that sends the request.
    pub caller: String,
    /// The hash of the key.
    pub key: String,
}

/// A request that came before.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EarlierRequest {
    /// The hash of its method, address and body.
    pub request_hash: String,
    /// The status that it was answered with; none while it runs.
    pub status: Option<u16>,
    /// The answer's `Content-Type`.
    pub content_type: Option<String>,
    /// The answer's body.
    pub body: Option<String>,
}

const BEGIN: &str = "
    INSERT INTO idempotent_requests (caller, key, request_hash, created_at, conversation_id)
    VALUES (?1, ?2, ?3, ?4, ?7)
    ON CONFLICT DO UPDATE SET request_hash = excluded.request_hash, status = NULL, body = NULL,
      created_at = excluded.created_at, conversation_id = excluded.conversation_id
    WHERE created_at <= ?5 OR (status IS NULL AND created_at <= ?6)
    RETURNING key";

/// Takes the name for a request at `now`, which names `conversation`; `false` if another has it.
pub async fn begin<Of>(
    db: &Database<Of>,
    name: &RequestName,
    request_hash: &str,
    conversation: Option<ConversationId>,
    now: u64,
) -> Result<bool, DbError> {
    let statement = Statement::new(BEGIN)
        .bind(name.caller.as_str())
        .bind(name.key.as_str())
        .bind(request_hash)
        .bind(now)
        .bind(now.saturating_sub(KEPT_MS))
        .bind(now.saturating_sub(RUNNING_MS))
        .bind(conversation);
    changes(db, statement).await
}

const EARLIER: &str = "
    SELECT request_hash, status, content_type, body FROM idempotent_requests WHERE caller = ?1 AND key = ?2";

/// The request that has the name.
pub async fn earlier<Of>(
    db: &Database<Of>,
    name: &RequestName,
) -> Result<Option<EarlierRequest>, DbError> {
    let statement = Statement::new(EARLIER)
        .bind(name.caller.as_str())
        .bind(name.key.as_str());
    fetch_optional(db, statement).await
}

/// An answer to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The HTTP status.
    pub status: u16,
    /// Its `Content-Type`.
    pub content_type: Option<String>,
    /// Its body.
    pub body: String,
    /// The conversation that it names, if the request did not.
    pub conversation: Option<ConversationId>,
}

const FINISH: &str = "
    UPDATE idempotent_requests SET status = ?3, content_type = ?4, body = ?5,
      conversation_id = coalesce(conversation_id, ?6)
    WHERE caller = ?1 AND key = ?2";

/// Keeps the answer, unless its conversation was erased meanwhile.
pub async fn finish<Of>(
    db: &Database<Of>,
    name: &RequestName,
    answer: KeptAnswer,
) -> Result<(), DbError> {
    let statement = Statement::new(FINISH)
        .bind(name.caller.as_str())
        .bind(name.key.as_str())
        .bind(u32::from(answer.status))
        .bind(answer.content_type)
        .bind(answer.body)
        .bind(answer.conversation);
    execute(db, statement).await.map(drop)
}

const FORGET: &str = "DELETE FROM idempotent_requests WHERE caller = ?1 AND key = ?2";

/// Gives the name back: the request came to nothing and may be sent again.
pub async fn forget<Of>(db: &Database<Of>, name: &RequestName) -> Result<(), DbError> {
    let statement = Statement::new(FORGET)
        .bind(name.caller.as_str())
        .bind(name.key.as_str());
    execute(db, statement).await.map(drop)
}

const ERASE: &str = "
    DELETE FROM idempotent_requests WHERE conversation_id IN (SELECT value FROM json_each(?1))";

/// Erases what is kept of requests about these conversations.
pub fn erase<Of>(conversations: &[ConversationId]) -> Statement<Of> {
    Statement::new(ERASE).bind(serde_json::json!(conversations).to_string())
}

const SWEEP: &str = "DELETE FROM idempotent_requests WHERE created_at <= ?1";

/// Removes answers that are kept no longer at `now`.
pub async fn sweep<Of>(db: &Database<Of>, now: u64) -> Result<(), DbError> {
    execute(db, Statement::new(SWEEP).bind(now.saturating_sub(KEPT_MS))).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn requests_are_found_by_index() {
        for sql in [EARLIER, FINISH, FORGET, ERASE, SWEEP] {
            check_searches(sql, 6).await;
        }
    }
}
