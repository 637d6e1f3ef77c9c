//! The effect of meaning on a score.

use porchlight_shared::ids::{DocumentId, PassageId};

use super::super::{query, word_table::tests::served};
use super::*;
use crate::passage::Passage;

fn passage(title: &str, text: &str) -> ScoredPassage {
    ScoredPassage {
        passage: Passage {
            id: PassageId::new(0, [0; 10]),
            document_id: DocumentId::new(0, [0; 10]),
            version: 1,
            title_path: vec![title.to_owned()],
            text: text.to_owned(),
            url: None,
            anchor: None,
            language: "en".to_owned(),
        },
        score: Score {
            total: 0.5,
            lexical: 0.5,
        },
        also_at: Vec::new(),
        nearness: Vec::new(),
    }
}

fn scored(question: &str, texts: &[(&str, &str)]) -> Vec<f64> {
    let mut passages: Vec<ScoredPassage> = (texts.iter())
        .map(|(title, text)| passage(title, text))
        .collect();
    let with_word = HashMap::new();
    let site = SiteCounts {
        passages: 10.0,
        with_word: &with_word,
        asked: &query::parse(question, None).words,
    };
    score(&served(), question, &site, &mut passages, &[]);
    passages.iter().map(|one| one.score.total).collect()
}

#[test]
fn other_words_for_the_same_thing_are_near() {
    let scores = scored(
        "How long does delivery take?",
        &[
            ("Shipping time", "Parcels arrive within three days."),
            ("Opening hours", "The shop is open from nine to five."),
        ],
    );
    assert!(scores[0] > scores[1] + 0.1, "{scores:?}");
}

#[test]
fn one_near_sentence_in_a_long_text_counts() {
    let filler = "Our gardens are green. The old mill stands by the river. ".repeat(4);
    let scores = scored(
        "Can I bring my dog?",
        &[
            ("Visiting", &format!("{filler}Pets are welcome.")),
            ("Visiting", &filler),
        ],
    );
    assert!(scores[0] > scores[1], "{scores:?}");
}

#[test]
fn another_way_to_ask_counts_like_a_title() {
    let question = "How do I send it back?";
    let with_word = HashMap::new();
    let site = SiteCounts {
        passages: 10.0,
        with_word: &with_word,
        asked: &query::parse(question, None).words,
    };
    let mut passages = [
        passage("Returns", "Thirty days."),
        passage("Returns", "Thirty days."),
    ];
    let alternatives = [Vec::new(), vec!["Can I send something back?".to_owned()]];
    score(&served(), question, &site, &mut passages, &alternatives);
    let [without, with] = passages.map(|one| one.score.total);
    assert!(with > without + 0.05, "{with} {without}");
}

#[test]
fn words_of_addresses_mean_nothing() {
    let scores = scored(
        "delete account",
        &[
            ("Help", "[Read on](https://x.example/delete-account) here."),
            ("Help", "[Read on](https://x.example/other-page) here."),
        ],
    );
    assert!((scores[0] - scores[1]).abs() < 1e-9, "{scores:?}");
}

#[test]
fn a_question_without_known_words_changes_nothing() {
    for question in ["", "密码", "!?"] {
        assert_eq!(scored(question, &[("Title", "Text.")]), [0.5], "{question}");
    }
    assert!(scored("password", &[]).is_empty());
}

#[test]
fn a_sentence_covers_what_it_says_in_near_words() {
    let question = "Can I bring my dog?";
    let with_word = HashMap::new();
    let site = SiteCounts {
        passages: 10.0,
        with_word: &with_word,
        asked: &query::parse(question, None).words,
    };
    let text = "Dogs can be brought. Pets are welcome. The mill is old.";
    let mut passages = [passage("Visiting", text)];
    score(&served(), question, &site, &mut passages, &[]);
    let [same, near, other] = passages[0].nearness[..] else {
        panic!("{:?}", passages[0].nearness);
    };
    assert!(same.covered > near.covered, "{same:?} {near:?}");
    assert!(near.covered > other.covered + 0.1, "{near:?} {other:?}");
    assert!(same.covered <= 1.0);
}
