//! What can go wrong on the site's surface.

use super::ApiError;
use crate::{
    domain::{report_range::RangeError, settings_patch::PatchError},
    services::{feedback::FeedbackError, settings::SettingsError},
};

impl From<SettingsError> for ApiError {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::Patch(error) => error.into(),
            SettingsError::Project(error) => error.into(),
        }
    }
}

impl From<PatchError> for ApiError {
    fn from(error: PatchError) -> Self {
        let text = error.to_string();
        match error {
            PatchError::Nothing => Self::bad_request("no_valid_fields", text),
            PatchError::Value { .. } => Self::bad_request("value_invalid", text),
            PatchError::Plan(_) => Self::forbidden("plan_required", text),
            PatchError::Stored(_) => Self::internal(&text),
        }
    }
}

impl From<FeedbackError> for ApiError {
    fn from(error: FeedbackError) -> Self {
        let text = error.to_string();
        match error {
            FeedbackError::NoAnswer => Self::not_found("message_not_found", text),
            FeedbackError::Db(error) => error.into(),
            FeedbackError::Platform(error) => error.into(),
        }
    }
}

impl From<RangeError> for ApiError {
    fn from(error: RangeError) -> Self {
        let code = match error {
            RangeError::Name | RangeError::End | RangeError::Order => "range_invalid",
            RangeError::TimeZone => "timezone_invalid",
        };
        Self::bad_request(code, error.to_string())
    }
}
