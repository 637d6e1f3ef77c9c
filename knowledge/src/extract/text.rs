//! Plain text: paragraphs separated by empty lines.

use super::{
    super::{passage::ExtractedDocument, questions},
    block::Block,
    measure::{WORD, length},
    pairs::labels::begins_with_label,
    passages,
};

/// The longest first line that counts as a title, in words.
const TITLE_WORDS: usize = 12;

pub(super) fn read(text: &str) -> ExtractedDocument {
    let text = text.trim_start_matches('\u{feff}').replace('\r', "");
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
    let title = match paragraphs.as_slice() {
        [first, rest @ ..] if !rest.is_empty() && is_title(first, rest) => paragraphs.remove(0),
        _ => String::new(),
    };
    let blocks = paragraphs.into_iter().map(Block::Paragraph).collect();
    passages::build(title, None, blocks)
}

fn is_title(text: &str, rest: &[String]) -> bool {
    let asks = |text: &String| questions::asks_plainly(text.lines().next().unwrap_or_default());
    // Of several questions none is the title.
    let is_one_of_many = begins_with_label(text) || questions::asks(text) && rest.iter().any(asks);
    !text.contains('\n')
        && !is_one_of_many
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
}
