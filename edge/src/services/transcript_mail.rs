//! Sends a visitor their conversation by e-mail.
//!
//! *Invariant:* every visitor can name any address, so the number of e-mails to one recipient and altogether is small,
//! and each says which site's chat it comes from.

use porchlight_languages::DisplayLanguage;
use porchlight_shared::{ids::MessageId, message::Sender};
use sha2::{Digest, Sha256};

use super::{mail, published_project::PublishedProject, shares};
use crate::{
    domain::{
        conversation::thread::text_with_names,
        deliveries::email_message::transcript::{WrittenLine, transcript},
        email,
        hex::hex,
    },
    platform::{DbError, Platform, PlatformError},
    store::{conversations::Conversation, messages},
};

/// How long the same e-mail is not sent again, in seconds: 1 day.
const SENT_SECONDS: u32 = 24 * 60 * 60;

/// Why nothing was sent. The messages are for the client.
#[derive(Debug, thiserror::Error)]
pub enum TranscriptMailError {
    /// The text is not an e-mail address.
    #[error("This is not an e-mail address.")]
    Address,
    /// The deployment sends no e-mail.
    #[error("This chat cannot send e-mail. Download the conversation instead.")]
    NoMail,
    /// The conversation has no messages.
    #[error("The conversation has no messages yet.")]
    Empty,
    /// The quota is used up for this number of seconds.
    #[error("There are too many at the moment. Please wait, and try again.")]
    UsedUp(u32),
    /// The provider has not accepted the e-mail. The text is for the log.
    #[error("{0}")]
    Mail(#[from] mail::MailError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Sends `conversation` to the address `to`, for a visitor at `ip` who reads the language of the BCP 47 tag `locale`.
/// An e-mail with the same last message is not sent to the same address again.
pub async fn send(
    platform: &Platform,
    project: &PublishedProject,
    conversation: &Conversation,
    to: &str,
    locale: Option<&str>,
    ip: &str,
) -> Result<(), TranscriptMailError> {
    let to = email::normalised(to.trim()).ok_or(TranscriptMailError::Address)?;
    let config = (platform.config.mail.as_ref()).ok_or(TranscriptMailError::NoMail)?;
    let db = &platform.project(project.id);
    let thread = messages::thread(db, project.id, conversation.id).await?;
    let last = thread.last().ok_or(TranscriptMailError::Empty)?.message.id;
    let id = mail_id(last, &to);
    let sent = format!("transcripts/{id}");
    if platform.kv.get(&sent).await?.is_some() {
        return Ok(());
    }
    let taker = shares::Taker {
        project_id: project.id,
        session_id: conversation.session_id,
        address: ip,
    };
    shares::take(platform, shares::TRANSCRIPTS, taker)
        .await?
        .map_err(TranscriptMailError::UsedUp)?;
    shares::take_of_recipient(platform, &to)
        .await?
        .map_err(TranscriptMailError::UsedUp)?;
    let settings = &project.settings;
    let language = (locale.and_then(DisplayLanguage::from_tag))
        .or_else(|| DisplayLanguage::from_tag(&settings.ai_language))
        .unwrap_or_default();
    let wording = project.wording(language);
    let you = wording.chat_page().you;
    let texts: Vec<_> = thread.iter().map(text_with_names).collect();
    let lines: Vec<_> = (thread.iter().zip(&texts))
        .map(|(one, text)| WrittenLine {
            name: match one.message.sender {
                Sender::Visitor => you,
                Sender::Assistant => &settings.name,
                Sender::Operator => one.operator_name.as_deref().unwrap_or(&settings.company),
            },
            text,
        })
        .collect();
    let message = transcript(
        wording,
        language.reply_page().title,
        &config.from,
        &to,
        &settings.company,
        &lines,
    );
    mail::send(platform, config, &message, &id).await?;
    if let Err(error) = platform.kv.put(&sent, "1".into(), SENT_SECONDS).await {
        log::warn!("a transcript was sent, and may be sent again: {error}");
    }
    Ok(())
}

/// The id of the e-mail to `to` with a conversation up to its message `last`.
fn mail_id(last: MessageId, to: &str) -> String {
    hex(&Sha256::digest(format!(
        "transcript {last} {}",
        email::folded(to)
    )))
}
