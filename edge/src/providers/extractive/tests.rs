//! What is answered from which passages.

use porchlight_knowledge::{
    grounding::Signals,
    retrieval::{Retrieved, ranking::Score},
};
use porchlight_shared::{
    ids::{DocumentId, PassageId},
    message::Grounding,
};

use super::*;

const URL: &str = "https://shop.example/help";

/// What is answered to `asked` (stems) from these passages, the best first.
fn answer(evidence: Evidence, language: Language, asked: &[&str], passages: &[&str]) -> Answer {
    let passages = passages
        .iter()
        .zip(0_u8..)
        .map(|(text, number)| ScoredPassage {
            passage: Passage {
                id: PassageId::new(u64::from(number), [0; 10]),
                document_id: DocumentId::new(u64::from(number), [0; 10]),
                version: 3,
                title_path: vec!["Help".into(), "Returns".into()],
                text: (*text).into(),
                url: Some(URL.into()),
                anchor: Some("returns".into()),
                language: language.tag().into(),
            },
            score: Score {
                total: 0.8 - 0.1 * f64::from(number),
                lexical: 0.0,
            },
        })
        .collect();
    let retrieved = Retrieved {
        passages,
        grounding: Grounding {
            evidence,
            confidence: 0.5,
        },
        signals: Signals::default(),
        language,
        query: WeightedQuery {
            words: asked
                .iter()
                .map(|stem| (vec![(*stem).into()], 2.0))
                .collect(),
            ..WeightedQuery::default()
        },
    };
    compose(AnswerRequest {
        question: "",
        company: "Acme",
        locale: None,
        retrieved: &retrieved,
    })
}

fn check(asked: &[&str], passages: &[&str], expected: &str) {
    let answer = answer(Evidence::Strong, Language::English, asked, passages);
    assert_eq!(answer.text, expected);
    assert!(!answer.unanswered);
}

#[test]
fn quotes_the_sentence_that_answers() {
    check(
        &["refund", "card"],
        &["Our shop is open. A refund is paid to your card. Flowers are nice."],
        "A refund is paid to your card. [1]",
    );
}

#[test]
fn sentences_stand_in_reading_order_each_with_its_mark() {
    check(
        &["refund", "voucher"],
        &["A refund takes a week. Nothing else. A voucher and a refund come at once."],
        "A refund takes a week. [1] A voucher and a refund come at once. [1]",
    );
    check(
        &["refund", "voucher"],
        &["A refund takes a week.", "A voucher comes at once."],
        "A refund takes a week. [1]\n\nA voucher comes at once. [2]",
    );
}

#[test]
fn steps_are_never_cut_in_the_middle() {
    check(
        &["return"],
        &[
            "To return an item:\n\n1. Open your orders.\n2. Choose the item.\n3. Print the label.\n\nBye.",
        ],
        "To return an item:\n\n1. Open your orders.\n2. Choose the item.\n3. Print the label. [1]",
    );
}

#[test]
fn a_table_stays_a_table() {
    check(
        &["price"],
        &["Each price:\n\n| a | b |\n|---|---|\n| 1 | 2 |"],
        "Each price:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[1]",
    );
}

#[test]
fn a_citation_quotes_exactly_and_links_to_the_words() {
    let answer = answer(
        Evidence::Strong,
        Language::English,
        &["refund"],
        &["Hello. A **refund** takes [a week](/week)."],
    );
    assert_eq!(
        answer.citations,
        [Citation {
            n: 1,
            title: "Help › Returns".into(),
            url: format!("{URL}#returns:~:text=A%20refund%20takes%20a%20week."),
            snippet: "Hello. A refund takes a week.".into(),
            quote: "A refund takes a week.".into(),
            source_version: 3,
        }]
    );
}

#[test]
fn weak_evidence_is_said_to_be_weak() {
    let answer = answer(
        Evidence::Weak,
        Language::German,
        &["ruckgab"],
        &["Die Rückgabe ist frei."],
    );
    assert_eq!(
        answer.text,
        "Das ist vielleicht nicht genau, wonach Sie gefragt haben; am nächsten kommt:\n\n\
         Die Rückgabe ist frei. [1]"
    );
    assert!(!answer.unanswered);
}

#[test]
fn no_evidence_is_a_refusal_without_citations() {
    let answer = answer(
        Evidence::None,
        Language::English,
        &["refund"],
        &["A refund."],
    );
    assert_eq!(answer.text, "I couldn't find that in Acme's pages.");
    assert!(answer.citations.is_empty());
    assert!(answer.unanswered);
}
