//! Responses for errors of services for visitors.

use axum::http::{StatusCode, header};
use porchlight_shared::lead::NAME_CHARS;

use super::ApiError;
use crate::{
    domain::{
        conversation::lead::LeadValuesError,
        credentials::identity::IdentityError,
        sale::{SaleError, TEXT_CHARS},
    },
    services::{
        credits::CreditError, erasure::ErasureError, identity_secret::IdentitySecretError,
        leads::LeadError, sales::PushError, sessions::SessionError,
    },
};

impl ApiError {
    /// 429 if the visitor's quota, or the quota of all visitors together, is used up for another `seconds` seconds.
    pub fn share_used_up(seconds: u32) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limited",
            format!(
                "There are too many at the moment. Try again in {}.",
                duration(seconds)
            ),
        )
        .with("seconds", seconds.max(1))
        .with_header(header::RETRY_AFTER, seconds.max(1).into())
    }
}

/// A number of seconds in words, rounded up.
fn duration(seconds: u32) -> String {
    const MINUTE: u32 = 60;
    const HOUR: u32 = 60 * MINUTE;
    match seconds.max(1) {
        1 => "a second".into(),
        seconds if seconds < 2 * MINUTE => format!("{seconds} seconds"),
        seconds if seconds < 2 * HOUR => format!("{} minutes", seconds.div_ceil(MINUTE)),
        seconds => format!("{} hours", seconds.div_ceil(HOUR)),
    }
}

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
                "The signature is too old, or its time is in the future. Sign again, with the time in milliseconds.",
            ),
            SessionError::Link(error) => error.into(),
            SessionError::SignedIn => Self::forbidden("signed_in", error.to_string()),
            SessionError::Email => Self::email_invalid(),
            SessionError::NoIdentitySecret => Self::forbidden(
                "identity_off",
                "This project has no identity secret yet, so nobody can be signed in. Its owner can create one with \
                 POST /api/v1/identity/rotate.",
            ),
            SessionError::NoRootSecret => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "root_secret_missing",
                "This deployment has no root secret, so nobody can be signed in. Set it: wrangler secret put \
                 ROOT_SECRET.",
            )
            .with_header(
                header::RETRY_AFTER,
                super::RETRY_AFTER_SECONDS.into(),
            ),
            SessionError::Db(error) => error.into(),
            SessionError::Platform(error) => error.into(),
        }
    }
}

impl From<CreditError> for ApiError {
    fn from(error: CreditError) -> Self {
        let used_up = |code, text, seconds: u32| {
            Self::new(StatusCode::TOO_MANY_REQUESTS, code, text)
                .with_header(header::RETRY_AFTER, seconds.into())
        };
        match error {
            CreditError::UsedUp(seconds) => used_up(
                "credits_used_up",
                "This month's answers are used up. New ones start on the first of the month (UTC); a larger plan \
                 has more.",
                seconds.max(1),
            ),
            CreditError::ShareUsedUp(seconds) => used_up(
                "daily_share_used_up",
                "The answers that this site gives its visitors in a day are used up. Try again later.",
                seconds.max(1),
            ),
            CreditError::Db(error) => error.into(),
            CreditError::Platform(error) => error.into(),
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

impl From<LeadError> for ApiError {
    fn from(error: LeadError) -> Self {
        let text = error.to_string();
        match error {
            LeadError::Values(error) => {
                let code = match error {
                    LeadValuesError::Empty => "lead_empty",
                    LeadValuesError::Name => {
                        return Self::bad_request("name_invalid", text).with("most", NAME_CHARS);
                    }
                    LeadValuesError::Email => "email_invalid",
                    LeadValuesError::Phone => "phone_invalid",
                    LeadValuesError::Fields => "fields_invalid",
                    LeadValuesError::Consent => "consent_too_long",
                };
                Self::bad_request(code, text)
            }
            LeadError::Db(error) => error.into(),
            LeadError::Platform(error) => error.into(),
        }
    }
}

impl From<PushError> for ApiError {
    fn from(error: PushError) -> Self {
        let text = error.to_string();
        match error {
            PushError::Sale(error) => {
                let code = match error {
                    SaleError::TooLong(..) => "text_too_long",
                    SaleError::Name => {
                        return Self::bad_request("name_invalid", text).with("most", TEXT_CHARS);
                    }
                    SaleError::TooOld => "event_too_old",
                    SaleError::Future => "event_in_future",
                };
                Self::bad_request(code, text)
            }
            PushError::Duplicate => Self::conflict("event_duplicate", text),
            PushError::Db(error) => error.into(),
            PushError::Platform(error) => error.into(),
        }
    }
}

impl From<ErasureError> for ApiError {
    fn from(error: ErasureError) -> Self {
        match error {
            ErasureError::Db(error) => error.into(),
            ErasureError::Platform(error) => error.into(),
            ErasureError::Room(error) => error.into(),
        }
    }
}
