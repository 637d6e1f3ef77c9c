//! A question as the heading of its answer: without its number, its label and its marks.

use super::{
    super::block::{BOLD_LEVEL, Block, QUESTION_LEVEL},
    labels,
    question::asks,
};

/// The longest number before a question, in digits.
const NUMBER_DIGITS: usize = 3;

/// The text of a heading, a question without its number and its label.
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

/// A question without its number, its label and its marks.
fn bare_question(text: &str) -> &str {
    let text = text.trim().trim_matches('*').trim();
    let bare = labels::without_label(without_number(text));
    if bare.is_empty() { text } else { bare }
}

/// `text` without the number that it begins with: `1.`, `2)`, `(3)`.
fn without_number(text: &str) -> &str {
    let inner = text.trim_start_matches('(');
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == inner.len() || inner.len() - rest.len() > NUMBER_DIGITS {
        return text;
    }
    match rest.strip_prefix(['.', ')', '、', '．']) {
        // `3.5 kg` is no number of a list.
        Some(after) if !after.starts_with(|c: char| c.is_ascii_digit()) => after.trim_start(),
        _ => text,
    }
}

/// Questions with their answers. What follows belongs to none of them.
pub(super) fn closed(pairs: impl IntoIterator<Item = (String, String)>) -> Vec<Block> {
    pairs
        .into_iter()
        .flat_map(|(asked, answer)| [question(&asked), Block::Paragraph(answer)])
        .chain([Block::Close {
            level: QUESTION_LEVEL,
        }])
        .collect()
}
