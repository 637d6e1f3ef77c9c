//! Answers as a good model writes them, some sentences of them invented: what is true passes, what is invented does not.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "a test that meets what it does not expect should stop there, and tells its rates"
)]

use porchlight_knowledge::{
    grounding::{check::Checker, checked_answer::CheckedAnswer, held::SentenceHolder},
    passage::Passage,
    retrieval::language::{self, Language},
};
use porchlight_shared::ids::{DocumentId, PassageId};

/// The least share of true sentences that pass.
const PASSED: f64 = 1.0;
/// The least share of invented sentences that are held back.
const HELD_BACK: f64 = 1.0;
/// A model's token, in characters.
const TOKEN: usize = 4;

#[derive(Default)]
struct Recorded {
    question: String,
    passages: Vec<Passage>,
    /// Each with whether it is true.
    sentences: Vec<(String, bool)>,
}

fn recorded() -> Vec<Recorded> {
    let mut all: Vec<Recorded> = Vec::new();
    for line in include_str!("recorded_answers.txt").lines() {
        let Some((kind, text)) = line.split_once(' ') else {
            continue;
        };
        if kind == "?" {
            all.push(Recorded {
                question: text.into(),
                ..Recorded::default()
            });
            continue;
        }
        let Some(current) = all.last_mut() else {
            continue;
        };
        match kind {
            "=" => current.passages.push(passage(text)),
            "+" | "-" => current.sentences.push((text.into(), kind == "+")),
            other => panic!("{other}"),
        }
    }
    all
}

fn passage(line: &str) -> Passage {
    let (title, text) = line.split_once(" | ").unwrap();
    let text = text.replace("\\n", "\n");
    Passage {
        id: PassageId::new(0, [1; 10]),
        document_id: DocumentId::new(0, [1; 10]),
        version: 1,
        title_path: title.split(" › ").map(str::to_owned).collect(),
        language: language::detect(&text).map_or("", Language::tag).into(),
        text,
        url: None,
        anchor: None,
    }
}

/// What is shown of an answer that comes in tokens.
fn shown(answer: &str, passages: &[Passage]) -> String {
    let passages: Vec<&Passage> = passages.iter().collect();
    let mut checked = CheckedAnswer::new(Checker::new(&passages, "Lantern & Oak", &[]));
    let characters: Vec<char> = answer.chars().collect();
    let mut shown = String::new();
    for token in characters.chunks(TOKEN) {
        shown.push_str(&checked.push(&token.iter().collect::<String>()));
    }
    shown.push_str(&checked.end());
    assert_eq!(shown, checked.text());
    shown
}

fn without_marks(sentence: &str) -> String {
    let mut holder = SentenceHolder::default();
    let mut units = holder.push(sentence);
    units.extend(holder.end());
    let texts: Vec<String> = units.into_iter().map(|unit| unit.text).collect();
    texts.join(" ")
}

#[test]
fn what_is_true_passes_and_what_is_invented_does_not() {
    let (mut passed, mut true_ones, mut held_back, mut invented) = (0, 0, 0, 0);
    let answers = recorded();
    assert!(answers.len() >= 40, "{}", answers.len());
    for answer in &answers {
        let sentences: Vec<&str> = answer
            .sentences
            .iter()
            .map(|(text, _)| text.as_str())
            .collect();
        let shown = shown(&sentences.join("\n\n"), &answer.passages);
        for (sentence, is_true) in &answer.sentences {
            let is_shown = shown.contains(&without_marks(sentence));
            if *is_true {
                true_ones += 1;
                passed += usize::from(is_shown);
            } else {
                invented += 1;
                held_back += usize::from(!is_shown);
            }
            if is_shown != *is_true {
                let passages: Vec<&Passage> = answer.passages.iter().collect();
                let checker = Checker::new(&passages, "Lantern & Oak", &[]);
                let verdict = checker.check(&without_marks(sentence), &[0]);
                println!("{}: {sentence}: {verdict:?}", answer.question);
            }
        }
    }
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    println!(
        "{passed} of {true_ones} true sentences pass, {held_back} of {invented} invented ones are held back"
    );
    assert!(share(passed, true_ones) >= PASSED);
    assert!(share(held_back, invented) >= HELD_BACK);
}

#[test]
fn a_sentence_is_shown_at_most_one_sentence_after_it_was_written() {
    for answer in recorded() {
        let passages: Vec<&Passage> = answer.passages.iter().collect();
        let mut checked = CheckedAnswer::new(Checker::new(&passages, "", &[]));
        let supported: Vec<&str> = answer
            .sentences
            .iter()
            .filter(|(_, is_true)| *is_true)
            .map(|(text, _)| text.as_str())
            .collect();
        for (number, sentence) in supported.iter().enumerate() {
            checked.push(sentence);
            checked.push(" ");
            assert!(
                checked.sentences().len() >= number,
                "{}: {:?}",
                answer.question,
                checked.failed()
            );
        }
    }
}
