//! What can go wrong around a delivery.

use crate::platform::{DbError, PlatformError};

/// Why a delivery could not be handed over or settled. (That a receiver fails is no error.)
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The record failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}
