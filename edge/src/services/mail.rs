//! Sends e-mails through the platform's own binding or a provider's HTTP API. In development it only stores them.

use url::Url;

use crate::{
    config::{MailConfig, MailWay},
    domain::deliveries::email_message::EmailMessage,
    platform::{FetchLimits, HttpError, HttpPost, Platform, PlatformError},
};

const LIMITS: FetchLimits = FetchLimits {
    timeout_ms: 15_000,
    max_bytes: 2_048,
};
/// The key in KV of the e-mails that development stores.
const KEPT: &str = "dev/mail";
/// The most e-mails that are stored.
const KEPT_MAILS: usize = 20;
/// How long they are stored, in seconds: 1 hour.
const KEPT_SECONDS: u32 = 60 * 60;

/// Why an e-mail was not sent. The message is for the log.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The configured address of the provider is not a URL.
    #[error("MAIL_URL is not a web address: {0}")]
    Address(#[from] url::ParseError),
    /// The provider refused the e-mail.
    #[error("The e-mail provider answered {status}: {body}")]
    Refused {
        /// The status code of the response.
        status: u16,
        /// The beginning of the response body.
        body: String,
    },
    /// The provider could not be reached.
    #[error("The e-mail provider: {0}")]
    Http(#[from] HttpError),
    /// The stored value is not a list of e-mails.
    #[error("{0}")]
    Kept(#[from] serde_json::Error),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Sends `message`. A provider that respects `id` sends it only once.
pub async fn send(
    platform: &Platform,
    mail: &MailConfig,
    message: &EmailMessage,
    id: &str,
) -> Result<(), MailError> {
    match &mail.way {
        MailWay::Binding => Ok(platform.mail.send(message).await?),
        MailWay::Kept => keep(platform, message).await,
        MailWay::Provider { shape, url, key } => {
            let post = HttpPost {
                headers: shape.headers(key, id),
                body: shape.body(message).to_string(),
            };
            let answer = platform.http.post(&Url::parse(url)?, post, LIMITS).await?;
            match answer.status {
                200..300 => Ok(()),
                status => Err(MailError::Refused {
                    status,
                    body: String::from_utf8_lossy(&answer.body).into_owned(),
                }),
            }
        }
    }
}

async fn keep(platform: &Platform, message: &EmailMessage) -> Result<(), MailError> {
    log::info!(
        "an e-mail to {}, kept at /dev/mail: {}",
        message.to,
        message.subject
    );
    let mut mails = kept(platform).await?;
    mails.insert(0, message.clone());
    mails.truncate(KEPT_MAILS);
    let text = serde_json::to_string(&mails)?;
    Ok(platform.kv.put(KEPT, text, KEPT_SECONDS).await?)
}

/// The e-mails that development has stored, newest first.
pub async fn kept(platform: &Platform) -> Result<Vec<EmailMessage>, MailError> {
    match platform.kv.get(KEPT).await? {
        None => Ok(Vec::new()),
        Some(text) => Ok(serde_json::from_str(&text)?),
    }
}
