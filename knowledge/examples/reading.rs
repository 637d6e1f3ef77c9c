//! Prints how well pages are read, compared with other readers.
//!
//! ```text
//! reading [NAME=FOLDER…] [--pages | PAGE]
//! ```
//!
//! A folder has the output of another reader for each page, in `PAGE.txt`. `--pages` prints the F1 of each page that
//! our reader was tuned on. `PAGE` prints the text that is missing and that is wrong there.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a program for developers that stops at what it does not expect"
)]

#[path = "../tests/reading/corpus.rs"]
mod corpus;
#[path = "../tests/reading/ours.rs"]
mod ours;
#[path = "../tests/reading/score.rs"]
mod score;

use std::{fs, path::Path};

use corpus::Page;
use score::{Score, words};

struct Reader {
    name: String,
    /// The text that it read from each page.
    texts: Vec<String>,
}

fn main() {
    let pages = corpus::pages();
    let mut readers = vec![Reader {
        name: "porchlight".into(),
        texts: (pages.iter())
            .map(|page| ours::text_of(&ours::read(page)))
            .collect(),
    }];
    let mut by_page = false;
    for argument in std::env::args().skip(1) {
        if let Some((name, folder)) = argument.split_once('=') {
            readers.push(other(name, Path::new(folder), &pages));
        } else if argument == "--pages" {
            by_page = true;
        } else {
            let page = (pages.iter().zip(&readers[0].texts))
                .find(|(page, _)| page.name == argument)
                .unwrap_or_else(|| panic!("there is no page {argument}"));
            return details(page.0, page.1);
        }
    }
    if by_page {
        for (at, page) in pages.iter().enumerate().filter(|(_, page)| !page.aside) {
            let f1: Vec<String> = (readers.iter())
                .map(|reader| format!("{:>6.3}", Score::of(page, &reader.texts[at]).f1()))
                .collect();
            println!("{} {}", f1.join(" "), page.name);
        }
        println!();
    }
    print(&readers, &pages);
}

fn other(name: &str, folder: &Path, pages: &[Page]) -> Reader {
    let texts = pages.iter().map(|page| {
        let path = folder.join(format!("{}.txt", page.name));
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    });
    Reader {
        name: name.into(),
        texts: texts.collect(),
    }
}

/// Prints the figures of each reader, for all pages and for those that ours was not tuned on.
fn print(readers: &[Reader], pages: &[Page]) {
    let aside = pages.iter().filter(|page| page.aside).count();
    println!("{} pages, {aside} of them not tuned on\n", pages.len());
    println!(
        "                 all pages                    not tuned on                 pages of which"
    );
    println!(
        "                 recall  precision  F1        recall  precision  F1        nothing is read"
    );
    for reader in readers {
        let (mut all, mut aside) = (Score::default(), Score::default());
        let mut nothing = 0;
        for (page, text) in pages.iter().zip(&reader.texts) {
            let score = Score::of(page, text);
            all += score;
            if page.aside {
                aside += score;
            }
            nothing += usize::from(score.found == 0 && !page.wanted.is_empty());
        }
        let figures = |score: Score| {
            format!(
                "{:.3}   {:.3}      {:.3}",
                score.recall(),
                score.precision(),
                score.f1()
            )
        };
        println!(
            "{:<16} {}     {}     {nothing}",
            reader.name,
            figures(all),
            figures(aside)
        );
    }
}

fn details(page: &Page, text: &str) {
    let read = words(text);
    for (mark, sentences, expected) in [
        ("missed", &page.wanted, true),
        ("wrong", &page.unwanted, false),
    ] {
        for sentence in sentences {
            if read.contains(&words(sentence)) != expected {
                println!("{mark}: {sentence}");
            }
        }
    }
    println!("\n{text}");
}
