//! Erases a conversation, or everything about a visitor: first from the database, then from the rooms.

use porchlight_shared::ids::{ConversationId, ProjectId, SessionId};

use super::sessions;
use crate::{
    domain::job::Job,
    platform::{DbError, Platform, PlatformError, RoomError, Statement},
    store::{self, erasure, idempotent_requests},
};

/// The most rooms that one job clears. An invocation may make 50 calls.
const ROOMS: usize = 40;

/// Why something was not erased.
#[derive(Debug, thiserror::Error)]
pub enum ErasureError {
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// A room could not be cleared.
    #[error(transparent)]
    Room(#[from] RoomError),
}

/// Erases one conversation.
pub async fn conversation(
    platform: &Platform,
    project_id: ProjectId,
    id: ConversationId,
) -> Result<(), ErasureError> {
    let statements = erasure::erase_conversations(project_id, &[id]);
    platform.project(project_id).batch(statements).await?;
    forget_in_directory(platform, &[id]).await?;
    // A running answer finds no conversation to be stored in.
    platform.rooms.erase(project_id, id).await?;
    Ok(())
}

/// Erases everything of a session and ends it, in one batch with `also`. Returns the number of conversations.
pub async fn visitor(
    platform: &Platform,
    project_id: ProjectId,
    session_id: SessionId,
    also: Vec<Statement>,
) -> Result<usize, ErasureError> {
    let now = platform.clock.now();
    let ids = erasure::of_session(&platform.project(project_id), project_id, session_id).await?;
    let mut statements = vec![store::sessions::begin(project_id, session_id, now)];
    statements.extend(erasure::erase_conversations(project_id, &ids));
    let caller = sessions::caller(project_id, session_id);
    statements.extend(erasure::erase_session(project_id, session_id, caller, now));
    statements.extend(also);
    platform.project(project_id).batch(statements).await?;
    forget_in_directory(platform, &ids).await?;
    for conversations in ids.chunks(ROOMS) {
        let job = Job::EraseRoomsV1 {
            project_id,
            conversations: conversations.to_vec(),
        };
        platform.jobs.send(job).await?;
    }
    Ok(ids.len())
}

/// Deletes the stored responses to an organization's keys, which are in the directory.
pub async fn forget_in_directory(
    platform: &Platform,
    conversations: &[ConversationId],
) -> Result<(), DbError> {
    let forget = idempotent_requests::erase(conversations);
    platform.directory().batch(vec![forget]).await?;
    Ok(())
}

/// Clears the rooms of erased conversations.
pub async fn rooms(
    platform: &Platform,
    project_id: ProjectId,
    conversations: &[ConversationId],
) -> Result<(), RoomError> {
    for id in conversations {
        platform.rooms.erase(project_id, *id).await?;
    }
    Ok(())
}
