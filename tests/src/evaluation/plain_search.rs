//! SQLite's full-text search alone, as a baseline: FTS5 with its English stemmer, the question's words joined by OR,
//! ranked by BM25.

use std::error::Error;

use porchlight_knowledge::grounding::Signals;
use porchlight_shared::message::Evidence;
use rusqlite::{Connection, params};

use super::{
    measures::Prediction,
    question_set::{SetPassage, SetQuestion},
};

/// How many passages are ranked for a question.
const RANKED: u32 = 20;

/// Indexes `passages` and asks all `questions`.
pub fn predict(
    passages: &[SetPassage],
    questions: &[SetQuestion],
) -> Result<Vec<Prediction>, Box<dyn Error>> {
    let db = Connection::open_in_memory()?;
    db.execute_batch("CREATE VIRTUAL TABLE plain USING fts5(title, text, tokenize = 'porter')")?;
    for passage in passages {
        db.execute(
            "INSERT INTO plain (title, text) VALUES (?1, ?2)",
            params![passage.title, passage.text],
        )?;
    }
    let mut search = db.prepare(
        "SELECT rowid, -bm25(plain) FROM plain WHERE plain MATCH ?1 ORDER BY rank LIMIT ?2",
    )?;
    questions
        .iter()
        .map(|question| {
            let words: Vec<String> = question
                .question
                .split(|character: char| !character.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(|word| format!("\"{word}\""))
                .collect();
            let found: Vec<(i64, f64)> = if words.is_empty() {
                Vec::new()
            } else {
                search
                    .query_map(params![words.join(" OR "), RANKED], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })?
                    .collect::<Result<_, _>>()?
            };
            Ok(Prediction {
                id: question.id.clone(),
                ranked: found
                    .iter()
                    .filter_map(|(row, _)| passages.get(usize::try_from(row - 1).ok()?))
                    .map(|passage| passage.id.clone())
                    .collect(),
                score: found.first().map_or(0.0, |(_, score)| *score),
                answered: !found.is_empty(),
                text: String::new(),
                signals: Signals::default(),
                evidence: Evidence::None,
            })
        })
        .collect()
}
