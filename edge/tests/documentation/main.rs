//! The pages of `docs/` match the code, and the demo finds them.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails where something is not as expected"
)]

mod alternatives;
mod limits;
mod quantity;
mod sentences;

use std::{collections::BTreeMap, fs, path::PathBuf};

/// All pages for users, sorted by name.
fn pages() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let mut pages: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    pages.sort();
    pages
}

fn page(name: &str) -> String {
    pages()
        .into_iter()
        .find_map(|(page, text)| (page == name).then_some(text))
        .unwrap()
}

/// The rows of all tables with two columns on the page, by their first cell.
fn rows(text: &str) -> BTreeMap<&str, &str> {
    text.lines()
        .filter_map(|line| {
            line.strip_prefix("| ")?
                .strip_suffix(" |")?
                .split_once(" | ")
        })
        .collect()
}
