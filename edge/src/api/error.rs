//! Error responses: `{"error": "…", "code": "…"}`.
//!
//! Internal details are logged once, here, under the id that the client gets.

use std::collections::BTreeMap;

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use porchlight_shared::{error::ErrorBody, limits::CHAT_VIEW_MESSAGES};

use crate::{
    domain::{credentials::session_token::TokenError, hex::hex, reports::window::WindowError},
    platform::{DbError, PlatformError, random_bytes, transient::Transient},
    services::{ask::AskError, busy::BUSY, published_project::ReadError},
};

mod console;
mod projects;
mod room;
mod site;
mod visitors;

/// The header with the id of a request, which is also in the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// An error that [`super::error_format`] writes in the format of the surface.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The status code of the response.
    pub status: StatusCode,
    /// The stable code, in `snake_case`.
    pub code: &'static str,
    /// A sentence that says what to do.
    pub text: String,
    /// The numbers in the sentence, by name.
    pub values: BTreeMap<String, u64>,
}

/// Seconds after which a rate-limited client may try again.
const RETRY_AFTER_SECONDS: u32 = 60;
/// Seconds after which a client may try again when the platform was busy.
const BUSY_SECONDS: u32 = 2;

/// An error response.
#[derive(Clone, Debug)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    error: String,
    values: Vec<(&'static str, u64)>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl ApiError {
    /// An error with a status, a stable code, and a sentence that says what to do.
    pub fn new(status: StatusCode, code: &'static str, error: impl Into<String>) -> Self {
        Self {
            status,
            code,
            error: error.into(),
            values: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// Whether the fault is ours, so that the caller cannot fix it.
    pub fn is_ours(&self) -> bool {
        self.status.is_server_error()
    }

    /// Adds a header to the response.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Names a number in the sentence, for clients that word the error themselves. The names `bytes` and `seconds` are
    /// also the units.
    #[must_use]
    pub fn with(mut self, name: &'static str, number: impl TryInto<u64>) -> Self {
        let number = number.try_into().unwrap_or(u64::MAX);
        self.values.push((name, number));
        self
    }

    /// Names several numbers, as [`with`](Self::with) does.
    #[must_use]
    pub fn with_all(mut self, numbers: Vec<(&'static str, u64)>) -> Self {
        self.values.extend(numbers);
        self
    }

    /// 400 Bad Request.
    pub fn bad_request(code: &'static str, error: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, error)
    }

    /// 401 Unauthorized, with the challenge that RFC 9110, section 11.6.1, requires.
    pub fn unauthorized(code: &'static str, error: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, error).with_header(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"porchlight\""),
        )
    }

    /// 403 Forbidden.
    pub fn forbidden(code: &'static str, error: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, error)
    }

    /// 409 Conflict.
    pub fn conflict(code: &'static str, error: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, error)
    }

    /// 404 Not Found.
    pub fn not_found(code: &'static str, error: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, error)
    }

    /// 403 for a page whose origin is not on the project's list.
    pub fn origin_not_allowed(origin: &str) -> Self {
        Self::forbidden(
            "origin_not_allowed",
            format!(
                "The origin {origin} is not on the project's list of allowed origins. Its owner can add it."
            ),
        )
    }

    /// 400 for a query without a project.
    pub fn project_missing() -> Self {
        Self::bad_request("project_missing", "Name the project: ?project=<slug>.")
    }

    /// 404 for a project that does not exist.
    pub fn project_not_found() -> Self {
        Self::not_found(
            "project_not_found",
            "There is no such project. Check the project's slug.",
        )
    }

    /// 404 for a conversation that does not exist or belongs to another session.
    pub fn conversation_not_found() -> Self {
        Self::not_found(
            "conversation_not_found",
            "There is no such conversation in this session.",
        )
    }

    /// 404 for an answer that does not exist.
    pub fn message_not_found() -> Self {
        Self::not_found(
            "message_not_found",
            "There is no such answer in this conversation.",
        )
    }

    /// 400 for an invalid e-mail address.
    pub fn email_invalid() -> Self {
        Self::bad_request(
            "email_invalid",
            "This is not an e-mail address. Check it, or leave it out.",
        )
    }

    /// 400 for a cursor that does not belong to this list.
    pub fn cursor_invalid() -> Self {
        Self::bad_request(
            "cursor_invalid",
            "This cursor does not belong to this list with these filters. Begin again without it.",
        )
    }

    /// 400 for a limit outside 1 to `most`.
    pub fn limit_invalid(most: u32) -> Self {
        Self::bad_request(
            "limit_invalid",
            format!("`limit` must be a number from 1 to {most}."),
        )
        .with("most", most)
    }

    /// 413 for a body of more than `most` bytes.
    pub fn body_too_large(most: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            format!("The body is larger than {most} bytes. Send less."),
        )
        .with("bytes", most)
    }

    /// 429 from a gate of the platform.
    pub fn rate_limited() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limited",
            "Too many requests. Please wait a minute and try again.",
        )
        .with("seconds", RETRY_AFTER_SECONDS)
        .with_header(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into())
    }

    /// 503: the platform is too busy for the moment.
    fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            BUSY,
            "We are very busy right now. Please try again in a few seconds.",
        )
        .with_header(header::RETRY_AFTER, BUSY_SECONDS.into())
    }

    /// 503 if the platform was too busy for the moment, else 500. Logs `internal` under an id, which the client gets.
    pub fn internal(internal: &dyn std::fmt::Display) -> Self {
        let id = random_bytes::<8>().map_or_else(|_| "none".to_owned(), |bytes| hex(&bytes));
        log::error!("request {id}: {internal}");
        let error = if Transient::of(&internal.to_string()).is_some() {
            Self::busy()
        } else {
            Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                format!(
                    "Something went wrong on our side. If it keeps happening, tell us this request id: {id}."
                ),
            )
        };
        error.with_header(
            REQUEST_ID,
            HeaderValue::from_str(&id).unwrap_or_else(|_| HeaderValue::from_static("none")),
        )
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        self.code
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let named = |(name, number): (&str, u64)| (name.to_owned(), number);
        let values: BTreeMap<String, u64> = self.values.into_iter().map(named).collect();
        let problem = Problem {
            status: self.status,
            code: self.code,
            text: self.error.clone(),
            values: values.clone(),
        };
        let body = ErrorBody {
            error: self.error,
            code: self.code.into(),
            values,
        };
        let mut response = (
            self.status,
            [(header::CACHE_CONTROL, "no-store")],
            Json(body),
        )
            .into_response();
        response.headers_mut().extend(self.headers);
        response.extensions_mut().insert(problem);
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
        match error {
            ReadError::TooOften => Self::rate_limited(),
            ReadError::Db(_) | ReadError::Platform(_) | ReadError::Settings(..) => {
                Self::internal(&error)
            }
        }
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

