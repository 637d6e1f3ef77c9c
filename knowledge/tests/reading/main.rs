//! Pages as site generators write them, compared with what a visitor sees of them.
//!
//! `cargo xtask reading` prints the figures next to those of other readers.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that meets what it does not expect should stop there"
)]

mod corpus;
mod ours;
mod score;

use porchlight_knowledge::sentences::plain;
use score::{Score, words};

/// The lowest acceptable F1 over all pages.
const LEAST_F1: f64 = 0.99;
/// The lowest acceptable F1 over the pages that the reader was not tuned on.
const LEAST_F1_ASIDE: f64 = 0.975;
/// The fewest questions that must be read with their answers.
const LEAST_PAIRED: usize = 133;

#[test]
fn pages_of_every_markup_are_read_as_well_as_recorded() {
    let (mut all, mut aside) = (Score::default(), Score::default());
    for page in corpus::pages() {
        let score = Score::of(&page, &ours::text_of(&ours::read(&page)));
        all += score;
        if page.aside {
            aside += score;
        }
    }
    for (score, least) in [(all, LEAST_F1), (aside, LEAST_F1_ASIDE)] {
        assert!(
            score.f1() >= least,
            "F1 {:.4} of recall {:.4} and precision {:.4}",
            score.f1(),
            score.recall(),
            score.precision(),
        );
    }
}

#[test]
fn something_is_read_of_every_page_that_says_something() {
    for page in corpus::pages() {
        let document = ours::read(&page);
        let is_empty = document.passages.is_empty();
        assert_eq!(is_empty, page.wanted.is_empty(), "{}", page.name);
    }
}

#[test]
fn questions_stand_over_their_answers() {
    let (mut right, mut wrong) = (0, Vec::new());
    for page in corpus::pages() {
        let document = ours::read(&page);
        for (question, answer) in &page.pairs {
            let (asked, answered) = (words(question), words(answer));
            let is_paired = document.passages.iter().any(|passage| {
                let is_under = (passage.headings.iter()).any(|heading| words(heading) == asked);
                let text = words(&plain(&passage.text));
                let is_after = (text.find(&asked).zip(text.find(&answered)))
                    .is_some_and(|(before, after)| before < after);
                text.contains(&answered) && is_under || is_after
            });
            if is_paired {
                right += 1;
            } else {
                wrong.push(format!("{}: {question} => {answer}", page.name));
            }
        }
    }
    assert!(right >= LEAST_PAIRED, "{right}\n{}", wrong.join("\n"));
}

#[test]
fn no_sentence_is_read_twice() {
    /// A shorter text may be part of another sentence.
    const LEAST_WORDS: usize = 5;
    let mut twice = Vec::new();
    for page in corpus::pages() {
        let texts: Vec<String> = (ours::read(&page).passages.iter())
            .map(|passage| plain(&passage.text))
            .collect();
        let text = words(&texts.join("\n"));
        for sentence in &page.wanted {
            let wanted = words(sentence);
            let once = text.replacen(wanted.trim_end(), "", 1);
            if wanted.split_whitespace().count() >= LEAST_WORDS && once.contains(&wanted) {
                twice.push(format!("{}: {sentence}", page.name));
            }
        }
    }
    assert!(twice.is_empty(), "{}", twice.join("\n"));
}

#[test]
fn the_corpus_is_as_varied_as_the_web() {
    let list = std::fs::read_to_string(corpus::folder().join("pages.tsv")).unwrap();
    let column = |at: usize| {
        let mut cells: Vec<&str> = (list.lines().skip(1))
            .map(|row| row.split('\t').nth(at).unwrap())
            .collect();
        cells.sort_unstable();
        cells.dedup();
        cells.len()
    };
    assert!(column(0) >= 60, "pages");
    assert!(column(2) >= 8, "languages");
    assert!(column(3) >= 6, "charsets");
    assert!(column(5) >= 25, "generators");
}
