//! The answers from given passages.

use porchlight_knowledge::{
    grounding::{EvidenceLimits, Scale, Signals},
    retrieval::{
        Retrieved,
        language::Language,
        ranking::{Score, WeightedQuery},
    },
};
use porchlight_shared::{
    ids::{DocumentId, PassageId},
    message::Grounding,
};

use super::*;

mod citations;
mod passages;

const URL: &str = "https://shop.example/help";

/// No other document comes close.
const CLEAR: Signals = Signals {
    top: 0.8,
    margin: 0.4,
    unknown: 0.0,
    scale: Scale::Words,
};

/// Another document comes close.
const CLOSE: Signals = Signals {
    margin: 0.1,
    ..CLEAR
};

/// Nothing comes close.
const FAR: Signals = Signals {
    top: 0.1,
    margin: 0.0,
    unknown: 1.0,
    ..CLEAR
};

/// The answer to `asked` (stems) from these passages, best first.
fn answer(evidence: Evidence, language: Language, asked: &[&str], passages: &[&str]) -> Answer {
    answer_to("", evidence, language, asked, passages)
}

fn answer_to(
    question: &str,
    evidence: Evidence,
    language: Language,
    asked: &[&str],
    passages: &[&str],
) -> Answer {
    composed(question, evidence, language, 0.8, asked, passages)
}

fn answer_scored(question: &str, best: f64, asked: &[&str], passages: &[&str]) -> Answer {
    composed(
        question,
        Evidence::Strong,
        Language::English,
        best,
        asked,
        passages,
    )
}

fn composed(
    question: &str,
    evidence: Evidence,
    language: Language,
    best: f64,
    asked: &[&str],
    passages: &[&str],
) -> Answer {
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
            also_at: Vec::new(),
            nearness: Vec::new(),
            score: Score {
                total: best - 0.1 * f64::from(number),
                lexical: 0.0,
            },
        })
        .collect();
    let retrieved = Retrieved {
        passages,
        grounding: Grounding {
            evidence,
            confidence: [0.9, 0.5, 0.2][evidence as usize],
            sentences: Vec::new(),
        },
        signals: match evidence {
            Evidence::Strong => CLEAR,
            Evidence::Weak => CLOSE,
            Evidence::None => FAR,
        },
        language,
        query: WeightedQuery {
            words: asked
                .iter()
                .map(|stem| (vec![(*stem).into()], 2.0))
                .collect(),
            words_total: 2.0 * f64::from(u8::try_from(asked.len()).unwrap()),
            ..WeightedQuery::default()
        },
        repaired: Vec::new(),
        parts: Vec::new(),
    };
    compose(AnswerRequest {
        question,
        previous: None,
        company: "Acme",
        locale: None,
        limits: EvidenceLimits::default(),
        retrieved: &retrieved,
    })
}

/// Passages that clearly answer "refund".
fn strong(passages: Vec<ScoredPassage>) -> Retrieved {
    Retrieved {
        passages,
        grounding: Grounding {
            evidence: Evidence::Strong,
            confidence: 0.9,
            sentences: Vec::new(),
        },
        signals: CLEAR,
        language: Language::English,
        query: WeightedQuery {
            words: vec![(vec!["refund".into()], 2.0)],
            words_total: 2.0,
            ..WeightedQuery::default()
        },
        repaired: Vec::new(),
        parts: Vec::new(),
    }
}

fn check(asked: &[&str], passages: &[&str], expected: &str) {
    let answer = answer(Evidence::Strong, Language::English, asked, passages);
    assert_eq!(answer.text, expected);
    assert!(!answer.unanswered);
}

/// Longer than what is quoted as a whole, about another subject.
const ASIDE: &str = "The counter is on the ground floor beside the lift, and it is open on every day on which the house \
is open for its guests. Flowers from the garden are nice, and so are the many birds that live in the old trees behind it, \
which were planted by the founder of the house with his own hands. Whoever comes by train walks up the hill past the old \
mill, where a baker sells bread and cake in the morning, and sits down on the long bench in front of the gate.";

#[test]
fn a_short_passage_is_quoted_whole() {
    check(
        &["refund", "card"],
        &["A refund is paid to your card. It takes a week."],
        "A refund is paid to your card. It takes a week. [1]",
    );
}

#[test]
fn quotes_the_sentence_that_answers() {
    let text = format!("{ASIDE}\n\nA refund is paid to your card.\n\n{ASIDE}");
    check(
        &["refund", "card"],
        &[&text],
        "A refund is paid to your card. [1]",
    );
}

#[test]
fn one_passage_answers_unless_two_things_are_asked() {
    let (first, second) = (
        format!("{ASIDE}\n\nA refund takes a week."),
        format!("{ASIDE}\n\nA voucher comes at once."),
    );
    check(
        &["refund", "week"],
        &[&first, &second],
        "A refund takes a week. [1]",
    );
    let answer = answer_to(
        "How long takes a refund and when comes a voucher?",
        Evidence::Strong,
        Language::English,
        &["refund", "voucher"],
        &[&first, &second],
    );
    assert_eq!(
        answer.text,
        "A refund takes a week. [1]\n\nA voucher comes at once. [2]"
    );
}

#[test]
fn another_way_to_ask_for_a_passage_is_read_and_its_heading_is_quoted_from_the_beginning() {
    let text = format!("{ASIDE}\n\nA refund takes a week.");
    let first = |question| {
        let answer = answer_scored(question, 0.95, &["refund", "returns"], &[&text]);
        answer.text.split(" [").next().unwrap().to_owned()
    };
    assert_eq!(first("Is there a refund?"), "A refund takes a week.");
    assert!(first("Returns").starts_with("The counter is on the ground floor"));
}

