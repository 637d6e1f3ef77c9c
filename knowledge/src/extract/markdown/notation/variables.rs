//! Variables in braces.

use std::collections::HashMap;

use super::super::super::measure::sentences;

/// The longest name of a variable, in bytes.
const NAME_BYTES: usize = 100;

/// The line with the values of its variables, without the sentences whose variables have none.
pub(super) fn with_values(line: &str, values: &HashMap<String, String>) -> String {
    if !line.contains('{') {
        return line.to_owned();
    }
    let mut result = String::with_capacity(line.len());
    for sentence in sentences(line) {
        if let Some(known) = replaced(sentence, values) {
            result.push_str(&known);
        }
    }
    result
}

fn replaced(sentence: &str, values: &HashMap<String, String>) -> Option<String> {
    let mut result = String::with_capacity(sentence.len());
    let mut rest = sentence;
    let mut ticks = 0;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at_checked(at)?;
        result.push_str(before);
        ticks += before.matches('`').count();
        let found = variable(from).filter(|_| ticks % 2 == 0 && may_stand(before, from));
        if let Some((name, length)) = found {
            let value = match name {
                "" => " ",
                name => values.get(name)?,
            };
            result.push_str(value);
            rest = from.get(length..)?;
        } else {
            result.push('{');
            rest = from.get(1..)?;
        }
    }
    result.push_str(rest);
    Some(result)
}

/// The name of the variable that `text` begins with, and its length: `{name}`, `{{ name }}`, `{a.b}`. Of `{" "}` and
/// comments the name is empty.
fn variable(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix('{')?;
    let (inner, end) = match inner.strip_prefix('{') {
        Some(inner) => (inner, "}}"),
        None => (inner, "}"),
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
    is_name.then_some((name, length))
}

/// Whether a variable can stand here: not in an address like `/users/{id}`.
fn may_stand(before: &str, from: &str) -> bool {
    let after = from
        .trim_start_matches(|c| c != '}')
        .trim_start_matches('}');
    !before.ends_with(['/', '=', '-', '_', '?', '&', '\\'])
        && !after.starts_with(['/', '=', '-', '_', '&'])
}
