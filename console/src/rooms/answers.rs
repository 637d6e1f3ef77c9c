//! The room for who writes the answers: the model and its limits, and what these do to questions that were really asked.
//!
//! *Invariant:* a key is typed and sent, and never read back. What was typed stays until it is saved.

mod carefulness;
mod saved_questions;

use std::ops::Deref;

use leptos::{prelude::*, task::spawn_local};
use porchlight_shared::settings::Carefulness;
use serde_json::Value;

use crate::{
    acting::Acting,
    api, focus,
    inbox::Inbox,
    loaded::Loaded,
    model::answers::{
        AskedLately, CarefulnessEffects, FieldName, Model, RunDetail, SavedQuestions, Tone, Trial,
        TypedModel, are_alike,
    },
    problem::Problem,
    texts::{filled, text},
};

/// The days of which questions are shown.
const DAYS: u32 = 7;

/// A change of the model.
enum ModelChange {
    /// What was typed.
    Typed(TypedModel),
    /// What was before, in the place of what the last change has left.
    Back(Value, Box<Model>),
    /// The key is removed.
    NoKey,
}

/// What is wrong, and with which field.
type WrongModel = (Option<FieldName>, String);

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
    pub(crate) wrong: RwSignal<Option<WrongModel>>,
    /// What the last change did.
    pub(crate) done: RwSignal<&'static str>,
    /// What was set before the last change, to put it back, and what the change has left.
    before: RwSignal<Option<(Value, Model)>>,
    pub(crate) acting: Acting<()>,
    /// It is asked whether the key is to be removed.
    pub(crate) removes_key: RwSignal<bool>,
    /// How the model answered when it was tried; none before.
    pub(crate) trial: RwSignal<Option<Loaded<Trial>>>,
    pub(crate) asked: RwSignal<Loaded<AskedLately>>,
    /// How careful the chat is, and what another choice would change.
    pub(crate) effects: RwSignal<Loaded<CarefulnessEffects>>,
    /// What was chosen and not saved.
    chosen: RwSignal<Option<Carefulness>>,
    /// What saving the choice did.
    pub(crate) carefulness_done: RwSignal<&'static str>,
    pub(crate) setting: Acting<()>,
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
            acting: Acting::new(inbox),
            removes_key: RwSignal::default(),
            trial: RwSignal::default(),
            asked: RwSignal::default(),
            effects: RwSignal::default(),
            chosen: RwSignal::default(),
            carefulness_done: RwSignal::default(),
            setting: Acting::new(inbox),
            questions: RwSignal::default(),
            run: RwSignal::default(),
            run_problem: RwSignal::default(),
            watches: StoredValue::new(false),
        })))
    }

    pub(super) fn enter(self) {
        self.done.set("");
        self.load();
        self.carefulness_done.set("");
        self.load_asked();
        self.load_effects();
        self.load_saved();
    }

    pub(super) fn leave(self) {
        self.model.set(Loaded::Waiting);
        self.asked.set(Loaded::Waiting);
        self.effects.set(Loaded::Waiting);
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
            if !untrack(|| self.acting.is_busy(())) {
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

    /// What a field holds where nothing is typed into it.
    pub(crate) fn listed(self, field: FieldName) -> String {
        self.model.with(|model| {
            let model = model.here();
            model.map_or_else(String::new, |saved| {
                self.typed.with(|typed| typed.listed(saved, field))
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
        if !untrack(|| self.acting.is_busy(())) {
            self.wrong.set(None);
            self.typed.set(TypedModel::default());
        }
    }

    /// Saves what was typed.
    pub(crate) fn save(self) {
        let typed = self.typed.get_untracked();
        if !typed.is_empty() {
            self.set(ModelChange::Typed(typed));
        }
    }

    /// Whether what was set before the last change can be put back: nothing was changed since, elsewhere either.
    pub(crate) fn can_undo(self) -> bool {
        self.before.with(|before| {
            let Some((_, after)) = before else {
                return false;
            };
            self.model
                .with(|model| model.here().is_some_and(|now| are_alike(now, after)))
        })
    }

    /// Puts back what was set before the last change.
    pub(crate) fn undo(self) {
        if let Some((before, after)) = self.before.get_untracked() {
            self.set(ModelChange::Back(before, Box::new(after)));
        }
    }

    /// Removes the key.
    pub(crate) fn remove_key(self) {
        self.set(ModelChange::NoKey);
    }

    fn set(self, change: ModelChange) {
        let known = self.model.with_untracked(|model| model.here().cloned());
        let Some(known) = known.filter(|_| !untrack(|| self.acting.is_busy(()))) else {
            return;
        };
        self.wrong.set(None);
        self.done.set("");
        self.trial.set(None);
        self.acting.act((), async move {
            if let Err((field, said)) = self.put(&known, change).await {
                self.show_wrong(field, said);
            }
            Ok(())
        });
    }

    /// Makes a change to what is set now, which another page may have changed since it was `known`.
    async fn put(self, known: &Model, change: ModelChange) -> Result<(), WrongModel> {
        let refused = |problem| self.refused(&problem);
        let now = api::answers::model().await.map_err(refused)?;
        self.model.set(Loaded::Here(now.clone()));
        let no_number = |field: FieldName| {
            let said = filled(
                "“{field}” is no number that can be used.",
                &[("field", field.label())],
            );
            (Some(field), said)
        };
        let before = TypedModel::default().put(&now).map_err(no_number)?;
        let mut sent = TypedModel::default();
        let (put, done) = match change {
            ModelChange::Typed(typed) => {
                if let Some(field) = typed.contested(known, &now) {
                    let said = filled(
                        "“{field}” was changed elsewhere in the meantime. “Discard” shows what is saved now, “Save” puts \
                         yours in its place.",
                        &[("field", field.label())],
                    );
                    return Err((Some(field), said));
                }
                let put = typed.put(&now).map_err(no_number)?;
                sent = typed;
                (put, text("Saved. The next answer is written so."))
            }
            ModelChange::Back(earlier, after) => {
                if !are_alike(&now, &after) {
                    let said =
                        text("It was changed elsewhere in the meantime, so nothing was put back.");
                    return Err((None, said.to_owned()));
                }
                (earlier, text("Put back."))
            }
            ModelChange::NoKey => {
                let mut put = before.clone();
                if let Some(put) = put.as_object_mut() {
                    put.insert("key".to_owned(), Value::Null);
                }
                (put, text("The key is removed."))
            }
        };
        let after = api::answers::set_model(put).await.map_err(refused)?;
        // What was sent with a key or has lost one cannot be put back.
        let can_undo = !sent.has_key() && after.has_secrets_of(&now);
        self.typed.update(|typed| typed.forget_sent(&sent));
        self.model.set(Loaded::Here(after.clone()));
        self.before.set(can_undo.then_some((before, after)));
        self.done.set(done);
        Ok(())
    }

    /// What a refusal says, in the words of the form.
    fn refused(self, problem: &Problem) -> WrongModel {
        self.inbox.check(problem);
        let field = FieldName::of_sentence(&problem.message);
        let sentence = problem.sentence();
        let said = field.map(|field| {
            let said = problem.sentence_of(field.name(), field.label());
            said.unwrap_or_else(|| {
                sentence.replacen(field.name(), &format!("“{}”", field.label()), 1)
            })
        });
        (field, said.unwrap_or(sentence))
    }

    /// Shows what is wrong, and leads to the field that it is about.
    fn show_wrong(self, field: Option<FieldName>, said: String) {
        if let Some(field) = field {
            focus::soon(format!("[id='{}']", field.name()));
        }
        self.wrong.set(Some((field, said)));
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
