//! A visitor asks for a person.

use porchlight_shared::{chat_event::Holder, ids::ConversationId};

use super::{deliveries, events, published_project::PublishedProject};
use crate::{
    domain::event::{self, EventKind},
    platform::{DbError, Platform, PlatformError, RoomError, Statement},
    store::{
        conversations::{self, Conversation},
        exchanges,
    },
};

const SENT: &str =
    "Thank you. A person from our team will read this conversation and get back to you.";

/// Puts the conversation into the queue, tells everybody who listens, and the owner if this is news; returns the
/// sentence for the visitor.
pub async fn ask_for_person(
    platform: &Platform,
    project: &PublishedProject,
    conversation_id: ConversationId,
    email: Option<String>,
) -> Result<String, RoomError> {
    let email = email.as_deref();
    let statements = statements(platform, project, conversation_id, email).await?;
    let is_told = statements.len() > 1;
    platform.db.batch(statements).await.map_err(failure)?;
    if is_told {
        deliveries::begin(platform, project.id).await;
    }
    let own = &project.config.texts.handoff_sent_text;
    let text = if own.is_empty() {
        SENT.to_owned()
    } else {
        own.clone()
    };
    platform
        .rooms
        .ask_for_person(project.id, conversation_id, text.clone())
        .await?;
    Ok(text)
}

async fn statements(
    platform: &Platform,
    project: &PublishedProject,
    id: ConversationId,
    email: Option<&str>,
) -> Result<Vec<Statement>, PlatformError> {
    let db = &*platform.db;
    let now = platform.clock.now();
    let mut statements = vec![conversations::ask_for_person(project.id, id, email, now)];
    let conversation = conversations::by_id(db, project.id, id)
        .await
        .map_err(failure)?;
    let Some(conversation) = conversation.filter(|conversation| is_news(conversation, email))
    else {
        return Ok(statements);
    };
    let exchange = exchanges::latest(db, project.id, &[id])
        .await
        .map_err(failure)?
        .pop();
    let (question, answer) = exchange.map_or_else(Default::default, |exchange| {
        let answer = exchange.answer.map(|answer| answer.text);
        (exchange.question, answer.unwrap_or_default())
    });
    let email = email.or(conversation.visitor_email.as_deref());
    let data = event::handed_off(id, &question, &answer, email);
    for kind in [
        EventKind::ConversationHandoff,
        EventKind::ConversationEscalated,
    ] {
        statements.push(events::record(project.id, kind, &data, now)?);
    }
    Ok(statements)
}

/// The owner is told when a person is asked for, and once more when an address to reply to follows.
fn is_news(conversation: &Conversation, email: Option<&str>) -> bool {
    let begins = conversation.holder == Holder::Bot;
    let new_address = conversation.holder == Holder::Queue
        && email.is_some()
        && email != conversation.visitor_email.as_deref();
    (begins || new_address) && !conversation.is_test()
}

fn failure(error: DbError) -> PlatformError {
    PlatformError(error.to_string())
}
