//! Turns a question into the heading of its answer, without its number, label and formatting.

use super::{
    super::block::{BOLD_LEVEL, Block, QUESTION_LEVEL},
    labels,
    question::asks,
};

/// The most digits of the number before a question.
const NUMBER_DIGITS: usize = 3;

/// The text of a heading. A question loses its number and its label.
pub(super) fn heading(level: u8, text: String) -> String {
    let bare = labels::without_label(&text);
    let bare = if level >= BOLD_LEVEL {
        without_number(bare)
    } else {
        bare
    };
    if bare.len() < text.len() && asks(bare) {
        bare.to_owned()
    } else {
        text
    }
}

pub(super) fn question(text: &str) -> Block {
    Block::Heading {
        level: QUESTION_LEVEL,
        text: bare_question(text).to_owned(),
        anchor: None,
    }
}

/// A question without its number, label and formatting.
fn bare_question(text: &str) -> &str {
    let text = text.trim().trim_matches('*').trim();
    let bare = labels::without_label(without_number(text));
    if bare.is_empty() { text } else { bare }
}

/// `text` without a number at its start: `1.`, `2)`, `(3)`.
fn without_number(text: &str) -> &str {
    let inner = text.trim_start_matches('(');
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == inner.len() || inner.len() - rest.len() > NUMBER_DIGITS {
        return text;
    }
    match rest.strip_prefix(['.', ')', '、', '．']) {
        // `3.5 kg` does not start with a list number.
        Some(after) if !after.starts_with(|c: char| c.is_ascii_digit()) => after.trim_start(),
        _ => text,
    }
}

/// Questions with their answers. The last section is closed, so that the text after it belongs to no answer.
pub(super) fn closed(pairs: impl IntoIterator<Item = (String, String)>) -> Vec<Block> {
    pairs
        .into_iter()
        .flat_map(|(asked, answer)| [question(&asked), Block::Paragraph(answer)])
        .chain([Block::Close {
            level: QUESTION_LEVEL,
        }])
        .collect()
}
