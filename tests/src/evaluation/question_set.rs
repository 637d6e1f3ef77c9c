//! Sets of questions with known answers, as they lie in their folders.

use std::{error::Error, fs, path::Path};

use serde::Deserialize;

/// A passage of a set.
#[derive(Debug, Deserialize)]
pub struct SetPassage {
    /// Its name.
    pub id: String,
    /// The document that it belongs to; itself if none is named.
    pub doc: Option<String>,
    /// Its title, perhaps empty.
    pub title: String,
    /// Its text.
    pub text: String,
}

/// A question of a set.
#[derive(Debug, Deserialize)]
pub struct SetQuestion {
    /// Its name.
    pub id: String,
    /// What is asked.
    pub question: String,
    /// The documents that answer it.
    pub relevant: Vec<String>,
    /// Some document answers it.
    pub answerable: bool,
    /// Its language, a BCP 47 tag.
    pub lang: String,
    /// Words that a good answer holds.
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
