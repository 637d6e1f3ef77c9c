//! Paragraphs with several questions, one per line. Each question starts a new paragraph.

use super::{
    super::block::Block,
    question::{LEAST_QUESTIONS, asks},
};

/// Splits a paragraph in which several lines are questions, so that each starts a paragraph.
pub(super) fn parted(block: Block) -> Vec<Block> {
    let Block::Paragraph(text) = &block else {
        return vec![block];
    };
    let lines: Vec<(&str, bool)> = text.lines().map(|line| (line, asks(line))).collect();
    let in_turn = (lines.iter().enumerate()).all(|(at, (_, asks))| *asks == at.is_multiple_of(2));
    let begins: Vec<bool> = (0..lines.len())
        .map(|at| {
            let line = lines
                .get(at)
                .is_some_and(|(line, asks)| *asks && !goes_on(line));
            let before = at.checked_sub(1).and_then(|before| lines.get(before));
            // In running text, a line may end with a question mark by chance.
            let is_new = before.is_none_or(|(line, _)| ends(line)) || in_turn;
            let is_answered = (lines.get(at + 1)).is_some_and(|(_, asks)| !asks);
            line && is_new && is_answered
        })
        .collect();
    if begins.iter().filter(|begins| **begins).count() < LEAST_QUESTIONS {
        return vec![block];
    }
    let mut paragraphs: Vec<Vec<&str>> = vec![Vec::new()];
    for ((line, _), begins) in lines.iter().zip(begins) {
        if begins {
            paragraphs.push(Vec::new());
        }
        if let Some(last) = paragraphs.last_mut() {
            last.push(line);
        }
    }
    paragraphs
        .into_iter()
        .filter(|lines| !lines.is_empty())
        .map(|lines| Block::Paragraph(lines.join("\n")))
        .collect()
}

/// Whether a line starts within a sentence.
fn goes_on(line: &str) -> bool {
    line.starts_with(char::is_lowercase)
}

/// Whether a line ends a sentence.
fn ends(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '»', ')', '’', '」', '*'])
        .ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', ':', '：'])
}
