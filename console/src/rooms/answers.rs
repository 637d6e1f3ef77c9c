//! The room for who writes the answers: the model and its limits, and what these do to questions that were really asked.
//!
//! *Invariant:* a key is typed and sent, and never read back. What was typed stays until it is saved.

mod saved_questions;

use std::ops::Deref;

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use serde_json::Value;

use crate::{
    api,
    inbox::Inbox,
    loaded::Loaded,
    model::answers::{
        AskedLately, FieldName, Model, RunDetail, SavedQuestions, Tone, Trial, TypedModel,
    },
    problem::Problem,
};

/// The days of which questions are shown.
const DAYS: u32 = 7;

/// The room: a handle to its state.
#[derive(Clone, Copy)]
pub(crate) struct Answers(&'static AnswersState);

impl Deref for Answers {
    type Target = AnswersState;

    fn deref(&self) -> &AnswersState {
        self.0
    }
}

/// What [`Answers`] refers to.
pub(crate) struct AnswersState {
    pub(crate) inbox: Inbox,
    pub(crate) model: RwSignal<Loaded<Model>>,
    pub(crate) typed: RwSignal<TypedModel>,
    /// Why the last change failed, and the field that it is about.
    pub(crate) wrong: RwSignal<Option<(Option<FieldName>, String)>>,
    /// What the last change did.
    pub(crate) done: RwSignal<&'static str>,
    /// What was set before the last change, to put it back.
    pub(crate) before: RwSignal<Option<Value>>,
    pub(crate) busy: RwSignal<bool>,
    /// It is asked whether the key is to be removed.
    pub(crate) removes_key: RwSignal<bool>,
    /// How the model answered when it was tried; none before.
    pub(crate) trial: RwSignal<Option<Loaded<Trial>>>,
    pub(crate) asked: RwSignal<Loaded<AskedLately>>,
    pub(crate) questions: RwSignal<Loaded<SavedQuestions>>,
    /// The latest run; none if there was none.
    pub(crate) run: RwSignal<Loaded<Option<RunDetail>>>,
    /// Why they could not be asked.
    pub(crate) run_problem: RwSignal<Option<Problem>>,
    /// A run is being watched.
    watches: StoredValue<bool>,
}

impl Answers {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self(Box::leak(Box::new(AnswersState {
            inbox,
            model: RwSignal::default(),
            typed: RwSignal::default(),
            wrong: RwSignal::default(),
            done: RwSignal::default(),
            before: RwSignal::default(),
            busy: RwSignal::default(),
            removes_key: RwSignal::default(),
            trial: RwSignal::default(),
            asked: RwSignal::default(),
            questions: RwSignal::default(),
            run: RwSignal::default(),
            run_problem: RwSignal::default(),
            watches: StoredValue::new(false),
        })))
    }

    pub(super) fn enter(self) {
        self.done.set("");
        self.load();
        self.load_asked();
        self.load_saved();
    }

    pub(super) fn leave(self) {
        self.model.set(Loaded::Waiting);
        self.asked.set(Loaded::Waiting);
        self.questions.set(Loaded::Waiting);
        self.run.set(Loaded::Waiting);
        self.trial.set(None);
        self.before.set(None);
        self.typed.update(TypedModel::forget_key);
    }

    /// Loads who writes.
    pub(crate) fn load(self) {
        self.wrong.set(None);
        spawn_local(async move {
            let model = api::answers::model().await;
            if !self.busy.get_untracked() {
                self.inbox.settle(self.model, model);
            }
        });
    }

    /// Loads what was asked.
    pub(crate) fn load_asked(self) {
        spawn_local(async move {
            let asked = api::answers::asked(DAYS).await;
            self.inbox.settle(self.asked, asked);
        });
    }

    /// What a field shows.
    pub(crate) fn text(self, field: FieldName) -> String {
        self.model.with(|model| {
            let model = model.here();
            model.map_or_else(String::new, |saved| {
                self.typed.with(|typed| typed.text(saved, field))
            })
        })
    }

    /// Notes what stands in a field.
    pub(crate) fn note(self, field: FieldName, text: String) {
        self.done.set("");
        self.trial.set(None);
        self.model.with_untracked(|model| {
            if let Some(saved) = model.here() {
                self.typed.update(|typed| typed.note(saved, field, text));
            }
        });
    }

    /// The tone of the instructions as they are typed.
    pub(crate) fn tone(self) -> Tone {
        Tone::of(&self.text(FieldName::Instructions))
    }

    /// Writes a tone into the instructions.
    pub(crate) fn set_tone(self, tone: Tone) {
        let instructions = untrack(|| self.text(FieldName::Instructions));
        self.note(FieldName::Instructions, tone.set_in(&instructions));
    }

    /// Forgets what was typed.
    pub(crate) fn discard(self) {
        if !self.busy.get_untracked() {
            self.wrong.set(None);
            self.typed.set(TypedModel::default());
        }
    }

    /// Saves what was typed.
    pub(crate) fn save(self) {
        let sent = self.typed.get_untracked();
        if sent.is_empty() {
            return;
        }
        let put = self
            .model
            .with_untracked(|model| model.here().map(|saved| sent.put(saved)));
        match put {
            None => {}
            Some(Ok(put)) => {
                // A key that was replaced cannot be put back.
                let can_undo = !sent.has_key();
                self.set(put, "Saved. The next answer is written so.", can_undo, sent);
            }
            Some(Err(field)) => {
                let text = format!("“{}” is no number that can be used.", field.label());
                self.show_wrong(Some(field), text);
            }
        }
    }

    /// Puts back what was set before the last change.
    pub(crate) fn undo(self) {
        if let Some(before) = self.before.get_untracked() {
            self.set(before, "Put back.", true, TypedModel::default());
        }
    }

    /// Removes the key.
    pub(crate) fn remove_key(self) {
        let put = self
            .model
            .with_untracked(|model| model.here().map(|saved| TypedModel::default().put(saved)));
        if let Some(Ok(mut put)) = put {
            if let Some(put) = put.as_object_mut() {
                put.insert("key".to_owned(), Value::Null);
            }
            self.set(put, "The key is removed.", false, TypedModel::default());
        }
    }

    fn set(self, put: Value, done: &'static str, can_undo: bool, sent: TypedModel) {
        if self.busy.get_untracked() {
            return;
        }
        let before = self
            .model
            .with_untracked(|model| TypedModel::default().put(model.here()?).ok())
            .filter(|_| can_undo);
        self.busy.set(true);
        self.wrong.set(None);
        self.done.set("");
        self.trial.set(None);
        spawn_local(async move {
            match api::answers::set_model(put).await {
                Ok(model) => {
                    self.typed.update(|typed| typed.forget_sent(&sent));
                    self.model.set(Loaded::Here(model));
                    self.before.set(before);
                    self.done.set(done);
                }
                Err(problem) => {
                    self.inbox.check(&problem);
                    let sentence = problem.sentence();
                    let field = FieldName::of_sentence(&sentence);
                    let text = field.map_or_else(
                        || sentence.clone(),
                        |field| sentence.replacen(field.name(), &format!("“{}”", field.label()), 1),
                    );
                    self.show_wrong(field, text);
                }
            }
            self.busy.set(false);
        });
    }

    /// Shows what is wrong, and leads to the field that it is about.
    fn show_wrong(self, field: Option<FieldName>, text: String) {
        if let Some(field) = field {
            let field = format!("[id='{}']", field.name());
            browser::next_frame(Box::new(move || browser::focus_first(&field)));
        }
        self.wrong.set(Some((field, text)));
    }

    /// Asks the model for one word.
    pub(crate) fn test(self) {
        let waits = self
            .trial
            .with_untracked(|trial| matches!(trial, Some(Loaded::Waiting)));
        if waits || !self.typed.with_untracked(TypedModel::is_empty) {
            return;
        }
        self.trial.set(Some(Loaded::Waiting));
        spawn_local(async move {
            let trial = api::answers::test_model().await;
            match &trial {
                Ok(trial) => self.inbox.announce(trial.sentence()),
                Err(problem) => self.inbox.check(problem),
            }
            self.trial.set(Some(trial.into()));
        });
    }
}
