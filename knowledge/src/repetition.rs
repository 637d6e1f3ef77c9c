//! Repetition across the pages of a site. A block on most pages is chrome, wherever on the page it is.

use std::collections::BTreeSet;

use super::{
    passage::{ExtractedDocument, ExtractedPassage},
    questions, sentences,
};

/// The shortest block that identifies itself, in characters. "In stock." is on many pages and is content of each.
const LEAST_CHARS: usize = 20;

/// The blocks of a document that may be chrome, each as a hash of its words. Questions with answers are not among them,
/// because a site may have them on every page.
pub fn blocks(document: &ExtractedDocument) -> BTreeSet<String> {
    document
        .passages
        .iter()
        .filter(|passage| !asks(passage))
        .flat_map(|passage| passage.text.split("\n\n"))
        .filter_map(block)
        .collect()
}

/// Removes the blocks `repeated` from a document, and everything that is then left without content.
pub fn leave_out(document: &mut ExtractedDocument, repeated: &BTreeSet<String>) {
    if repeated.is_empty() {
        return;
    }
    for passage in document
        .passages
        .iter_mut()
        .filter(|passage| !asks(passage))
    {
        let is_repeated = |text: &&str| block(text).is_some_and(|block| repeated.contains(&block));
        if !passage.text.split("\n\n").any(|text| is_repeated(&text)) {
            continue;
        }
        let mut kept: Vec<&str> = Vec::new();
        let mut rest = passage.text.split("\n\n").peekable();
        while let Some(text) = rest.next() {
            if !is_repeated(&text) {
                kept.push(text);
                continue;
            }
            // The heading of a joined section that has nothing left.
            let section_ends = rest.peek().is_none_or(|next| is_label(next));
            if section_ends && kept.last().is_some_and(|last| is_label(last)) {
                kept.pop();
            }
        }
        passage.text = kept.join("\n\n");
    }
    document.passages.retain(|passage| !passage.text.is_empty());
}

fn asks(passage: &ExtractedPassage) -> bool {
    let heading = passage.headings.last();
    !passage.alternatives.is_empty()
        || heading.is_some_and(|heading| questions::asks_plainly(heading))
}

fn is_label(text: &str) -> bool {
    text.len() > 4 && text.starts_with("**") && text.ends_with("**") && !text.contains('\n')
}

fn block(text: &str) -> Option<String> {
    let words = sentences::searchable(text).to_lowercase();
    (words.chars().count() >= LEAST_CHARS).then(|| format!("{:016x}", hash(&words)))
}

/// FNV-1a (RFC 9923). The hash is stored, so it must never change.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(heading: &str, text: &str) -> ExtractedPassage {
        ExtractedPassage {
            headings: vec![heading.into()],
            text: text.into(),
            ..ExtractedPassage::default()
        }
    }

    fn check(text: &str, repeated: &str, expected: &str) {
        let of = |heading: &str, text: &str| ExtractedDocument {
            passages: vec![passage(heading, text)],
            ..ExtractedDocument::default()
        };
        let mut document = of("Lamps", text);
        leave_out(&mut document, &blocks(&of("Else", repeated)));
        let left = document.passages.first().map_or("", |left| &left.text);
        assert_eq!(left, expected, "{text}");
    }

    #[test]
    fn a_repeated_block_goes_and_all_around_it_stays() {
        let news = "Get our [letter](https://a.example/x) each month, with ten lamps.";
        check(
            &format!("One lamp.\n\n{news}\n\nTwo lamps."),
            news,
            "One lamp.\n\nTwo lamps.",
        );
        check(news, &news.replace("/x", "/y?page=2"), "");
        check(
            &format!(
                "**Light**\n\nIt is bright.\n\n**Letter**\n\n{news}\n\n**Heat**\n\nIt is warm."
            ),
            news,
            "**Light**\n\nIt is bright.\n\n**Heat**\n\nIt is warm.",
        );
        check(
            &format!("**Letter**\n\n{news}\n\nAnd more of it."),
            news,
            "**Letter**\n\nAnd more of it.",
        );
        check("In stock.\n\nA lamp.", "In stock.", "In stock.\n\nA lamp.");
    }

    #[test]
    fn questions_with_their_answers_stay() {
        let answer = "Parcels go back within 45 days of their arrival.";
        let mut document = ExtractedDocument {
            passages: vec![passage("May I send it back?", answer)],
            ..ExtractedDocument::default()
        };
        assert_eq!(blocks(&document), BTreeSet::new());
        let repeated = blocks(&ExtractedDocument {
            passages: vec![passage("Returns", answer)],
            ..ExtractedDocument::default()
        });
        leave_out(&mut document, &repeated);
        assert_eq!(document.passages.len(), 1);
    }
}
