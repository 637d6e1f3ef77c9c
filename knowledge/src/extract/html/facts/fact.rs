//! A fact that a page states for machines.

/// The most facts and question-and-answer pairs of a page.
pub(super) const MOST_FACTS: usize = 200;

/// A fact that a page states for machines.
pub(super) struct Fact {
    pub(super) heading: String,
    /// The contents: HTML or text.
    pub(super) text: Told,
    /// For facts about a place, its location and contact data. Sites repeat these on every page, so they are read only
    /// from a page that mentions some of them.
    pub(super) place: Option<Vec<Key>>,
}

pub(super) enum Told {
    Html(String),
    Items(Vec<FactItem>),
}

/// A part of a fact, and the key by which to check whether the page's text has it, too.
#[derive(PartialEq, Eq)]
pub(super) struct FactItem {
    pub(super) text: String,
    pub(super) key: Key,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// The text has these words and numbers in this order.
    Words(String),
    /// The text has this number next to its currency.
    Price { amount: String, currency: String },
    /// The text has this telephone number, in any grouping.
    Phone(String),
}

impl FactItem {
    /// An item that the text has, too, if it has the same words.
    pub(super) fn of_words(text: String) -> Self {
        let key = Key::Words(text.clone());
        Self { text, key }
    }

    pub(super) fn of_phone(text: String) -> Self {
        let key = Key::Phone(text.clone());
        Self { text, key }
    }
}

/// A schema.org term in words: `https://schema.org/InStock` becomes "In stock".
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
