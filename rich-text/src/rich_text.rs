//! A Markdown text inside an element, kept up to date while it is written.
//!
//! Closed blocks are made once and never touched again. The open ones are compared with what is shown, and only what
//! differs is changed: mostly a text node that grows.

use web_sys::Element;

use crate::{
    blocks,
    labels::Labels,
    markdown::{Block, Document},
};

/// A Markdown text inside an element.
pub struct RichText {
    root: Element,
    labels: Labels,
    document: Document,
    /// How much of the text has been pushed, in bytes.
    pushed: usize,
    /// How many closed blocks are shown: so many children of the root never change again.
    closed: usize,
    /// The open blocks that are shown after them.
    open: Vec<Block>,
}

impl RichText {
    /// An empty text inside an empty element.
    pub fn new(root: Element, labels: Labels) -> Self {
        Self {
            root,
            labels,
            document: Document::default(),
            pushed: 0,
            closed: 0,
            open: Vec::new(),
        }
    }

    /// Shows a longer text. `text` begins with everything that was shown before.
    pub fn extend(&mut self, text: &str) {
        if let Some(more) = text.get(self.pushed..) {
            self.document.push(more);
            self.pushed = text.len();
        }
        self.show();
    }

    /// Closes what is open: no more text follows.
    pub fn finish(&mut self) {
        self.document.finish();
        self.show();
    }

    fn show(&mut self) {
        let open = self.document.open();
        let closed = self.document.closed();
        let wanted: Vec<Block> = closed
            .iter()
            .skip(self.closed)
            .chain(&open)
            .cloned()
            .collect();
        blocks::sync(&self.root, self.closed, &self.open, &wanted, &self.labels);
        self.closed = closed.len();
        self.open = open;
    }
}
