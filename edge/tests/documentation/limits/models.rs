//! Limits of language models.

use porchlight_edge::{
    domain::model::{
        HEADER_CHARS, HEADERS, KEY_CHARS, MODEL_CHARS,
        completion::ANSWER_TOKENS,
        prompt::{EARLIER_MESSAGES, PASSAGES},
    },
    services::{
        generation::{CONNECT_MS, FIRST_WORD_MS, FIRST_WORD_RANGE_MS, PAUSE_MS, WHOLE_MS},
        model::INSTRUCTIONS_CHARS,
        model_answers::REPEATED_MS,
    },
};

use super::Limits;
use crate::quantity::{characters, count, duration};

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
            "Time for which an answer is given again",
            duration(REPEATED_MS),
        ),
        // In seconds, as its parts are.
        (
            "Time for a whole answer",
            format!("{} seconds", WHOLE_MS / 1_000),
        ),
    ]
}
