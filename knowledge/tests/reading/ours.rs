//! Porchlight's own reading of a page, as one text.

use porchlight_knowledge::{
    extract::{charset, html},
    passage::ExtractedDocument,
    sentences::plain,
};

use super::corpus::Page;

/// The document of a page. Empty if the page is not in its declared encoding.
pub(crate) fn read(page: &Page) -> ExtractedDocument {
    charset::decode(&page.bytes, Some(&page.content_type))
        .map(|text| html::read(&text).document)
        .unwrap_or_default()
}

/// The text of `document`: its title, and each heading followed by its passages.
pub(crate) fn text_of(document: &ExtractedDocument) -> String {
    let mut text = document.title.clone();
    let mut path = std::slice::from_ref(&document.title);
    for passage in &document.passages {
        let same = path
            .iter()
            .zip(&passage.headings)
            .take_while(|(a, b)| a == b);
        for heading in passage.headings.iter().skip(same.count()) {
            text.push('\n');
            text.push_str(heading);
        }
        path = &passage.headings;
        for block in passage.text.split('\n') {
            text.push('\n');
            text.push_str(&plain(block));
        }
    }
    text
}
