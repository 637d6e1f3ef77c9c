//! Tables: a header, a line of dashes, and rows.

use super::{
    bare::parse_linked,
    block::{Alignment, Block},
    end::End,
    inline::Inline,
    line::has,
    parser::find_backticks,
    reference::References,
};

/// The most columns. Further cells are joined to the last one.
const COLUMNS: usize = 24;

/// Parses a table; `None` if the lines are a paragraph.
pub(crate) fn parse(source: &str, end: End, references: &mut References) -> Option<Block> {
    let mut lines = source.lines();
    let head = lines.next()?.trim();
    let delimiter = lines.next().map(str::trim);
    let alignments = match delimiter {
        Some(line) if is_half_delimiter(line) && end == End::Open && head.starts_with('|') => None,
        Some(line) => Some(alignments_of(line)?),
        // A line that starts with a bar is shown as a table header before the line of dashes arrives.
        None if end == End::Open && head.starts_with('|') => None,
        None => return None,
    };
    if !has(head, b'|') {
        return None;
    }
    let header = cells_of(head, COLUMNS, end, references);
    let columns = header.len();
    let alignments = match alignments {
        Some(alignments) if alignments.len() == columns || end == End::Open => alignments,
        Some(_) => return None,
        None => Vec::new(),
    };
    let rows = lines
        .map(|line| {
            let mut cells = cells_of(line.trim(), columns, end, references);
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

/// The cells of a line, exactly `most`. Extra cells are joined to the last one rather than lost, because nobody
/// proofreads an answer.
fn cells_of(line: &str, most: usize, end: End, references: &mut References) -> Vec<Vec<Inline>> {
    let mut cells: Vec<String> = Vec::new();
    for cell in split_cells(line) {
        let cell = without_escaped_bars(cell.trim());
        if cells.len() < most {
            cells.push(cell);
        } else if let Some(last) = cells.last_mut().filter(|_| !cell.is_empty()) {
            last.push(' ');
            last.push_str(&cell);
        }
    }
    cells
        .iter()
        .map(|cell| parse_linked(cell, end, references))
        .collect()
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

/// The cells between bars. A bar after a backslash or in code belongs to its cell. Unclosed backticks are text.
fn split_cells(line: &str) -> impl Iterator<Item = &str> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line
        .strip_suffix('|')
        .filter(|line| !line.ends_with('\\'))
        .unwrap_or(line);
    let mut escaped = false;
    let (mut at, mut code_end) = (0, 0);
    line.split(move |character: char| {
        if character == '`' && !escaped && at >= code_end {
            let rest = line.get(at..).unwrap_or_default();
            let inside = rest.trim_start_matches('`');
            let run = rest.len() - inside.len();
            code_end = at + run + find_backticks(inside, run).map_or(0, |length| length + run);
        }
        let bar = character == '|' && !escaped && at >= code_end;
        escaped = character == '\\' && !escaped;
        at += character.len_utf8();
        bar
    })
}
