//! Requests with an `Idempotency-Key`, and their responses. Those of callers who act in one project are in that
//! project's database, those of keys for a whole organization in the directory.

use porchlight_shared::ids::ConversationId;
use serde::Deserialize;

use crate::platform::db::{Database, DbError, Statement, changes, execute, fetch_optional};

/// How long a response is stored, in milliseconds: 24 hours.
pub const KEPT_MS: u64 = 24 * 60 * 60 * 1_000;
/// A request without a response after this time has failed, in milliseconds: 2 minutes.
const RUNNING_MS: u64 = 2 * 60 * 1_000;

/// The caller and the key of a request, as ids and hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestName {
    /// The key or the session that sends the request.
    pub caller: String,
    /// The hash of the `Idempotency-Key`.
    pub key: String,
}

/// An earlier request with the same key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EarlierRequest {
    /// The hash of its method, address and body.
    pub request_hash: String,
    /// The status code of the response; `None` while the request runs.
    pub status: Option<u16>,
    /// The `Content-Type` of the response.
    pub content_type: Option<String>,
    /// The body of the response.
    pub body: Option<String>,
}

const BEGIN: &str = "
    INSERT INTO idempotent_requests (caller, key, request_hash, created_at, conversation_id)
    VALUES (?1, ?2, ?3, ?4, ?7)
    ON CONFLICT DO UPDATE SET request_hash = excluded.request_hash, status = NULL, body = NULL,
      created_at = excluded.created_at, conversation_id = excluded.conversation_id
    WHERE created_at <= ?5 OR (status IS NULL AND created_at <= ?6)
    RETURNING key";

/// Reserves the name for a request at `now` about `conversation`. `false` if another request has it.
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

/// A response to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The HTTP status code.
    pub status: u16,
    /// The `Content-Type` of the response.
    pub content_type: Option<String>,
    /// The body of the response.
    pub body: String,
    /// The conversation that the response names, if the request did not.
    pub conversation: Option<ConversationId>,
}

const FINISH: &str = "
    UPDATE idempotent_requests SET status = ?3, content_type = ?4, body = ?5,
      conversation_id = coalesce(conversation_id, ?6)
    WHERE caller = ?1 AND key = ?2";

/// Stores the response, unless its conversation was erased meanwhile.
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

/// Releases the name: the request failed and may be sent again.
pub async fn forget<Of>(db: &Database<Of>, name: &RequestName) -> Result<(), DbError> {
    let statement = Statement::new(FORGET)
        .bind(name.caller.as_str())
        .bind(name.key.as_str());
    execute(db, statement).await.map(drop)
}

const ERASE: &str = "
    DELETE FROM idempotent_requests WHERE conversation_id IN (SELECT value FROM json_each(?1))";

/// Erases the stored responses about these conversations.
pub fn erase<Of>(conversations: &[ConversationId]) -> Statement<Of> {
    Statement::new(ERASE).bind(serde_json::json!(conversations).to_string())
}

const SWEEP: &str = "DELETE FROM idempotent_requests WHERE created_at <= ?1";

/// Deletes responses that have expired at `now`.
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
