//! The rows of `questions.jsonl`.

use std::{error::Error, fs, path::Path};

use serde::Deserialize;

/// What a question may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Constants may be tuned on it.
    Tuning,
    /// Held out: nothing is tuned on it.
    Kept,
    /// Written after the engine was tuned. Shows whether the engine is overfitted to its questions.
    Fresh,
    /// Written with the second series, and asked once a change is finished. Shows whether the change is overfitted to
    /// the questions it was made with.
    Check,
    /// Written from the pages alone after all others. Nothing is ever tuned on it.
    Aside,
    /// Asked by people who try our own demo. Each must be answered right.
    Prospect,
}

/// The kind of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// An answer with citations.
    Answered,
    /// The closest pages.
    Unsure,
    /// That the pages do not cover it.
    NotCovered,
    /// A greeting, thanks or similar.
    SmallTalk,
    /// The offer of a person.
    Person,
}

/// A question, and what a right answer must contain. The README of the set explains each field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Identifies the question in the set.
    pub id: String,
    /// Whether it may be tuned on.
    pub split: Split,
    /// The site that it is asked on.
    pub site: String,
    /// Its language, as a BCP 47 tag.
    pub lang: String,
    /// The kind of question.
    pub kind: String,
    /// The text of the question.
    pub question: String,
    /// What the visitor said before, oldest first.
    #[serde(default)]
    pub history: Vec<String>,
    /// Whether the site's pages answer it.
    pub answerable: bool,
    /// The documents that answer it.
    #[serde(default)]
    pub relevant: Vec<String>,
    /// A right answer contains at least one expression of each list.
    #[serde(default)]
    pub must: Vec<Vec<String>>,
    /// A right answer contains none of these.
    #[serde(default)]
    pub must_not: Vec<String>,
    /// The kinds of reply that are acceptable.
    pub band: Vec<Band>,
}

/// The folder of the questions and the sites.
pub fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/qa/answers"))
}

/// All questions.
pub fn read() -> Result<Vec<Question>, Box<dyn Error>> {
    let path = folder().join("questions.jsonl");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.lines()
        .map(|line| serde_json::from_str(line).map_err(|error| format!("{line}: {error}").into()))
        .collect()
}
