//! The names and the data of events must stay as they were when they were first sent.

use porchlight_shared::{ids::MessageId, message::Sender};

use super::*;

fn citation(title: &str, url: &str) -> Citation {
    Citation {
        n: 1,
        title: title.into(),
        url: url.into(),
        snippet: String::new(),
        quote: String::new(),
        source_version: 1,
        spans: Vec::new(),
    }
}

#[test]
fn the_names_of_types_are_pinned() {
    assert_eq!(
        EventKind::ALL.map(EventKind::name),
        [
            "conversation.created",
            "conversation.unanswered",
            "conversation.feedback",
            "conversation.handoff",
            "conversation.escalated",
            "lead.captured",
            "message.sent",
            "conversation.resolved",
            "source.indexed",
            "source.failed",
            "source.held",
            "webhook.disabled",
        ]
    );
}

#[test]
fn the_documentation_names_every_type() {
    let page = include_str!("../../../../../docs/webhooks.md");
    for kind in EventKind::ALL {
        let row = format!("| `{}` |", kind.name());
        assert!(page.contains(&row), "docs/webhooks.md has no {row}");
    }
}

fn conversation_id() -> ConversationId {
    ConversationId::new(0, [0; 10])
}

fn session_id() -> &'static str {
    "user-42"
}

fn message() -> Message {
    Message {
        id: MessageId::new(2, [0; 10]),
        conversation_id: conversation_id(),
        sender: Sender::Assistant,
        text: "Thirty days [1].".into(),
        created_at: "2026-01-01T00:00:00.000Z".into(),
        client_message_id: None,
        citations: vec![
            citation("Returns", "https://shop.example/returns#:~:text=Thirty"),
            citation("Returns", "https://shop.example/returns#:~:text=days"),
            citation("Can I pay by invoice?", ""),
        ],
        grounding: None,
        unanswered: false,
        stopped: false,
        verdict: None,
    }
}

fn person_needed() -> (Value, Value) {
    (
        PersonNeeded {
            conversation_id: conversation_id(),
            question: "How long?",
            answer: "Thirty days [1].",
            customer_email: None,
            reason: "asked",
        }
        .data(),
        json!({
            "conversationId": "00000000-0000-7000-8000-000000000000",
            "question": "How long?",
            "answer": "Thirty days [1].",
            "customerEmail": null,
            "replyUrl": null,
            "reason": "asked",
        }),
    )
}

fn lead() -> (Value, Value) {
    (
        captured(
            LeadId::new(6, [0; 10]),
            conversation_id(),
            session_id(),
            &LeadValues {
                name: Some("Ada".into()),
                email: Some("ada@shop.example".into()),
                ..LeadValues::default()
            },
        ),
        json!({
            "leadId": "00000000-0006-7000-8000-000000000000",
            "conversationId": "00000000-0000-7000-8000-000000000000",
            "sessionId": "user-42",
            "name": "Ada",
            "email": "ada@shop.example",
            "phone": null,
            "fields": {},
            "consent": null,
        }),
    )
}

/// The data of an event of each kind, and its JSON since it was first sent. Without an arm for a new kind, this does
/// not compile.
fn example(kind: EventKind) -> (Value, Value) {
    match kind {
        EventKind::ConversationCreated | EventKind::ConversationUnanswered => (
            answered(session_id(), "How long?", &message()),
            json!({
                "conversationId": "00000000-0000-7000-8000-000000000000",
                "sessionId": "user-42",
                "question": "How long?",
                "answer": "Thirty days [1].",
                "sources": ["https://shop.example/returns", "Can I pay by invoice?"],
            }),
        ),
        EventKind::ConversationFeedback => (
            judged(conversation_id(), Verdict::Unhelpful),
            json!({
                "conversationId": "00000000-0000-7000-8000-000000000000",
                "helpful": "no",
            }),
        ),
        EventKind::ConversationHandoff | EventKind::ConversationEscalated => person_needed(),
        EventKind::LeadCaptured => lead(),
        EventKind::MessageSent => (
            sent(session_id(), &message().into()),
            json!({
                "conversationId": "00000000-0000-7000-8000-000000000000",
                "sessionId": "user-42",
                "messageId": "00000000-0002-7000-8000-000000000000",
                "sender": "assistant",
                "text": "Thirty days [1].",
                "createdAt": "2026-01-01T00:00:00.000Z",
            }),
        ),
        EventKind::ConversationResolved => (
            resolved(conversation_id(), session_id()),
            json!({
                "conversationId": "00000000-0000-7000-8000-000000000000",
                "sessionId": "user-42",
            }),
        ),
        EventKind::SourceIndexed => (
            read(SourceId::new(3, [0; 10]), "faq.md", None, None),
            json!({
                "sourceId": "00000000-0003-7000-8000-000000000000",
                "name": "faq.md",
                "url": null,
            }),
        ),
        EventKind::SourceHeld => (
            held(
                SourceId::new(5, [0; 10]),
                "FAQ",
                Some("https://shop.example/faq"),
                (9, 3),
            ),
            json!({
                "sourceId": SourceId::new(5, [0; 10]),
                "name": "FAQ",
                "url": "https://shop.example/faq",
                "passagesBefore": 9,
                "passagesAfter": 3,
            }),
        ),
        EventKind::SourceFailed => (
            read(
                SourceId::new(3, [0; 10]),
                "FAQ",
                Some("https://shop.example/faq"),
                Some(("no_text", "There is no text.")),
            ),
            json!({
                "sourceId": "00000000-0003-7000-8000-000000000000",
                "name": "FAQ",
                "url": "https://shop.example/faq",
                "code": "no_text",
                "reason": "There is no text.",
            }),
        ),
        EventKind::WebhookDisabled => (
            disabled(
                WebhookId::new(4, [0; 10]),
                "https://shop.example/hooks",
                "gone",
            ),
            json!({
                "webhookId": "00000000-0004-7000-8000-000000000000",
                "url": "https://shop.example/hooks",
                "reason": "gone",
            }),
        ),
    }
}

#[test]
fn the_data_of_every_event_is_pinned() {
    for kind in EventKind::ALL {
        let (data, pinned) = example(kind);
        assert_eq!(data, pinned, "{}", kind.name());
    }
}

#[test]
fn a_reply_of_a_person_names_them() {
    let mut thread = ThreadMessage::from(message());
    thread.operator_name = Some("Ada".into());
    assert_eq!(sent(session_id(), &thread)["operatorName"], "Ada");
}

#[test]
fn the_envelope_is_pinned() {
    let id = WebhookId::new(4, [0; 10]);
    let envelope = envelope(EventId::new(5, [0; 10]), TEST, &tested(id), 1);
    assert_eq!(
        serde_json::from_str::<Value>(&envelope).unwrap(),
        json!({
            "id": "00000000-0005-7000-8000-000000000000",
            "type": "webhook.test",
            "event": "webhook.test",
            "timestamp": "1970-01-01T00:00:00.001Z",
            "data": { "webhookId": "00000000-0004-7000-8000-000000000000" },
        })
    );
}
