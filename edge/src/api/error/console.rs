//! Errors of the inbox's sessions as responses.

use axum::http::{StatusCode, header};

use super::{ApiError, RETRY_AFTER_SECONDS};
use crate::services::console::ConsoleError;

impl From<ConsoleError> for ApiError {
    fn from(error: ConsoleError) -> Self {
        let text = error.to_string();
        match error {
            ConsoleError::Key => Self::unauthorized("key_invalid", text),
            ConsoleError::Kind => Self::forbidden("live_key_required", text),
            ConsoleError::Project => Self::forbidden("project_key_required", text),
            ConsoleError::Scope(_) => Self::forbidden("scope_missing", text),
            ConsoleError::Plan(_) => Self::forbidden("plan_required", text),
            ConsoleError::NoRootSecret => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "root_secret_missing", text)
                    .with_header(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into())
            }
            ConsoleError::Token(_) => Self::unauthorized("console_session_ended", text),
            ConsoleError::Db(error) => error.into(),
            ConsoleError::Platform(error) => error.into(),
        }
    }
}
