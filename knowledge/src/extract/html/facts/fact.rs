//! What a page tells machines.

/// The most facts and pairs of a page.
pub(super) const MOST_FACTS: usize = 200;

/// Something that a page tells.
pub(super) struct Fact {
    pub(super) heading: String,
    /// HTML, or text.
    pub(super) text: Told,
}

pub(super) enum Told {
    Html(String),
    /// What is told, and what of it tells whether the page says it too.
    Items(Vec<(String, String)>),
}

/// A term of schema.org in words: `https://schema.org/InStock` is "In stock".
pub(super) fn spoken(term: &str) -> String {
    let name = term
        .trim_end_matches('/')
        .rsplit(['/', '#'])
        .next()
        .unwrap_or(term);
    let mut words = String::with_capacity(name.len() + 4);
    for (at, c) in name.chars().enumerate() {
        if at > 0 && c.is_uppercase() {
            words.push(' ');
            words.extend(c.to_lowercase());
        } else {
            words.push(c);
        }
    }
    words
}
