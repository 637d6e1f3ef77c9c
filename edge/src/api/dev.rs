//! `/dev`: help for development, absent in production.

use std::fmt::Write as _;

use axum::{
    extract::State,
    http::{HeaderName, header},
};

use super::error::ApiError;
use crate::{config::MailWay, platform::Platform, services::mail};

/// The e-mails that development has stored, newest first, as plain text.
#[worker::send]
pub async fn mail(
    State(platform): State<Platform>,
) -> Result<([(HeaderName, &'static str); 2], String), ApiError> {
    let config = platform.config.mail.as_ref();
    if !config.is_some_and(|mail| matches!(mail.way, MailWay::Kept)) {
        return Err(ApiError::not_found(
            "route_not_found",
            "There is nothing at this address. Check the path.",
        ));
    }
    let mails = mail::kept(&platform)
        .await
        .map_err(|error| ApiError::internal(&error))?;
    let mut text = format!("{} e-mails\n", mails.len());
    for mail in mails {
        let reply_to = mail.reply_to.unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\n----\nFrom: {}\nTo: {}\nReply-To: {reply_to}\nSubject: {}\n\n{}\n{}\n",
            mail.from, mail.to, mail.subject, mail.text, mail.html,
        );
    }
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text))
}
