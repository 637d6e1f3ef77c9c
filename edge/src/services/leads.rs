//! A visitor leaves contact details: checked, put together with earlier ones, told to the owner.

use porchlight_shared::ids::{LeadId, ProjectId};

use super::{deliveries, events};
use crate::{
    domain::{
        conversation::contact::{Contact, ContactError},
        deliveries::event::{self, EventKind},
    },
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::{conversations::Conversation, leads},
};

/// A lead that was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapturedLead {
    /// Its id.
    pub id: LeadId,
    /// The conversation had none before.
    pub is_new: bool,
    /// What is known of the visitor now.
    pub contact: Contact,
}

/// Why nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum LeadError {
    /// The details cannot be right.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// The record failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Stores `contact` as the lead of `conversation`.
pub async fn capture(
    platform: &Platform,
    project_id: ProjectId,
    conversation: &Conversation,
    contact: Contact,
) -> Result<CapturedLead, LeadError> {
    let contact = contact.checked()?;
    let now = platform.clock.now();
    let earlier =
        leads::of_conversation(&platform.project(project_id), project_id, conversation.id).await?;
    let is_new = earlier.is_none();
    let (id, contact) = match earlier {
        None => (LeadId::new(now, random_bytes()?), contact),
        Some((id, earlier)) => {
            let whole = contact.over(earlier);
            // Fields that come one by one must not grow beyond what may come at once.
            whole.clone().checked()?;
            (id, whole)
        }
    };
    let mut statements = vec![leads::capture(
        project_id,
        id,
        conversation.id,
        &contact,
        now,
    )];
    if !conversation.is_test() {
        let data = event::captured(id, conversation.id, conversation.session_id, &contact);
        statements.push(events::record(
            project_id,
            EventKind::LeadCaptured,
            &data,
            now,
        )?);
    }
    platform.project(project_id).batch(statements).await?;
    if !conversation.is_test() {
        deliveries::begin(platform, project_id).await;
    }
    Ok(CapturedLead {
        id,
        is_new,
        contact,
    })
}
