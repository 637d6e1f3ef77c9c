//! The rows of `questions.jsonl`.

use std::{error::Error, fs, path::Path};

use serde::Deserialize;

/// Whether the engine may be tuned on a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Constants may be chosen by it.
    Tuning,
    /// It is kept aside.
    Kept,
    /// It was written after the engine was tuned, and is asked to see whether the engine fits more than its questions.
    Fresh,
    /// It was written with the second series, and is asked once a change is done, to see whether it fits more than the
    /// questions that it was made with.
    Check,
    /// It was written from the pages alone after all of the others, and nothing is ever chosen by it.
    Aside,
    /// Somebody asks it who looks at our own demo. Each has to be answered right.
    Prospect,
}

/// What a reply is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// An answer with citations.
    Answered,
    /// What comes closest.
    Unsure,
    /// The pages do not say it.
    NotCovered,
    /// A greeting, thanks and the like.
    SmallTalk,
    /// The offer of a person.
    Person,
}

/// A question, and what is right about an answer to it. The README of the set says what each field means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name.
    pub id: String,
    /// Whether it may be tuned on.
    pub split: Split,
    /// Where it is asked.
    pub site: String,
    /// Its language, a BCP 47 tag.
    pub lang: String,
    /// The kind of question.
    pub kind: String,
    /// What is asked.
    pub question: String,
    /// What the visitor said before.
    #[serde(default)]
    pub history: Vec<String>,
    /// The site's pages answer it.
    pub answerable: bool,
    /// The documents that do.
    #[serde(default)]
    pub relevant: Vec<String>,
    /// Of each list, one expression is found in a right answer.
    #[serde(default)]
    pub must: Vec<Vec<String>>,
    /// None of these is found in a right answer.
    #[serde(default)]
    pub must_not: Vec<String>,
    /// The kinds of reply that are right.
    pub band: Vec<Band>,
}

/// The folder of the questions and their sites.
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
