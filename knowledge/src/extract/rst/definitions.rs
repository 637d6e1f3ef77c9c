//! Definition lists and fields.

use super::{RstTranslation, body, indent, inline};

/// What terms never start with: marks of items, directives, line blocks and tables.
const NO_TERM: &[&str] = &["- ", "* ", "+ ", "#. ", "..", "| ", "+-", ">>>", ":"];

impl RstTranslation {
    /// A term, after an empty line, with its definition indented below it.
    pub(super) fn definition(&mut self, lines: &[&str], depth: usize) -> Option<usize> {
        let (term, below) = lines.split_first()?;
        let is_numbered = term
            .split_once(['.', ')'])
            .is_some_and(|(number, _)| number.chars().all(|c| c.is_ascii_digit()));
        let is_term = term.starts_with(|c: char| !c.is_whitespace())
            && !NO_TERM.iter().any(|mark| term.starts_with(mark))
            && !term.ends_with("::")
            && !is_numbered
            && (self.markdown.is_empty() || self.markdown.ends_with("\n\n"));
        let body = body(below);
        if !is_term || body.first().is_none_or(|line| line.is_empty()) {
            return None;
        }
        let indent = indent(body);
        let inner: Vec<&str> = body
            .iter()
            .map(|line| line.get(indent..).unwrap_or_default())
            .collect();
        let mut definition = Self::default();
        definition.lines(&inner, depth + 1);
        self.push(&inline(term));
        let text = definition.markdown.trim_end();
        for (at, line) in text.lines().enumerate() {
            match (at, line) {
                (0, line) => self.push(&format!(": {line}")),
                (_, "") => self.push(""),
                (_, line) => self.push(&format!("  {line}")),
            }
        }
        self.push("");
        Some(1 + body.len())
    }

    /// A field, `:name: text`, as a list item. A field without a text is for programs.
    pub(super) fn field(line: &str) -> Option<String> {
        let (name, text) = line.strip_prefix(':')?.split_once(": ")?;
        let is_name = name.starts_with(|c: char| c.is_alphabetic()) && !name.contains([':', '`']);
        is_name.then(|| format!("- {name}: {}", text.trim()))
    }
}
