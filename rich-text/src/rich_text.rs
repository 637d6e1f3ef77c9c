//! A Markdown text in an element, kept up to date while it arrives.
//!
//! Closed blocks are rendered once and never touched again. The open blocks are compared with those on the page, and
//! only the differences are changed: mostly a text node that grows.

use web_sys::Element;

use crate::{
    blocks,
    browser_tables::tables,
    inlines,
    labels::Labels,
    markdown::{Block, Document, parse_plain},
};

/// Fills an empty element with a text that a person wrote: line breaks, and bare addresses and numbers as links.
pub fn show_plain(root: &Element, text: &str) {
    let labels = Labels {
        copy: String::new(),
        source: Box::new(str::to_owned),
    };
    inlines::sync(root, &[], &parse_plain(text), &labels);
}

/// A Markdown text inside an element.
pub struct RichText {
    root: Element,
    labels: Labels,
    document: Document,
    /// How much of the text has been pushed, in bytes.
    pushed: usize,
    /// How many closed blocks are shown. As many children of the root never change again.
    closed: usize,
    /// The open blocks that are shown after the closed ones.
    open: Vec<Block>,
}

impl RichText {
    /// Starts with an empty text in an empty element.
    pub fn new(root: Element, labels: Labels) -> Self {
        Self {
            root,
            labels,
            document: Document::new(tables()),
            pushed: 0,
            closed: 0,
            open: Vec::new(),
        }
    }

    /// Shows a longer text. `text` must begin with all text shown before.
    pub fn extend(&mut self, text: &str) {
        if let Some(more) = text.get(self.pushed..) {
            self.document.push(more);
            self.pushed = text.len();
        }
        self.show();
    }

    /// Closes every open block. No more text may follow. Resolves labels defined after their use, and turns marks
    /// without a citation into text.
    pub fn finish(&mut self, is_cited: &dyn Fn(u32) -> bool) {
        self.document.finish();
        self.show();
        for (at, old) in self.document.settle(is_cited) {
            if let Some(new) = self.document.closed().get(at) {
                let (old, new) = (std::slice::from_ref(&old), std::slice::from_ref(new));
                blocks::sync_at(&self.root, at, old, new, &self.labels);
            }
        }
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
