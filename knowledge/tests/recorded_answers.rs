//! Answers as a good model writes them, with some invented sentences. True sentences must pass the check, and invented
//! ones must not.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a test that meets what it does not expect should stop there, and tells its rates"
)]

use porchlight_knowledge::{
    grounding::{check::Checker, checked_answer::CheckedAnswer, held::SentenceHolder},
    passage::Passage,
    retrieval::language::{self, Language},
};
use porchlight_shared::ids::{DocumentId, PassageId};

/// The answers that the check was tuned on.
const TUNED: &str = include_str!("recorded_answers.txt");
/// Answers that were written afterwards.
const FRESH: &str = include_str!("recorded_answers_fresh.txt");
/// The lowest acceptable share of true sentences that pass, and of invented ones that are withheld, in [`TUNED`].
const RATE: f64 = 1.0;
/// The same for [`FRESH`].
const FRESH_RATE: f64 = 0.95;
/// The length of a model's token, in characters.
const TOKEN: usize = 4;

#[derive(Default)]
struct Recorded {
    question: String,
    passages: Vec<Passage>,
    /// The sentences, each with whether it is true.
    sentences: Vec<(String, bool)>,
}

fn recorded(text: &str) -> Vec<Recorded> {
    let mut all: Vec<Recorded> = Vec::new();
    for line in text.lines() {
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

/// The text shown for an answer that arrives token by token.
fn shown(answer: &str, question: &str, passages: &[Passage]) -> String {
    let passages: Vec<&Passage> = passages.iter().collect();
    let checker = Checker::new(&passages, "Lantern & Oak", &[]).with_question(question);
    let mut growing = CheckedAnswer::new(checker);
    let characters: Vec<char> = answer.chars().collect();
    let mut shown = String::new();
    for token in characters.chunks(TOKEN) {
        shown.push_str(&growing.push(&token.iter().collect::<String>()));
    }
    shown.push_str(&growing.end());
    assert_eq!(shown, growing.text());
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
    check_rates(TUNED, 40, RATE);
}

#[test]
fn the_same_holds_of_answers_that_the_check_was_not_tuned_on() {
    check_rates(FRESH, 20, FRESH_RATE);
}

fn check_rates(text: &str, least: usize, rate: f64) {
    let (mut passed, mut true_ones, mut held_back, mut invented) = (0, 0, 0, 0);
    let answers = recorded(text);
    assert!(answers.len() >= least, "{}", answers.len());
    for answer in &answers {
        let sentences: Vec<&str> = answer
            .sentences
            .iter()
            .map(|(text, _)| text.as_str())
            .collect();
        let written = shown(&sentences.join("\n\n"), &answer.question, &answer.passages);
        for (sentence, is_true) in &answer.sentences {
            let is_there = written.contains(&without_marks(sentence));
            if *is_true {
                true_ones += 1;
                passed += usize::from(is_there);
            } else {
                invented += 1;
                held_back += usize::from(!is_there);
            }
            if is_there != *is_true {
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
    assert!(share(passed, true_ones) >= rate);
    assert!(share(held_back, invented) >= rate);
}

#[test]
fn a_sentence_is_shown_at_most_one_sentence_after_it_was_written() {
    for answer in recorded(TUNED) {
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
