//! Markdown as DOM nodes, kept up to date while it is written.
//!
//! Blocks that are closed are made once and never touched again. The open ones are compared with what is shown and
//! only what differs is changed: mostly a text node that grows. Nothing is ever parsed as HTML.

mod blocks;
mod inlines;

use web_sys::{Element, Node};

use crate::{
    browser,
    markdown::{Block, Document},
};

/// The words in the tree that are the widget's own.
#[derive(Clone, Debug)]
pub struct Labels {
    /// Of the button that copies code.
    pub copy: String,
    /// Before the number of a citation mark.
    pub source: String,
}

/// A Markdown text inside an element.
pub struct RichText {
    root: Element,
    labels: Labels,
    document: Document,
    /// How much of the text has been pushed, in bytes.
    pushed: usize,
    /// How many closed blocks are shown for good.
    settled: usize,
    /// The blocks that are shown behind them.
    shown: Vec<Block>,
}

impl RichText {
    /// An empty text inside an empty element.
    pub fn new(root: Element, labels: Labels) -> Self {
        Self {
            root,
            labels,
            document: Document::default(),
            pushed: 0,
            settled: 0,
            shown: Vec::new(),
        }
    }

    /// Shows a longer text: what was shown is its beginning.
    pub fn extend(&mut self, text: &str) {
        if let Some(more) = text.get(self.pushed..) {
            self.document.push(more);
            self.pushed = text.len();
        }
        self.show();
    }

    /// The text is complete.
    pub fn finish(&mut self) {
        self.document.finish();
        self.show();
    }

    fn show(&mut self) {
        let open = self.document.open();
        let closed = self.document.closed();
        let wanted: Vec<Block> = closed
            .iter()
            .skip(self.settled)
            .chain(&open)
            .cloned()
            .collect();
        blocks::sync(&self.root, self.settled, &self.shown, &wanted, &self.labels);
        self.settled = closed.len();
        self.shown = open;
    }
}

/// An element with a class.
fn element(name: &str, class: &str) -> Option<Element> {
    let element = browser::document().create_element(name).ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    Some(element)
}

fn text_node(text: &str) -> Node {
    browser::document().create_text_node(text).into()
}

fn append(parent: &Node, child: &Node) {
    if parent.append_child(child).is_err() {
        browser::log_error("Porchlight: a node was not appended");
    }
}

fn set(element: &Element, name: &str, value: &str) {
    if element.set_attribute(name, value).is_err() {
        browser::log_error("Porchlight: an attribute was not set");
    }
}

/// Puts a node in the place of the child at a position, or behind the last one.
fn put(parent: &Node, position: usize, node: &Node) {
    let put = match child(parent, position) {
        Some(old) => parent.replace_child(node, &old),
        None => parent.append_child(node),
    };
    if put.is_err() {
        browser::log_error("Porchlight: a node was not placed");
    }
}

fn child(parent: &Node, position: usize) -> Option<Node> {
    parent.child_nodes().get(u32::try_from(position).ok()?)
}

/// Removes the children from a position on.
fn truncate(parent: &Node, length: usize) {
    while let Some(extra) = child(parent, length) {
        if parent.remove_child(&extra).is_err() {
            return;
        }
    }
}

/// Lengthens a text node; false if the new text is not a longer one.
fn grow_text(node: &Node, old: &str, new: &str) -> bool {
    use wasm_bindgen::JsCast;
    match (node.dyn_ref::<web_sys::Text>(), new.strip_prefix(old)) {
        (Some(text), Some(more)) => more.is_empty() || text.append_data(more).is_ok(),
        _ => false,
    }
}
