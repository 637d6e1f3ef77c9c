//! Variables in braces.

use std::collections::HashMap;

use super::super::super::measure::sentences;

/// The longest name of a variable, in bytes.
const NAME_BYTES: usize = 100;

/// The values of a file's variables.
#[derive(Default)]
pub(super) struct Variables {
    /// Whether a single brace opens an expression, as in MDX. In plain Markdown only `{{ name }}` is a variable.
    pub(super) is_mdx: bool,
    /// Values that the file itself defines.
    values: HashMap<String, String>,
}

impl Variables {
    pub(super) fn new(is_mdx: bool) -> Self {
        Self {
            is_mdx,
            values: HashMap::new(),
        }
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.values.insert(name.to_owned(), value.to_owned());
    }

    /// The line with its variables replaced. Removes sentences with unknown variables. Keeps marks of headings, items,
    /// quotes and tables, and the whole text of a heading.
    pub(super) fn put_into(&self, line: &str) -> String {
        if !line.contains('{') {
            return line.to_owned();
        }
        let (mark, text) = line.split_at_checked(mark(line)).unwrap_or(("", line));
        if mark.contains('#') {
            let known = self.replaced(text, true).unwrap_or_else(|| text.to_owned());
            return format!("{mark}{known}");
        }
        let mut result = mark.to_owned();
        if mark.contains('|') {
            for cell in cells(text) {
                self.add(cell, &mut result);
            }
        } else {
            self.add(text, &mut result);
        }
        result
    }

    /// Adds the sentences without unknown variables.
    fn add(&self, text: &str, result: &mut String) {
        let (text, end) = match text.strip_suffix('|') {
            Some(text) => (text, "|"),
            None => (text, ""),
        };
        for sentence in sentences(text) {
            if let Some(known) = self.replaced(sentence, false) {
                result.push_str(&known);
            }
        }
        result.push_str(end);
    }

    /// `text` with its variables replaced. Those without a value stay if it `keeps` them. None if one has no value and
    /// does not stay.
    fn replaced(&self, text: &str, keeps: bool) -> Option<String> {
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        let mut ticks = 0;
        while let Some(at) = rest.find(['{', '$']) {
            let (before, from) = rest.split_at_checked(at)?;
            result.push_str(before);
            ticks += before.matches('`').count();
            let is_text = ticks % 2 == 0;
            if let Some(length) = formula(from).filter(|_| is_text) {
                let (formula, after) = from.split_at_checked(length)?;
                result.push_str(formula);
                rest = after;
                continue;
            }
            let found = variable(from, self.is_mdx).filter(|_| is_text && may_stand(before, from));
            let value = found.map(|(name, length)| {
                let value = if name.is_empty() {
                    Some(" ")
                } else {
                    self.values.get(name).map(String::as_str)
                };
                (value.or(from.get(..length).filter(|_| keeps)), length)
            });
            if let Some((value, length)) = value {
                result.push_str(value?);
                rest = from.get(length..)?;
            } else {
                let (sign, after) = from.split_at_checked(1)?;
                result.push_str(sign);
                rest = after;
            }
        }
        result.push_str(rest);
        Some(result)
    }
}

/// The length of everything before the text of a line: white space and the marks of quotes, headings, items and tables.
fn mark(line: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = line.get(at..).unwrap_or_default();
        let text = rest.trim_start();
        let space = rest.len() - text.len();
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let signs = text.len() - text.trim_start_matches('#').len();
        let length = match text.get(digits..).and_then(|rest| rest.get(..2)) {
            Some(". " | ") ") if digits > 0 => digits + 1,
            _ if text.starts_with("- ") || text.starts_with("* ") || text.starts_with("+ ") => 1,
            _ if text.starts_with(['>', '|']) => 1,
            _ if signs > 0 && text.get(signs..).is_some_and(|rest| rest.starts_with(' ')) => signs,
            _ => return at + space,
        };
        at += space + length;
    }
}

/// The cells of a row, each with the bar after it.
fn cells(row: &str) -> impl Iterator<Item = &str> {
    let mut is_escaped = false;
    row.split_inclusive(move |c: char| {
        let ends = c == '|' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    })
}

/// The length of the formula that starts `text`: `$x_{n}$`. By Pandoc's rules there is no white space inside the
/// dollars and no digit after them.
fn formula(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('$')?;
    if inner.starts_with(|c: char| c.is_whitespace()) {
        return None;
    }
    let at = inner.find('$')?;
    let (formula, after) = inner.split_at_checked(at)?;
    let ends = !formula.is_empty()
        && !formula.ends_with(|c: char| c.is_whitespace())
        && !after.get(1..)?.starts_with(|c: char| c.is_ascii_digit());
    ends.then_some(at + 2)
}

/// The name and the length of the variable that starts `text`: `{name}`, `{{ name }}`, `{a.b}`. The name of `{" "}` and
/// of comments is empty. Single braces count in MDX only.
fn variable(text: &str, is_mdx: bool) -> Option<(&str, usize)> {
    let inner = text.strip_prefix('{')?;
    let (inner, end) = match inner.strip_prefix('{') {
        Some(inner) => (inner, "}}"),
        None if is_mdx => (inner, "}"),
        None => return None,
    };
    let at = inner
        .get(..inner.floor_char_boundary(NAME_BYTES))?
        .find(end)?;
    let name = inner.get(..at)?.trim();
    let length = text.len() - inner.len() + at + end.len();
    if matches!(name, "\" \"" | "' '") || (name.starts_with("/*") && name.ends_with("*/")) {
        return Some(("", length));
    }
    let name = name
        .strip_prefix('%')
        .unwrap_or(name)
        .trim_start_matches('$');
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '|' | ' ' | '$'))
        && (end == "}}" || !name.contains([' ', '|']));
    // In MDX, anything else in braces is an expression.
    let is_expression = end == "}" && !name.is_empty() && !name.contains(['{', '\\']);
    (is_name || is_expression).then_some((name, length))
}

/// Whether a variable is possible here. It is not in an address like `/users/{id}`.
fn may_stand(before: &str, from: &str) -> bool {
    let after = from
        .trim_start_matches(|c| c != '}')
        .trim_start_matches('}');
    !before.ends_with(['/', '=', '-', '_', '?', '&', '\\'])
        && !after.starts_with(['/', '=', '-', '_', '&'])
}
