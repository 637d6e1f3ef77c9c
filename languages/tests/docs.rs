//! The documentation for users lists every language.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets what it does not expect should stop there"
)]

#[path = "../build/file.rs"]
#[expect(dead_code, reason = "only names and parts are read here")]
mod file;

use std::{fs, path::Path};

use file::{Language, read_all};

/// The rest of the sentence on a page that begins with `start`.
fn sentence(page: &str, start: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let page = fs::read_to_string(folder.join(page)).unwrap();
    let (_, rest) = page.split_once(start).unwrap();
    rest.split('.').next().unwrap().to_owned()
}

#[track_caller]
fn check(page: &str, start: &str, is_listed: impl Fn(&Language) -> bool) {
    let sentence = sentence(page, start);
    for language in read_all(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap() {
        assert_eq!(
            sentence.contains(&language.name),
            is_listed(&language),
            "docs/{page}, {}: {sentence}",
            language.name
        );
    }
}

#[test]
fn the_docs_name_the_languages_that_the_widget_speaks() {
    check("what-is-porchlight.md", "The widget speaks", |language| {
        language.is_displayed()
    });
}

#[test]
fn the_docs_name_the_languages_in_which_visitors_can_ask_for_a_person() {
    check("handoff.md", "Porchlight understands this in", |language| {
        language.person_words.is_some()
    });
}
