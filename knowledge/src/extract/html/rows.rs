//! Rows that only styles lay out: a name and its value in boxes side by side.

use scraper::ElementRef;

use super::{
    super::{super::questions, block::Block},
    element::{is_block, letters},
    walk::Walk,
};

/// The most boxes of a row.
const BOXES: usize = 4;
/// The longest text of a box, in characters.
const BOX_CHARS: usize = 40;
/// How many elements of a box are searched.
const LOOKED_THROUGH: usize = 20;
/// How many neighbouring rows on either side are examined.
const ROWS: usize = 3;

impl Walk<'_> {
    /// Reads `row` as one line, if its neighbours have the same structure.
    pub(super) fn row_of_parts(&mut self, row: ElementRef<'_>) -> bool {
        if !self.in_flow() || !self.is_row(&row) {
            return false;
        }
        let is_like = |other: ElementRef<'_>| {
            other.value().name() == row.value().name()
                && other.value().classes().next() == row.value().classes().next()
                && self.is_row(&other)
        };
        let before = row.prev_siblings().filter_map(ElementRef::wrap).take(ROWS);
        let after = row.next_siblings().filter_map(ElementRef::wrap).take(ROWS);
        if !before.chain(after).any(is_like) {
            return false;
        }
        let boxes: Vec<String> = (row.child_elements())
            .filter(|part| !self.chrome.leaves_out(part))
            .map(|part| self.line(part))
            .filter(|text| !text.is_empty())
            .collect();
        if boxes.iter().any(|text| questions::asks(text)) {
            return false;
        }
        let mut line = String::new();
        for text in &boxes {
            if !line.is_empty() {
                line.push_str(if line.ends_with([':', '：']) {
                    " "
                } else {
                    " – "
                });
            }
            line.push_str(text);
        }
        self.count(line.chars().count(), 0);
        self.push(Block::Paragraph(line));
        true
    }

    /// Whether `row` has only a few boxes with a few words each.
    fn is_row(&self, row: &ElementRef<'_>) -> bool {
        let holding = self.chrome.holding(row);
        let boxes = || row.child_elements().take(BOXES + 1);
        let is_box = |part: &ElementRef<'_>| {
            matches!(part.value().name(), "div" | "p")
                && (1..=BOX_CHARS).contains(&letters(part, BOX_CHARS + 1))
                && (part.descendent_elements().take(LOOKED_THROUGH))
                    .filter(is_block)
                    .all(|inner| inner.child_elements().count() < 2)
        };
        holding.chars <= BOXES * BOX_CHARS
            && holding.headings + holding.sentences + holding.fields + holding.links == 0
            && row.value().classes().next().is_some()
            && (2..=BOXES).contains(&boxes().count())
            && boxes().all(|part| is_box(&part))
    }
}
