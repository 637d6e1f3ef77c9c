//! Splits a model's text into sentences as it arrives, each with the marks of the passages that it cites.
//!
//! A sentence is complete when the next one has started, because its marks may come after the full stop.

use crate::sentences;

/// The longest sentence, in bytes. A longer one is cut and fails the check.
const SENTENCE_BYTES: usize = 2_000;
/// The delimiter of code blocks.
const FENCE: &str = "```";

/// How a unit starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Right after the previous unit.
    Inline,
    /// In a new paragraph.
    Paragraph,
    /// As a list item, with its marker.
    Item(String),
}

impl Opening {
    /// Whether it is an item of a numbered list.
    pub(super) fn is_step(&self) -> bool {
        let digit = |marker: &String| marker.starts_with(|c: char| c.is_ascii_digit());
        matches!(self, Self::Item(marker) if digit(marker))
    }
}

/// The kind of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// A sentence, or the part of one that announces a list.
    Sentence,
    /// A heading.
    Heading,
    /// A code block with its fences, or a table row.
    Verbatim,
}

/// A sentence of an answer, or another unit that is checked as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldUnit {
    /// How it starts.
    pub opening: Opening,
    /// Its kind.
    pub kind: UnitKind,
    /// The text without marks.
    pub text: String,
    /// The numbers in its marks, in order.
    pub marks: Vec<u32>,
}

/// Holds text back until it forms complete sentences.
#[derive(Debug, Default)]
pub struct SentenceHolder {
    buffer: String,
    /// Whether part of the current line was released.
    inside_line: bool,
    /// Whether there was a blank line since the last unit.
    new_paragraph: bool,
}

impl SentenceHolder {
    /// Takes more text, and returns the sentences that are now complete.
    pub fn push(&mut self, text: &str) -> Vec<HeldUnit> {
        self.buffer.push_str(&text.replace('\r', ""));
        let mut units = Vec::new();
        loop {
            if self.begins_code() {
                let Some(end) = self.code_end() else { break };
                let text: String = self.buffer.drain(..end).collect();
                units.push(self.unit(Opening::Paragraph, UnitKind::Verbatim, text.trim()));
                continue;
            }
            let Some(line_end) = self.buffer.find('\n') else {
                break;
            };
            let line: String = self.buffer.drain(..=line_end).collect();
            self.take_line(line.trim_end(), &mut units);
            self.inside_line = false;
        }
        self.take_begun_line(&mut units);
        units
    }

    /// Returns the rest at the end of the text.
    pub fn end(&mut self) -> Vec<HeldUnit> {
        let mut units = Vec::new();
        let rest = std::mem::take(&mut self.buffer);
        if rest.starts_with("```") {
            units.push(self.unit(Opening::Paragraph, UnitKind::Verbatim, rest.trim()));
        } else {
            self.take_line(rest.trim_end(), &mut units);
        }
        units
    }

    fn begins_code(&self) -> bool {
        !self.inside_line && self.buffer.starts_with(FENCE)
    }

    /// The end of the code block at the start of the buffer, if it has arrived.
    fn code_end(&self) -> Option<usize> {
        let inside = self.buffer.get(FENCE.len()..)?;
        let close = FENCE.len() + inside.find("\n```")? + 1 + FENCE.len();
        Some(close + self.buffer.get(close..)?.find('\n')? + 1)
    }

    /// Handles a complete line.
    fn take_line(&mut self, line: &str, units: &mut Vec<HeldUnit>) {
        if line.trim().is_empty() {
            self.new_paragraph |= !self.inside_line;
            return;
        }
        let (mut opening, rest) = if self.inside_line {
            (Opening::Inline, line)
        } else {
            self.opening(line)
        };
        let kind = match rest.chars().next() {
            Some('#') if !self.inside_line => UnitKind::Heading,
            Some('|') if !self.inside_line => UnitKind::Verbatim,
            _ => UnitKind::Sentence,
        };
        if kind != UnitKind::Sentence {
            units.push(self.unit(opening, kind, rest));
            return;
        }
        for sentence in with_marks(&spaced_marks(rest)) {
            units.push(self.unit(opening, kind, &sentence));
            opening = Opening::Inline;
        }
    }

