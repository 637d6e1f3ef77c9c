//! MDX imports and exports.

use super::{Translation, mdx::is_module_line};

/// The most lines of a declaration that contains empty lines.
const LINES: usize = 100;

impl Translation {
    /// Skips the lines of an import or export, and returns how many.
    pub(super) fn module_line(&mut self, lines: &[&str]) -> Option<usize> {
        let line = lines.first()?.trim_end();
        if !is_module_line(line) {
            return None;
        }
        let export = line.strip_prefix("export ");
        if let Some((name, value)) = export.and_then(|rest| {
            let rest = ["const ", "let ", "var "]
                .iter()
                .find_map(|word| rest.strip_prefix(word))?;
            rest.split_once('=')
        }) {
            let value = value.trim().trim_end_matches(';').trim();
            let text = ['"', '\'', '`']
                .iter()
                .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
            if let Some(text) = text.or_else(|| value.parse::<f64>().is_ok().then_some(value)) {
                self.variables.set(name.trim(), text);
            }
        }
        // A declaration continues until its brackets are closed. If they never are, it ends at the next empty line.
        let closes = |rest: &[&str]| {
            let mut rest = rest.iter().take(LINES);
            rest.any(|line| line.starts_with(['}', ')', ']']))
        };
        let mut depth = 0_i32;
        for (taken, line) in lines.iter().enumerate() {
            let rest = lines.get(taken..).unwrap_or_default();
            if taken > 0 && line.trim().is_empty() && !closes(rest) {
                return Some(taken);
            }
            for c in line.chars() {
                depth += match c {
                    '{' | '(' | '[' => 1,
                    '}' | ')' | ']' => -1,
                    _ => 0,
                };
            }
            if depth <= 0 {
                return Some(taken + 1);
            }
        }
        Some(lines.len())
    }
}
