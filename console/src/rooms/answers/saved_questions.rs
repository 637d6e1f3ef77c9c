//! Saved questions: asks them again, and follows the run until all are answered.

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;

use super::Answers;
use crate::{
    api,
    loaded::Loaded,
    model::answers::{FieldName, RunDetail},
    poll,
    problem::Problem,
    room::Room,
};

impl Answers {
    /// Loads the saved questions and their latest run.
    pub(crate) fn load_saved(self) {
        spawn_local(async move {
            let questions = api::answers::saved_questions().await;
            self.inbox.settle(self.questions, questions);
            let run = latest().await;
            self.inbox.settle(self.run, run);
            self.watch().await;
        });
    }

    /// Asks all saved questions, with the typed, unsaved instructions if `typed`.
    pub(crate) fn ask_saved(self, typed: bool) {
        if untrack(|| self.is_asking()) {
            return;
        }
        self.run_problem.set(None);
        spawn_local(async move {
            let instructions = untrack(|| self.text(FieldName::Instructions));
            let instructions = typed.then_some(instructions.as_str());
            match api::answers::ask_saved(instructions).await {
                Ok(run) => {
                    let results = Vec::new();
                    self.run.set(Loaded::Here(Some(RunDetail { run, results })));
                    self.watch().await;
                }
                Err(problem) => {
                    self.inbox.check(&problem);
                    self.run_problem.set(Some(problem));
                }
            }
        });
    }

    pub(crate) fn is_asking(self) -> bool {
        self.run.with(|run| {
            let run = run.here().and_then(Option::as_ref);
            run.is_some_and(|detail| detail.run.is_running())
        })
    }

    /// Polls a run until it ends, while the room is open.
    async fn watch(self) {
        if self.watches.get_value() {
            return;
        }
        self.watches.set_value(true);
        let (mut same, mut failures) = (0, 0);
        while untrack(|| self.is_asking()) && self.inbox.room.get_untracked() == Room::Answers {
            browser::sleep(poll::reading_wait(same, failures)).await;
            match latest().await {
                Ok(run) => {
                    same += 1;
                    failures = 0;
                    self.run.set(Loaded::Here(run));
                }
                Err(problem) if problem.may_pass() => failures += 1,
                Err(problem) => {
                    self.inbox.check(&problem);
                    self.run.set(Loaded::Failed(problem));
                }
            }
        }
        self.watches.set_value(false);
    }
}

async fn latest() -> Result<Option<RunDetail>, Problem> {
    match api::answers::runs().await?.runs.first() {
        Some(run) => api::answers::run(run.id).await.map(Some),
        None => Ok(None),
    }
}
