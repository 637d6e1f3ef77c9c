//! Splits the Markdown of a passage into blocks, and blocks into sentences that can be quoted separately.

use std::borrow::Cow;

use self::marks::Marks;

pub(crate) mod marks;

/// The kind of a block, which decides how it is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text, quoted sentence by sentence.
    Paragraph,
    /// A list item with its marker, quoted as a whole.
    Item,
    /// A table row, quoted as a whole.
    Row,
    /// A fenced code block with its fences, quoted as a whole.
    Code,
}

/// A block of Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassageBlock<'a> {
    /// How the block is quoted.
    pub kind: BlockKind,
    /// The text as written, without the line break at its end.
    pub text: &'a str,
    /// Its sentences. Every other kind of block is a single sentence.
    pub sentences: Vec<&'a str>,
}

/// Abbreviations whose full stop does not end a sentence, in lower case, without the stop.
const ABBREVIATIONS: &[&str] = &[
    "abs", "approx", "art", "bsp", "bzgl", "bzw", "ca", "cf", "co", "corp", "d.h", "dr", "e.g",
    "ej", "etc", "evtl", "fig", "ggf", "i.e", "inc", "incl", "inkl", "jr", "ltd", "max", "min",
    "mr", "mrs", "ms", "no", "nr", "núm", "p", "p.ej", "pp", "prof", "sr", "sra", "st", "str",
    "tel", "u.a", "u.s", "usw", "vgl", "vs", "z.b",
];

/// The longest possible abbreviation, in bytes. The limit keeps a text without spaces from being read back to its start
/// at each full stop.
const ABBREVIATION_BYTES: usize = 32;

/// The blocks of `markdown`, in order.
pub fn blocks(markdown: &str) -> Vec<PassageBlock<'_>> {
    let mut blocks = Vec::new();
    let mut fence: Option<usize> = None;
    let mut offset = 0;
    for line in markdown.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let text = line.trim();
        if text.starts_with("```") || text.starts_with("~~~") {
            if let Some(open) = fence.take() {
                push(
                    &mut blocks,
                    BlockKind::Code,
                    markdown.get(open..offset).unwrap_or_default(),
                );
            } else {
                fence = Some(start);
            }
        } else if fence.is_none() && !text.is_empty() {
            let kind = kind_of(text);
            // A line break within a paragraph ends neither the paragraph nor a sentence. Quoting line by line keeps the
            // words of a quotation adjacent on the page.
            push(&mut blocks, kind, line.trim_end());
        }
    }
    if let Some(open) = fence {
        push(
            &mut blocks,
            BlockKind::Code,
            markdown.get(open..).unwrap_or_default(),
        );
    }
    blocks
}

/// The sentences of running text, without the spaces between them. Links, pictures, code and strong text are never
/// split.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    let mut marks = Marks::new(text);
    while let Some((index, character)) = characters.next() {
        let mut end = index + character.len_utf8();
        let whole = if matches!(character, '[' | '!' | '`' | '*') {
            marks.whole(index)
        } else {
            None
        };
        let ends = if let Some((whole, text_end)) = whole {
            // An unsplittable part ends a sentence if its text does.
            end = whole;
            while characters.next_if(|(next, _)| *next < end).is_some() {}
            let text_of = text.get(index..text_end).unwrap_or_default();
            text_of.ends_with(['.', '!', '?', '…', '。', '！', '？'])
                && begins_anew(text.get(end..).unwrap_or_default())
        } else {
            match character {
                '。' | '！' | '？' | '｡' => true,
                '.' | '!' | '?' | '…' | '؟' | '।' => {
                    // Closing quotation marks and brackets belong to the sentence.
                    while let Some((_, closing)) = characters.next_if(|(_, next)| {
                        matches!(
                            next,
                            '"' | '”' | '’' | '\'' | ')' | ']' | '*' | '»' | '.' | '!' | '?'
                        )
                    }) {
                        end += closing.len_utf8();
                    }
                    let rest = text.get(end..).unwrap_or_default();
                    begins_anew(rest)
                        && !(character == '.'
                            && is_abbreviation(text.get(start..index).unwrap_or_default(), rest))
                }
                _ => false,
            }
        };
        if !ends {
            continue;
        }
        if matches!(character, '。' | '！' | '？' | '｡') {
            while let Some((_, closing)) = characters
                .next_if(|(_, next)| matches!(next, '」' | '』' | '”' | '）' | ')' | '！' | '？'))
            {
                end += closing.len_utf8();
            }
        }
        sentences.extend(
            text.get(start..end)
                .map(str::trim)
                .filter(|text| !text.is_empty()),
        );
        start = end;
    }
    sentences.extend(
        text.get(start..)
            .map(str::trim)
            .filter(|text| !text.is_empty()),
    );
    sentences
}

