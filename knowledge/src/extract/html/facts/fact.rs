//! What a page tells machines.

/// The most facts and pairs of a page.
pub(super) const MOST_FACTS: usize = 200;

/// Something that a page tells.
pub(super) struct Fact {
    pub(super) heading: String,
    /// HTML, or text.
    pub(super) text: Told,
    /// Of a place: where it is and how it is reached. Sites repeat that on every page, so only a page that names some of
    /// it tells it.
    pub(super) place: Option<Vec<Key>>,
}

pub(super) enum Told {
    Html(String),
    Items(Vec<FactItem>),
}

/// What is told, and what of it tells whether the page says it too.
#[derive(PartialEq, Eq)]
pub(super) struct FactItem {
    pub(super) text: String,
    pub(super) key: Key,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// These words and numbers in this order.
    Words(String),
    /// This number beside its currency.
    Price { amount: String, currency: String },
    /// This telephone number, however it is grouped.
    Phone(String),
}

impl FactItem {
    /// What the page says too if it says the same words.
    pub(super) fn of_words(text: String) -> Self {
        let key = Key::Words(text.clone());
        Self { text, key }
    }

    pub(super) fn of_phone(text: String) -> Self {
        let key = Key::Phone(text.clone());
        Self { text, key }
    }
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
