//! Tables of reStructuredText: grid tables and list tables.

use super::{RstTranslation, inline};

impl RstTranslation {
    /// A list table: rows are items (`* -`), and cells are nested items (`-`).
    pub(super) fn list_table(&mut self, caption: &str, body: &[&str]) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for line in body.iter().map(|line| line.trim()) {
            let (cell, begins_row) = match line.strip_prefix("* - ").or(line.strip_prefix("* -")) {
                Some(cell) => (Some(cell), true),
                None => (
                    line.strip_prefix("- ").or((line == "-").then_some("")),
                    false,
                ),
            };
            match (cell, rows.last_mut()) {
                (Some(cell), _) if begins_row => rows.push(vec![inline(cell.trim())]),
                (Some(cell), Some(row)) => row.push(inline(cell.trim())),
                (None, Some(row)) => {
                    if let Some(last) = row.last_mut().filter(|_| !line.is_empty()) {
                        last.push(' ');
                        last.push_str(&inline(line));
                    }
                }
                _ => {}
            }
        }
        if !caption.is_empty() {
            self.push(&format!("\n{}", inline(caption)));
        }
        self.push("");
        self.rows(&rows);
        self.push("");
    }

    fn rows(&mut self, rows: &[Vec<String>]) {
        for (at, row) in rows.iter().enumerate() {
            self.push(&format!("| {} |", row.join(" | ")));
            if at == 0 {
                self.push(&format!("|{}", " --- |".repeat(row.len())));
            }
        }
    }

    /// A grid table, drawn with `+`, `-` and `|`.
    pub(super) fn grid(&mut self, lines: &[&str]) -> Option<usize> {
        let is_rule = |line: &str| line.starts_with('+') && line.ends_with('+') && line.len() > 2;
        if !is_rule(lines.first()?) {
            return None;
        }
        let count = lines
            .iter()
            .take_while(|line| line.starts_with(['+', '|']))
            .count();
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut begins_row = true;
        for line in lines.iter().take(count) {
            if is_rule(line) {
                begins_row = true;
                continue;
            }
            let cells = line
                .trim_matches('|')
                .split('|')
                .map(|cell| inline(cell.trim()));
            if begins_row {
                rows.push(cells.collect());
            } else if let Some(row) = rows.last_mut() {
                for (cell, more) in row.iter_mut().zip(cells) {
                    if !more.is_empty() {
                        cell.push(' ');
                        cell.push_str(&more);
                    }
                }
            }
            begins_row = false;
        }
        self.push("");
        self.rows(&rows);
        self.push("");
        Some(count)
    }
}