    /// Handles the complete sentences of an unfinished line.
    fn take_begun_line(&mut self, units: &mut Vec<HeldUnit>) {
        let is_special = !self.inside_line && self.buffer.trim_start().starts_with(['#', '|', '`']);
        if is_special || self.buffer.is_empty() {
            return;
        }
        if self.buffer.len() > SENTENCE_BYTES {
            let text = std::mem::take(&mut self.buffer);
            let opening = Opening::Inline;
            units.push(self.unit(opening, UnitKind::Sentence, &text));
            self.inside_line = true;
            return;
        }
        let buffer = self.buffer.clone();
        let (mut opening, rest) = if self.inside_line {
            (Opening::Inline, buffer.as_str())
        } else {
            self.opening(&buffer)
        };
        let spaced = spaced_marks(rest);
        let mut whole = with_marks(&spaced);
        let Some(begun) = whole.pop() else { return };
        let has_begun = begun.chars().filter(|c| c.is_alphanumeric()).count() > 1
            && !begun.trim_start().starts_with(['[', '【']);
        if whole.is_empty() || !has_begun {
            return;
        }
        for sentence in whole {
            units.push(self.unit(opening, UnitKind::Sentence, &sentence));
            opening = Opening::Inline;
        }
        // The space before the next word may have arrived already.
        let space = buffer.get(buffer.trim_end().len()..).unwrap_or_default();
        self.buffer = begun + space;
        self.inside_line = true;
    }

    /// How a line starts, and the rest.
    fn opening<'a>(&self, line: &'a str) -> (Opening, &'a str) {
        let text = line.trim_start();
        let marker_end = if text.starts_with(['-', '*', '+', '•']) {
            text.chars().next().map(char::len_utf8)
        } else {
            let digits = text.chars().take_while(char::is_ascii_digit).count();
            let follows = text.get(digits..).unwrap_or_default();
            ((1..=3).contains(&digits) && follows.starts_with(['.', ')'])).then_some(digits + 1)
        };
        if let Some((marker, rest)) = marker_end.and_then(|end| text.split_at_checked(end))
            && rest.starts_with(' ')
        {
            let marker = if marker == "•" { "-" } else { marker };
            return (Opening::Item(marker.to_owned()), rest.trim_start());
        }
        let opening = if self.new_paragraph {
            Opening::Paragraph
        } else {
            Opening::Inline
        };
        (opening, text)
    }

    fn unit(&mut self, opening: Opening, kind: UnitKind, text: &str) -> HeldUnit {
        self.new_paragraph = false;
        let (text, marks) = match kind {
            UnitKind::Verbatim => (text.to_owned(), Vec::new()),
            _ => without_marks(text),
        };
        HeldUnit {
            opening,
            kind,
            text,
            marks,
        }
    }
}

/// The sentences of a line, each with the marks after it.
fn with_marks(line: &str) -> Vec<String> {
    let mut whole: Vec<String> = Vec::new();
    for sentence in sentences::sentences(line) {
        let mut rest = sentence;
        while let Some((mark, after)) = leading_mark(rest) {
            if let Some(last) = whole.last_mut() {
                last.push(' ');
                last.push_str(mark);
            }
            rest = after.trim_start();
        }
        if !rest.is_empty() {
            whole.push(rest.to_owned());
        }
    }
    whole
}

/// Inserts a space before a mark that touches a full stop, so that the stop ends the sentence.
fn spaced_marks(line: &str) -> String {
    let mut spaced = String::with_capacity(line.len());
    let mut before = ' ';
    for c in line.chars() {
        if matches!(c, '[' | '【') && matches!(before, '.' | '!' | '?' | '。' | '！' | '？') {
            spaced.push(' ');
        }
        spaced.push(c);
        before = c;
    }
    spaced
}

