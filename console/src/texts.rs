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

/// The numbers that the server sends with a code, by name.
pub(crate) type Values = BTreeMap<String, u64>;

/// The sentence of the page's language for a server's code. None in English, which the server writes itself.
pub(crate) fn of_code(table: Coded, code: &str) -> Option<&'static str> {
    translated(&format!("{}:{code}", table.name()))
}

/// The sentence of [`of_code`], filled with the server's numbers and with `more`. None if a placeholder has no value,
/// as with an older server: its own sentence is better than one with a gap.
pub(crate) fn of_code_with(
    table: Coded,
    code: &str,
    values: &Values,
    more: &[(&str, &str)],
) -> Option<String> {
    let mut filled = of_code(table, code)?.to_owned();
    for (name, number) in values {
        filled = fill(&filled, &[(name, &number.to_string())]);
        match name.as_str() {
            "bytes" => filled = fill(&filled, &[("size", &size(*number))]),
            "seconds" => filled = fill(&filled, &[("time", &time(*number))]),
            _ => {}
        }
    }
    if names_in(&filled).any(|name| more.iter().all(|(known, _)| *known != name)) {
        return None;
    }
    Some(fill(&filled, more))
}

/// A size in MB or KB, rounded up to whole KB.
fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * KB;
    match bytes {
        MB.. if bytes.is_multiple_of(MB) => {
            fill(as_is("{n} MB"), &[("n", &(bytes / MB).to_string())])
        }
        _ => fill(as_is("{n} KB"), &[("n", &bytes.div_ceil(KB).to_string())]),
    }
}

/// A time in seconds, minutes or hours, rounded up so that nobody tries again too early.
fn time(seconds: u64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    match seconds {
        0..MINUTE => counted(seconds, "{n} second", "{n} seconds"),
        MINUTE..HOUR => counted(seconds.div_ceil(MINUTE), "{n} minute", "{n} minutes"),
        _ => counted(seconds.div_ceil(HOUR), "{n} hour", "{n} hours"),
    }
}

/// The names of placeholders in braces.
fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0))
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
    fn a_sentence_for_a_code_has_the_numbers_of_the_server_or_is_not_shown() {
        for_tests::speak(&[
            ("errors:a", "Höchstens {most}."),
            ("errors:b", "In {time}."),
            ("errors:c", "Mehr als {size}."),
            ("errors:d", "„{field}“ hat höchstens {most}."),
            ("{n} minutes", "{n} Minuten"),
            ("other={n} minutes", "{n} Minuten"),
        ]);
        let said = |code: &str, values: &[(&str, u64)], more: &[(&str, &str)]| {
            let values = values
                .iter()
                .map(|(name, number)| ((*name).to_owned(), *number));
            of_code_with(Coded::Errors, code, &values.collect(), more)
        };
        assert_eq!(said("a", &[("most", 20)], &[]).unwrap(), "Höchstens 20.");
        assert_eq!(said("a", &[], &[]), None, "an older server sends none");
        assert_eq!(
            said("c", &[("bytes", 5 << 20)], &[]).unwrap(),
            "Mehr als 5 MB."
        );
        assert_eq!(
            said("c", &[("bytes", 1_000)], &[]).unwrap(),
            "Mehr als 1 KB."
        );
        let field = said("d", &[("most", 3)], &[("field", "{most}")]);
        assert_eq!(field.unwrap(), "„{most}“ hat höchstens 3.");
        assert_eq!(said("d", &[("most", 3)], &[]), None);
    }

    #[test]
    fn a_time_is_said_in_the_unit_that_people_use() {
        for (seconds, expected) in [
            (1, "1 second"),
            (59, "59 seconds"),
            (61, "2 minutes"),
            (3_600, "1 hour"),
            (86_400, "24 hours"),
        ] {
            assert_eq!(time(seconds), expected);
        }
    }

    #[test]
    fn values_are_put_in_once_and_stay_as_they_are() {
        let values = [("name", "{city}"), ("city", "Graz")];
        assert_eq!(filled("{name} of {city}", &values), "{city} of Graz");
    }
}
