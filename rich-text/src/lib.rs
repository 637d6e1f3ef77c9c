//! Markdown that arrives in pieces, as DOM nodes.
//!
//! ```text
//!  pieces ─► markdown::Document ─► blocks ─► RichText ─► nodes under one element
//!            plain state, no DOM             changes only what differs
//! ```
//! *Invariant:* no text is parsed as HTML, except the name of an entity. Nodes are created one by one from an
//! allow-list of elements. A link whose scheme is not `http`, `https`, `mailto` or `tel` stays text.

mod blocks;
mod browser_tables;
mod click;
mod inlines;
mod labels;
pub mod markdown;
mod nodes;
mod rich_text;

pub use click::Click;
pub use labels::Labels;
pub use rich_text::{RichText, show_plain};

/// A Markdown text without its marks, with one line per block: for screen readers and previews.
pub fn plain_text(text: &str) -> String {
    markdown::plain_text(text, browser_tables::tables())
}