/// Whether `rest`, the text after the end of a sentence, may start a new sentence.
fn begins_anew(rest: &str) -> bool {
    rest.starts_with(char::is_whitespace) && !rest.trim_start().starts_with(char::is_lowercase)
}

fn push<'a>(blocks: &mut Vec<PassageBlock<'a>>, kind: BlockKind, text: &'a str) {
    let sentences = match kind {
        BlockKind::Paragraph => sentences(text),
        _ => vec![text],
    };
    blocks.push(PassageBlock {
        kind,
        text,
        sentences,
    });
}

fn kind_of(line: &str) -> BlockKind {
    if line.starts_with('|') {
        return BlockKind::Row;
    }
    let after_number = line.trim_start_matches(|character: char| character.is_ascii_digit());
    let numbered = after_number.len() < line.len()
        && (after_number.starts_with(". ") || after_number.starts_with(") "));
    if numbered || ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark)) {
        BlockKind::Item
    } else {
        BlockKind::Paragraph
    }
}

fn is_abbreviation(before: &str, rest: &str) -> bool {
    let Some(word) = short_last_word(before).map(str::to_lowercase) else {
        return false;
    };
    if matches!(word.as_str(), "a.m" | "p.m") {
        // "5:00 p.m. ET", and "… at 5 p.m. The shop".
        let next = rest.split_whitespace().next().unwrap_or_default();
        return next
            .trim_end_matches(['.', ',', ';', ')'])
            .chars()
            .all(char::is_uppercase);
    }
    // A single letter is an initial, except English "I", which rarely ends a sentence. A number alone starts a list
    // item or is a German ordinal.
    (word.chars().count() == 1 && word.chars().all(char::is_alphabetic))
        || ABBREVIATIONS.contains(&word.as_str())
}

/// The word at the end of `text`, unless it is longer than an abbreviation.
pub(crate) fn short_last_word(text: &str) -> Option<&str> {
    let from = text.ceil_char_boundary(text.len().saturating_sub(ABBREVIATION_BYTES));
    let end = text.get(from..)?;
    match end.rsplit_once(|c: char| c.is_whitespace() || c == '(') {
        Some((_, word)) => Some(word),
        None => (from == 0).then_some(end),
    }
}

/// The plain text of Markdown on one line, as a page shows it.
pub fn plain(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        let line = line.trim();
        let line = match kind_of(line) {
            BlockKind::Item => line.split_once(' ').map_or(line, |(_, rest)| rest),
            _ => line,
        };
        if line.starts_with("```") || line.starts_with("~~~") {
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        plain_line(line, &mut text);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The searchable words of Markdown: its plain text without addresses, which say where something is rather than what.
pub fn searchable(markdown: &str) -> Cow<'_, str> {
    if is_searchable(markdown) {
        return Cow::Borrowed(markdown);
    }
    Cow::Owned(without_addresses(&plain(markdown)))
}

fn without_addresses(plain: &str) -> String {
    let words = plain.split(' ').filter(|word| !word.contains("://"));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether `markdown` is a single line of plain words, as most sentences are.
fn is_searchable(markdown: &str) -> bool {
    let is_mark = |byte| matches!(byte, b'\\' | b'*' | b'`' | b'|' | b'[' | b'~' | b'\n');
    let mut after_space = true;
    let is_spaced = markdown.chars().all(|character| {
        let doubled = character.is_whitespace() && (character != ' ' || after_space);
        after_space = character == ' ';
        !doubled
    });
    is_spaced
        && !after_space
        && !markdown.bytes().any(is_mark)
        && !markdown.contains("://")
        && kind_of(markdown) == BlockKind::Paragraph
}

fn plain_line(line: &str, text: &mut String) {
    let mut marks = Marks::new(line);
    let mut at = 0;
    while let Some(character) = line.get(at..).and_then(|rest| rest.chars().next()) {
        let next = at + character.len_utf8();
        at = match character {
            '\\' => {
                let escaped = line.get(next..).and_then(|rest| rest.chars().next());
                text.extend(escaped);
                next + escaped.map_or(0, char::len_utf8)
            }
            '*' | '`' => next,
            '|' => {
                text.push(' ');
                next
            }
            '[' | '!' => match marks.link(at) {
                Some(found)
                    if character == '['
                        || line.get(next..).is_some_and(|rest| rest.starts_with('[')) =>
                {
                    plain_line(line.get(found.label).unwrap_or_default(), text);
                    found.end
                }
                _ => {
                    text.push(character);
                    next
                }
            },
            other => {
                text.push(other);
                next
            }
        };
    }
}

#[cfg(test)]
mod tests;
