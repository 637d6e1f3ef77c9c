//! Whether a project has an answer left: of its month, and of the share of the month that callers without a secret may
//! use together in a day.
//!
//! *Invariant:* however many visitors, pages and strangers ask, they use up no more than the
//! [share](crate::domain::settings::plan::PUBLIC_SHARE) a day, and what is left answers the owner's server.

use porchlight_shared::chat_event::Holder;

use super::published_project::PublishedProject;
use crate::{
    domain::{
        conversation::turn_request::KnownConversation,
        sliding_window::Quota,
        timestamp::{month, seconds_until_next_month},
    },
    platform::{DbError, Platform, PlatformError},
    store::credits,
};

/// The window of the share, in seconds: 24 hours.
pub const SHARE_SECONDS: u32 = 24 * 60 * 60;

/// Whose question it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spender {
    /// The owner's server, with a secret key.
    Owner,
    /// Anybody: a visitor in the widget, or a page with a publishable key.
    Public,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum CreditError {
    /// The answers of this month are used up. Holds the seconds until the next.
    #[error("no credits left for {0} seconds")]
    UsedUp(u32),
    /// The day's share of callers without a secret is used up. Holds the seconds until there is one more.
    #[error("no public credits left for {0} seconds")]
    ShareUsedUp(u32),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Refuses if the project has used up all answers of this month, or the public its share of the day. Running answers do
/// not count in the month yet, so a few more than the plan includes are possible at the same time. A question that goes
/// to a person costs nothing. How many were `used` is read if it is not known.
pub async fn check(
    platform: &Platform,
    project: &PublishedProject,
    conversation: &KnownConversation,
    used: Option<u32>,
    spender: Spender,
) -> Result<(), CreditError> {
    let allowance = project.plan.allowance();
    let (Some(limit), Some(share)) = (allowance.credits_per_month, allowance.public_share()) else {
        return Ok(());
    };
    if conversation.holder == Holder::Operator {
        return Ok(());
    }
    let db = &platform.project(project.id);
    let now = platform.clock.now();
    let month = month(now);
    let used = match used {
        Some(used) => used,
        None => credits::used(db, project.id, &month).await?,
    };
    if used >= limit {
        return Err(CreditError::UsedUp(seconds_until_next_month(now)));
    }
    if spender == Spender::Owner {
        return Ok(());
    }
    let quota = Quota {
        limit: share,
        seconds: SHARE_SECONDS,
    };
    let name = format!("public answers {}", project.id);
    let decision = platform.quotas.take(&name, quota).await?;
    if decision.passes {
        Ok(())
    } else {
        Err(CreditError::ShareUsedUp(decision.reset_seconds))
    }
}
