//! Contact details of visitors: checked, merged with earlier ones, and reported to the owner.

use porchlight_shared::ids::{LeadId, ProjectId};

use super::{deliveries, notices};
use crate::{
    domain::{
        conversation::lead::{LeadValues, LeadValuesError},
        deliveries::event::{self, EventKind},
    },
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::{conversations::Conversation, leads},
};

/// The lead of a conversation after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapturedLead {
    /// The id, the same for all details of the conversation.
    pub id: LeadId,
    /// Whether the conversation had no lead before.
    pub is_new: bool,
    /// All contact details so far.
    pub values: LeadValues,
}

/// Why nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum LeadError {
    /// The details are not valid.
    #[error(transparent)]
    Values(#[from] LeadValuesError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Stores `values` as the lead of `conversation`, merged with earlier details.
pub async fn capture(
    platform: &Platform,
    project_id: ProjectId,
    conversation: &Conversation,
    values: LeadValues,
) -> Result<CapturedLead, LeadError> {
    let values = values.checked()?;
    let now = platform.clock.now();
    let earlier =
        leads::of_conversation(&platform.project(project_id), project_id, conversation.id).await?;
    let is_new = earlier.is_none();
    let (id, values) = match earlier {
        None => (LeadId::new(now, random_bytes()?), values),
        Some((id, earlier)) => {
            let whole = values.over(earlier);
            // Fields that come one by one must not exceed the limit for all together.
            whole.clone().checked()?;
            (id, whole)
        }
    };
    let mut statements = vec![leads::capture(
        project_id,
        id,
        conversation.id,
        &values,
        now,
    )];
    if !conversation.is_test() {
        let data = event::captured(id, conversation.id, &conversation.shown_session(), &values);
        let kind = EventKind::LeadCaptured;
        let told = notices::tell(platform, project_id, conversation.id, kind, &data, now);
        statements.extend(told.await?);
    }
    platform.project(project_id).batch(statements).await?;
    if !conversation.is_test() {
        deliveries::begin(platform, project_id).await;
    }
    Ok(CapturedLead { id, is_new, values })
}
