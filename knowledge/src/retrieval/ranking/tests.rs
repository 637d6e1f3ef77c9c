//! What affects the match of words.

use std::slice;

use porchlight_shared::ids::{DocumentId, PassageId};

use super::*;

fn english(passages: f64) -> LanguageStatistics {
    LanguageStatistics {
        language: "en".to_owned(),
        passages,
        title_length: passages * 3.0,
        text_length: passages * 60.0,
    }
}

fn corpus() -> Corpus {
    Corpus::new(slice::from_ref(&english(100.0)).iter())
}

/// The score of a passage that has each word of `present` once. Each word of the question is in five passages.
fn score_of(query: &Query, present: &[&str]) -> f64 {
    let corpus = corpus();
    let weighted = weigh(query, &corpus, |_| 5);
    let counts: Vec<TermCount> = (weighted.terms.iter().enumerate())
        .filter(|(_, term)| present.iter().any(|stem| query::stem_key(stem) == term.key))
        .map(|(term, _)| TermCount {
            term,
            title: 0,
            text: 1,
        })
        .collect();
    let candidate = Candidate {
        title_length: 3.0,
        text_length: 60.0,
        has_grams: false,
        counts: &counts,
    };
    score(&weighted, &corpus, &candidate).total
}

#[test]
fn a_long_question_is_not_punished_for_its_length() {
    let short = query::parse("return jacket fit", None);
    let long = query::parse(
        "hello there last week bought jacket birthday son sadly fit turned awful small colour nothing \
         picture wonder whether allowed return",
        None,
    );
    let present = ["return", "jacket", "fit"];
    let (short, long) = (score_of(&short, &present), score_of(&long, &present));
    assert!(long > 0.3 * short, "{long} of {short}");
}

#[test]
fn a_repaired_word_counts_half() {
    let right = query::parse("password reset", None);
    let mut repaired = right.clone();
    for word in repaired.words.iter_mut().take(1) {
        word.repaired = true;
    }
    let corpus = corpus();
    let (right, repaired) = (
        weigh(&right, &corpus, |_| 5),
        weigh(&repaired, &corpus, |_| 5),
    );
    assert!((repaired.words[0].1 - right.words[0].1 / 2.0).abs() < 1e-9);
    assert!(repaired.unknown.abs() < 1e-9);
    assert!(right.unknown.abs() < 1e-9);
}

#[test]
fn a_heading_of_the_same_telling_words_is_almost_the_question() {
    let passage = Passage {
        id: porchlight_shared::ids::PassageId::new(0, [1; 10]),
        document_id: porchlight_shared::ids::DocumentId::new(0, [1; 10]),
        version: 1,
        title_path: vec!["What cannot be returned in sales".into()],
        text: String::new(),
        url: None,
        anchor: None,
        language: "en".into(),
    };
    let other = ["Which models does it support?".to_owned()];
    for (question, expected) in [
        ("which models does it support", EXACT_HEADING),
        ("what models do you support", ASKS_THE_SAME),
        ("what sales cannot be returned?", 0.2),
        ("what can be returned in sales", 0.2),
        ("models", 0.2),
    ] {
        let score = Score {
            total: 0.2,
            lexical: 0.2,
        };
        let score = favour_exact(
            &words::words(question),
            &passage,
            &other,
            &HashSet::new(),
            score,
        );
        assert!(
            (score.total - expected).abs() < 1e-9,
            "{question}: {score:?}"
        );
    }
}

#[test]
fn passages_without_grams_are_not_measured_by_them() {
    let other = LanguageStatistics {
        language: String::new(),
        ..english(1.0)
    };
    let corpus = Corpus::new([english(100.0), other].iter());
    let query = query::parse("password", None);
    let weighted = weigh(&query, &corpus, |_| 5);
    let counts = [TermCount {
        term: 0,
        title: 1,
        text: 1,
    }];
    let scored = |has_grams| {
        let candidate = Candidate {
            title_length: 3.0,
            text_length: 60.0,
            has_grams,
            counts: &counts,
        };
        score(&weighted, &corpus, &candidate).total
    };
    assert!(scored(false) > 1.5 * scored(true));
}

#[test]
fn a_heading_that_is_the_question_comes_first() {
    let passage = |heading: &str| Passage {
        id: PassageId::new(0, [0; 10]),
        document_id: DocumentId::new(0, [0; 10]),
        version: 1,
        title_path: vec!["Help".to_owned(), heading.to_owned()],
        text: String::new(),
        url: None,
        anchor: None,
        language: "en".to_owned(),
    };
    let asked = words::words("Is it free?");
    let low = Score {
        total: 0.2,
        lexical: 0.2,
    };
    let total = |heading| favour_exact(&asked, &passage(heading), &[], &HashSet::new(), low).total;
    assert!(total("Is it free?") >= EXACT_HEADING);
    assert!(total("Is delivery free?") < EXACT_HEADING);
    let alternatives = ["Is it free?".to_owned()];
    let asked_so = favour_exact(
        &asked,
        &passage("Prices"),
        &alternatives,
        &HashSet::new(),
        low,
    );
    assert!(asked_so.total >= EXACT_HEADING);
}
