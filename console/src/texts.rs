//! The console's texts in the language of the page.
//!
//! English texts are in the code, where they are shown. `languages/console/` has a file for each other language, which
//! maps English texts to its own. The page loads the file of its language before it shows anything. `cargo xtask tidy`
//! finds a text that does not go through these functions, and one that a language lacks.
//!
//! The server writes English, with a code. If the page's language has a sentence for the code, that is shown:
//! [`of_code`].
//!
//! The part of a text after `|` is not shown. It distinguishes texts that are the same in English but not in another
//! language.

use std::{collections::BTreeMap, sync::OnceLock};

use porchlight_browser as browser;
pub(crate) use porchlight_languages::fill;
use porchlight_shared::names;
use serde::Deserialize;

names! {
    /// What the server sends codes for: the tables of `languages/console/`.
    pub(crate) enum Coded {
        Errors = "errors",
        Warnings = "warnings",
        Readings = "readings",
        Notices = "notices",
        Models = "models",
        Deliveries = "deliveries",
    }
}

/// The languages that `start.js` passes on.
#[derive(Debug, Deserialize)]
pub(crate) struct Languages {
    /// The tag of the page's language.
    tag: String,
    /// The names of all languages, each in that language, by BCP 47 tag.
    names: BTreeMap<String, String>,
    /// The texts of the page's language by their English ones; none if it is English.
    texts: BTreeMap<String, String>,
}

static LANGUAGES: OnceLock<Languages> = OnceLock::new();

/// Sets the page's language from the JSON of `start.js`. English if there is none.
pub(crate) fn speak(languages: &str) {
    match serde_json::from_str(languages) {
        Ok(languages) => {
            LANGUAGES.get_or_init(|| languages);
        }
        Err(_) => browser::log_error("Porchlight: the page was started without its languages"),
    }
}

/// The BCP 47 tag of the page's language.
pub(crate) fn tag() -> &'static str {
    LANGUAGES.get().map_or("en", |languages| &languages.tag)
}

/// The languages on offer: tag and name.
pub(crate) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let names = LANGUAGES.get().into_iter().flat_map(|it| &it.names);
    names.map(|(tag, name)| (tag.as_str(), name.as_str()))
}

/// Marks a text that is passed to [`text`] where it is shown.
pub(crate) const fn english(text: &'static str) -> &'static str {
    text
}

/// Marks a text that is the same in every language: a name, a command, or an instruction to a model.
pub(crate) const fn as_is(text: &'static str) -> &'static str {
    text
}

/// A text in the page's language.
pub(crate) fn text(english: &'static str) -> &'static str {
    translated(english).unwrap_or_else(|| shown(english))
}

/// A text whose names in braces are replaced by values.
pub(crate) fn filled(english: &'static str, values: &[(&str, &str)]) -> String {
    fill(text(english), values)
}

/// A text for a number, which replaces `{n}`: the first text for one, the second for all others.
pub(crate) fn counted(number: u64, one: &'static str, other: &'static str) -> String {
    let text = match translated(other) {
        None => shown(if number == 1 { one } else { other }),
        Some(others) => form(number, other).unwrap_or(others),
    };
    fill(text, &[("n", &number.to_string())])
}

/// The sentence of the page's language for a server's code. None in English, which the server writes itself.
pub(crate) fn of_code(table: Coded, code: &str) -> Option<&'static str> {
    translated(&format!("{}:{code}", table.name()))
}

/// The plural form that the page's language has for a number.
fn form(number: u64, english: &str) -> Option<&'static str> {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    let category = browser::plural_category(number);
    translated(&format!("{category}={english}"))
}

fn translated(english: &str) -> Option<&'static str> {
    #[cfg(test)]
    if let Some(text) = for_tests::translated(english) {
        return Some(text);
    }
    LANGUAGES.get()?.texts.get(english).map(String::as_str)
}

fn shown(english: &'static str) -> &'static str {
    english.split_once('|').map_or(english, |(shown, _)| shown)
}

/// Sets the texts of another language for one test only: tests run in parallel.
#[cfg(test)]
pub(crate) mod for_tests {
    use std::cell::RefCell;

    thread_local! {
        static TEXTS: RefCell<Vec<(&'static str, &'static str)>> = const { RefCell::new(Vec::new()) };
    }

    pub(crate) fn speak(texts: &[(&'static str, &'static str)]) {
        TEXTS.set(texts.to_vec());
    }

    pub(super) fn translated(english: &str) -> Option<&'static str> {
        let of = |(key, text): &(_, _)| (*key == english).then_some(*text);
        TEXTS.with_borrow(|texts| texts.iter().find_map(of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_shown_without_what_tells_it_apart() {
        assert_eq!(text("Open"), "Open");
        assert_eq!(text("Open|a state"), "Open");
        assert_eq!(counted(1, "{n} page", "{n} pages"), "1 page");
        assert_eq!(counted(0, "{n} page", "{n} pages"), "0 pages");
    }

    #[test]
    fn values_are_put_in_once_and_stay_as_they_are() {
        let values = [("name", "{city}"), ("city", "Graz")];
        assert_eq!(filled("{name} of {city}", &values), "{city} of Graz");
    }
}
