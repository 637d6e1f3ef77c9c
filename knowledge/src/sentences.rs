//! Splits the Markdown of a passage into blocks, and these into sentences that can be quoted on their own.

/// The kind of a block, which decides how it is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text, quoted by the sentence.
    Paragraph,
    /// A list item with its marker, quoted whole.
    Item,
    /// A table row, quoted whole.
    Row,
    /// A fenced code block with its fences, quoted whole.
    Code,
}

/// A block of Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassageBlock<'a> {
    /// How the block is quoted.
    pub kind: BlockKind,
    /// The text as written, without the line break at its end.
    pub text: &'a str,
    /// Its sentences. Anything but running text counts as one.
    pub sentences: Vec<&'a str>,
}

/// Abbreviations whose full stop does not end a sentence: lower case, without the stop.
const ABBREVIATIONS: &[&str] = &[
    "abs", "approx", "art", "bsp", "bzgl", "bzw", "ca", "cf", "co", "corp", "d.h", "dr", "e.g",
    "ej", "etc", "evtl", "fig", "ggf", "i.e", "inc", "incl", "inkl", "jr", "ltd", "max", "min",
    "mr", "mrs", "ms", "no", "nr", "núm", "p", "p.ej", "pp", "prof", "sr", "sra", "st", "str",
    "tel", "u.a", "u.s", "usw", "vgl", "vs", "z.b",
];

/// The longest word that may be an abbreviation, in bytes. A text without spaces is not read back to its beginning at
/// each full stop.
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
            // A line break within a paragraph ends neither the paragraph nor a sentence. Quoting line by line keeps
            // the words of a quotation next to each other in the page.
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

/// The sentences of running text, without the spaces between them.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    // Nothing ends within a link, whatever its label says.
    let mut link_end = 0;
    while let Some((index, character)) = characters.next() {
        if character == '[' && index >= link_end {
            link_end = index + text.get(index..).map_or(0, link_length);
        }
        if index < link_end {
            continue;
        }
        let mut end = index + character.len_utf8();
        let ends = match character {
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
                rest.starts_with(char::is_whitespace)
                    && !rest.trim_start().starts_with(char::is_lowercase)
                    && !(character == '.'
                        && is_abbreviation(text.get(start..index).unwrap_or_default(), rest))
            }
            _ => false,
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

/// The length of the link that `text` begins with, `[label](target)`; 0 if it begins with none.
fn link_length(text: &str) -> usize {
    let length = || {
        let label = text.find(']')?;
        let target = text.get(label..)?.strip_prefix("](")?;
        Some(label + 2 + target.find(')')? + 1)
    };
    length().unwrap_or(0)
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
    // A single letter is an initial, except English "I", which rarely ends a sentence. A number alone begins a list or
    // is a German ordinal.
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

/// The plain text of Markdown, on one line, as a page shows it.
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

/// The words of Markdown that may be searched for: its plain text without addresses, which say where and not what.
pub fn searchable(markdown: &str) -> String {
    plain(markdown)
        .split(' ')
        .filter(|word| !word.contains("://"))
        .collect::<Vec<_>>()
        .join(" ")
}

fn plain_line(line: &str, text: &mut String) {
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let after = rest.get(character.len_utf8()..).unwrap_or_default();
        rest = match character {
            '\\' => {
                let escaped = after.chars().next();
                text.extend(escaped);
                after
                    .get(escaped.map_or(0, char::len_utf8)..)
                    .unwrap_or_default()
            }
            '*' | '`' => after,
            '|' => {
                text.push(' ');
                after
            }
            '[' => {
                if let Some((label, target)) = after.split_once("](")
                    && !label.contains('[')
                    && let Some((_, rest)) = target.split_once(')')
                {
                    plain_line(label, text);
                    rest
                } else {
                    text.push('[');
                    after
                }
            }
            other => {
                text.push(other);
                after
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use BlockKind::{Code, Item, Paragraph, Row};

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(sentences(text), expected);
    }

    #[test]
    fn sentences_end_at_their_marks() {
        check("One. Two! Three? Four", &["One.", "Two!", "Three?", "Four"]);
        check(
            "She said “Go.” Then left.",
            &["She said “Go.”", "Then left."],
        );
        check(
            "更改邮箱。点击“保存”！完成",
            &["更改邮箱。", "点击“保存”！", "完成"],
        );
        check(
            "「はい。」と言った。次",
            &["「はい。」", "と言った。", "次"],
        );
    }

    #[test]
    fn a_word_that_is_too_long_to_be_an_abbreviation_is_not_read() {
        assert_eq!(short_last_word(&"a.".repeat(500_000)), None);
        assert_eq!(short_last_word(&"ä".repeat(ABBREVIATION_BYTES)), None);
        assert_eq!(short_last_word("see (e.g"), Some("e.g"));
        assert_eq!(short_last_word("Dr"), Some("Dr"));
    }

    #[test]
    fn abbreviations_numbers_and_addresses_end_nothing() {
        check(
            "Ask Dr. Smith, e.g. today. Done.",
            &["Ask Dr. Smith, e.g. today.", "Done."],
        );
        check(
            "Das gilt z.B. Montags. Gut.",
            &["Das gilt z.B. Montags.", "Gut."],
        );
        check(
            "Version 3.14 costs 2.50 at login.gov now.",
            &["Version 3.14 costs 2.50 at login.gov now."],
        );
    }

    #[test]
    fn a_time_of_day_and_a_link_end_nothing() {
        check(
            "Call from 7:40 a.m. to 5:00 p.m. ET. The line is busy at noon.",
            &[
                "Call from 7:40 a.m. to 5:00 p.m. ET.",
                "The line is busy at noon.",
            ],
        );
        check(
            "We close at 5 p.m. The door is locked then.",
            &["We close at 5 p.m.", "The door is locked then."],
        );
        check(
            "请看[我的手机丢了。怎么办？](https://x.example/a)的说明。然后登录。",
            &[
                "请看[我的手机丢了。怎么办？](https://x.example/a)的说明。",
                "然后登录。",
            ],
        );
        check(
            "An [open bracket. It ends",
            &["An [open bracket.", "It ends"],
        );
    }

    #[test]
    fn blocks_are_told_apart() {
        let kinds: Vec<BlockKind> =
            blocks("Do this:\n\n1. Open.\n2. Save. Done.\n- x\n| a | b |\n```\ncode. Here\n```\n")
                .iter()
                .map(|block| block.kind)
                .collect();
        assert_eq!(kinds, [Paragraph, Item, Item, Item, Row, Code]);
    }

    #[test]
    fn plain_text_is_what_a_page_shows() {
        assert_eq!(
            plain("- Open **[the page](https://x.example/a)** and `save`\\*"),
            "Open the page and save*"
        );
        assert_eq!(plain("| a | b |\n| c | d |"), "a b c d");
        assert_eq!(plain("a [b] (c) [d"), "a [b] (c) [d");
    }

    #[test]
    fn addresses_are_not_searched() {
        assert_eq!(
            searchable(
                "[Close it](/delete-account) at https://x.example/delete or <https://x.example/b> soon"
            ),
            "Close it at or soon"
        );
    }
}
