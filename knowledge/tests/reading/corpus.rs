//! The pages of `tests/pages/markup`, with what must be read from each.

use std::{fs, path::PathBuf};

/// A page, with what must be read and what must not.
pub(crate) struct Page {
    /// The name of its files, without extensions.
    pub(crate) name: String,
    /// Whether the reader was not tuned on it.
    pub(crate) aside: bool,
    /// The server's content type.
    pub(crate) content_type: String,
    /// The page as served.
    pub(crate) bytes: Vec<u8>,
    /// The sentences to read, including headings and table cells.
    pub(crate) wanted: Vec<String>,
    /// The sentences to leave out.
    pub(crate) unwanted: Vec<String>,
    /// Questions, each with a sentence of its answer.
    pub(crate) pairs: Vec<(String, String)>,
}

/// The folder of the pages.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/pages/markup")
}

/// All pages, in the order of the corpus's list.
pub(crate) fn pages() -> Vec<Page> {
    let list = fs::read_to_string(folder().join("pages.tsv")).unwrap();
    list.lines().skip(1).map(page).collect()
}

fn page(row: &str) -> Page {
    let cells: Vec<&str> = row.split('\t').collect();
    let [name, set, _, _, content_type, _] = cells[..] else {
        panic!("a row of six cells is expected: {row}");
    };
    let file = |ending: &str| folder().join(format!("{name}.{ending}"));
    let mut page = Page {
        name: name.to_owned(),
        aside: set == "aside",
        content_type: content_type.to_owned(),
        bytes: fs::read(file("html")).unwrap(),
        wanted: Vec::new(),
        unwanted: Vec::new(),
        pairs: Vec::new(),
    };
    for line in fs::read_to_string(file("txt")).unwrap().lines() {
        match line.split_at(2) {
            ("+ ", sentence) => page.wanted.push(sentence.to_owned()),
            ("- ", sentence) => page.unwanted.push(sentence.to_owned()),
            ("? ", pair) => {
                let (question, answer) = pair.split_once(" => ").unwrap();
                page.pairs.push((question.to_owned(), answer.to_owned()));
            }
            _ => panic!("{name}: {line}"),
        }
    }
    page
}
