//! Errors of the site's surface as responses.

use axum::http::StatusCode;

use super::ApiError;
use crate::{
    domain::{
        credentials::link_token::LinkTokenError, reports::range::RangeError,
        settings::patch::PatchError,
    },
    services::{
        deliveries::replay::ReplayError, feedback::FeedbackError, maintenance::MaintenanceError,
        model::ModelError, operators::OperatorError, settings::SettingsError,
        visitors::VisitorError, webhooks::WebhookError,
    },
};

impl From<SettingsError> for ApiError {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::Patch(error) => error.into(),
            SettingsError::ScopeOfMaker => Self::forbidden("scope_missing", error.to_string()),
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

impl From<WebhookError> for ApiError {
    fn from(error: WebhookError) -> Self {
        let text = error.to_string();
        match error {
            WebhookError::Address(error) => Self::bad_request(error.code(), text),
            WebhookError::NotHttps => Self::bad_request("https_required", text),
            WebhookError::Events(_) => Self::bad_request("events_invalid", text),
            WebhookError::Description => Self::bad_request("description_too_long", text),
            WebhookError::TooMany => Self::forbidden("too_many_webhooks", text),
            WebhookError::NotFound => Self::not_found("webhook_not_found", text),
            WebhookError::NotSigned => Self::conflict("webhook_not_signed", text),
            WebhookError::NoRootSecret => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "root_secret_missing", text)
            }
            WebhookError::Db(error) => error.into(),
            WebhookError::Platform(error) => error.into(),
        }
    }
}

impl From<LinkTokenError> for ApiError {
    fn from(error: LinkTokenError) -> Self {
        let text = error.to_string();
        match error {
            LinkTokenError::Invalid => Self::not_found("link_invalid", text),
            LinkTokenError::Ended => Self::new(StatusCode::GONE, "link_ended", text),
        }
    }
}

impl From<ReplayError> for ApiError {
    fn from(error: ReplayError) -> Self {
        let text = error.to_string();
        match error {
            ReplayError::NoWebhook => Self::not_found("webhook_not_found", text),
            ReplayError::NoDelivery => Self::not_found("delivery_not_found", text),
            ReplayError::Disabled(_) => Self::conflict("webhook_disabled", text),
            ReplayError::Db(error) => error.into(),
            ReplayError::Platform(error) => error.into(),
        }
    }
}

impl From<OperatorError> for ApiError {
    fn from(error: OperatorError) -> Self {
        let text = error.to_string();
        match error {
            OperatorError::Text => Self::bad_request("text_invalid", text),
            OperatorError::Operator => Self::bad_request("operator_invalid", text),
            OperatorError::Room(error) => error.into(),
            OperatorError::Db(error) => error.into(),
            OperatorError::Platform(error) => error.into(),
        }
    }
}

impl From<VisitorError> for ApiError {
    fn from(error: VisitorError) -> Self {
        let text = error.to_string();
        match error {
            VisitorError::NotFound => Self::not_found("visitor_not_found", text),
            VisitorError::Erasure(error) => error.into(),
            VisitorError::Db(error) => error.into(),
            VisitorError::Platform(error) => error.into(),
        }
    }
}

impl From<MaintenanceError> for ApiError {
    fn from(error: MaintenanceError) -> Self {
        let text = error.to_string();
        match error {
            MaintenanceError::Days => Self::bad_request("days_invalid", text),
            MaintenanceError::Source(error) => error.into(),
            MaintenanceError::Db(error) => error.into(),
            MaintenanceError::Platform(error) => error.into(),
        }
    }
}

impl From<ModelError> for ApiError {
    fn from(error: ModelError) -> Self {
        let text = error.to_string();
        match error {
            ModelError::Address(error) => Self::bad_request(error.code(), text),
            ModelError::NotHttps => Self::bad_request("https_required", text),
            ModelError::Value(_) => Self::bad_request("value_invalid", text),
            ModelError::NoRootSecret => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "root_secret_missing", text)
            }
            ModelError::NoModel => Self::conflict("no_model", text),
            ModelError::Db(error) => error.into(),
            ModelError::Platform(error) => error.into(),
        }
    }
}
