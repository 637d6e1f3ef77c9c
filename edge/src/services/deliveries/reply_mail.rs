//! E-mails with a person's replies, for a visitor who has left an e-mail address and then the conversation.
//!
//! ```text
//!   reply ──► planned ──► wait ──► still unread? ──► one e-mail with all of it
//! ```
//! The wait collects consecutive replies, and gives visitors who only went to another page time to return. An open
//! stream proves nothing: the computer may be asleep, or the page hidden. Only visible messages are marked as read.

use porchlight_shared::ids::{ConversationId, DeliveryId, EventId, ProjectId};
use sha2::{Digest, Sha256};

use super::{error::DeliveryError, send::Outcome};
use crate::{
    domain::{
        answer_html::is_safe_link,
        conversation::thread::{text_with_names, unread_replies},
        deliveries::{
            email_message::{WrittenReply, replied},
            failure::DeliveryFailure,
        },
        hex::hex,
        job::Job,
        settings::{project_settings::ProjectSettings, wording::Wording},
        timestamp::moment,
    },
    platform::{Platform, PlatformError, Statement, random_bytes},
    services::{links, mail, published_project::PublishedProject},
    store::{
        conversations,
        deliveries::{Delivery, mail::mail_visitor},
        messages, projects, sessions,
    },
};

/// The number of digits of the hash that distinguish texts of the same delivery.
const TEXT_DIGITS: usize = 16;

/// An e-mail to send after a wait, if it is still needed.
pub struct PlannedMail {
    project_id: ProjectId,
    conversation_id: ConversationId,
    id: DeliveryId,
    event_id: EventId,
    now: u64,
    wait_seconds: u32,
}

impl PlannedMail {
    /// An e-mail to the visitor of the conversation.
    pub fn new(
        platform: &Platform,
        project: &PublishedProject,
        conversation_id: ConversationId,
    ) -> Result<Self, PlatformError> {
        let now = platform.clock.now();
        Ok(Self {
            project_id: project.id,
            conversation_id,
            id: DeliveryId::new(now, random_bytes()?),
            event_id: EventId::new(now, random_bytes()?),
            now,
            wait_seconds: project.people.reply_email_seconds,
        })
    }

    /// The statement that plans the e-mail, for the batch of the reply.
    pub fn statement(&self) -> Statement {
        mail_visitor(
            self.project_id,
            self.conversation_id,
            self.id,
            self.event_id,
            self.now + u64::from(self.wait_seconds) * 1_000,
            self.now,
        )
    }

    /// Sends the e-mail when it is due. If this fails, the sweep does it.
    pub async fn begin(self, platform: &Platform) {
        let job = Job::DeliverV1 {
            project_id: self.project_id,
            delivery_id: self.id,
            attempt: 1,
        };
        if let Err(error) = platform.jobs.send_later(job, self.wait_seconds).await {
            log::warn!(
                "an e-mail of {} waits for the sweep: {error}",
                self.project_id
            );
        }
    }
}

pub(super) struct Sent {
    pub(super) answer: Outcome,
    /// The statement that records the sent e-mail.
    pub(super) sent: Option<Statement>,
}

impl From<Outcome> for Sent {
    fn from(answer: Outcome) -> Self {
        Self { answer, sent: None }
    }
}

/// Sends the replies that the visitor has not read, in one e-mail, or nothing if there are none.
pub(super) async fn send(
    platform: &Platform,
    project_id: ProjectId,
    conversation_id: ConversationId,
    delivery: &Delivery,
) -> Result<Sent, DeliveryError> {
    let Some(config) = &platform.config.mail else {
        return Ok(Outcome::refused(DeliveryFailure::NoMail.sentence()).into());
    };
    let db = &platform.project(project_id);
    let Some(conversation) = conversations::by_id(db, project_id, conversation_id).await? else {
        return Ok(Outcome::refused(DeliveryFailure::NoConversation.sentence()).into());
    };
    let Some(to) = &conversation.visitor_email else {
        return Ok(Outcome::refused(DeliveryFailure::NoVisitorAddress.sentence()).into());
    };
    let project = projects::by_id(platform.directory(), project_id).await?;
    let settings = project
        .as_ref()
        .and_then(|project| serde_json::from_str::<ProjectSettings>(&project.settings).ok());
    let (Some(project), Some(settings)) = (project, settings) else {
        return Ok(Outcome::refused(DeliveryFailure::Settings.sentence()).into());
    };
    let thread = messages::thread(db, project_id, conversation_id).await?;
    // Messages from before the visitor changed their address were not meant for the new one.
    let since = conversation.email_changed_at.unwrap_or(0);
    let unread: Vec<_> = unread_replies(&thread, conversation.seen_until)
        .filter(|one| moment(&one.message.created_at).is_some_and(|written| written >= since))
        .collect();
    let Some(latest) = unread
        .last()
        .and_then(|one| moment(&one.message.created_at))
    else {
        return Ok(Outcome::needless("The visitor has read it.").into());
    };
    let session = sessions::by_id(db, project_id, conversation.session_id).await?;
    let signs_in = session.is_some_and(|session| session.email.is_some());
    // The session of a signed address opens only on the owner's site. A visitor who changed the address later may be
    // somebody else: they get the replies, but no link to the rest of the conversation.
    let url = if conversation.email_changed_at.is_some() {
        None
    } else if signs_in {
        conversation
            .page_url
            .clone()
            .filter(|url| is_safe_link(url))
    } else {
        let made_at = delivery.created_at;
        links::for_visitor(platform, project_id, &project.slug, &conversation, made_at)
    };
    let texts: Vec<_> = unread.iter().map(|one| text_with_names(one)).collect();
    let replies: Vec<_> = (unread.iter().zip(&texts))
        .map(|(one, text)| WrittenReply {
            name: one.operator_name.as_deref(),
            text,
        })
        .collect();
    let company = match settings.company.as_str() {
        "" => &project.name,
        company => company,
    };
    let answers_to = Some(settings.notify_email.as_str());
    let message = replied(
        Wording::new(
            settings.visitors_language(conversation.locale.as_deref()),
            &settings.texts_by_language,
        ),
        &config.from,
        to,
        answers_to,
        company,
        &replies,
        url.as_deref(),
    );
    // The same e-mail always has the same id, so the provider sends it once. With more replies it is another e-mail.
    let text = hex(&Sha256::digest(&message.text));
    let name = format!(
        "{}-{}",
        delivery.id,
        text.get(..TEXT_DIGITS).unwrap_or_default()
    );
    Ok(match mail::send(platform, config, &message, &name).await {
        Ok(()) => Sent {
            answer: Outcome::delivered(),
            sent: Some(conversations::mark_mailed(
                project_id,
                conversation_id,
                latest,
            )),
        },
        Err(error) => {
            log::warn!("e-mail of {project_id}: {error}");
            Outcome::failed(error.to_string()).into()
        }
    })
}
