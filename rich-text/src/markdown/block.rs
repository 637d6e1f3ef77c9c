//! What an answer is made of: the allow-list.

use super::inline::{Inline, write_plain};

/// Deepest nesting of lists and quotes, and of links inside emphasis. What is deeper is shown flat.
pub(crate) const MAX_DEPTH: usize = 8;

/// A block: each becomes one element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its text.
        content: Vec<Inline>,
    },
    /// A list.
    List {
        /// The first number of an ordered list.
        start: Option<u32>,
        /// Each item's blocks.
        items: Vec<Vec<Block>>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// Code, shown as it is.
    Code {
        /// What stood behind the fence, up to the first space; may be empty.
        language: String,
        /// The lines, without the last line's end.
        text: String,
    },
    /// A table.
    Table {
        /// One for each column.
        alignments: Vec<Alignment>,
        /// The head's cells.
        header: Vec<Vec<Inline>>,
        /// The rows' cells, as many as the head has.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A horizontal line.
    Rule,
}

/// How a table's column is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Alignment {
    /// As the language runs.
    #[default]
    Start,
    /// Centred.
    Center,
    /// Against it.
    End,
}

impl Block {
    /// Appends the text without its marks, a line for each part.
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
