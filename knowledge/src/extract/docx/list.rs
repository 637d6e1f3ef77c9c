//! Lists: Word numbers paragraphs, while HTML nests items.

use std::{collections::HashMap, fmt::Write};

/// The deepest level of a list. Word has nine levels.
const DEEPEST: usize = 9;

/// An item's position, from its paragraph's properties.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct WordListItem {
    pub(super) list: String,
    pub(super) level: usize,
    pub(super) is_ordered: bool,
}

/// The open lists, from the outermost to the innermost.
#[derive(Default)]
pub(super) struct OpenLists {
    open: Vec<WordListItem>,
}

/// The last number at each level of each list. Text between items does not restart the numbering.
#[derive(Default)]
pub(super) struct Numbers {
    last: HashMap<(String, usize), usize>,
}

impl Numbers {
    fn next(&mut self, item: &WordListItem) -> usize {
        for level in item.level + 1..=DEEPEST {
            self.last.remove(&(item.list.clone(), level));
        }
        let last = self
            .last
            .entry((item.list.clone(), item.level))
            .or_default();
        *last += 1;
        *last
    }
}

impl OpenLists {
    /// Opens an item. Its text follows.
    pub(super) fn item(
        &mut self,
        mut item: WordListItem,
        numbers: &mut Numbers,
        html: &mut String,
    ) {
        item.level = item.level.min(DEEPEST - 1);
        let number = numbers.next(&item);
        while self.open.len() > item.level + 1 {
            self.close_one(html);
        }
        let goes_on = self.open.len() == item.level + 1;
        if goes_on
            && self
                .open
                .last()
                .is_some_and(|last| last.list == item.list && last.is_ordered == item.is_ordered)
        {
            html.push_str("</li><li>");
            return;
        }
        if goes_on {
            self.close_one(html);
        }
        if item.is_ordered {
            let _ = write!(html, "<ol start={number}><li>");
        } else {
            html.push_str("<ul><li>");
        }
        // A list may start at a deeper level. The lists around it then have no item of their own.
        while self.open.len() < item.level {
            let level = self.open.len();
            self.open.push(WordListItem {
                level,
                list: String::new(),
                is_ordered: false,
            });
        }
        self.open.push(item);
    }

    fn close_one(&mut self, html: &mut String) {
        if let Some(item) = self.open.pop()
            && !item.list.is_empty()
        {
            html.push_str(if item.is_ordered {
                "</li></ol>"
            } else {
                "</li></ul>"
            });
        }
    }

    pub(super) fn close(&mut self, html: &mut String) {
        while !self.open.is_empty() {
            self.close_one(html);
        }
    }
}
