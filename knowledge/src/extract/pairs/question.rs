//! What is a question, and what begins with one.

use super::super::{
    super::questions,
    measure::{WORD, length, sentences},
};

/// The longest question, in halves of a word.
const QUESTION: usize = 35 * WORD;
/// So many questions make a list of questions. A single one may be rhetorical.
pub(super) const LEAST_QUESTIONS: usize = 2;
/// So many texts in a row that begin with a question make a list of questions, though nothing sets the question off.
pub(super) const LEAST_RUN_IN: usize = 3;

/// Whether a text is nothing but a question.
pub(super) fn asks(text: &str) -> bool {
    let text = text.trim();
    let is_plain = questions::asks_plainly(text);
    // Bold letters and a question word are as good as a mark.
    let is_bold = || text.starts_with("**") && text.ends_with("**") && questions::asks(text);
    (is_plain || is_bold()) && is_question_long(text)
}

/// Whether a text is a question where everything beside it is one too.
pub(super) fn asks_among_others(text: &str) -> bool {
    questions::asks(text.trim()) && is_question_long(text)
}

fn is_question_long(text: &str) -> bool {
    length(text) <= QUESTION && sentences(text).len() <= 2
}

/// A text that begins with a question, as that and the rest.
pub(super) fn run_in(text: &str) -> Option<(&str, &str)> {
    let asked = sentences(text).first().copied()?;
    let rest = text.get(asked.len()..)?;
    let is_answer = !rest.trim().is_empty() && !asks(rest);
    (asks(asked) && is_answer && !asked.contains('[')).then(|| (asked.trim(), rest.trim()))
}
