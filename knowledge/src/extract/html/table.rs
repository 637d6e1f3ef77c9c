//! Tables become pipe tables with a header row. Layout tables are read as the contents of their cells.

use scraper::ElementRef;

use super::{super::block::Block, marks::mark_of, walk::Walk};

/// The most columns or rows that one cell may span.
const MOST_SPAN: usize = 50;
/// The longest text of a cell that is repeated in the rows that it spans, in bytes.
const REPEATED_BYTES: usize = 200;
/// The most rows of a table. Even fewer make a document as long as it may be.
const MOST_ROWS: usize = 10_000;
/// The fewest links of a menu next to the text.
const MENU_LINKS: usize = 3;
/// The longest title in the first row, in characters.
const TITLE_CHARS: usize = 100;
/// The most columns of a table.
const MOST_COLUMNS: usize = 50;

/// A cell that extends into the rows below.
struct Hanging {
    column: usize,
    rows: usize,
    text: String,
}

impl Walk<'_> {
    pub(super) fn table(&mut self, table: ElementRef<'_>) {
        let rows = rows(table);
        let columns = rows
            .iter()
            .map(|row| cells(*row).count())
            .max()
            .unwrap_or_default();
        if columns < 2 || self.lays_out(table) {
            self.close_paragraph();
            let has_menu = self.has_menu_beside_text(table);
            for row in rows {
                for cell in cells(row) {
                    let holding = self.chrome.holding(&cell);
                    let is_menu =
                        holding.other_links >= MENU_LINKS && holding.linked_chars == holding.chars;
                    if !(has_menu && is_menu) {
                        self.element(cell);
                    }
                }
            }
            return;
        }
        let mut rows = rows;
        if let Some(first) = rows.first().copied()
            && rows.len() > 2
            && is_over_all(first, columns)
            && cells(first).all(|cell| self.chrome.holding(&cell).chars <= TITLE_CHARS)
        {
            self.close_paragraph();
            self.inside(first);
            self.close_paragraph();
            rows.remove(0);
        }
        if let Some(caption) = table
            .child_elements()
            .find(|child| child.value().name() == "caption")
        {
            self.close_paragraph();
            self.inside(caption);
            self.close_paragraph();
        }
        let mut grid: Vec<Vec<String>> = Vec::new();
        let mut hanging: Vec<Hanging> = Vec::new();
        let mut heads = 0;
        let width = (rows.iter().take(MOST_ROWS).map(|row| row_width(*row)))
            .max()
            .unwrap_or_default();
        for row in rows.into_iter().take(MOST_ROWS) {
            if self.chrome.leaves_out(&row) {
                continue;
            }
            let read = self.row(row, width, &mut hanging);
            if read.iter().any(|cell| !cell.is_empty()) {
                heads += usize::from(heads == grid.len() && is_head(row));
                grid.push(read);
            }
        }
        if (2..grid.len()).contains(&heads) {
            let below = grid.split_off(heads);
            grid = std::iter::once(one_head(&grid)).chain(below).collect();
        }
        let width = grid.iter().map(Vec::len).max().unwrap_or_default();
        let mut rows = grid.into_iter().map(|mut row| {
            row.resize(width, String::new());
            format!("| {} |", row.join(" | "))
        });
        let Some(header) = rows.next() else { return };
        let rows: Vec<String> = rows.collect();
        if rows.is_empty() {
            let line = header.trim_matches(['|', ' ']).replace(" | ", " – ");
            return self.push(Block::Paragraph(line));
        }
        let head = format!("{header}\n|{}", " --- |".repeat(width));
        self.push(Block::Table { head, rows });
    }

    fn row(
        &mut self,
        row: ElementRef<'_>,
        width: usize,
        hanging: &mut Vec<Hanging>,
    ) -> Vec<String> {
        let mut read: Vec<String> = Vec::new();
        let mut below: Vec<Hanging> = Vec::new();
        let mut from_above = std::mem::take(hanging);
        let chrome = self.chrome;
        let mut take_hanging = |read: &mut Vec<String>, below: &mut Vec<Hanging>| {
            while let Some(at) = from_above.iter().position(|cell| cell.column <= read.len()) {
                let cell = from_above.swap_remove(at);
                let fits = chrome.effort.repeat(cell.text.len());
                read.push(if fits {
                    cell.text.clone()
                } else {
                    String::new()
                });
                if cell.rows > 1 {
                    below.push(Hanging {
                        rows: cell.rows - 1,
                        ..cell
                    });
                }
            }
        };
        for cell in cells(row) {
            take_hanging(&mut read, &mut below);
            if read.len() >= MOST_COLUMNS {
                break;
            }
            let text = self.cell(cell);
            let (columns, rows) = (span(cell, "colspan"), span(cell, "rowspan"));
            // A cell over all columns is a heading for the rows below.
            let is_for_each = columns < width && text.len() <= REPEATED_BYTES;
            for column in 0..columns {
                let is_told = column == 0
                    || is_for_each && read.len() < MOST_COLUMNS && chrome.effort.repeat(text.len());
                let text = if is_told { text.as_str() } else { "" };
                if rows > 1 {
                    let repeated = if text.len() <= REPEATED_BYTES {
                        text
                    } else {
                        ""
                    };
                    below.push(Hanging {
                        column: read.len(),
                        rows: rows - 1,
                        text: repeated.to_owned(),
                    });
                }
                read.push(text.to_owned());
            }
        }
        take_hanging(&mut read, &mut below);
        *hanging = below;
        read
    }

    fn lays_out(&self, table: ElementRef<'_>) -> bool {
        let holding = self.chrome.holding(&table);
        matches!(table.attr("role"), Some("presentation" | "none"))
            || holding.tables > 1
            || holding.headings + holding.summaries > 0
            || self.has_menu_beside_text(table)
    }

    /// Whether a cell has only links to other pages, while another cell of the same row has sentences.
    fn has_menu_beside_text(&self, table: ElementRef<'_>) -> bool {
        /// The number of rows that are examined.
        const ROWS: usize = 5;
        let holding = self.chrome.holding(&table);
        holding.other_links >= MENU_LINKS
            && rows(table).into_iter().take(ROWS).any(|row| {
                let mut has_menu = false;
                let mut has_text = false;
                for cell in cells(row).take(MOST_COLUMNS) {
                    let holding = self.chrome.holding(&cell);
                    has_menu |=
                        holding.other_links >= MENU_LINKS && holding.linked_chars == holding.chars;
                    has_text |= (holding.sentences > 1 || holding.tables > 0) && holding.tells();
                }
                has_menu && has_text
            })
    }

    fn cell(&mut self, cell: ElementRef<'_>) -> String {
        let mut part = self.part();
        part.inside(cell);
        let (chars, linked) = part.counted();
        self.count(chars, linked);
        let texts: Vec<String> = part
            .finish()
            .blocks
            .iter()
            .map(|block| match block {
                Block::List { items, .. } => items
                    .iter()
                    .map(|item| item.trim_start_matches("- "))
                    .collect::<Vec<_>>()
                    .join("; "),
                block => block.markdown(),
            })
            .collect();
        let line = texts.join(" ");
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() {
            return mark_of(cell).unwrap_or_default();
        }
        line.replace('|', "\\|")
    }
}

