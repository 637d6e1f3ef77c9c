//! Messages of a conversation, in the form that is stored and sent.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ClientMessageId, ConversationId, MessageId},
    names,
};

names! {
    /// Who wrote a message.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Sender {
        /// The visitor on the owner's page.
        Visitor = "visitor",
        /// Porchlight, which answers from the owner's pages.
        Assistant = "assistant",
        /// A person who answers for the owner.
        Operator = "operator",
    }
}

/// A quotation that supports an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Citation {
    /// The number that the text refers to as `[n]`, from 1.
    pub n: u32,
    /// The title of the page, followed by the headings above the passage.
    pub title: String,
    /// Where the reader finds more, with a link to the passage itself if the source is a page. Empty for a
    /// question-and-answer pair.
    pub url: String,
    /// The passage around the quotation.
    pub snippet: String,
    /// The exact words of the snippet that the answer uses. ` … ` separates words that are not adjacent.
    pub quote: String,
    /// The version of the document that was quoted.
    pub source_version: u32,
    /// The quoted words in the snippet, each with the mark of the answer that it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<QuotedSpan>,
}

/// Words of a snippet that an answer uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuotedSpan {
    /// Where the words start in the snippet, in characters (Unicode scalar values).
    pub start: usize,
    /// Where the words end in the snippet, exclusive, in the same unit.
    pub end: usize,
    /// The mark `[n]` in the answer that these words belong to: its position among the marks of this citation, from 1.
    pub mark: u32,
}

names! {
    /// How well the owner's pages cover the question.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Evidence {
        /// A passage answers the question.
        Strong = "strong",
        /// A passage comes close, but may not be what was asked.
        Weak = "weak",
        /// No passage answers the question.
        None = "none",
    }
}

/// A sentence of an answer and the passages that support it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroundedSentence {
    /// Where the sentence starts in the text, in characters (Unicode scalar values).
    pub start: usize,
    /// Where the sentence ends, including its marks.
    pub end: usize,
    /// The numbers of the citations that support it.
    pub citations: Vec<u32>,
    /// The words of the cited passages that support it, one entry for each citation.
    pub quotes: Vec<String>,
}

/// Why an answer says what it says, for evaluating it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grounding {
    /// How well the pages cover the question. Thresholds on `confidence` decide it.
    pub evidence: Evidence,
    /// The probability, 0 to 1, that the pages answer the question.
    pub confidence: f64,
    /// For an answer that a model wrote: what supports each sentence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<GroundedSentence>,
}

names! {
    /// A visitor's verdict on an answer.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Verdict {
        /// The answer helped (thumbs up).
        Helpful = "helpful",
        /// The answer did not help (thumbs down).
        Unhelpful = "unhelpful",
    }
}

/// A message with everything that is stored with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// The id, which sorts messages by time.
    pub id: MessageId,
    /// The conversation that it belongs to.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub sender: Sender,
    /// Markdown with citation marks like `[1]` from the assistant. Plain text from visitors and operators.
    pub text: String,
    /// When the message was written: RFC 3339, UTC, with milliseconds.
    pub created_at: String,
    /// The client's id of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<ClientMessageId>,
    /// The citations of an answer, in the order of their numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Why an answer says what it says. Only answers have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grounding: Option<Grounding>,
    /// The pages do not cover the question, and the message says so.
    #[serde(default)]
    pub unanswered: bool,
    /// Whether the visitor stopped the answer, or it broke off. The text ends there.
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
                spans: vec![QuotedSpan {
                    start: 0,
                    end: 11,
                    mark: 1,
                }],
            }],
            grounding: Some(Grounding {
                evidence: Evidence::Strong,
                confidence: 0.5,
                sentences: vec![GroundedSentence {
                    start: 0,
                    end: 16,
                    citations: vec![1],
                    quotes: vec!["Thirty days".into()],
                }],
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
                "spans": [{ "start": 0, "end": 11, "mark": 1 }],
            }],
            "grounding": {
                "evidence": "strong", "confidence": 0.5,
                "sentences": [{ "start": 0, "end": 16, "citations": [1], "quotes": ["Thirty days"] }],
            },
            "unanswered": false,
            "stopped": false,
            "verdict": "helpful",
        });
        assert_eq!(serde_json::to_value(&message).unwrap(), wire);
        assert_eq!(serde_json::from_value::<Message>(wire).unwrap(), message);
    }
}
