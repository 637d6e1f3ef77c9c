//! Whether a project has credits left: of its month, and of the share of the month that callers without a secret may
//! use together in a day.
//!
//! *Invariant:* all visitors, pages and strangers together use no more than the
//! [share](crate::domain::settings::plan::PUBLIC_SHARE) in a day. The rest is for the owner's server.

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

/// The caller whose question uses a credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spender {
    /// The owner's server, with a secret key.
    Owner,
    /// Anyone: a visitor in the widget, or a page with a publishable key.
    Public,
}

/// Why there are no credits.
#[derive(Debug, thiserror::Error)]
pub enum CreditError {
    /// The credits of this month are used up. Holds the seconds until the next month.
    #[error("no credits left for {0} seconds")]
    UsedUp(u32),
    /// The day's share of callers without a secret is used up. Holds the seconds until the next credit.
    #[error("no public credits left for {0} seconds")]
    ShareUsedUp(u32),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Fails if the project has used up the credits of this month, or the public its share of the day. Running answers are
/// not counted for the month yet, so parallel questions can use a few more than the plan includes. A question to a
/// person costs nothing. `used` is the number of answers this month; it is read if it is `None`.
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
