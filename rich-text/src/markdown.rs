//! Markdown that arrives in pieces, as a tree of what an answer may contain.
//!
//! The dialect is what language models write: CommonMark with GitHub's tables and strikethrough, and `[1]` is a
//! citation mark. Left out on purpose:
//!
//! - HTML is text: nothing that a model writes becomes HTML.
//! - An image is a link to it: showing it would tell its server who reads the answer.
//! - Indented code is a paragraph: models indent the continuation of a list item by any number of spaces.
//! - A line of dashes under a paragraph is a rule: models draw lines under their paragraphs.
//! - Bare addresses are links, and links lead only to the allowed addresses.
//! - Titles of links are not shown, and loose lists look like tight ones.
//!
//! ```text
//!  pieces ─► Document ─ complete lines ─► Splitter ─ a block has ended ─► closed: parsed once, never changes
//!                     └ the last line ──────────────── still open ──────► open: parsed again at each frame
//! ```
//! The work for an answer thus grows linearly with its length, and text on the screen does not move. Only a link whose
//! address is defined after it changes its block once more, when the text is complete.
//!
//! *Invariant:* any input is safe. Nothing panics, and nesting is limited. A link whose scheme is not `http`, `https`,
//! `mailto` or `tel` stays text.

mod bare;
mod block;
mod document;
mod emphasis;
mod end;
mod inline;
mod line;
mod link;
mod list;
mod marks;
mod parser;
mod reference;
mod splitter;
mod start;
mod table;
mod tables;
mod word;

#[cfg(test)]
mod tests;

pub use link::safe_url;
pub use tables::Tables;
pub use word::is_word;

pub(crate) use bare::parse_plain;
pub(crate) use block::{Alignment, Block};
pub(crate) use document::Document;
pub(crate) use inline::Inline;

use document::parse;

/// A Markdown text without its marks, with one line per block: for screen readers and previews.
pub fn plain_text(text: &str, tables: Tables) -> String {
    let mut plain = String::new();
    for block in parse(text, tables) {
        block.write_plain(&mut plain);
    }
    plain.trim_end().to_owned()
}