/// A mark like `[1]`, `[1, 2]` or `【1】` at the start, and the rest.
fn leading_mark(text: &str) -> Option<(&str, &str)> {
    let (open, close) = if text.starts_with('[') {
        ('[', ']')
    } else {
        ('【', '】')
    };
    let inside = text.strip_prefix(open)?;
    let end = inside.find(close)?;
    let numbers = inside.get(..end)?;
    let is_mark = numbers.len() < 40
        && numbers.starts_with(|c: char| c.is_ascii_digit())
        && (open == '【'
            || numbers
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ' | '-' | '–')));
    let length = open.len_utf8() + end + close.len_utf8();
    let (mark, after) = text.split_at_checked(length)?;
    (is_mark && !after.starts_with('(')).then_some((mark, after))
}

/// The text without its marks, and the numbers in the marks.
fn without_marks(text: &str) -> (String, Vec<u32>) {
    let mut plain = String::with_capacity(text.len());
    let mut marks = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if matches!(c, '[' | '【')
            && let Some((mark, after)) = leading_mark(rest)
        {
            let inside = mark.split('†').next().unwrap_or(mark);
            for number in inside.split(|c: char| !c.is_ascii_digit()) {
                if let Ok(number) = number.parse()
                    && !marks.contains(&number)
                {
                    marks.push(number);
                }
            }
            plain.truncate(plain.trim_end().len());
            rest = after;
            continue;
        }
        plain.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    (plain.trim().to_owned(), marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The units of `text`, pushed in pieces of `size` characters.
    fn units(text: &str, size: usize) -> Vec<HeldUnit> {
        let mut holder = SentenceHolder::default();
        let characters: Vec<char> = text.chars().collect();
        let mut units = Vec::new();
        for piece in characters.chunks(size) {
            units.extend(holder.push(&piece.iter().collect::<String>()));
        }
        units.extend(holder.end());
        units
    }

    fn check(text: &str, expected: &[(&str, &[u32])]) {
        for size in [1, 2, 3, 7, 1_000] {
            let read = units(text, size);
            let read: Vec<(&str, &[u32])> = read
                .iter()
                .map(|unit| (unit.text.as_str(), unit.marks.as_slice()))
                .collect();
            assert_eq!(read, expected, "in pieces of {size}");
        }
    }

    #[test]
    fn a_sentence_has_the_marks_before_and_behind_its_stop() {
        check(
            "You have 30 days [1]. It is free.[2] Ask us. [1, 3] Done.",
            &[
                ("You have 30 days.", &[1]),
                ("It is free.", &[2]),
                ("Ask us.", &[1, 3]),
                ("Done.", &[]),
            ],
        );
        check(
            "三十天内可以退货。[1]免费【2†source】。",
            &[("三十天内可以退货。", &[1]), ("免费。", &[2])],
        );
    }

    #[test]
    fn a_link_is_no_mark() {
        check(
            "See [the page](https://a.example/1). Ok [1](https://b.example).",
            &[
                ("See [the page](https://a.example/1).", &[]),
                ("Ok [1](https://b.example).", &[]),
            ],
        );
    }

    #[test]
    fn lists_paragraphs_headings_and_code_are_told_apart() {
        let text =
            "# Title\n\nDo this:\n\n1. Open it. [1]\n2. Save\n\nDone.\n```\na b\n```\n| a |\n";
        for size in [1, 4, 1_000] {
            let read = units(text, size);
            let kinds: Vec<_> = read
                .iter()
                .map(|unit| (unit.opening.clone(), unit.kind, unit.text.as_str()))
                .collect();
            let item = |marker: &str| Opening::Item(marker.into());
            assert_eq!(
                kinds,
                [
                    (Opening::Inline, UnitKind::Heading, "# Title"),
                    (Opening::Paragraph, UnitKind::Sentence, "Do this:"),
                    (item("1."), UnitKind::Sentence, "Open it."),
                    (item("2."), UnitKind::Sentence, "Save"),
                    (Opening::Paragraph, UnitKind::Sentence, "Done."),
                    (Opening::Paragraph, UnitKind::Verbatim, "```\na b\n```"),
                    (Opening::Inline, UnitKind::Verbatim, "| a |"),
                ],
                "in pieces of {size}"
            );
        }
    }

    #[test]
    fn a_sentence_is_given_out_when_the_next_has_begun() {
        let mut holder = SentenceHolder::default();
        assert!(holder.push("One is here. [1").is_empty());
        assert!(holder.push("] ").is_empty());
        assert_eq!(holder.push("Two is").len(), 1);
    }

    #[test]
    fn any_text_ends() {
        for text in [
            "",
            "[",
            "【",
            "```",
            "1.",
            "- ",
            "\n\n\n",
            "[1][2]",
            "a".repeat(9_000).as_str(),
        ] {
            units(text, 3);
        }
    }
}
