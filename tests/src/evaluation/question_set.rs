//! Reads sets of questions with known answers from their folders.

use std::{error::Error, fs, path::Path};

use serde::Deserialize;

/// A passage of a set.
#[derive(Debug, Deserialize)]
pub struct SetPassage {
    /// Identifies the passage in the set.
    pub id: String,
    /// The document that contains it. None if the passage is a document by itself.
    pub doc: Option<String>,
    /// Its title, which may be empty.
    pub title: String,
    /// The text to index.
    pub text: String,
}

/// A question of a set.
#[derive(Debug, Deserialize)]
pub struct SetQuestion {
    /// Identifies the question in the set.
    pub id: String,
    /// The text of the question.
    pub question: String,
    /// The documents that answer it.
    pub relevant: Vec<String>,
    /// Whether any document answers it.
    pub answerable: bool,
    /// Its language, as a BCP 47 tag.
    pub lang: String,
    /// Gold answers: words that a good answer contains.
    #[serde(default)]
    pub answers: Vec<String>,
}

/// The questions of the set in the folder `set`.
pub fn questions(set: &Path) -> Result<Vec<SetQuestion>, Box<dyn Error>> {
    read(&set.join("questions.jsonl"))
}

/// The passages of the set in the folder `set`.
pub fn passages_of(set: &Path) -> Result<Vec<SetPassage>, Box<dyn Error>> {
    read(&set.join("passages.jsonl"))
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Vec<T>, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| Ok(serde_json::from_str(line)?))
        .collect()
}