impl From<AskError> for ApiError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::QuestionMissing => Self::bad_request(
                "question_missing",
                "There is no question. Send it as the last message, with the role user and some text.",
            ),
            AskError::QuestionTooLong { length, most } => Self::bad_request(
                "question_too_long",
                format!(
                    "The question has {length} characters; at most {most} are read. Shorten it."
                ),
            )
            .with("characters", length)
            .with("most", most),
            AskError::ViewTooLong => Self::bad_request(
                "too_many_messages",
                format!("Send at most the last {CHAT_VIEW_MESSAGES} messages."),
            )
            .with("most", CHAT_VIEW_MESSAGES),
            AskError::TokenMissing => Self::unauthorized(
                "session_required",
                "This session already exists: send the token from the X-Session-Token header of its first response.",
            ),
            AskError::Session(error) => error.into(),
            AskError::ConversationNotFound => Self::conversation_not_found(),
            AskError::Attachment(error) => error.into(),
            AskError::Credits(error) => error.into(),
            AskError::Busy => Self::busy(),
            AskError::Room(error) => error.into(),
            AskError::Db(error) => error.into(),
            AskError::Platform(error) => error.into(),
        }
    }
}

impl From<WindowError> for ApiError {
    fn from(error: WindowError) -> Self {
        let code = match error {
            WindowError::Unreadable(_) => "time_invalid",
            WindowError::Backwards => "range_invalid",
            WindowError::TooLong(days) => {
                return Self::bad_request("range_too_long", error.to_string()).with("days", days);
            }
        };
        Self::bad_request(code, error.to_string())
    }
}
