//! Limits of language models, and of saved questions.

use porchlight_edge::{
    api::site::questions,
    domain::{
        model::{
            HEADER_CHARS, HEADERS, KEY_CHARS, MODEL_CHARS,
            completion::ANSWER_TOKENS,
            price::HIGHEST,
            prompt::{EARLIER_MESSAGES, PASSAGES},
        },
        saved_question::{SAVED_QUESTIONS, WORD_CHARS, WORDS},
    },
    services::{
        generation::{CONNECT_MS, FIRST_WORD_MS, FIRST_WORD_RANGE_MS, PAUSE_MS, WHOLE_MS},
        model::{HIGHEST_BUDGET, INSTRUCTIONS_CHARS},
        model_answers::REPEATED_MS,
        question_runs, unanswered, vectors,
    },
    store::question_runs::RUNS,
};

use super::Limits;
use crate::quantity::{characters, count, duration};

/// `1,000 dollars`, for a whole number.
fn dollars(amount: f64) -> String {
    format!(
        "{} dollars",
        count(amount.to_string().parse::<u32>().unwrap())
    )
}

pub(super) fn saved_question_limits() -> Limits {
    vec![
        ("Saved questions of one project", count(SAVED_QUESTIONS)),
        (
            "Texts that an answer must have",
            format!("{WORDS}, of {} each", characters(WORD_CHARS)),
        ),
        ("Runs that are kept", count(RUNS)),
        (
            "Runs of one project",
            format!(
                "{} in {}",
                count(RUNS),
                duration(question_runs::RUNS_WINDOW_MS)
            ),
        ),
        (
            "Characters of an answer that are kept with a run",
            count(question_runs::ANSWER_CHARS),
        ),
        (
            "Time without a change before a run begins by itself",
            duration(question_runs::QUIET_MS),
        ),
        (
            "Time between two runs that begin by themselves",
            duration(question_runs::APART_MS),
        ),
    ]
}

pub(super) fn unanswered_limits() -> Limits {
    vec![
        (
            "Visitors' latest questions in one response, and how many days back",
            format!("{}, and {}", questions::QUESTIONS, questions::QUESTION_DAYS),
        ),
        (
            "Unanswered questions that are grouped, the newest",
            count(unanswered::QUESTIONS),
        ),
        (
            "Groups of unanswered questions on a page",
            count(unanswered::GROUPS),
        ),
        (
            "Examples and closest passages of such a group",
            format!("{} and {}", unanswered::EXAMPLES, unanswered::CLOSEST),
        ),
    ]
}

pub(super) fn model_limits() -> Limits {
    let [shortest, longest] = FIRST_WORD_RANGE_MS.map(|ms| f64::from(ms) / 1_000.0);
    vec![
        ("Instructions", characters(INSTRUCTIONS_CHARS)),
        ("Name of a model", characters(MODEL_CHARS)),
        ("Key", characters(KEY_CHARS)),
        (
            "Further headers",
            format!("{HEADERS}, of {} each", characters(HEADER_CHARS)),
        ),
        ("Passages that a model reads", count(PASSAGES)),
        (
            "Earlier messages that a model reads",
            count(EARLIER_MESSAGES),
        ),
        (
            "Length of an answer",
            format!("{} tokens", count(ANSWER_TOKENS)),
        ),
        ("Time to accept a request", duration(CONNECT_MS)),
        (
            "Time for the first word",
            format!(
                "{}; {shortest} to {longest} seconds can be set",
                duration(FIRST_WORD_MS.into())
            ),
        ),
        ("Pause between two words", duration(PAUSE_MS)),
        (
            "Time for which an answer is repeated",
            duration(REPEATED_MS),
        ),
        // In seconds, like its parts.
        (
            "Time for a whole answer",
            format!("{} seconds", WHOLE_MS / 1_000),
        ),
        (
            "Passages of a project that is searched by vectors",
            count(vectors::PASSAGES),
        ),
        (
            "Passages whose vectors one job makes",
            count(vectors::PASSAGES_PER_STEP),
        ),
        (
            "Characters of a passage that an embedding model reads",
            count(vectors::TEXT_CHARS),
        ),
        (
            "Time for a question's vector, and for a reranker",
            format!("{} milliseconds each", count(vectors::QUESTION_MS)),
        ),
        (
            "Price that can be set, for a million tokens",
            dollars(HIGHEST.into()),
        ),
        (
            "Budget of a month that can be set",
            dollars(HIGHEST_BUDGET.into()),
        ),
    ]
}
