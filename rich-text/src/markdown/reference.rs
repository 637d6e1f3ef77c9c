//! Addresses of links: in parentheses, and in definitions elsewhere in the text.

use super::{end::End, link::URL_BYTES, tables::Tables};

/// The longest label, in bytes (CommonMark, section 4.7, allows 999 characters).
const LABEL_BYTES: usize = 999;
/// The longest address with its title, in bytes.
const TARGET_BYTES: usize = URL_BYTES + 500;
/// The deepest nesting of parentheses in an address.
const PARENTHESES: usize = 32;
/// The most definitions in a text. More are ignored.
const DEFINITIONS: usize = 500;

/// The addresses that a text defines, by label: `[label]: address`.
#[derive(Clone, Debug)]
pub(crate) struct References {
    pub(crate) tables: Tables,
    defined: Vec<(String, String)>,
    /// Whether a label was looked up that was not defined yet.
    has_missed: bool,
}

impl References {
    pub(crate) fn new(tables: Tables) -> Self {
        Self {
            tables,
            defined: Vec::new(),
            has_missed: false,
        }
    }

    /// The address that a label refers to.
    pub(crate) fn find(&mut self, label: &str) -> Option<String> {
        let label = self.folded(label);
        let defined = self.defined.iter().find(|(known, _)| *known == label);
        self.has_missed |= defined.is_none();
        defined.map(|(_, url)| url.clone())
    }

    /// Whether a definition may have come after the use of its label.
    pub(crate) fn are_late(&self) -> bool {
        self.has_missed && !self.defined.is_empty()
    }

    fn folded(&self, label: &str) -> String {
        let mut folded = String::new();
        for word in label.split_whitespace() {
            folded.push_str(word);
            folded.push(' ');
        }
        (self.tables.small)(&folded)
    }

    /// Collects the definitions at the beginning of a paragraph, and returns the rest.
    pub(crate) fn take_from<'a>(&mut self, paragraph: &'a str, end: End) -> &'a str {
        let mut rest = paragraph;
        while let Some((label, url, after)) = definition(rest, end) {
            let label = self.folded(label);
            let is_known = self.defined.iter().any(|(known, _)| *known == label);
            if !is_known && self.defined.len() < DEFINITIONS {
                self.defined.push((label, self.tables.unescaped(url)));
            }
            rest = after;
        }
        rest
    }
}

/// `[label]: address "title"` at the beginning of a text, and the rest after its line.
fn definition(text: &str, end: End) -> Option<(&str, &str, &str)> {
    let (label, length) = label(text)?;
    let rest = text.get(length..)?.strip_prefix(':')?;
    let rest = after_white_space(rest);
    if rest.is_empty() && end == End::Open {
        return Some((label, "", ""));
    }
    let (url, after) = destination(rest)?;
    // A title must be separated by white space and be the last thing on its line.
    let (line, next) = after.split_once('\n').unwrap_or((after, ""));
    let beside = title(after_white_space(after)).filter(|_| after.starts_with([' ', '\t', '\n']));
    if let Some(after) = beside {
        let (line, next) = after.split_once('\n').unwrap_or((after, ""));
        if line.trim().is_empty() {
            return Some((label, url, next));
        }
    }
    (line.trim().is_empty() || end == End::Open && next.is_empty()).then_some((label, url, next))
}

/// The label in brackets at the beginning of a text, and its length in bytes including the brackets.
pub(crate) fn label(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix('[')?;
    let mut is_escaped = false;
    for (at, byte) in inside.bytes().enumerate().take(LABEL_BYTES + 1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'[' => return None,
            b']' => {
                let label = inside.get(..at)?;
                return (!label.trim().is_empty()).then_some((label, at + 2));
            }
            _ => {}
        }
    }
    None
}

/// The address, with an optional title, after an opening parenthesis, and their length in bytes including the closing
/// one.
pub(crate) fn target(text: &str) -> Option<(&str, usize)> {
    let start = after_white_space(text);
    let (url, after) = match start.strip_prefix(')') {
        Some(_) => ("", start),
        None => destination(start)?,
    };
    let rest = after_white_space(after);
    let rest = match title(rest) {
        Some(after_title) if rest.len() < after.len() => after_white_space(after_title),
        _ => rest,
    };
    let after = rest.strip_prefix(')')?;
    Some((url, text.len() - after.len()))
}

/// The address at the beginning of a text, and the rest.
fn destination(text: &str) -> Option<(&str, &str)> {
    let (inside, is_angled) = match text.strip_prefix('<') {
        Some(inside) => (inside, true),
        None => (text, false),
    };
    let mut is_escaped = false;
    let mut depth = 0;
    let mut end = None;
    for (at, byte) in inside.bytes().enumerate().take(TARGET_BYTES) {
        if is_escaped && byte.is_ascii_punctuation() {
            is_escaped = false;
            continue;
        }
        is_escaped = byte == b'\\';
        match byte {
            b'>' if is_angled => {
                let url = inside.get(..at)?;
                return Some((url, inside.get(at + 1..)?));
            }
            b'<' | b'\n' if is_angled => return None,
            _ if is_angled => {}
            0..=b' ' | 0x7f => {
                end = Some(at);
                break;
            }
            b'(' if depth < PARENTHESES => depth += 1,
            b'(' => return None,
            b')' if depth == 0 => {
                end = Some(at);
                break;
            }
            b')' => depth -= 1,
            _ => {}
        }
    }
    let end = end.or((inside.len() < TARGET_BYTES).then_some(inside.len()))?;
    (!is_angled && depth == 0 && end > 0).then(|| inside.split_at_checked(end))?
}

/// The rest after the title at the beginning of a text. A title contains no blank line.
fn title(text: &str) -> Option<&str> {
    let close = match text.bytes().next()? {
        b'(' => b')',
        quote @ (b'"' | b'\'') => quote,
        _ => return None,
    };
    let inside = text.get(1..)?;
    let mut is_escaped = false;
    for (at, byte) in inside.bytes().enumerate().take(TARGET_BYTES) {
        if is_escaped {
            is_escaped = false;
        } else if byte == close {
            return inside.get(at + 1..);
        } else if byte == b'(' && close == b')' {
            return None;
        } else {
            is_escaped = byte == b'\\';
        }
    }
    None
}

fn after_white_space(text: &str) -> &str {
    text.trim_start()
}
