//! Tables: a header, a line of dashes, and rows.

use super::{
    bare::parse_linked,
    block::{Alignment, Block},
    end::End,
    inline::Inline,
    line::has,
};

/// The most columns; further cells are dropped.
const COLUMNS: usize = 24;

/// Parses a table; `None` if the lines are a paragraph.
pub(crate) fn parse(source: &str, end: End) -> Option<Block> {
    let mut lines = source.lines();
    let head = lines.next()?.trim();
    let delimiter = lines.next().map(str::trim);
    let alignments = match delimiter {
        Some(line) if is_half_delimiter(line) && end == End::Open && head.starts_with('|') => None,
        Some(line) => Some(alignments_of(line)?),
        // A line that begins with a bar is shown as a table's header before the line of dashes has come.
        None if end == End::Open && head.starts_with('|') => None,
        None => return None,
    };
    if !has(head, b'|') {
        return None;
    }
    let header: Vec<_> = cells_of(head, end).collect();
    let columns = header.len();
    let alignments = match alignments {
        Some(alignments) if alignments.len() == columns || end == End::Open => alignments,
        Some(_) => return None,
        None => Vec::new(),
    };
    let rows = lines
        .map(|line| {
            let mut cells: Vec<_> = cells_of(line.trim(), end).take(columns).collect();
            cells.resize(columns, Vec::new());
            cells
        })
        .collect();
    Some(Block::Table {
        alignments: (0..columns)
            .map(|column| alignments.get(column).copied().unwrap_or_default())
            .collect(),
        header,
        rows,
    })
}

/// Whether a line may become the line of dashes.
fn is_half_delimiter(line: &str) -> bool {
    line.chars()
        .all(|character| matches!(character, '|' | ':' | '-' | ' '))
}

fn alignments_of(line: &str) -> Option<Vec<Alignment>> {
    if !has(line, b'-') || !(has(line, b'|') || has(line, b':')) {
        return None;
    }
    split_cells(line)
        .take(COLUMNS)
        .map(|cell| {
            let cell = cell.trim();
            let dashes = cell.trim_matches(':');
            if dashes.is_empty() || dashes.contains(|character| character != '-') {
                return None;
            }
            Some(match (cell.starts_with(':'), cell.ends_with(':')) {
                (true, true) => Alignment::Center,
                (false, true) => Alignment::End,
                _ => Alignment::Start,
            })
        })
        .collect()
}

fn cells_of(line: &str, end: End) -> impl Iterator<Item = Vec<Inline>> {
    split_cells(line)
        .take(COLUMNS)
        .map(move |cell| parse_linked(&without_escaped_bars(cell.trim()), end))
}

fn without_escaped_bars(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    for character in cell.chars() {
        if character == '|' && text.ends_with('\\') {
            text.pop();
        }
        text.push(character);
    }
    text
}

/// The cells between bars. A bar after a backslash or in code belongs to its cell.
fn split_cells(line: &str) -> impl Iterator<Item = &str> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line
        .strip_suffix('|')
        .filter(|line| !line.ends_with('\\'))
        .unwrap_or(line);
    let mut escaped = false;
    let mut code = false;
    line.split(move |character| {
        let bar = character == '|' && !escaped && !code;
        escaped = character == '\\' && !escaped;
        code ^= character == '`';
        bar
    })
}
