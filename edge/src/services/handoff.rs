//! A visitor asks for a person.

use porchlight_shared::{
    chat_event::{HANDOFF_OUT_OF_HOURS, HANDOFF_SENT, Holder, Status},
    ids::{ConversationId, ProjectId},
    names,
};

use super::{events, notices, published_project::PublishedProject};
use crate::domain::conversation::room_action::RoomAction;
use crate::{
    domain::deliveries::event::{self, EventKind},
    platform::{Platform, PlatformError, RoomError, Statement},
    store::{conversations::Conversation, exchanges},
};

names! {
    /// Why a person is needed.
    pub enum Reason {
        /// The visitor asked for one.
        Asked = "asked",
        /// The operator handed the conversation back.
        HandedBack = "handed_back",
        /// The operator's lease ended.
        LeaseExpired = "lease_expired",
    }
}

/// The details of a visitor's request for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The e-mail address for a reply, once the visitor has left.
    pub email: Option<String>,
    /// Whether an e-mail address from before is kept.
    pub keeps_email: bool,
}

/// Puts the conversation into the queue, and reports it to everyone who follows it, and to the owner if this is news.
/// Returns the holder and the sentence for the visitor.
pub async fn ask_for_person(
    platform: &Platform,
    project: &PublishedProject,
    conversation_id: ConversationId,
    wish: Wish,
) -> Result<Status, RoomError> {
    let action = RoomAction::AskForPerson {
        email: wish.email,
        keeps_email: wish.keeps_email,
    };
    let outcome = platform
        .rooms
        .act(project.id, conversation_id, action)
        .await?;
    Ok(outcome.status)
}

/// The sentence for a visitor who asked at `now` (Unix milliseconds).
pub fn sent_text(project: &PublishedProject, now: u64) -> String {
    let own = &project.settings.texts.handoff_sent_text;
    if !project.people.is_open(now) {
        HANDOFF_OUT_OF_HOURS.to_owned()
    } else if own.is_empty() {
        HANDOFF_SENT.to_owned()
    } else {
        own.clone()
    }
}

/// Whether to notify the owner: when a visitor asks for a person, and once more when they leave a new e-mail address.
pub fn is_news(conversation: &Conversation, email: Option<&str>) -> bool {
    let begins = matches!(conversation.holder, Holder::Bot | Holder::Resolved);
    let new_address = conversation.holder == Holder::Queue
        && email.is_some()
        && email != conversation.visitor_email.as_deref();
    (begins || new_address) && !conversation.is_test()
}

/// The statements for the event that tells the owner that a person is needed.
pub async fn told(
    platform: &Platform,
    project: &PublishedProject,
    conversation: &Conversation,
    email: Option<&str>,
    reason: Reason,
) -> Result<Vec<Statement>, PlatformError> {
    // If the visitor has not written yet, the owner is notified with their first message.
    if reason == Reason::Asked && conversation.message_count == 0 {
        return Ok(Vec::new());
    }
    let exchange = exchanges::latest(
        &platform.project(project.id),
        project.id,
        &[conversation.id],
    )
    .await?
    .pop();
    let (question, answer) = exchange.map_or_else(Default::default, |exchange| {
        let answer = exchange.answer.map(|answer| answer.text);
        (exchange.question, answer.unwrap_or_default())
    });
    let needed = event::PersonNeeded {
        conversation_id: conversation.id,
        question: &question,
        answer: &answer,
        customer_email: email.or(conversation.visitor_email.as_deref()),
        reason: reason.name(),
    };
    tell(platform, project.id, &needed, reason).await
}

/// The same for a visitor who asked for a person before their first message. The statements belong to the batch that
/// stores this message, the `question`: if it fails, neither is stored, and sending the message again reports both.
pub async fn told_of_first(
    platform: &Platform,
    project_id: ProjectId,
    conversation: &Conversation,
    question: &str,
) -> Result<Vec<Statement>, PlatformError> {
    let needed = event::PersonNeeded {
        conversation_id: conversation.id,
        question,
        answer: "",
        customer_email: conversation.visitor_email.as_deref(),
        reason: Reason::Asked.name(),
    };
    tell(platform, project_id, &needed, Reason::Asked).await
}

async fn tell(
    platform: &Platform,
    project_id: ProjectId,
    needed: &event::PersonNeeded<'_>,
    reason: Reason,
) -> Result<Vec<Statement>, PlatformError> {
    let data = needed.data();
    let (id, now) = (needed.conversation_id, platform.clock.now());
    if reason != Reason::Asked {
        let record = events::record(project_id, EventKind::ConversationEscalated, &data, now)?;
        return Ok(vec![record]);
    }
    let mut statements = Vec::new();
    for kind in [
        EventKind::ConversationHandoff,
        EventKind::ConversationEscalated,
    ] {
        statements.extend(notices::tell(platform, project_id, id, kind, &data, now).await?);
    }
    Ok(statements)
}
