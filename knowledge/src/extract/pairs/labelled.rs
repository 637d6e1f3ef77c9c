//! Questions and answers recognised by labels, in front of the texts or in paragraphs of their own.

use super::{
    super::block::{BOLD_LEVEL, Block},
    heading::question,
    labels::{LABELS, Sign, after_label, labelled_pair},
    question::asks,
};

/// The pairs of a paragraph whose lines alternate between the labels. A line without a label continues the previous
/// one.
fn pairs_of_lines(text: &str) -> Option<Vec<(&str, String)>> {
    let (asked, answers) = LABELS.iter().find(|(asked, answer)| {
        let mut lines = text.lines();
        lines
            .next()
            .is_some_and(|line| after_label(line, asked).is_some())
            && lines.any(|line| after_label(line, answer).is_some())
    })?;
    let mut pairs: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        let is_answered = pairs.last().map(|(_, answer)| !answer.is_empty());
        let asks_next = after_label(line, asked)
            .filter(|(text, sign)| *sign == Sign::Colon || asks(text))
            .filter(|_| is_answered != Some(false));
        if let Some((text, _)) = asks_next {
            pairs.push((text, String::new()));
            continue;
        }
        let (_, answer) = pairs.last_mut()?;
        if answer.is_empty() {
            answer.push_str(after_label(line, answers)?.0);
        } else {
            answer.push('\n');
            answer.push_str(line);
        }
    }
    let is_whole = pairs.last().is_some_and(|(_, answer)| !answer.is_empty());
    is_whole.then_some(pairs)
}

/// Whether a text is just this label.
fn is_lone(text: &str, label: &str) -> bool {
    let bare = text.trim_matches(|c: char| matches!(c, '*' | '.' | ':' | '：' | ' '));
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    bare.to_lowercase() == label
}

fn line_of(block: &Block) -> Option<&str> {
    match block {
        Block::Paragraph(text) | Block::Heading { text, .. } => Some(text),
        _ => None,
    }
}

/// Finds `Q: …` and `A: …` in one paragraph or two, or with the labels in paragraphs of their own.
pub(super) fn labelled(blocks: Vec<Block>) -> Vec<Block> {
    let mut paired = Vec::with_capacity(blocks.len());
    let mut at = 0;
    while let Some(rest) = blocks.get(at..).filter(|rest| !rest.is_empty()) {
        let (pair, taken) = pair_at(rest);
        paired.extend(pair);
        at += taken;
    }
    paired
}

/// The blocks for the pair at the start of `blocks`, and how many blocks it takes up.
fn pair_at(blocks: &[Block]) -> (Vec<Block>, usize) {
    let Some(first) = blocks.first() else {
        return (Vec::new(), 1);
    };
    let unchanged = || (vec![first.clone()], 1);
    let Some(text) = line_of(first) else {
        return unchanged();
    };
    if let Block::Paragraph(text) = first
        && text.contains('\n')
    {
        let pairs = pairs_of_lines(text).unwrap_or_default();
        if pairs.is_empty() {
            return unchanged();
        }
        let pairs = pairs
            .into_iter()
            .flat_map(|(asked, answer)| [question(asked), Block::Paragraph(answer)]);
        return (pairs.collect(), 1);
    }
    if let Some(Block::Paragraph(answer)) = blocks.get(1)
        && let Some((asked, answer)) = labelled_pair(text, answer)
    {
        return (
            vec![headed(first, asked), Block::Paragraph(answer.to_owned())],
            2,
        );
    }
    if let [_, asked, label, answer, ..] = blocks
        && let Some(asked_text) = line_of(asked)
        && let Block::Paragraph(label) = label
        && answer.is_text()
        && LABELS
            .iter()
            .any(|(question, reply)| is_lone(text, question) && is_lone(label, reply))
    {
        return (vec![headed(asked, asked_text), answer.clone()], 4);
    }
    unchanged()
}

/// A heading for the question that was in `block`.
fn headed(block: &Block, asked: &str) -> Block {
    match block {
        Block::Heading { level, anchor, .. } if *level < BOLD_LEVEL => Block::Heading {
            level: *level,
            text: asked.trim_end_matches('*').to_owned(),
            anchor: anchor.clone(),
        },
        _ => question(asked),
    }
}
