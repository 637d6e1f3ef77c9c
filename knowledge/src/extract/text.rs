//! Plain text: paragraphs separated by empty lines, and headings as people mark them without a markup language.

use self::headings::{Heading, HeadingMarks};
use super::{
    super::{passage::ExtractedDocument, questions},
    block::Block,
    measure::{WORD, length},
    pairs::labels::begins_with_label,
    passages,
};

mod headings;

/// The longest first line that counts as a title, in words.
const TITLE_WORDS: usize = 12;

pub(super) fn read(text: &str) -> ExtractedDocument {
    let mut paragraphs = paragraphs(text.trim_start_matches('\u{feff}'));
    let title = match paragraphs.as_slice() {
        [first, rest @ ..] if !rest.is_empty() && is_title(first, rest) => paragraphs.remove(0),
        _ => String::new(),
    };
    let mut marks = HeadingMarks::default();
    let mut blocks = Vec::new();
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let next = paragraphs.get(at + 1).map(String::as_str);
        let Some(Heading { level, text, below }) = marks.heading(paragraph, next) else {
            blocks.push(Block::Paragraph(paragraph.clone()));
            continue;
        };
        if !text.is_empty() {
            blocks.push(Block::Heading {
                level,
                text,
                anchor: None,
            });
        }
        if !below.is_empty() {
            blocks.push(Block::Paragraph(below));
        }
    }
    passages::build(title, None, blocks)
}

fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace('\r', "");
    let mut paragraphs: Vec<String> = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        let line = line.trim();
        if !line.is_empty() {
            paragraph.push(line);
        } else if !paragraph.is_empty() {
            paragraphs.push(paragraph.join("\n"));
            paragraph.clear();
        }
    }
    paragraphs
}

fn is_title(text: &str, rest: &[String]) -> bool {
    let asks = |text: &String| questions::asks_plainly(text.lines().next().unwrap_or_default());
    // None of several questions is the title.
    let is_one_of_many = begins_with_label(text)
        || questions::asks(text) && rest.iter().any(asks)
        || headings::is_one_of_many(text, rest);
    !text.contains('\n')
        && !is_one_of_many
        && !headings::is_marked(text)
        && length(text) <= TITLE_WORDS * WORD
        && !text.ends_with(['.', '!', ':', ',', ';', '。', '：'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_first_line_is_the_title() {
        let document = read("Returns\r\n\r\nYou have 30 days.\r\nKeep the box.\n\n\nThanks.");
        assert_eq!(document.title, "Returns");
        assert_eq!(document.passages.len(), 1);
        assert_eq!(
            document.passages[0].text,
            "You have 30 days.\nKeep the box.\n\nThanks."
        );
        assert_eq!(document.passages[0].headings, ["Returns"]);
    }

    #[test]
    fn a_text_without_a_title_has_an_empty_one() {
        let document = read("One sentence.\n\nAnother.");
        assert_eq!(document.title, "");
        assert!(document.passages[0].headings.is_empty());
    }

    #[test]
    fn white_space_alone_gives_no_passage() {
        assert_eq!(read(" \n\t\n").passages, []);
    }

    /// A sentence that is long enough for its section not to be tiny.
    const SENTENCE: &str = "Our parcels leave the warehouse every morning at six, and reach most customers \
        on the following day, except on Sundays, on islands, and wherever else no postman comes by.";

    fn check(text: &str, title: &str, expected: &[&[&str]]) {
        let document = read(&text.replace('…', SENTENCE));
        assert_eq!(document.title, title, "{text}");
        let found: Vec<Vec<&str>> = (document.passages.iter())
            .map(|passage| passage.headings.iter().map(String::as_str).collect())
            .collect();
        assert_eq!(found, expected, "{text}");
        let whole = format!("{document:?}");
        for mark in ["==", "--", "~~", "**", "# "] {
            assert!(!whole.contains(mark), "{mark} in {whole}");
        }
    }

    #[test]
    fn underlined_lines_are_headings() {
        let expected: &[&[&str]] = &[
            &["Manual"],
            &["Manual", "Hours"],
            &["Manual", "Hours", "Winter"],
            &["Manual", "Delivery"],
        ];
        for text in [
            "Manual\n======\n\n…\n\nHours\n-----\n\n…\n\nWinter\n~~~~~~\n…\n\nDelivery\n--------\n…",
            "======\nManual\n======\n\n…\n\nHours\n-----\n…\n\nWinter\n''''''\n\n…\n\nDelivery\n--------\n\n…",
            "Manual\n\n…\n\nHours\n=====\n\n…\n\nWinter\n------\n\n…\n\nDelivery\n========\n\n…",
            "# Manual\n\n…\n\n## Hours\n\n…\n\n### Winter\n…\n\n## Delivery ##\n\n…",
        ] {
            check(text, "Manual", expected);
        }
    }

    #[test]
    fn lines_in_capitals_are_headings_where_the_text_is_not() {
        check(
            "Terms of sale\n\n1. SCOPE\n\n…\n\n2. PRICES AND TAX\n\n…",
            "Terms of sale",
            &[
                &["Terms of sale", "1. SCOPE"],
                &["Terms of sale", "2. PRICES AND TAX"],
            ],
        );
        check("SCOPE\n\n…\n\nPRICES\n\n…", "", &[&["SCOPE"], &["PRICES"]]);
        let document =
            read("Notice\n\nTHE SHOP IS CLOSED\n\nCOME BACK ON MONDAY\n\nPDF\n\nas a file");
        assert_eq!(document.passages.len(), 1);
    }

    #[test]
    fn rulers_and_tables_are_no_headings() {
        let document = read(
            "We ship.\n\n----------\n\nItem    Price\n-------------\nLamp    5\n\nWe pay for this parcel.\n====\n\n…",
        );
        let [passage] = document.passages.as_slice() else {
            panic!("{document:?}");
        };
        assert!(passage.headings.is_empty(), "{passage:?}");
        assert!(
            passage
                .text
                .contains("Item    Price\n-------------\nLamp    5")
        );
        assert!(!passage.text.contains("\n\n----------\n\n"));
    }
}
