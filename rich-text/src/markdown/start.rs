//! What a line starts, regardless of the lines before it.

use super::{
    line::has,
    list::{Marker, marker_of},
};

/// The fence that opens a block of code. At least as many of the same character close it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fence {
    mark: char,
    length: usize,
}

/// What a line starts.
pub(crate) enum Start<'a> {
    Text,
    Heading(u8, &'a str),
    /// A line of `=`, which makes a heading of the paragraph above it.
    Underline,
    Rule,
    /// A fence, and the text after it.
    Fence(Fence, &'a str),
    List(Marker),
    Quote,
    TableRow,
}

impl Fence {
    pub(crate) fn is_closed_by(self, text: &str) -> bool {
        let text = text.trim_end();
        text.chars().all(|character| character == self.mark) && text.len() >= self.length
    }
}

/// What a text without its indent starts.
pub(crate) fn start_of(text: &str) -> Start<'_> {
    let line = text.trim_end();
    match line.chars().next() {
        Some('`' | '~') => fence_of(line),
        Some('#') => heading_of(line),
        Some('>') => Some(Start::Quote),
        Some('|') => Some(Start::TableRow),
        Some('=') if line.bytes().all(|byte| byte == b'=') => Some(Start::Underline),
        Some('-' | '*' | '_') if is_rule(line) => Some(Start::Rule),
        _ => marker_of(text).map(Start::List),
    }
    .unwrap_or(Start::Text)
}

fn fence_of(text: &str) -> Option<Start<'_>> {
    let mark = text.chars().next()?;
    let info = text.trim_start_matches(mark);
    let length = text.len() - info.len();
    let inline_code = mark == '`' && has(info, b'`');
    (length >= 3 && !inline_code).then_some(Start::Fence(Fence { mark, length }, info.trim_start()))
}

fn heading_of(text: &str) -> Option<Start<'_>> {
    let after = text.trim_start_matches('#');
    let level = u8::try_from(text.len() - after.len()).ok()?;
    let separated = after.is_empty() || after.starts_with([' ', '\t']);
    if !(1..=6).contains(&level) || !separated {
        return None;
    }
    let content = after.trim_start();
    let without_closing = content.trim_end_matches('#');
    let closing = without_closing.is_empty() || without_closing.ends_with([' ', '\t']);
    let content = if closing {
        without_closing.trim_end()
    } else {
        content
    };
    Some(Start::Heading(level, content))
}

fn is_rule(text: &str) -> bool {
    let mark = text.chars().next();
    let mut marks = 0;
    text.chars().all(|character| {
        marks += usize::from(Some(character) == mark);
        Some(character) == mark || matches!(character, ' ' | '\t')
    }) && marks >= 3
}
