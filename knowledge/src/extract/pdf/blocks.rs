//! Lines to headings, paragraphs, lists and tables.
//!
//! A PDF says where letters are, not what they are. Unusually large letters are a heading, and so is a line entirely in
//! bold. Lines close together are a paragraph. A bullet or a number at the start makes a list item.

use std::collections::HashSet;

use self::{joining::Joining, marker::marker};
use super::{
    super::block::{BOLD_LEVEL, Block},
    line::{Line, STOP},
};

mod joining;
mod marker;
mod pitch;

/// The letters of a heading are larger than the text by at least this factor.
const LARGER: f64 = 1.15;
/// Sizes that differ by less than this factor count as equal.
const SAME_SIZE: f64 = 1.1;
/// The longest heading, in characters.
const HEADING_CHARS: usize = 120;
/// The number of heading levels distinguished by size. Smaller headings all get the last level.
const LEVELS: u8 = 6;
/// The precision of sizes, in steps per point.
const STEPS_PER_POINT: f64 = 2.0;

/// The blocks of a document, with a page break wherever the text of another page starts.
pub(super) fn build(pages: &[Vec<Line>]) -> Vec<Block> {
    let sizes = Sizes::of(pages);
    let joining = Joining::of(pages);
    let pitch = pitch::of_paragraphs(pages);
    let mut builder = Builder {
        blocks: Vec::new(),
        page_of_blocks: 0,
        piece: None,
        table: None,
        pitch,
    };
    for (page, lines) in (1..).zip(pages) {
        let widest = lines.iter().map(Line::width).fold(0.0, f64::max);
        for line in lines {
            builder.line(page, line, widest, &sizes, &joining);
        }
    }
    builder.flush();
    builder.blocks
}

/// The kind of a run of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
enum RunKind {
    Heading(u8),
    Paragraph,
    /// A list item, with its marker in Markdown.
    Item(String),
}

/// Lines that form one block.
struct LineRun {
    kind: RunKind,
    page: usize,
    text: String,
    /// The last line, and the width of the lines on its page.
    last: Line,
    widest: f64,
}

struct Builder {
    blocks: Vec<Block>,
    page_of_blocks: usize,
    piece: Option<LineRun>,
    /// The page and the number of the table that is the last block.
    table: Option<(usize, usize)>,
    /// Lines closer together than this belong to one paragraph, in letter heights.
    pitch: f64,
}

impl Builder {
    fn line(&mut self, page: usize, line: &Line, widest: f64, sizes: &Sizes, joining: &Joining) {
        if let Some(table) = line.table {
            return self.row(page, table, &line.text);
        }
        let (marker, text) = marker(&line.text);
        if text.is_empty() {
            return;
        }
        let kind = match (sizes.heading(line), marker) {
            (Some(level), _) => RunKind::Heading(level),
            (None, Some(marker)) => RunKind::Item(marker),
            (None, None) => RunKind::Paragraph,
        };
        let text = if matches!(kind, RunKind::Item(_)) {
            text
        } else {
            line.text.as_str()
        };
        if let Some(piece) = &mut self.piece
            && goes_on(piece, page, line, &kind, self.pitch)
        {
            let is_short = piece.last.width() < piece.widest * joining::SHORT_LINE;
            joining.join(&mut piece.text, text, is_short && page == piece.page);
            piece.last = line.clone();
            piece.widest = widest;
            return;
        }
        self.flush();
        self.piece = Some(LineRun {
            kind,
            page,
            text: text.to_owned(),
            last: line.clone(),
            widest,
        });
    }

    fn row(&mut self, page: usize, table: usize, text: &str) {
        self.flush();
        let cells: Vec<String> = text
            .split(STOP)
            .map(|cell| cell.trim().replace('|', "\\|"))
            .collect();
        let row = format!("| {} |", cells.join(" | "));
        if self.table == Some((page, table))
            && let Some(Block::Table { rows, .. }) = self.blocks.last_mut()
        {
            rows.push(row);
            return;
        }
        self.table = Some((page, table));
        self.begin_page(page);
        self.blocks.push(Block::Table {
            head: format!("{row}\n|{}", " --- |".repeat(cells.len())),
            rows: Vec::new(),
        });
    }

    fn begin_page(&mut self, page: usize) {
        if page != self.page_of_blocks {
            self.page_of_blocks = page;
            self.blocks.push(Block::Page(page));
        }
    }

