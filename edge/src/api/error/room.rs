//! Responses for the refusals of a room.

use axum::http::{StatusCode, header};

use super::{ApiError, RETRY_AFTER_SECONDS};
use crate::{domain::conversation::holder::IllegalTransition, platform::RoomError};

impl From<RoomError> for ApiError {
    fn from(error: RoomError) -> Self {
        match error {
            RoomError::Busy => Self::new(
                StatusCode::CONFLICT,
                "answer_running",
                "An answer is still being written in this conversation. Wait for it, or stop it first.",
            ),
            RoomError::Full => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too_many_listeners",
                "This conversation is open in too many places. Close some and try again.",
            )
            .with_header(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into()),
            RoomError::Gone => Self::conversation_not_found(),
            RoomError::Illegal(illegal) => {
                let code = match illegal {
                    IllegalTransition::HeldByAnother => "held_by_another",
                    IllegalTransition::NotHeld => "not_held",
                    IllegalTransition::LeaseRuns => "lease_runs",
                    IllegalTransition::AlreadyResolved => "settled",
                    IllegalTransition::NotResolved => "not_settled",
                };
                Self::conflict(code, illegal.to_string())
            }
            RoomError::Platform(error) => Self::internal(&error),
        }
    }
}
