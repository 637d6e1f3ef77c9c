//! Checks on every extracted document, whatever its format.

use porchlight_knowledge::{
    extract::{self, Content, Format},
    passage::ExtractedDocument,
    repetition, sentences,
    source_limits::{HEADING_CHARS, PASSAGES_PER_DOCUMENT, QUESTION_CHARS},
};

/// The text of a document has at most this many times the bytes of its input, because table cells repeat their
/// headings.
const REPEATED: usize = 60;
/// The bytes of text that even a very short input may have.
const LITTLE: usize = 100_000;

/// Reads `input` as text of this format, and checks the document.
pub(super) fn read_as(format: Format, input: &[u8]) -> ExtractedDocument {
    let text = String::from_utf8_lossy(input).into_owned();
    let most = LITTLE + REPEATED * text.len();
    let document = extract::extract(Content::Text(format, text)).unwrap_or_default();
    let said = document.passages.iter().map(|passage| passage.text.len());
    assert!(said.sum::<usize>() <= most, "more than there was");
    match format {
        Format::Csv => check_table(&document),
        _ => check(&document),
    }
    document
}

/// Checks a document of any format but tables of questions.
pub(super) fn check(document: &ExtractedDocument) {
    check_headings(document, HEADING_CHARS);
}

/// Checks a document from a table of questions, whose questions may be headings.
pub(super) fn check_table(document: &ExtractedDocument) {
    check_headings(document, HEADING_CHARS.max(QUESTION_CHARS));
}

fn check_headings(document: &ExtractedDocument, most: usize) {
    assert!(document.passages.len() <= PASSAGES_PER_DOCUMENT);
    for passage in &document.passages {
        assert!(!passage.text.trim().is_empty(), "{document:?}");
        for heading in &passage.headings {
            assert!(heading.chars().count() <= most);
        }
        check_sentences(&passage.text);
    }
    let mut rest = document.clone();
    repetition::leave_out(&mut rest, &repetition::blocks(document));
}

/// Sentences and blocks are parts of the text, in order, and leave out only white space.
pub(super) fn check_sentences(text: &str) {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let found = sentences::sentences(text);
    let sum: usize = found.iter().map(|sentence| letters(sentence)).sum();
    assert_eq!(sum, letters(text), "{text:?}");
    let mut rest = text;
    for sentence in found {
        let parts = rest.split_once(sentence);
        assert!(
            parts.is_some_and(|(before, _)| before.trim().is_empty()),
            "{text:?}"
        );
        rest = parts.map_or("", |(_, after)| after);
    }
    let blocks = sentences::blocks(text);
    let sum: usize = blocks.iter().map(|block| letters(block.text)).sum();
    assert_eq!(sum, letters(text), "{text:?}");
    assert!(sentences::plain(text).len() <= text.len() + 1);
    sentences::searchable(text);
}
