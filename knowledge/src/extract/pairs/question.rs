//! Recognises questions, and texts that start with one.

use super::super::{
    super::questions,
    measure::{WORD, length, sentences},
};

/// The longest question, in halves of a word.
const QUESTION: usize = 35 * WORD;
/// The fewest questions in a list of questions. A single one may be rhetorical.
pub(super) const LEAST_QUESTIONS: usize = 2;
/// The fewest consecutive texts that start with a question, for a list of questions without any formatting.
pub(super) const LEAST_RUN_IN: usize = 3;

/// Whether a text is just a question.
pub(super) fn asks(text: &str) -> bool {
    let text = text.trim();
    let is_plain = questions::asks_plainly(text);
    // Bold text with a question word needs no question mark.
    let is_bold = || text.starts_with("**") && text.ends_with("**") && questions::asks(text);
    (is_plain || is_bold()) && is_question_long(text)
}

/// Whether a text is a question, given that its neighbours are questions.
pub(super) fn asks_among_others(text: &str) -> bool {
    questions::asks(text.trim()) && is_question_long(text)
}

fn is_question_long(text: &str) -> bool {
    length(text) <= QUESTION && sentences(text).len() <= 2
}

/// Splits a text that starts with a question into the question and the rest.
pub(super) fn run_in(text: &str) -> Option<(&str, &str)> {
    let asked = sentences(text).first().copied()?;
    let rest = text.get(asked.len()..)?;
    let is_answer = !rest.trim().is_empty() && !asks(rest);
    (asks(asked) && is_answer && !asked.contains('[')).then(|| (asked.trim(), rest.trim()))
}