#[test]
fn a_bold_line_is_the_heading_of_what_follows() {
    let text = format!(
        "**Refunds**\n\nThe card gets it in a week.\n\n**Vouchers**\n\nThey come at once.\n\n**More**\n\n{ASIDE}"
    );
    check(&["refund"], &[&text], "The card gets it in a week. [1]");
}

#[test]
fn a_command_comes_with_the_sentence_that_leads_to_it() {
    let text = format!("{ASIDE}\n\nTo refund it, run:\n\n```sh\nrefund it\n```\n\n{ASIDE}");
    check(
        &["refund"],
        &[&text],
        "To refund it, run:\n\n```sh\nrefund it\n```\n\n[1]",
    );
}

#[test]
fn a_passage_in_the_language_of_the_question_is_read_first() {
    // The passages of this test have one language, so the second one is made from the first.
    let retrieved = |languages: [&str; 2]| {
        let passages = languages
            .iter()
            .zip(0_u8..)
            .map(|(language, number)| ScoredPassage {
                passage: Passage {
                    id: PassageId::new(u64::from(number), [0; 10]),
                    document_id: DocumentId::new(u64::from(number), [0; 10]),
                    version: 1,
                    title_path: vec!["Help".into()],
                    text: format!("A refund in {language}."),
                    url: None,
                    anchor: None,
                    language: (*language).into(),
                },
                also_at: Vec::new(),
                nearness: Vec::new(),
                score: Score {
                    total: 0.8 - 0.1 * f64::from(number),
                    lexical: 0.0,
                },
            });
        strong(passages.collect())
    };
    for (languages, expected) in [
        (["de", "en"], "A refund in en. [1]"),
        (["de", "fr"], "A refund in de. [1]"),
    ] {
        let retrieved = retrieved(languages);
        let answer = compose(AnswerRequest {
            question: "refund",
            previous: None,
            company: "",
            locale: None,
            limits: EvidenceLimits::default(),
            retrieved: &retrieved,
        });
        assert_eq!(answer.text, expected);
    }
}

#[test]
fn a_question_is_no_answer() {
    let text = format!(
        "{ASIDE}\n\nHow is a refund paid to a card? The bank does it in a week.\n\n{ASIDE}"
    );
    let answer = answer(
        Evidence::Strong,
        Language::English,
        &["refund", "card"],
        &[&text],
    );
    assert!(!answer.text.contains('?'), "{}", answer.text);
}

#[test]
fn the_sentence_has_what_is_asked_for() {
    let text = format!(
        "{ASIDE}\n\nA refund is our promise.\n\n{ASIDE}\n\nEach refund takes 5 days.\n\n{ASIDE}"
    );
    let answer = answer_to(
        "how long does a refund take",
        Evidence::Strong,
        Language::English,
        &["refund"],
        &[&text],
    );
    assert_eq!(answer.text, "Each refund takes 5 days. [1]");
}

#[test]
fn a_list_comes_with_the_sentence_that_takes_it_back() {
    let text = format!(
        "{ASIDE}\n\nA refund is paid for:\n\n- Lamps\n- Bulbs\n\nOpened packs are not covered.\n\n{ASIDE}"
    );
    check(
        &["refund"],
        &[&text],
        "A refund is paid for:\n\n- Lamps\n- Bulbs\n\nOpened packs are not covered. [1]",
    );
}

#[test]
fn a_long_list_is_quoted_around_the_item_that_was_asked_for() {
    let items: Vec<String> = (1..=20)
        .map(|number| format!("- Thing number {number} of the long list"))
        .collect();
    let text = format!("We sell:\n\n{}\n- A refund", items.join("\n"));
    let answer = answer(Evidence::Strong, Language::English, &["refund"], &[&text]);
    assert!(answer.text.starts_with("We sell:") && answer.text.contains("- A refund"));
    assert_eq!(answer.text.matches("\n- ").count(), 8, "{}", answer.text);
}

#[test]
fn steps_are_never_cut_in_the_middle() {
    let steps =
        "To return an item:\n\n1. Open your orders.\n2. Choose the item.\n3. Print the label.";
    let text = format!("{ASIDE}\n\n{steps}\n\n{ASIDE}");
    check(&["label"], &[&text], &format!("{steps} [1]"));
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
fn a_table_is_quoted_by_its_header_and_the_row_that_matches() {
    check(
        &["ship", "norway"],
        &["| Ship to | Cost |\n|---|---|\n| Germany | 5 |\n| Norway | 18 |\n| Other | 9 |"],
        "| Ship to | Cost |\n|---|---|\n| Norway | 18 |\n\n[1]",
    );
}

#[test]
fn weak_evidence_shows_the_pages_that_come_closest() {
    let answer = answer(
        Evidence::Weak,
        Language::German,
        &["ruckgab", "porto", "ausland"],
        &["Die Rückgabe ist frei.", "Wer zahlt? Das Porto zahlen wir."],
    );
    assert_eq!(
        answer.text,
        "Das ist vielleicht nicht genau, wonach Sie gefragt haben; am nächsten kommt:\n\n\
         - [Returns](https://shop.example/help#returns): Die Rückgabe ist frei. [1]\n\
         - [Returns](https://shop.example/help#returns): Das Porto zahlen wir. [2]"
    );
    assert_eq!(answer.citations.len(), 2);
    assert!(!answer.unanswered && answer.grounding.evidence == Evidence::Weak);
}

#[test]
fn weak_evidence_that_says_all_that_was_asked_is_an_answer() {
    let answer = answer(
        Evidence::Weak,
        Language::English,
        &["refund"],
        &["A refund takes a week."],
    );
    assert_eq!(answer.text, "A refund takes a week. [1]");
}
