//! What visitors' services refuse, in words.

use axum::http::StatusCode;

use super::ApiError;
use crate::{
    domain::identity::IdentityError,
    services::{identity_secret::IdentitySecretError, sessions::SessionError},
};

impl From<SessionError> for ApiError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Token(error) => error.into(),
            SessionError::Identity(IdentityError::Invalid) => Self::unauthorized(
                "identity_invalid",
                "The signature is not that of this e-mail address. Sign email:timestamp with the project's identity \
                 secret, HMAC-SHA256, in lower-case hexadecimal digits.",
            ),
            SessionError::Identity(IdentityError::Expired) => Self::unauthorized(
                "identity_expired",
                "The signature is too old, or from the future. Sign anew, with the time in milliseconds.",
            ),
            SessionError::Email => Self::email_invalid(),
            SessionError::NoIdentitySecret => Self::forbidden(
                "identity_off",
                "This project has no identity secret yet, so nobody can be signed in. Its owner makes one with POST \
                 /api/v1/identity/rotate.",
            ),
            SessionError::NoRootSecret => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "root_secret_missing",
                "This deployment has no root secret, so nobody can be signed in. Set it: wrangler secret put \
                 ROOT_SECRET.",
            )
            .with_header(
                axum::http::header::RETRY_AFTER,
                super::RETRY_AFTER_SECONDS.into(),
            ),
            SessionError::Db(error) => error.into(),
            SessionError::Platform(error) => error.into(),
        }
    }
}

impl From<IdentitySecretError> for ApiError {
    fn from(error: IdentitySecretError) -> Self {
        let text = error.to_string();
        match error {
            IdentitySecretError::Window => Self::bad_request("window_invalid", text),
            IdentitySecretError::NoRootSecret => SessionError::NoRootSecret.into(),
            IdentitySecretError::Db(error) => error.into(),
            IdentitySecretError::Platform(error) => error.into(),
        }
    }
}
