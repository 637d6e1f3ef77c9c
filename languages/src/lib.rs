//! Everything that depends on a language, as constants made of the files beside this crate's manifest: one file a
//! language.
//!
//! Not every file has every part: it names those that it has, and the build fails where that is not so.

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// The words with which visitors ask for a person in one language. A `*` stands for any ending.
#[derive(Clone, Copy, Debug)]
pub struct PersonWords {
    /// The BCP 47 tag.
    pub tag: &'static str,
    /// Words are told apart by spaces.
    pub spaced: bool,
    /// Who works there.
    pub people: &'static [&'static str],
    /// What a visitor wants to do with them.
    pub wishes: &'static [&'static str],
    /// What may stand beside a person in a message that says nothing else.
    pub small: &'static [&'static str],
}

/// Whether the primary subtag of `tag` is among a language's `tags`.
pub fn names(tags: &[&str], tag: &str) -> bool {
    let primary = tag.split(['-', '_']).next().unwrap_or_default().trim();
    tags.iter().any(|tag| tag.eq_ignore_ascii_case(primary))
}

/// `text` with `values` in the places that name them in braces; what stands in a value stays as it is.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('{') {
        filled.push_str(before);
        let value = from.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((*value, after))
        });
        if let Some((value, after)) = value {
            filled.push_str(value);
            rest = after;
        } else {
            filled.push('{');
            rest = from;
        }
    }
    filled + rest
}
