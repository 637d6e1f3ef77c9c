//! Exports and erases a visitor's data, and ends sessions.

use porchlight_shared::ids::{AuditId, ConversationId, OrganizationId, ProjectId, SessionId};
use serde_json::json;

use super::erasure::{self, ErasureError};
use crate::{
    domain::credentials::named_session::NamedSession,
    platform::{DbError, Platform, PlatformError, Statement, random_bytes},
    store::{
        audit::{self, NewAudit},
        visitors::{
            self, Visitor, VisitorsConversation, VisitorsLead, VisitorsMessage, VisitorsNote,
        },
    },
};

/// The most conversations in one export.
pub const EXPORTED_CONVERSATIONS: u32 = 500;
/// The most messages in one export.
pub const EXPORTED_MESSAGES: u32 = 5_000;
/// The most notes in one export.
pub const EXPORTED_NOTES: u32 = 5_000;

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

/// A visitor, and the actor who asks for their data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitorOf {
    /// The organization, for the record of changes.
    pub organization_id: OrganizationId,
    /// The project of the visitor.
    pub project_id: ProjectId,
    /// The visitor, as the owner names them.
    pub named: NamedSession,
    /// The id of the key that sends the request.
    pub actor: String,
}

/// Everything that is stored about a visitor.
#[derive(Clone, Debug)]
pub struct Export {
    /// The visitor's session, as the owner sees it.
    pub shown_session: String,
    /// The visitor's e-mail address, and when they first came.
    pub visitor: Visitor,
    /// Their conversations, by the time of the latest message.
    pub conversations: Vec<VisitorsConversation>,
    /// Their messages, oldest first.
    pub messages: Vec<VisitorsMessage>,
    /// The contact details that they left.
    pub leads: Vec<VisitorsLead>,
    /// Operators' notes about them, oldest first.
    pub notes: Vec<VisitorsNote>,
}

/// Reads everything that is stored about a visitor.
pub async fn export(
    platform: &Platform,
    project_id: ProjectId,
    named: NamedSession,
) -> Result<Export, VisitorError> {
    let known = stored(platform, project_id, &named).await?;
    let by_name = known
        .first()
        .is_some_and(|visitor| visitor.id == named.id())
        .then(|| named.shown().to_owned());
    let export = collect(platform, project_id, known).await?;
    Ok(Export {
        shown_session: by_name.unwrap_or(export.shown_session),
        ..export
    })
}

/// Does the same for visitors who ask for their own data. Operators' notes belong to the owner and are left out.
pub async fn export_own(
    platform: &Platform,
    project_id: ProjectId,
    session_id: SessionId,
) -> Result<Export, VisitorError> {
    let known = visitors::by_id(&platform.project(project_id), project_id, session_id).await?;
    let known = known.into_iter().collect();
    let whole = collect(platform, project_id, known).await?;
    Ok(Export {
        notes: Vec::new(),
        ..whole
    })
}

async fn collect(
    platform: &Platform,
    project_id: ProjectId,
    known: Vec<Visitor>,
) -> Result<Export, VisitorError> {
    let db = &platform.project(project_id);
    let mut known = known.into_iter();
    let visitor = known.next().ok_or(VisitorError::NotFound)?;
    let mut conversations =
        visitors::conversations(db, project_id, visitor.id, EXPORTED_CONVERSATIONS).await?;
    for other in known {
        let count = u32::try_from(conversations.len()).unwrap_or(u32::MAX);
        let left = EXPORTED_CONVERSATIONS.saturating_sub(count);
        conversations.extend(visitors::conversations(db, project_id, other.id, left).await?);
    }
    let name = conversations
        .iter()
        .find_map(|one| one.named_session.clone());
    let ids: Vec<ConversationId> = conversations.iter().map(|one| one.id).collect();
    Ok(Export {
        shown_session: name.unwrap_or_else(|| visitor.id.to_string()),
        visitor,
        messages: visitors::messages(db, project_id, &ids, EXPORTED_MESSAGES).await?,
        leads: visitors::leads(db, project_id, &ids).await?,
        notes: visitors::notes(db, project_id, &ids, EXPORTED_NOTES).await?,
        conversations,
    })
}

/// Erases everything that is stored about a visitor. Returns the number of conversations.
pub async fn erase(platform: &Platform, whose: &VisitorOf) -> Result<usize, VisitorError> {
    let known = stored(platform, whose.project_id, &whose.named).await?;
    if known.is_empty() {
        return Err(VisitorError::NotFound);
    }
    let mut erased = 0;
    for visitor in known {
        let record = record(platform, whose, "visitor.erased", visitor.id)?;
        erased += erasure::visitor(platform, whose.project_id, visitor.id, vec![record]).await?;
    }
    Ok(erased)
}

/// Ends a visitor's session. Its tokens open nothing any more.
pub async fn revoke(platform: &Platform, whose: &VisitorOf) -> Result<(), VisitorError> {
    let known = stored(platform, whose.project_id, &whose.named).await?;
    if known.is_empty() {
        return Err(VisitorError::NotFound);
    }
    let now = platform.clock.now();
    let mut statements = Vec::new();
    for visitor in known {
        statements.push(visitors::revoke(whose.project_id, visitor.id, now));
        statements.push(record(platform, whose, "session.revoked", visitor.id)?);
    }
    platform.project(whose.project_id).batch(statements).await?;
    Ok(())
}

/// The visitors that the owner may mean by the name: the session with the name, and the one with the name as its id.
async fn stored(
    platform: &Platform,
    project_id: ProjectId,
    named: &NamedSession,
) -> Result<Vec<Visitor>, DbError> {
    let db = &platform.project(project_id);
    let mut known = Vec::new();
    for id in named.meant() {
        known.extend(visitors::by_id(db, project_id, id).await?);
    }
    Ok(known)
}

fn record(
    platform: &Platform,
    whose: &VisitorOf,
    action: &'static str,
    session: SessionId,
) -> Result<Statement, PlatformError> {
    let now = platform.clock.now();
    Ok(audit::record(
        &NewAudit {
            id: AuditId::new(now, random_bytes()?),
            organization_id: whose.organization_id,
            project_id: Some(whose.project_id),
            actor: &whose.actor,
            action,
            target: &session.to_string(),
            detail: json!({}),
        },
        now,
    ))
}
