//! Markdown that arrives in pieces, as a tree of what an answer may contain.
//!
//! The dialect is what language models write: CommonMark with GitHub's tables and strikethrough, without what a chat
//! has no use for. HTML and images are shown as text, indented code and underlined headings are paragraphs, and
//! `[1]` is a citation mark.
//!
//! ```text
//!  pieces ─► Document ─ complete lines ─► Splitter ─ a block has ended ─► closed: parsed once, never changes
//!                     └ the last line ──────────────── still open ──────► open: parsed again at each frame
//! ```
//! So the work for an answer grows with its length, and what a reader has read does not move.
//!
//! *Invariant:* any input is safe. Nothing panics, nesting is limited, and a link leads to `http`, `https`, `mailto` or
//! `tel` or it is text.

mod bare;
mod block;
mod document;
mod end;
mod inline;
mod line;
mod link;
mod list;
mod marks;
mod splitter;
mod table;
mod word;

#[cfg(test)]
mod tests;

pub use link::safe_url;
pub use word::is_word;

pub(crate) use bare::parse_plain;
pub(crate) use block::{Alignment, Block};
pub(crate) use document::Document;
pub(crate) use inline::Inline;

use document::parse;

/// A Markdown text without its marks, a line for each block: for screen readers and previews.
pub fn plain_text(text: &str) -> String {
    let mut plain = String::new();
    for block in parse(text) {
        block.write_plain(&mut plain);
    }
    plain.trim_end().to_owned()
}
