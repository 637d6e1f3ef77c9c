//! Who writes the answers. A provider writes; what is true, and whether there is an answer at all, is decided before.

use std::ops::ControlFlow;

use async_trait::async_trait;
use porchlight_knowledge::retrieval::Retrieved;
use porchlight_shared::message::Citation;

/// What is to be answered.
#[derive(Clone, Copy, Debug)]
pub struct AnswerRequest<'a> {
    /// The question.
    pub question: &'a str,
    /// The owner's name, for the refusal.
    pub company: &'a str,
    /// The visitor's language, a BCP 47 tag; the question's own language comes first.
    pub locale: Option<&'a str>,
    /// What was found.
    pub retrieved: &'a Retrieved,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Markdown with the marks `[1]`, `[2]`, …
    pub text: String,
    /// What the marks stand for, in order.
    pub citations: Vec<Citation>,
    /// It is a refusal: the pages do not cover the question.
    pub unanswered: bool,
}

/// Takes each piece of an answer; [`ControlFlow::Break`] ends it.
pub type OnPiece<'a> = dyn FnMut(&str) -> ControlFlow<()> + 'a;

/// Writes answers.
#[async_trait(?Send)]
pub trait AnswerProvider: Send + Sync {
    /// Answers, and hands each piece of the text to `on_piece` as soon as it is written; the pieces make up
    /// [`Answer::text`]. When `on_piece` breaks, the answer ends there.
    async fn answer(
        &self,
        request: AnswerRequest<'_>,
        on_piece: &mut OnPiece<'_>,
    ) -> Result<Answer, ProviderError>;
}

/// The provider failed. The text is for the log.
#[derive(Debug, Clone, thiserror::Error)]
#[error("provider: {0}")]
pub struct ProviderError(pub String);
