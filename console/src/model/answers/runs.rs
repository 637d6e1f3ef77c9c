//! Saved questions, and what became of them when all were asked.

use porchlight_shared::ids::QuestionRunId;
use serde::Deserialize;

use super::super::count;

/// The questions that are saved, as far as this room shows them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct SavedQuestions {
    pub(crate) questions: Vec<SavedQuestion>,
}

/// A saved question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct SavedQuestion {
    pub(crate) question: String,
    pub(crate) passed: Option<bool>,
}

/// The times at which they were asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Runs {
    pub(crate) runs: Vec<QuestionRun>,
}

/// One time of asking all of them.
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
    /// Whether it is not over.
    pub(crate) fn is_running(&self) -> bool {
        self.state == "running"
    }

    /// Why they were asked.
    pub(crate) fn cause(&self) -> &'static str {
        match (self.is_draft, self.cause.as_str()) {
            (true, _) => "Tried with instructions that are not saved",
            (_, "sources") => "Asked after your sources had changed",
            (_, "settings") => "Asked after settings had changed",
            (_, "model") => "Asked after the model had changed",
            _ => "Asked by hand",
        }
    }

    /// What came of it.
    pub(crate) fn outcome(&self) -> String {
        match (self.state.as_str(), self.reason.as_deref()) {
            ("running", _) => "Being asked now…".to_owned(),
            ("failed", Some("budget")) => {
                "Broke off: its half of your limit for the model is used up.".to_owned()
            }
            ("failed", _) => "Broke off. Ask them again.".to_owned(),
            _ => {
                let as_expected = format!("{} of {} as expected", self.passed, self.questions);
                let changes = match (self.fixed, self.broken) {
                    (0, 0) => "nothing changed".to_owned(),
                    (fixed, 0) => format!("{fixed} better than before"),
                    (0, broken) => format!("{broken} worse than before"),
                    (fixed, broken) => format!("{fixed} better, {broken} worse than before"),
                };
                format!("{as_expected}, {changes}.")
            }
        }
    }
}

/// A run with what became of each question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct RunDetail {
    pub(crate) run: QuestionRun,
    pub(crate) results: Vec<QuestionResult>,
}

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct QuestionResult {
    pub(crate) question: String,
    pub(crate) passed: bool,
    pub(crate) problem: Option<String>,
    pub(crate) change: String,
    pub(crate) answer: String,
}

impl QuestionResult {
    /// What is the matter with the answer.
    pub(crate) fn state(&self) -> String {
        let now = match self.problem.as_deref() {
            None => "As expected",
            Some("unanswered") => "Not answered",
            Some("page") => "Does not cite the page",
            Some(_) => "Lacks words",
        };
        match self.change.as_str() {
            "fixed" => format!("{now}, and was not before"),
            "broken" => format!("{now}, and was right before"),
            _ => now.to_owned(),
        }
    }
}

impl RunDetail {
    /// Those to look at: what changed or is wrong.
    pub(crate) fn notable(&self) -> Vec<QuestionResult> {
        let results = self.results.iter();
        let notable = results.filter(|it| !it.passed || it.change == "fixed");
        notable.cloned().collect()
    }
}

impl SavedQuestions {
    /// How many there are.
    pub(crate) fn sentence(&self) -> String {
        let saved = u64::try_from(self.questions.len()).unwrap_or(u64::MAX);
        format!("{} saved.", count(saved, "question"))
    }
}
