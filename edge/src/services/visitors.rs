//! Exports and erases a visitor's data, and ends sessions.

use porchlight_shared::ids::{AuditId, ConversationId, OrganizationId, ProjectId, SessionId};
use serde_json::{Value, json};

use super::erasure::{self, ErasureError};
use crate::{
    platform::{DbError, Platform, PlatformError, Statement, random_bytes},
    store::{
        audit::{self, NewAudit},
        visitors::{self, Visitor, VisitorsConversation, VisitorsLead, VisitorsMessage},
    },
};

/// The most conversations in one export.
pub const EXPORTED_CONVERSATIONS: u32 = 500;
/// The most messages in one export.
pub const EXPORTED_MESSAGES: u32 = 5_000;

/// Why nothing was done. The messages are for the owner, except those of the last three.
#[derive(Debug, thiserror::Error)]
pub enum VisitorError {
    /// The project has no such visitor.
    #[error("There is no such visitor in this project.")]
    NotFound,
    /// The data could not be erased.
    #[error(transparent)]
    Erasure(#[from] ErasureError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// A visitor, and who asks for their data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitorOf {
    /// The organization, for the record of changes.
    pub organization_id: OrganizationId,
    /// The project of the visitor.
    pub project_id: ProjectId,
    /// The session of the visitor.
    pub session_id: SessionId,
    /// The id of the key that asks.
    pub actor: String,
}

/// Everything that is stored about a visitor.
#[derive(Clone, Debug)]
pub struct Export {
    /// The visitor's session and address.
    pub visitor: Visitor,
    /// Their conversations, by the time of the latest message.
    pub conversations: Vec<VisitorsConversation>,
    /// Their messages, oldest first.
    pub messages: Vec<VisitorsMessage>,
    /// The contact details that they left.
    pub leads: Vec<VisitorsLead>,
}

/// Reads everything that is stored about a visitor.
pub async fn export(
    platform: &Platform,
    project_id: ProjectId,
    session_id: SessionId,
) -> Result<Export, VisitorError> {
    let db = &platform.project(project_id);
    let visitor = visitors::by_id(db, project_id, session_id)
        .await?
        .ok_or(VisitorError::NotFound)?;
    let conversations =
        visitors::conversations(db, project_id, session_id, EXPORTED_CONVERSATIONS).await?;
    let ids: Vec<ConversationId> = conversations.iter().map(|one| one.id).collect();
    Ok(Export {
        visitor,
        messages: visitors::messages(db, project_id, &ids, EXPORTED_MESSAGES).await?,
        leads: visitors::leads(db, project_id, &ids).await?,
        conversations,
    })
}

/// Erases everything that is stored about a visitor, and returns the number of conversations.
pub async fn erase(platform: &Platform, whose: &VisitorOf) -> Result<usize, VisitorError> {
    visitors::by_id(
        &platform.project(whose.project_id),
        whose.project_id,
        whose.session_id,
    )
    .await?
    .ok_or(VisitorError::NotFound)?;
    let record = record(platform, whose, "visitor.erased", json!({}))?;
    let erased =
        erasure::visitor(platform, whose.project_id, whose.session_id, vec![record]).await?;
    Ok(erased)
}

/// Ends a visitor's session. Its tokens open nothing from then on.
pub async fn revoke(platform: &Platform, whose: &VisitorOf) -> Result<(), VisitorError> {
    let db = &platform.project(whose.project_id);
    visitors::by_id(db, whose.project_id, whose.session_id)
        .await?
        .ok_or(VisitorError::NotFound)?;
    let now = platform.clock.now();
    let revoke = visitors::revoke(whose.project_id, whose.session_id, now);
    let record = record(platform, whose, "session.revoked", json!({}))?;
    db.batch(vec![revoke, record]).await?;
    Ok(())
}

fn record(
    platform: &Platform,
    whose: &VisitorOf,
    action: &'static str,
    detail: Value,
) -> Result<Statement, PlatformError> {
    let now = platform.clock.now();
    Ok(audit::record(
        &NewAudit {
            id: AuditId::new(now, random_bytes()?),
            organization_id: whose.organization_id,
            project_id: Some(whose.project_id),
            actor: &whose.actor,
            action,
            target: &whose.session_id.to_string(),
            detail,
        },
        now,
    ))
}