    fn flush(&mut self) {
        let Some(piece) = self.piece.take() else {
            return;
        };
        let text = piece.text.replace('\u{ad}', "");
        self.begin_page(piece.page);
        match piece.kind {
            RunKind::Heading(level) if text.chars().count() <= HEADING_CHARS => {
                self.blocks.push(Block::Heading {
                    level,
                    text,
                    anchor: None,
                });
            }
            RunKind::Heading(_) | RunKind::Paragraph => self.blocks.push(Block::Paragraph(text)),
            RunKind::Item(marker) => {
                let item = format!("{marker} {text}").replace('\n', "\n  ");
                if let Some(Block::List { items, .. }) = self.blocks.last_mut() {
                    items.push(item);
                } else {
                    self.blocks.push(Block::List {
                        items: vec![item],
                        links_only: false,
                    });
                }
            }
        }
    }
}

/// Whether `line` continues `piece`.
fn goes_on(piece: &LineRun, page: usize, line: &Line, kind: &RunKind, pitch: f64) -> bool {
    let last = &piece.last;
    let ratio = line.size.max(last.size) / line.size.min(last.size);
    let is_alike = ratio < SAME_SIZE && line.is_bold == last.is_bold && line.has_direction_of(last);
    let is_same_kind = match (&piece.kind, kind) {
        (RunKind::Heading(a), RunKind::Heading(b)) => a == b,
        (RunKind::Paragraph | RunKind::Item(_), RunKind::Paragraph) => true,
        _ => false,
    };
    if !is_same_kind || !(is_alike || *kind == RunKind::Paragraph && ratio < SAME_SIZE) {
        return false;
    }
    let down = last.height - line.height;
    if page == piece.page && down > 0.0 {
        return down <= pitch * line.size.max(last.size);
    }
    // In the next column or on the next page, only an unfinished sentence continues.
    *kind == RunKind::Paragraph
        && page <= piece.page + 1
        && joining::is_open(&piece.text)
        && line.text.starts_with(char::is_lowercase)
}

/// The sizes of the text's letters and of each heading level.
struct Sizes {
    text: f64,
    /// Largest first, in steps.
    headings: Vec<i64>,
    /// Whether most of the text is bold, so that bold does not mark headings.
    is_bold: bool,
}

impl Sizes {
    fn of(pages: &[Vec<Line>]) -> Self {
        let mut letters: std::collections::BTreeMap<i64, usize> = std::collections::BTreeMap::new();
        let (mut all, mut bold) = (0, 0);
        for line in pages.iter().flatten() {
            let count = line.text.chars().count();
            *letters.entry(steps(line.size)).or_default() += count;
            all += count;
            bold += if line.is_bold { count } else { 0 };
        }
        let text = letters
            .iter()
            .max_by_key(|&(_, &count)| count)
            .map_or(0, |(&size, _)| size);
        #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
        let text = text as f64 / STEPS_PER_POINT;
        let mut headings: Vec<i64> = pages
            .iter()
            .flatten()
            .filter(|line| line.size >= text * LARGER && may_be_heading(&line.text))
            .map(|line| steps(line.size))
            .collect::<HashSet<_>>()
            .into_iter()
            .collect();
        headings.sort_unstable_by(|a, b| b.cmp(a));
        // All smaller sizes share the last level.
        headings.truncate(usize::from(LEVELS));
        Self {
            text,
            headings,
            is_bold: bold * 2 > all,
        }
    }

    /// The heading level of a line, or `None` if it is not a heading.
    fn heading(&self, line: &Line) -> Option<u8> {
        if !may_be_heading(&line.text) {
            return None;
        }
        if line.size >= self.text * LARGER {
            let size = steps(line.size);
            let larger = self.headings.iter().filter(|&&other| other > size).count();
            return Some(u8::try_from(larger + 1).unwrap_or(LEVELS).min(LEVELS));
        }
        let is_bold_alone =
            line.is_bold && !self.is_bold && !line.text.ends_with(['.', ',', ';', ':']);
        is_bold_alone.then_some(BOLD_LEVEL)
    }
}

fn may_be_heading(text: &str) -> bool {
    text.chars().count() <= HEADING_CHARS && text.chars().any(char::is_alphabetic)
}

/// `size`, rounded to steps.
fn steps(size: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float that is too large becomes the largest number"
    )]
    let steps = (size * STEPS_PER_POINT).round() as i64;
    steps
}

#[cfg(test)]
mod tests;
