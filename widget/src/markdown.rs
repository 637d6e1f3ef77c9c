//! Markdown that arrives in pieces, as a tree of what an answer may contain.
//!
//! The dialect is what language models write: CommonMark with GitHub's tables and strikethrough, less what a chat
//! has no use for. HTML and images are shown as text, indented code and underlined headings are paragraphs, and
//! `[1]` is a citation mark.
//!
//! ```text
//!  pieces ─► Document ─ complete lines ─► Splitter ─ a block has ended ─► closed: parsed once, never changes
//!                     └ the last line ──────────────── still open ──────► open: parsed anew at each frame
//! ```
//! So the work for an answer grows with its length, and what has been read does not move. Any input is safe: nothing
//! panics, nesting is limited, and a link is `http`, `https`, `mailto` or `tel` or it is text.

pub mod block;
pub mod inline;
pub mod link;
mod list;
mod splitter;
mod table;

#[cfg(test)]
mod tests;

pub use block::{Alignment, Block};
pub use inline::Inline;

use splitter::Splitter;

/// Deepest nesting of lists and quotes, and of emphasis and links; what is deeper is shown flat.
pub const MAX_DEPTH: usize = 8;

/// Whether more text may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The text is complete: what was not closed stands for itself.
    Final,
    /// The text is still being written: what was opened counts as closed at the end, and half a mark is not shown.
    Open,
}

/// A Markdown text that grows.
#[derive(Clone, Debug, Default)]
pub struct Document {
    closed: Vec<Block>,
    splitter: Splitter,
    tail: String,
}

impl Document {
    /// Appends text.
    pub fn push(&mut self, text: &str) {
        let mut rest = text;
        while let Some((head, after)) = rest.split_once('\n') {
            self.tail.push_str(head);
            let line = std::mem::take(&mut self.tail);
            self.splitter.line(&line, End::Final, &mut self.closed);
            rest = after;
        }
        self.tail.push_str(rest);
    }

    /// Closes what is open: no more text follows.
    pub fn finish(&mut self) {
        let tail = std::mem::take(&mut self.tail);
        if !tail.is_empty() {
            self.splitter.line(&tail, End::Final, &mut self.closed);
        }
        self.splitter.close(End::Final, &mut self.closed);
    }

    /// The blocks that no further text can change.
    pub fn closed(&self) -> &[Block] {
        &self.closed
    }

    /// The blocks at the end that may still change: none, one, or two while the last line begins a new one.
    pub fn open(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut splitter = self.splitter.clone();
        if !is_undecided(&self.tail) {
            splitter.line(&self.tail, End::Open, &mut blocks);
        }
        splitter.close(End::Open, &mut blocks);
        blocks
    }
}

/// A complete text as blocks.
pub fn parse(text: &str) -> Vec<Block> {
    let mut document = Document::default();
    document.push(text);
    document.finish();
    document.closed
}

/// The text without its marks: for a screen reader.
pub fn plain_text(text: &str) -> String {
    let mut plain = String::new();
    for block in parse(text) {
        block.write_plain(&mut plain);
    }
    plain.trim_end().to_owned()
}

/// The text has this mark, of ASCII. `str::contains` would bring the search for whole words along: a kilobyte.
pub(crate) fn has(text: &str, mark: u8) -> bool {
    text.as_bytes().contains(&mark)
}

/// A letter or a digit. Unicode's tables of these are kilobytes that every visitor would load, so beyond ASCII this goes
/// by the blocks in which punctuation and symbols stand: a rare sign inside of another block counts as a letter.
pub(crate) fn is_word(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    let sign = SIGNS
        .iter()
        .any(|(first, last)| (first..=last).contains(&&character));
    !sign || matches!(character, '\u{aa}' | '\u{b5}' | '\u{ba}')
}

/// Where punctuation and symbols stand.
const SIGNS: [(char, char); 13] = [
    ('\u{80}', '\u{bf}'),
    ('\u{d7}', '\u{d7}'),
    ('\u{f7}', '\u{f7}'),
    ('\u{2000}', '\u{2bff}'),
    ('\u{2e00}', '\u{2e7f}'),
    ('\u{3000}', '\u{3004}'),
    ('\u{3008}', '\u{3020}'),
    ('\u{fe10}', '\u{fe6f}'),
    ('\u{ff00}', '\u{ff0f}'),
    ('\u{ff1a}', '\u{ff20}'),
    ('\u{ff3b}', '\u{ff40}'),
    ('\u{ff5b}', '\u{ff65}'),
    ('\u{1f000}', '\u{1faff}'),
];

/// Half a line of which nobody can say yet whether it begins a block or is text.
fn is_undecided(tail: &str) -> bool {
    let tail = tail.trim();
    let marker = tail.trim_start_matches(|character: char| character.is_ascii_digit());
    let number = marker.len() < tail.len() && matches!(marker, "" | "." | ")");
    let marks = tail.bytes().all(|byte| b"#*+->_`~|= ".contains(&byte));
    tail.len() <= 12 && (number || marks)
}
