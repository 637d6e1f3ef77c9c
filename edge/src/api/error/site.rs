//! Responses for errors of the site's surface.

use axum::http::{StatusCode, header};
use porchlight_knowledge::{page_address::AddressError, source_limits::ALTERNATIVES};
use porchlight_shared::limits::QUESTION_CHARS;

use super::ApiError;
use crate::{
    domain::{
        conversation::holder::OPERATOR_CHARS,
        credentials::link_token::LinkTokenError,
        reports::range::RangeError,
        saved_question::{SAVED_QUESTIONS, WORD_CHARS, WORDS},
        settings::patch::PatchError,
    },
    services::{
        deliveries::replay::ReplayError,
        feedback::FeedbackError,
        maintenance::{DAYS, MaintenanceError},
        model::{INSTRUCTIONS_CHARS, ModelError},
        operators::{OperatorError, REPLY_CHARS},
        question_runs::{RUNS_WINDOW_MS, RunError},
        saved_questions::SavedQuestionError,
        settings::SettingsError,
        sources::{SourceError, settings::SourceSettingsError},
        unanswered::UnansweredError,
        visitors::VisitorError,
        webhooks::{self, WebhookError},
    },
    store::{question_runs::RUNS, webhooks::WEBHOOKS},
};

impl From<SettingsError> for ApiError {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::Patch(error) => error.into(),
            SettingsError::ScopeOfMaker => Self::forbidden("scope_missing", error.to_string()),
            SettingsError::NothingToUndo => Self::conflict("nothing_to_undo", error.to_string()),
            SettingsError::Project(error) => error.into(),
        }
    }
}

impl From<PatchError> for ApiError {
    fn from(error: PatchError) -> Self {
        let text = error.to_string();
        match error {
            PatchError::Nothing => Self::bad_request("no_valid_fields", text),
            PatchError::Value { numbers, .. } => {
                Self::bad_request("value_invalid", text).with_all(numbers)
            }
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
            WebhookError::Address(error) => error.into(),
            WebhookError::NotHttps => Self::bad_request("https_required", text),
            WebhookError::Events(_) => Self::bad_request("events_invalid", text),
            WebhookError::Description => Self::bad_request("description_too_long", text)
                .with("most", webhooks::DESCRIPTION_CHARS),
            WebhookError::TooMany => {
                Self::forbidden("too_many_webhooks", text).with("most", WEBHOOKS)
            }
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
            OperatorError::Text => {
                Self::bad_request("text_invalid", text).with("most", REPLY_CHARS)
            }
            OperatorError::Operator => {
                Self::bad_request("operator_invalid", text).with("most", OPERATOR_CHARS)
            }
            OperatorError::Attachment(error) => error.into(),
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
            MaintenanceError::Days | MaintenanceError::PastDays => {
                Self::bad_request("days_invalid", text).with("most", DAYS)
            }
            MaintenanceError::Db(error) => error.into(),
            MaintenanceError::Platform(error) => error.into(),
        }
    }
}

impl From<ModelError> for ApiError {
    fn from(error: ModelError) -> Self {
        let text = error.to_string();
        match error {
            ModelError::Address(error) => refused_address(error, text),
            ModelError::NotHttps => Self::bad_request("https_required", text),
            ModelError::Value(wrong) => {
                Self::bad_request("value_invalid", text).with_all(wrong.numbers)
            }
            ModelError::NoRootSecret => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "root_secret_missing", text)
            }
            ModelError::NoModel => Self::conflict("no_model", text),
            ModelError::Db(error) => error.into(),
            ModelError::Platform(error) => error.into(),
        }
    }
}

impl From<SavedQuestionError> for ApiError {
    fn from(error: SavedQuestionError) -> Self {
        let text = error.to_string();
        match error {
            SavedQuestionError::Question => {
                Self::bad_request("value_invalid", text).with("most", QUESTION_CHARS)
            }
            SavedQuestionError::Words => Self::bad_request("value_invalid", text)
                .with("most", WORDS)
                .with("characters", WORD_CHARS),
            SavedQuestionError::Page | SavedQuestionError::Language => {
                Self::bad_request("value_invalid", text)
            }
            SavedQuestionError::Row(row, _) => {
                Self::bad_request("row_invalid", text).with("row", row)
            }
            SavedQuestionError::EmptyList => Self::bad_request("list_empty", text),
            SavedQuestionError::TooMany => {
                Self::forbidden("too_many_saved_questions", text).with("most", SAVED_QUESTIONS)
            }
            SavedQuestionError::Exists => Self::conflict("question_exists", text),
            SavedQuestionError::NotFound => Self::not_found("saved_question_not_found", text),
            SavedQuestionError::NoMessage => Self::not_found("message_not_found", text),
            SavedQuestionError::Db(error) => error.into(),
            SavedQuestionError::Platform(error) => error.into(),
        }
    }
}

impl From<RunError> for ApiError {
    fn from(error: RunError) -> Self {
        let text = error.to_string();
        match error {
            RunError::Draft(error) => error.into(),
            RunError::Instructions => {
                Self::bad_request("value_invalid", text).with("most", INSTRUCTIONS_CHARS)
            }
            RunError::Running => Self::conflict("run_running", text),
            RunError::TooOften(seconds) => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_runs", text)
                    .with("most", RUNS)
                    .with("seconds", RUNS_WINDOW_MS / 1_000)
                    .with_header(header::RETRY_AFTER, seconds.into())
            }
            RunError::Nothing => Self::conflict("no_saved_questions", text),
            RunError::NotFound => Self::not_found("run_not_found", text).with("most", RUNS),
            RunError::Ask(error) => error.into(),
            RunError::Read(error) => error.into(),
            RunError::Db(error) => error.into(),
            RunError::Platform(error) => error.into(),
        }
    }
}

impl From<UnansweredError> for ApiError {
    fn from(error: UnansweredError) -> Self {
        let text = error.to_string();
        match error {
            UnansweredError::NotFound => Self::not_found("question_not_found", text),
            UnansweredError::NoPassage => Self::not_found("passage_not_found", text),
            UnansweredError::NoQuestion => Self::bad_request("no_question", text),
            UnansweredError::NoAlternative => {
                Self::bad_request("no_alternative", text).with("most", ALTERNATIVES)
            }
            UnansweredError::Source(error) => error.into(),
            UnansweredError::Db(error) => error.into(),
        }
    }
}

impl From<SourceError> for ApiError {
    fn from(error: SourceError) -> Self {
        let status = match error {
            SourceError::Db(error) => return error.into(),
            SourceError::Settings(SourceSettingsError::Platform(error))
            | SourceError::Platform(error) => return error.into(),
            SourceError::NotFound
            | SourceError::DocumentNotFound
            | SourceError::VersionNotFound => StatusCode::NOT_FOUND,
            SourceError::Exists(_)
            | SourceError::NothingHeld
            | SourceError::Settings(SourceSettingsError::NoRendering) => StatusCode::CONFLICT,
            SourceError::FileTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            SourceError::Settings(SourceSettingsError::NoRootSecret) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            _ => StatusCode::BAD_REQUEST,
        };
        Self::new(status, error.code(), error.to_string()).with_all(error.limits())
    }
}

impl From<AddressError> for ApiError {
    fn from(error: AddressError) -> Self {
        refused_address(error, error.to_string())
    }
}

/// Why an address is refused.
fn refused_address(error: AddressError, text: String) -> ApiError {
    let refused = ApiError::bad_request(error.code(), text);
    match error.limit() {
        Some(most) => refused.with("most", most),
        None => refused,
    }
}
