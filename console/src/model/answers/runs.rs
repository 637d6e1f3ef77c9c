//! Saved questions, and the results of asking all of them.

use porchlight_shared::ids::QuestionRunId;
use serde::Deserialize;

use crate::texts::{counted, fill, filled, text};

/// The saved questions, as far as this room shows them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct SavedQuestions {
    pub(crate) questions: Vec<SavedQuestion>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct SavedQuestion {
    pub(crate) question: String,
    pub(crate) passed: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Runs {
    pub(crate) runs: Vec<QuestionRun>,
}

/// One run of all saved questions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuestionRun {
    pub(crate) id: QuestionRunId,
    pub(crate) cause: String,
    pub(crate) state: String,
    pub(crate) reason: Option<String>,
    pub(crate) is_draft: bool,
    pub(crate) questions: u64,
    pub(crate) passed: u64,
    pub(crate) fixed: u64,
    pub(crate) broken: u64,
    pub(crate) created_at: String,
}

impl QuestionRun {
    /// Whether the run is still going.
    pub(crate) fn is_running(&self) -> bool {
        self.state == "running"
    }

    /// What started the run.
    pub(crate) fn cause(&self) -> &'static str {
        match (self.is_draft, self.cause.as_str()) {
            (true, _) => text("Tried with unsaved instructions"),
            (_, "sources") => text("Asked after your sources had changed"),
            (_, "settings") => text("Asked after settings had changed"),
            (_, "model") => text("Asked after the model had changed"),
            _ => text("Asked by hand"),
        }
    }

    /// The result in words.
    pub(crate) fn outcome(&self) -> String {
        match (self.state.as_str(), self.reason.as_deref()) {
            ("running", _) => text("Being asked now…").to_owned(),
            ("failed", Some("budget")) => {
                text("Cut off: its half of your limit for the model is used up.").to_owned()
            }
            ("failed", _) => text("Cut off. Ask them again.").to_owned(),
            _ => self.changes(),
        }
    }

    fn changes(&self) -> String {
        let sentence = match (self.fixed, self.broken) {
            (0, 0) => text("{passed} of {questions} as expected, nothing changed."),
            (_, 0) => text("{passed} of {questions} as expected, {fixed} better than before."),
            (0, _) => text("{passed} of {questions} as expected, {broken} worse than before."),
            _ => text(
                "{passed} of {questions} as expected, {fixed} better, {broken} worse than before.",
            ),
        };
        fill(
            sentence,
            &[
                ("passed", &self.passed.to_string()),
                ("questions", &self.questions.to_string()),
                ("fixed", &self.fixed.to_string()),
                ("broken", &self.broken.to_string()),
            ],
        )
    }
}

/// A run with the result of each question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct RunDetail {
    pub(crate) run: QuestionRun,
    pub(crate) results: Vec<QuestionResult>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct QuestionResult {
    pub(crate) question: String,
    pub(crate) passed: bool,
    pub(crate) problem: Option<String>,
    pub(crate) change: String,
    pub(crate) answer: String,
}

impl QuestionResult {
    /// What the owner should know about the answer.
    pub(crate) fn state(&self) -> String {
        let now = match self.problem.as_deref() {
            None => text("As expected"),
            Some("unanswered") => text("Not answered"),
            Some("page") => text("Does not cite the page"),
            Some(_) => text("Lacks words"),
        };
        match self.change.as_str() {
            "fixed" => filled("{now}, but not before", &[("now", now)]),
            "broken" => filled("{now}, and was right before", &[("now", now)]),
            _ => now.to_owned(),
        }
    }
}

impl RunDetail {
    /// The results to look at: answers that changed or are wrong.
    pub(crate) fn notable(&self) -> Vec<QuestionResult> {
        let results = self.results.iter();
        let notable = results.filter(|it| !it.passed || it.change == "fixed");
        notable.cloned().collect()
    }
}

impl SavedQuestions {
    pub(crate) fn sentence(&self) -> String {
        let saved = u64::try_from(self.questions.len()).unwrap_or(u64::MAX);
        counted(saved, "{n} question saved.", "{n} questions saved.")
    }
}
