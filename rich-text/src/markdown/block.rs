//! The blocks that an answer may contain.

use super::{
    inline::{Inline, write_plain},
    marks::unmark,
};

/// The deepest nesting of lists and quotes, and of links in emphasis. Anything deeper is flattened.
pub(crate) const MAX_DEPTH: usize = 8;

/// A block, which becomes one element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    Paragraph(Vec<Inline>),
    Heading {
        /// From 1 to 6.
        level: u8,
        content: Vec<Inline>,
    },
    List {
        /// The first number; `None` for a list with bullets.
        start: Option<u32>,
        items: Vec<Vec<Block>>,
    },
    Quote(Vec<Block>),
    Code {
        /// The first word after the opening fence; may be empty.
        language: String,
        /// The lines, without the end of the last one.
        text: String,
    },
    Table {
        /// As many as the header has cells.
        alignments: Vec<Alignment>,
        header: Vec<Vec<Inline>>,
        /// Each row has as many cells as the header.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A thematic break (`<hr>`).
    Rule,
}

/// The alignment of a table's column, in the direction of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Alignment {
    #[default]
    Start,
    Center,
    End,
}

impl Block {
    /// Turns marks without a citation into text. True if there was one.
    pub(crate) fn unmark(&mut self, is_cited: &dyn Fn(u32) -> bool) -> bool {
        let mut changed = false;
        match self {
            Self::Paragraph(content) | Self::Heading { content, .. } => {
                changed = unmark(content, is_cited);
            }
            Self::List { items, .. } => {
                for block in items.iter_mut().flatten() {
                    changed |= block.unmark(is_cited);
                }
            }
            Self::Quote(blocks) => {
                for block in blocks {
                    changed |= block.unmark(is_cited);
                }
            }
            Self::Table { header, rows, .. } => {
                for cell in header.iter_mut().chain(rows.iter_mut().flatten()) {
                    changed |= unmark(cell, is_cited);
                }
            }
            Self::Code { .. } | Self::Rule => {}
        }
        changed
    }

    /// Appends the text without its marks, with one line per block or row.
    pub(crate) fn write_plain(&self, plain: &mut String) {
        match self {
            Self::Paragraph(content) | Self::Heading { content, .. } => {
                write_plain(content, plain);
            }
            Self::List { items, .. } => {
                for block in items.iter().flatten() {
                    block.write_plain(plain);
                }
                return;
            }
            Self::Quote(blocks) => {
                for block in blocks {
                    block.write_plain(plain);
                }
                return;
            }
            Self::Code { text, .. } => plain.push_str(text),
            Self::Table { header, rows, .. } => {
                for row in std::iter::once(header).chain(rows) {
                    for cell in row {
                        write_plain(cell, plain);
                        plain.push_str(", ");
                    }
                    plain.push('\n');
                }
                return;
            }
            Self::Rule => return,
        }
        plain.push('\n');
    }
}
