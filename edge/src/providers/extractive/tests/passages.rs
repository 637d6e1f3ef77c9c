//! The passages that are quoted, and the parts of them that are shown.

use super::*;

#[test]
fn of_two_passages_that_say_as_much_both_are_quoted() {
    let (first, second) = (
        format!("{ASIDE}\n\nA refund goes to the card."),
        format!("{ASIDE}\n\nA refund to the card has a fee."),
    );
    check(
        &["refund", "card", "fee"],
        &[&first, &second],
        "A refund to the card has a fee. [1]\n\nA refund goes to the card. [2]",
    );
}

#[test]
fn a_page_that_comes_close_is_shown_by_its_first_item_where_it_is_a_list() {
    let answer = answer(
        Evidence::Weak,
        Language::English,
        &["refund", "form", "desk"],
        &[
            "1. Print the refund label.\n2. Send it.",
            "The desk is here.",
        ],
    );
    let shown = "): Print the refund label. [1]";
    assert!(answer.text.contains(shown), "{}", answer.text);
}

#[test]
fn no_evidence_is_a_refusal_without_citations() {
    let answer = answer(
        Evidence::None,
        Language::English,
        &["refund"],
        &["A refund."],
    );
    assert_eq!(
        answer.text,
        "I couldn't find that in Acme's pages. These pages come closest:\n\n\
         - [Returns](https://shop.example/help#returns)"
    );
    assert!(answer.citations.is_empty());
    assert!(answer.unanswered);
}

#[test]
fn a_page_that_comes_close_is_shown_by_the_sentence_that_comes_nearest() {
    let answer = answer(
        Evidence::Weak,
        Language::English,
        &["refund", "form", "desk"],
        &[
            "The house is old. Each refund has a form.",
            "The desk is here.",
        ],
    );
    let shown = "): Each refund has a form. [1]";
    assert!(answer.text.contains(shown), "{}", answer.text);
}

#[test]
fn a_short_paragraph_is_quoted_from_its_beginning() {
    let paragraph = "We take back what you do not like. Keep the box. A refund goes to your card.";
    check(
        &["refund", "card"],
        &[&format!("{ASIDE}\n\n{paragraph}\n\n{ASIDE}")],
        &format!("{paragraph} [1]"),
    );
}

#[test]
fn of_two_passages_a_long_one_is_quoted_only_where_it_says_as_much() {
    let short = format!("{ASIDE}\n\nA refund to the card has a fee.");
    let long = format!("{ASIDE} A refund is made.\n\n{ASIDE} A fee is due. {ASIDE}");
    let answer = answer(
        Evidence::Strong,
        Language::English,
        &["refund", "card", "fee"],
        &[&short, &long],
    );
    assert_eq!(answer.text, "A refund to the card has a fee. [1]");
}

#[test]
fn steps_are_quoted_from_the_first_on() {
    let steps: Vec<String> = (1..=12)
        .map(|number| format!("{number}. Do what stands on page {number} of the booklet"))
        .collect();
    let text = format!(
        "To get a refund:\n\n{}\n13. Sign the form.",
        steps.join("\n")
    );
    let answer = answer(Evidence::Strong, Language::English, &["form"], &[&text]);
    assert!(
        answer.text.starts_with("To get a refund:\n\n1. Do"),
        "{}",
        answer.text
    );
    assert!(
        answer.text.contains("13. Sign the form."),
        "{}",
        answer.text
    );
}

#[test]
fn a_section_whose_heading_is_asked_is_quoted_from_its_beginning() {
    let piece = |number: u8, text: &str, total: f64| ScoredPassage {
        passage: Passage {
            id: PassageId::new(1, [0, number, 0, 0, 0, 0, 0, 0, 0, 0]),
            document_id: DocumentId::new(1, [0; 10]),
            version: 1,
            title_path: vec!["How do I get a refund".into()],
            text: text.into(),
            url: None,
            anchor: None,
            language: "en".into(),
        },
        also_at: Vec::new(),
        nearness: Vec::new(),
        score: Score {
            total,
            lexical: 0.0,
        },
    };
    let retrieved = strong(vec![
        piece(2, "1. The refund is yours.", 0.97),
        piece(1, "1. Ask for the refund.", 0.96),
    ]);
    let answer = compose(AnswerRequest {
        question: "How do I get a refund?",
        previous: None,
        company: "",
        locale: None,
        retrieved: &retrieved,
        limits: EvidenceLimits::default(),
    });
    assert_eq!(answer.text, "1. Ask for the refund. [1]");
}
