//! The errors of deliveries.

use crate::platform::{DbError, PlatformError};

/// Why a delivery could not be put into the queue, or its outcome not stored. (A receiver that fails is not an error.)
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}
