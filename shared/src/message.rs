//! A message of a conversation, as it is stored and shown.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ClientMessageId, ConversationId, MessageId},
    names,
};

names! {
    /// Who wrote a message.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Sender {
        /// The person on the owner's page.
        Visitor = "visitor",
        /// Porchlight.
        Assistant = "assistant",
        /// A person who answers for the owner.
        Operator = "operator",
    }
}

/// A quotation that an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Citation {
    /// The number that stands as `[n]` in the answer's text, from 1.
    pub n: u32,
    /// The page's title, with the headings that lead to the passage.
    pub title: String,
    /// Where to read on; a link to the very passage where the source is a page. Empty for a question-and-answer pair.
    pub url: String,
    /// The passage around the quotation.
    pub snippet: String,
    /// The exact words of the snippet that the answer uses; ` … ` stands between words that are apart.
    pub quote: String,
    /// The version of the source's document that was quoted.
    pub source_version: u32,
}

names! {
    /// How well the owner's pages cover the question.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Evidence {
        /// A passage answers.
        Strong = "strong",
        /// Something close was found; it may not be what was asked.
        Weak = "weak",
        /// Nothing.
        None = "none",
    }
}

/// Why an answer says what it says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grounding {
    /// The decision.
    pub evidence: Evidence,
    /// The probability, 0 to 1, that the pages answer the question.
    pub confidence: f64,
}

names! {
    /// A visitor's verdict on an answer.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Verdict {
        /// Thumbs up.
        Helpful = "helpful",
        /// Thumbs down.
        Unhelpful = "unhelpful",
    }
}

/// One message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The conversation it stands in.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub sender: Sender,
    /// Plain text from a visitor; Markdown with citation marks `[1]` from the assistant.
    pub text: String,
    /// RFC 3339, UTC, milliseconds.
    pub created_at: String,
    /// What the visitor's side called it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<ClientMessageId>,
    /// The quotations it rests on, in the order of their numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Set on the assistant's messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grounding: Option<Grounding>,
    /// The pages did not cover the question, and the message says so.
    #[serde(default)]
    pub unanswered: bool,
    /// The visitor stopped it, or it broke off: the text is what had been written by then.
    #[serde(default)]
    pub stopped: bool,
    /// The visitor's verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_wire_format_of_a_message_is_pinned() {
        let conversation_id = ConversationId::new(0, [0; 10]);
        let message = Message {
            id: MessageId::new(1, [0; 10]),
            conversation_id,
            sender: Sender::Assistant,
            text: "Thirty days [1].".into(),
            created_at: "2026-01-01T00:00:00.000Z".into(),
            client_message_id: None,
            citations: vec![Citation {
                n: 1,
                title: "Returns › How long".into(),
                url: "https://shop.example/returns#:~:text=Thirty%20days".into(),
                snippet: "Thirty days from delivery.".into(),
                quote: "Thirty days".into(),
                source_version: 3,
            }],
            grounding: Some(Grounding {
                evidence: Evidence::Strong,
                confidence: 0.5,
            }),
            unanswered: false,
            stopped: false,
            verdict: Some(Verdict::Helpful),
        };
        let wire = json!({
            "id": "00000000-0001-7000-8000-000000000000",
            "conversation_id": "00000000-0000-7000-8000-000000000000",
            "sender": "assistant",
            "text": "Thirty days [1].",
            "created_at": "2026-01-01T00:00:00.000Z",
            "citations": [{
                "n": 1,
                "title": "Returns › How long",
                "url": "https://shop.example/returns#:~:text=Thirty%20days",
                "snippet": "Thirty days from delivery.",
                "quote": "Thirty days",
                "source_version": 3,
            }],
            "grounding": { "evidence": "strong", "confidence": 0.5 },
            "unanswered": false,
            "stopped": false,
            "verdict": "helpful",
        });
        assert_eq!(serde_json::to_value(&message).unwrap(), wire);
        assert_eq!(serde_json::from_value::<Message>(wire).unwrap(), message);
    }
}
