//! Cells of a table that are merged over several rows: Word writes the text once, and empty cells below it. Each row tells
//! it, so that a row can be quoted alone.

use std::collections::HashMap;

/// The longest text that is repeated in the rows below, in bytes of HTML.
const REPEATED_BYTES: usize = 200;

/// A table that is open.
#[derive(Default)]
pub(super) struct OpenTable {
    column: usize,
    columns: usize,
    /// Where the HTML of the open cell begins.
    start: usize,
    merge: Merge,
    /// What the merged cells above say, by their column.
    above: HashMap<usize, String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Merge {
    #[default]
    None,
    Begins,
    GoesOn,
}

impl OpenTable {
    pub(super) const fn row(&mut self) {
        self.column = 0;
    }

    pub(super) const fn cell(&mut self, start: usize) {
        self.start = start;
        self.columns = 1;
        self.merge = Merge::None;
    }

    pub(super) const fn span(&mut self, columns: usize) {
        self.columns = columns;
    }

    /// The open cell is merged with those above or below it (ECMA-376, 17.4.84).
    pub(super) fn merge(&mut self, value: Option<&str>) {
        self.merge = if value == Some("restart") {
            Merge::Begins
        } else {
            Merge::GoesOn
        };
    }

    pub(super) fn end_cell(&mut self, html: &mut String) {
        let content = html.get(self.start..).and_then(|cell| cell.split_once('>'));
        let content = content.map_or("", |(_, content)| content);
        match self.merge {
            Merge::GoesOn => {
                if let Some(above) = self.above.get(&self.column)
                    && content.is_empty()
                {
                    html.push_str(above);
                }
            }
            Merge::Begins if content.len() <= REPEATED_BYTES => {
                self.above.insert(self.column, content.to_owned());
            }
            Merge::Begins | Merge::None => {
                self.above.remove(&self.column);
            }
        }
        self.column += self.columns.max(1);
    }
}
