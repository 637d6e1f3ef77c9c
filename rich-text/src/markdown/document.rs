//! A Markdown text that grows.

use super::{block::Block, end::End, splitter::Splitter};

/// The longest line, in bytes, of which it may be undecided what it begins.
const UNDECIDED_BYTES: usize = 12;

/// A Markdown text that grows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    closed: Vec<Block>,
    splitter: Splitter,
    tail: String,
}

impl Document {
    /// Appends text.
    pub(crate) fn push(&mut self, text: &str) {
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
    pub(crate) fn finish(&mut self) {
        let tail = std::mem::take(&mut self.tail);
        if !tail.is_empty() {
            self.splitter.line(&tail, End::Final, &mut self.closed);
        }
        self.splitter.close(End::Final, &mut self.closed);
    }

    /// Makes text of the marks in closed blocks whose citations there are not; true if there was one.
    pub(crate) fn unmark(&mut self, is_cited: &dyn Fn(u32) -> bool) -> bool {
        let mut changed = false;
        for block in &mut self.closed {
            changed |= block.unmark(is_cited);
        }
        changed
    }

    /// The blocks that no further text can change.
    pub(crate) fn closed(&self) -> &[Block] {
        &self.closed
    }

    /// The blocks at the end that may still change: none, one, or two while the last line begins a new one.
    pub(crate) fn open(&self) -> Vec<Block> {
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
pub(crate) fn parse(text: &str) -> Vec<Block> {
    let mut document = Document::default();
    document.push(text);
    document.finish();
    document.closed
}

/// Whether the beginning of a line may turn out to be text or the mark of a block.
fn is_undecided(tail: &str) -> bool {
    let tail = tail.trim();
    let marker = tail.trim_start_matches(|character: char| character.is_ascii_digit());
    let number = marker.len() < tail.len() && matches!(marker, "" | "." | ")");
    let marks = tail.bytes().all(|byte| b"#*+->_`~|= ".contains(&byte));
    tail.len() <= UNDECIDED_BYTES && (number || marks)
}
