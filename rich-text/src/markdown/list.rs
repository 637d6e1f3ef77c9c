//! The items of lists.

use super::line::{indent_of, strip_indent};

/// The most digits of an item's number.
const NUMBER_DIGITS: usize = 9;

/// The beginning of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marker {
    /// `-`, `*` or `+`.
    Bullet,
    /// `1.` or `1)`.
    Ordered(u32),
}

impl Marker {
    /// Whether items with these markers belong to one list.
    pub(crate) fn is_same_kind(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Bullet, Self::Bullet) | (Self::Ordered(_), Self::Ordered(_))
        )
    }
}

/// The marker at the beginning of a line without indent.
pub(crate) fn marker_of(text: &str) -> Option<Marker> {
    split_marker(text).map(|(marker, _)| marker)
}

/// The text after the marker of a line, trimmed.
pub(crate) fn after_marker(line: &str) -> &str {
    split_marker(line.trim_start()).map_or("", |(_, rest)| rest.trim())
}

/// The lines of each item, without the marker and the item's indent.
pub(crate) fn items_of(source: &str, marker: Marker) -> Vec<Vec<&str>> {
    let base = indent_of(source);
    let mut items: Vec<Vec<&str>> = Vec::new();
    let mut content_indent = 0;
    let mut fenced = false;
    for line in source.lines() {
        let text = line.trim_start();
        let is_item = !fenced
            && indent_of(line) < base + 2
            && marker_of(text).is_some_and(|other| other.is_same_kind(marker));
        let content = if is_item {
            let rest = split_marker(text).map_or("", |(_, rest)| rest);
            let spaces = indent_of(rest).clamp(1, 4);
            content_indent = indent_of(line) + (text.len() - rest.len()) + spaces;
            items.push(Vec::new());
            strip_indent(rest, spaces)
        } else {
            strip_indent(line, content_indent)
        };
        let content_text = content.trim_start();
        if content_text.starts_with("```") || content_text.starts_with("~~~") {
            fenced = !fenced;
        }
        if let Some(item) = items.last_mut() {
            item.push(content);
        }
    }
    items
}

/// The marker and the rest of the line, which is empty or begins with white space.
fn split_marker(text: &str) -> Option<(Marker, &str)> {
    let (marker, rest) = if let Some(rest) = text.strip_prefix(['-', '*', '+']) {
        (Marker::Bullet, rest)
    } else {
        let after = text.trim_start_matches(|character: char| character.is_ascii_digit());
        let (digits, after) = text.split_at(text.len() - after.len());
        if digits.len() > NUMBER_DIGITS {
            return None;
        }
        let rest = after.strip_prefix(['.', ')'])?;
        (Marker::Ordered(digits.parse().ok()?), rest)
    };
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some((marker, rest))
}
