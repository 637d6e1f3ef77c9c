//! A Markdown text that arrives in pieces.

use super::{block::Block, end::End, reference::References, splitter::Splitter, tables::Tables};

/// Up to this length, in bytes, a line may be too short to tell what it starts.
const UNDECIDED_BYTES: usize = 12;

/// A Markdown text that arrives in pieces.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// All but the last line.
    lines: String,
    tail: String,
    closed: Vec<Block>,
    splitter: Splitter,
    references: References,
}

impl Document {
    pub(crate) fn new(tables: Tables) -> Self {
        Self {
            lines: String::new(),
            tail: String::new(),
            closed: Vec::new(),
            splitter: Splitter::default(),
            references: References::new(tables),
        }
    }

    pub(crate) fn push(&mut self, text: &str) {
        let mut rest = text;
        while let Some((head, after)) = rest.split_once('\n') {
            self.tail.push_str(head);
            self.line();
            rest = after;
        }
        self.tail.push_str(rest);
    }

    /// Closes every open block. No more text may follow.
    pub(crate) fn finish(&mut self) {
        if !self.tail.is_empty() {
            self.line();
        }
        self.splitter
            .close(End::Final, &mut self.references, &mut self.closed);
    }

    fn line(&mut self) {
        let line = std::mem::take(&mut self.tail);
        self.splitter
            .line(&line, End::Final, &mut self.references, &mut self.closed);
        self.lines.push_str(&line);
        self.lines.push('\n');
    }

    /// Parses the text again if a label was used before it was defined, and turns marks without a citation into text.
    /// Returns the positions of the changed blocks, with their old contents.
    pub(crate) fn settle(&mut self, is_cited: &dyn Fn(u32) -> bool) -> Vec<(usize, Block)> {
        let mut settled = if self.references.are_late() {
            let (mut splitter, mut blocks) = (Splitter::default(), Vec::new());
            for line in self.lines.lines() {
                splitter.line(line, End::Final, &mut self.references, &mut blocks);
            }
            splitter.close(End::Final, &mut self.references, &mut blocks);
            blocks
        } else {
            self.closed.clone()
        };
        std::mem::swap(&mut self.closed, &mut settled);
        let mut changed = Vec::new();
        for (at, (block, shown)) in self.closed.iter_mut().zip(settled).enumerate() {
            block.unmark(is_cited);
            if *block != shown {
                changed.push((at, shown));
            }
        }
        changed
    }

    /// The blocks that no further text can change, except by defining labels.
    pub(crate) fn closed(&self) -> &[Block] {
        &self.closed
    }

    /// The blocks at the end that may still change: none, one, or two while the last line starts a new one.
    pub(crate) fn open(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut splitter = self.splitter.clone();
        let mut references = self.references.clone();
        if !is_undecided(&self.tail) {
            splitter.line(&self.tail, End::Open, &mut references, &mut blocks);
        }
        splitter.close(End::Open, &mut references, &mut blocks);
        blocks
    }
}

/// A complete text as blocks.
pub(crate) fn parse(text: &str, tables: Tables) -> Vec<Block> {
    let mut document = Document::new(tables);
    document.push(text);
    document.finish();
    document.settle(&|_| true);
    document.closed
}

/// Whether the start of a line may turn out to be text or the mark of a block.
fn is_undecided(tail: &str) -> bool {
    let tail = tail.trim();
    let marker = tail.trim_start_matches(|character: char| character.is_ascii_digit());
    let number = marker.len() < tail.len() && matches!(marker, "" | "." | ")");
    let marks = tail.bytes().all(|byte| b"#*+->_`~|= ".contains(&byte));
    tail.len() <= UNDECIDED_BYTES && (number || marks)
}
