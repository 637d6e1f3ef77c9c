//! The writer of answers. A provider only writes; the service that calls it decides what is true, and whether there is
//! an answer.

use std::ops::ControlFlow;

use async_trait::async_trait;
use porchlight_knowledge::{grounding::EvidenceLimits, retrieval::Retrieved};
use porchlight_shared::message::{Citation, Grounding};

/// The question to answer, and the passages to answer it from.
#[derive(Clone, Copy, Debug)]
pub struct AnswerRequest<'a> {
    /// The question, in the visitor's words.
    pub question: &'a str,
    /// The question before it, if this one continues it.
    pub previous: Option<&'a str>,
    /// The owner's name, for the refusal.
    pub company: &'a str,
    /// The visitor's language, as a BCP 47 tag. The question's own language takes precedence.
    pub locale: Option<&'a str>,
    /// The confidence limits for answering and for pointing to pages.
    pub limits: EvidenceLimits,
    /// The passages found, best first, with the decision whether they answer.
    pub retrieved: &'a Retrieved,
}

/// An answer, as the provider wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Markdown with the marks `[1]`, `[2]`, … of its citations.
    pub text: String,
    /// The citations that the marks refer to, in order.
    pub citations: Vec<Citation>,
    /// Whether the answer is a refusal, because the pages do not cover the question.
    pub unanswered: bool,
    /// How well the passages answer the question, after they were read.
    pub grounding: Grounding,
}

/// Receives each piece of an answer. [`ControlFlow::Break`] ends the answer.
pub type OnPiece<'a> = dyn FnMut(&str) -> ControlFlow<()> + 'a;

/// Writes answers from retrieved passages.
#[async_trait(?Send)]
pub trait AnswerProvider: Send + Sync {
    /// Writes the answer, and passes each piece of its text to `on_piece` at once. The pieces add up to
    /// [`Answer::text`]. When `on_piece` breaks, the answer ends there.
    async fn answer(
        &self,
        request: AnswerRequest<'_>,
        on_piece: &mut OnPiece<'_>,
    ) -> Result<Answer, ProviderError>;
}

/// A failure of the provider. The text is for the log.
#[derive(Debug, Clone, thiserror::Error)]
#[error("provider: {0}")]
pub struct ProviderError(pub String);
