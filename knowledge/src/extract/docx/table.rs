//! Table cells merged over several rows. Word writes their text once, followed by empty cells below. Each row repeats
//! the text, so that a row can be quoted by itself.

use std::collections::HashMap;

/// The longest text that is repeated, in bytes of HTML.
const REPEATED_BYTES: usize = 200;

/// An open table.
#[derive(Default)]
pub(super) struct OpenTable {
    column: usize,
    columns: usize,
    /// Where the HTML of the open cell starts.
    start: usize,
    merge: Merge,
    /// The text of merged cells above, by column.
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

    /// Handles a merge of the open cell with those above or below it (ECMA-376, 17.4.84).
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
