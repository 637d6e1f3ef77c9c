//! What can go wrong around a delivery.

use crate::platform::{DbError, PlatformError};

/// Why a delivery could not be handed over, or its outcome not be stored. (A receiver that fails is not an error.)
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}
