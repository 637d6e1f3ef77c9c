//! Sales that an owner's server pushes. Each is checked, and stored once.

use porchlight_shared::ids::{ProjectId, SaleId};

use crate::{
    domain::sale::{SHOWN_MS, Sale, SaleError},
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::sales,
};

/// How long an event is kept after it is no longer shown, in milliseconds: 30 days. Until then, repetitions are
/// recognised.
const KEPT_MS: u64 = 30 * 24 * 60 * 60 * 1_000;

/// Why nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The sale cannot be shown.
    #[error(transparent)]
    Sale(#[from] SaleError),
    /// The sale was stored before.
    #[error("This event was pushed before.")]
    Duplicate,
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Stores `sale`, unless it was stored before.
pub async fn push(
    platform: &Platform,
    project_id: ProjectId,
    sale: Sale,
) -> Result<SaleId, PushError> {
    const { assert!(KEPT_MS > SHOWN_MS) }
    let now = platform.clock.now();
    let sale = sale.checked(now)?;
    let id = SaleId::new(now, random_bytes()?);
    let changed = platform
        .project(project_id)
        .batch(vec![
            sales::forget(project_id, now.saturating_sub(KEPT_MS)),
            sales::push(project_id, id, &sale, now),
        ])
        .await?;
    if changed.last() == Some(&1) {
        Ok(id)
    } else {
        Err(PushError::Duplicate)
    }
}