/// Whether `row` has the names of the columns.
fn is_head(row: ElementRef<'_>) -> bool {
    let is_in_head = (row.parent().and_then(ElementRef::wrap))
        .is_some_and(|around| around.value().name() == "thead");
    is_in_head || cells(row).all(|cell| cell.value().name() == "th") && cells(row).count() > 1
}

/// Whether `row` is a single cell over all `columns`.
fn is_over_all(row: ElementRef<'_>, columns: usize) -> bool {
    cells(row).count() == 1 && row_width(row) >= columns
}

/// Merges several header rows: joins the texts of each column from top to bottom.
fn one_head(rows: &[Vec<String>]) -> Vec<String> {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let column = |at: usize| {
        let mut said: Vec<&str> = Vec::new();
        for cell in rows.iter().filter_map(|row| row.get(at)) {
            if !cell.is_empty() && !said.contains(&cell.as_str()) {
                said.push(cell);
            }
        }
        said.join(" ")
    };
    (0..width).map(column).collect()
}

/// The number of columns that the cells of a row take up.
fn row_width(row: ElementRef<'_>) -> usize {
    cells(row).map(|cell| span(cell, "colspan")).sum()
}

fn rows(table: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    table
        .child_elements()
        .flat_map(|child| match child.value().name() {
            "tr" => vec![child],
            "thead" | "tbody" | "tfoot" => child
                .child_elements()
                .filter(|row| row.value().name() == "tr")
                .collect(),
            _ => Vec::new(),
        })
        .collect()
}

fn cells(row: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    row.child_elements()
        .filter(|cell| matches!(cell.value().name(), "td" | "th"))
}

fn span(cell: ElementRef<'_>, name: &str) -> usize {
    cell.attr(name)
        .and_then(|span| span.trim().parse().ok())
        .unwrap_or(1)
        .clamp(1, MOST_SPAN)
}
