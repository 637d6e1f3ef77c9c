//! What a client is told when something went wrong: `{"error": "…", "code": "…"}`.
//!
//! The internal text is logged once, here, under the id that the client is told.

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use porchlight_shared::{
    error::ErrorBody,
    limits::{CHAT_VIEW_MESSAGES, QUESTION_CHARS},
};

use crate::{
    domain::{api_key::hex, session_token::TokenError},
    platform::{DbError, PlatformError, RoomError, random_bytes},
    services::{ask::AskError, published_project::ReadError, sources::SourceError},
};

/// Seconds after which a refused client may try again.
const RETRY_AFTER_SECONDS: u32 = 60;

/// An answer that is not the one that was asked for.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    error: String,
    header: Option<(HeaderName, HeaderValue)>,
}

impl ApiError {
    /// An error with its status, its stable code and a sentence that says what to do.
    pub fn new(status: StatusCode, code: &'static str, error: impl Into<String>) -> Self {
        Self {
            status,
            code,
            error: error.into(),
            header: None,
        }
    }

    /// 400.
    pub fn bad_request(code: &'static str, error: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, error)
    }

    /// 401, with the challenge that RFC 9110, section 11.6.1, asks for.
    pub fn unauthorized(code: &'static str, error: impl Into<String>) -> Self {
        Self {
            header: Some((
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"porchlight\""),
            )),
            ..Self::new(StatusCode::UNAUTHORIZED, code, error)
        }
    }

    /// 404.
    pub fn not_found(code: &'static str, error: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, error)
    }

    /// 404 for a project that is not there.
    pub fn project_not_found() -> Self {
        Self::not_found(
            "project_not_found",
            "There is no such project. Check the project's slug.",
        )
    }

    /// 404 for a conversation that is not there, or not the asker's.
    pub fn conversation_not_found() -> Self {
        Self::not_found(
            "conversation_not_found",
            "There is no such conversation in this session.",
        )
    }

    /// 429 from one of the platform's gates.
    pub fn rate_limited() -> Self {
        Self {
            header: Some((header::RETRY_AFTER, RETRY_AFTER_SECONDS.into())),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "rate_limited",
                "Too many requests. Please wait a minute and try again.",
            )
        }
    }

    /// 500: `internal` goes into the log under an id, the client gets the id.
    pub fn internal(internal: &dyn std::fmt::Display) -> Self {
        let id = random_bytes::<8>().map_or_else(|_| "none".to_owned(), |bytes| hex(&bytes));
        log::error!("request {id}: {internal}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            format!(
                "Something went wrong on our side. If it stays so, tell us this request id: {id}."
            ),
        )
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        self.code
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorBody {
            error: self.error,
            code: self.code.into(),
        };
        let mut response = (
            self.status,
            [(header::CACHE_CONTROL, "no-store")],
            Json(body),
        )
            .into_response();
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl From<DbError> for ApiError {
    fn from(error: DbError) -> Self {
        Self::internal(&error)
    }
}

impl From<PlatformError> for ApiError {
    fn from(error: PlatformError) -> Self {
        Self::internal(&error)
    }
}

impl From<ReadError> for ApiError {
    fn from(error: ReadError) -> Self {
        Self::internal(&error)
    }
}

impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Invalid => Self::unauthorized(
                "session_invalid",
                "This session token is not valid. Start a new session.",
            ),
            TokenError::Expired => Self::unauthorized(
                "session_expired",
                "This session has ended. Start a new session.",
            ),
        }
    }
}

impl From<RoomError> for ApiError {
    fn from(error: RoomError) -> Self {
        match error {
            RoomError::Busy => Self::new(
                StatusCode::CONFLICT,
                "answer_running",
                "An answer is still being written in this conversation. Wait for it, or stop it first.",
            ),
            RoomError::Full => Self {
                header: Some((header::RETRY_AFTER, RETRY_AFTER_SECONDS.into())),
                ..Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "too_many_listeners",
                    "This conversation is open in too many places. Close some and try again.",
                )
            },
            RoomError::Platform(error) => Self::internal(&error),
        }
    }
}

impl From<AskError> for ApiError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::QuestionMissing => Self::bad_request(
                "question_missing",
                "There is no question. Send it as the last message, with the role user and some text.",
            ),
            AskError::QuestionTooLong(length) => Self::bad_request(
                "question_too_long",
                format!(
                    "The question has {length} characters; at most {QUESTION_CHARS} are read. Shorten it."
                ),
            ),
            AskError::ViewTooLong => Self::bad_request(
                "too_many_messages",
                format!("Send at most the last {CHAT_VIEW_MESSAGES} messages."),
            ),
            AskError::TokenMissing => Self::unauthorized(
                "session_required",
                "This session has spoken before: send the token from the X-Session-Token header of its first answer.",
            ),
            AskError::Token(error) => error.into(),
            AskError::ConversationNotFound => Self::conversation_not_found(),
            AskError::Room(error) => error.into(),
            AskError::Db(error) => error.into(),
            AskError::Platform(error) => error.into(),
        }
    }
}

impl From<SourceError> for ApiError {
    fn from(error: SourceError) -> Self {
        let status = match error {
            SourceError::Db(error) => return error.into(),
            SourceError::Platform(error) => return error.into(),
            SourceError::NotFound => StatusCode::NOT_FOUND,
            SourceError::Exists(_) => StatusCode::CONFLICT,
            SourceError::FileTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        };
        Self::new(status, error.code(), error.to_string())
    }
}
