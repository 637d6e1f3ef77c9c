//! The events of a project: their types, and the data of each.

use porchlight_shared::{
    ids::{ConversationId, EventId, LeadId, SourceId, WebhookId},
    message::{Citation, Message, Verdict},
    names,
};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::domain::{
    conversation::{lead::LeadValues, thread::ThreadMessage},
    timestamp::rfc3339,
};

/// The type of the event for testing a webhook. It does not count as an event of the project.
pub const TEST: &str = "webhook.test";

names! {
    /// The type of an event.
    #[derive(Hash, ToSchema)]
    pub enum EventKind {
        /// A visitor asked and got an answer.
        ConversationCreated = "conversation.created",
        /// An answer found nothing. Comes in addition to `conversation.created`.
        ConversationUnanswered = "conversation.unanswered",
        /// A visitor judged an answer.
        ConversationFeedback = "conversation.feedback",
        /// A visitor asked for a person.
        ConversationHandoff = "conversation.handoff",
        /// The same event, under the name that other products use.
        ConversationEscalated = "conversation.escalated",
        /// A visitor left contact details.
        LeadCaptured = "lead.captured",
        /// A visitor got a message, or sent one while a person answers.
        MessageSent = "message.sent",
        /// A conversation was resolved.
        ConversationResolved = "conversation.resolved",
        /// A source was read completely.
        SourceIndexed = "source.indexed",
        /// A source could not be read.
        SourceFailed = "source.failed",
        /// A source was read, and what it would lose waits for the owner's decision.
        SourceHeld = "source.held",
        /// A webhook was disabled.
        WebhookDisabled = "webhook.disabled",
    }
}

/// The field for a link with which to reply. It is null in the stored event, and filled in for each recipient.
pub const REPLY_URL: &str = "replyUrl";

/// The conversation to reply to, if an event with this data has a link.
pub fn conversation_to_reply_to(data: &Value) -> Option<ConversationId> {
    data.get(REPLY_URL)?;
    data.get("conversationId")?.as_str()?.parse().ok()
}

/// An event as webhooks get it, always as the same bytes.
pub fn envelope(id: EventId, kind: &str, data: &Value, happened_at: u64) -> String {
    json!({
        "event": kind,
        "timestamp": rfc3339(happened_at),
        "data": data,
        "type": kind,
        "id": id,
    })
    .to_string()
}

/// The data of [`TEST`].
pub fn tested(id: WebhookId) -> Value {
    json!({ "webhookId": id })
}

/// The data of `webhook.disabled`.
pub fn disabled(id: WebhookId, url: &str, reason: &str) -> Value {
    json!({ "webhookId": id, "url": url, "reason": reason })
}

/// The data of `conversation.created` and `conversation.unanswered`.
pub fn answered(session_id: &str, question: &str, answer: &Message) -> Value {
    json!({
        "conversationId": answer.conversation_id,
        "sessionId": session_id,
        "question": question,
        "answer": answer.text,
        "sources": addresses(&answer.citations),
    })
}

/// The addresses of an answer's citations, each page once. A page without an address is listed by its title.
fn addresses(citations: &[Citation]) -> Vec<&str> {
    let mut addresses: Vec<&str> = Vec::new();
    for citation in citations {
        let address = match citation.url.as_str() {
            "" => citation.title.as_str(),
            url => url.split_once("#:~:").map_or(url, |(page, _)| page),
        };
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    addresses
}

/// The data of `message.sent`.
pub fn sent(session_id: &str, thread: &ThreadMessage) -> Value {
    let message = &thread.message;
    let mut data = json!({
        "conversationId": message.conversation_id,
        "sessionId": session_id,
        "messageId": message.id,
        "sender": message.sender,
        "text": message.text,
        "createdAt": message.created_at,
    });
    if let Some(fields) = data.as_object_mut() {
        if let Some(name) = &thread.operator_name {
            fields.insert("operatorName".into(), name.as_str().into());
        }
        if !thread.attachments.is_empty() {
            fields.insert("attachments".into(), json!(thread.attachments));
        }
    }
    data
}

/// The data of `conversation.feedback`.
pub fn judged(conversation_id: ConversationId, verdict: Verdict) -> Value {
    json!({ "conversationId": conversation_id, "helpful": helpful(verdict) })
}

/// A verdict as the site's surface spells it.
pub const fn helpful(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Helpful => "yes",
        Verdict::Unhelpful => "no",
    }
}

/// A visitor needs a person: the data of `conversation.handoff` and `conversation.escalated`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonNeeded<'a> {
    /// The conversation of the visitor.
    pub conversation_id: ConversationId,
    /// The latest question.
    pub question: &'a str,
    /// The answer to it, empty if there is none.
    pub answer: &'a str,
    /// Where to e-mail the visitor, if they left an address.
    pub customer_email: Option<&'a str>,
    /// `asked`, `handed_back` or `lease_expired`.
    pub reason: &'static str,
}

impl PersonNeeded<'_> {
    /// The data of the event.
    pub fn data(&self) -> Value {
        json!({
            "conversationId": self.conversation_id,
            "question": self.question,
            "answer": self.answer,
            "customerEmail": self.customer_email,
            REPLY_URL: null,
            "reason": self.reason,
        })
    }
}

/// The data of `conversation.resolved`.
pub fn resolved(conversation_id: ConversationId, session_id: &str) -> Value {
    json!({ "conversationId": conversation_id, "sessionId": session_id })
}

/// The data of `source.indexed`, or of `source.failed` with the code and the reason.
pub fn read(
    source_id: SourceId,
    name: &str,
    url: Option<&str>,
    failure: Option<(&str, &str)>,
) -> Value {
    let mut data = json!({ "sourceId": source_id, "name": name, "url": url });
    if let (Some((code, reason)), Some(fields)) = (failure, data.as_object_mut()) {
        fields.insert("code".into(), code.into());
        fields.insert("reason".into(), reason.into());
    }
    data
}

/// The data of `source.held`, with the passages before and after.
pub fn held(
    source_id: SourceId,
    name: &str,
    url: Option<&str>,
    (before, after): (u64, u64),
) -> Value {
    json!({
        "sourceId": source_id,
        "name": name,
        "url": url,
        "passagesBefore": before,
        "passagesAfter": after,
    })
}

/// The data of `lead.captured`: all contact details of the visitor so far.
pub fn captured(
    id: LeadId,
    conversation_id: ConversationId,
    session_id: &str,
    values: &LeadValues,
) -> Value {
    json!({
        "leadId": id,
        "conversationId": conversation_id,
        "sessionId": session_id,
        "name": values.name,
        "email": values.email,
        "phone": values.phone,
        "fields": values.fields,
        "consent": values.consent,
    })
}

#[cfg(test)]
mod tests;
