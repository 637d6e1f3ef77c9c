//! The citation of a passage: what is quoted of it, and a link to where that stands on its page.

use porchlight_knowledge::{passage::Passage, sentences, text_fragment};
use porchlight_shared::message::Citation;

/// The longest snippet of a citation, in characters.
const SNIPPET_CHARS: usize = 600;

/// The citation number `n`. `quotes` are what the answer takes from the passage, without markup. `targets` are what a
/// browser looks for on the page: what stands in several of its elements cannot be found as one text, so a list is found
/// by its first line.
pub fn cite(passage: &Passage, n: u32, quotes: &[String], targets: &[String]) -> Citation {
    Citation {
        n,
        title: passage.title_path.join(" › "),
        url: passage
            .url
            .as_deref()
            .map(|url| text_fragment::link(url, passage.anchor.as_deref(), targets))
            .unwrap_or_default(),
        snippet: shortened(&sentences::plain(&passage.text)),
        quote: quotes.join(" … "),
        source_version: passage.version,
    }
}

fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(SNIPPET_CHARS) else {
        return text.to_owned();
    };
    let cut = text.get(..end).unwrap_or_default();
    // A word is not cut, unless it is all there is.
    let cut = cut.rsplit_once(' ').map_or(cut, |(words, _)| words);
    format!("{cut}…")
}
