//! Responses for errors of the inbox's sessions, of signing in, and of a project's people.

use axum::http::{StatusCode, header};

use super::{ApiError, RETRY_AFTER_SECONDS};
use crate::{
    domain::credentials::passkey::PasskeyError,
    services::{
        console::ConsoleError,
        passkeys::{FRESH_MS, PasskeysError},
        people::{self, PeopleError},
        sign_in::SignInError,
    },
    store::{passkeys::PASSKEYS, people::PEOPLE},
};

impl From<ConsoleError> for ApiError {
    fn from(error: ConsoleError) -> Self {
        let text = error.to_string();
        match error {
            ConsoleError::NoRootSecret => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "root_secret_missing", text)
                    .with_header(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into())
            }
            ConsoleError::NoProject => Self::not_found("project_not_found", text),
            ConsoleError::NotFound => Self::not_found("session_not_found", text),
            ConsoleError::Token(_) => Self::unauthorized("console_session_ended", text),
            ConsoleError::Db(error) => error.into(),
            ConsoleError::Platform(error) => error.into(),
        }
    }
}

/// 429 with the number of seconds until the next attempt.
fn too_many(text: String, seconds: u32) -> ApiError {
    ApiError::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", text)
        .with("seconds", seconds)
        .with_header(header::RETRY_AFTER, seconds.into())
}

impl From<SignInError> for ApiError {
    fn from(error: SignInError) -> Self {
        let text = error.to_string();
        let unavailable = |code| Self::new(StatusCode::SERVICE_UNAVAILABLE, code, text.clone());
        match error {
            SignInError::Address => Self::bad_request("email_invalid", text),
            SignInError::NoMail => unavailable("mail_missing"),
            SignInError::NoPublicUrl => unavailable("public_url_missing"),
            SignInError::TooMany(seconds) => too_many(text, seconds),
            SignInError::Unknown => Self::unauthorized("sign_in_link_invalid", text),
            SignInError::Used => Self::unauthorized("link_used", text),
            SignInError::Expired => Self::unauthorized("link_expired", text),
            SignInError::OtherBrowser => Self::forbidden("link_of_another_browser", text),
            SignInError::NotAgreed => Self::conflict("sign_in_not_agreed", text),
            SignInError::Console(error) => error.into(),
            SignInError::Mail(error) => Self::internal(&error),
            SignInError::Db(error) => error.into(),
            SignInError::Platform(error) => error.into(),
        }
    }
}

impl From<PasskeysError> for ApiError {
    fn from(error: PasskeysError) -> Self {
        let text = error.to_string();
        match error {
            PasskeysError::Passkey(error) => match error {
                PasskeyError::Form => Self::bad_request("passkey_invalid", text),
                PasskeyError::Kind => Self::bad_request("passkey_kind_unknown", text),
                PasskeyError::Challenge => Self::conflict("passkey_expired", text),
                PasskeyError::Unknown => Self::unauthorized("passkey_unknown", text),
                PasskeyError::Place => Self::forbidden("passkey_of_another_address", text),
                PasskeyError::NotChecked => Self::forbidden("passkey_not_checked", text),
            },
            PasskeysError::Stale => {
                Self::forbidden("sign_in_stale", text).with("seconds", FRESH_MS / 1_000)
            }
            PasskeysError::There => Self::conflict("passkey_exists", text),
            PasskeysError::TooMany => {
                Self::forbidden("too_many_passkeys", text).with("most", PASSKEYS)
            }
            PasskeysError::NotFound => Self::not_found("passkey_not_found", text),
            PasskeysError::Console(error) => error.into(),
            PasskeysError::Db(error) => error.into(),
            PasskeysError::Platform(error) => error.into(),
        }
    }
}

impl From<PeopleError> for ApiError {
    fn from(error: PeopleError) -> Self {
        let text = error.to_string();
        match error {
            PeopleError::Email => Self::bad_request("email_invalid", text),
            PeopleError::Name => {
                Self::bad_request("name_invalid", text).with("most", people::NAME_CHARS)
            }
            PeopleError::Role(_) => Self::forbidden("role_too_high", text),
            PeopleError::There => Self::conflict("person_exists", text),
            PeopleError::TooMany => Self::forbidden("too_many_people", text).with("most", PEOPLE),
            PeopleError::TooManyInvitations(seconds) => too_many(text, seconds),
            PeopleError::LastOwner => Self::conflict("last_owner", text),
            PeopleError::NotFound => Self::not_found("person_not_found", text),
            PeopleError::Changed => Self::conflict("changed_meanwhile", text),
            PeopleError::Link(error) => error.into(),
            PeopleError::Db(error) => error.into(),
            PeopleError::Platform(error) => error.into(),
        }
    }
}
