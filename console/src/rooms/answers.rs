//! The room for who writes the answers: the model, its limits, and their effect on visitors' questions.
//!
//! *Invariant:* a key is typed and sent, and never read back. Input stays until it is saved.

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

/// Shows questions of this many days.
const DAYS: u32 = 7;

enum ModelChange {
    /// The input of the form.
    Typed(TypedModel),
    /// The values before the last change, to restore, and the model that the change left.
    Back(Value, Box<Model>),
    NoKey,
}

/// The field, if known, and its error.
type WrongModel = (Option<FieldName>, String);

#[derive(Clone, Copy)]
pub(crate) struct Answers(&'static AnswersState);

impl Deref for Answers {
    type Target = AnswersState;

    fn deref(&self) -> &AnswersState {
        self.0
    }
}

pub(crate) struct AnswersState {
    pub(crate) inbox: Inbox,
    pub(crate) model: RwSignal<Loaded<Model>>,
    pub(crate) typed: RwSignal<TypedModel>,
    /// Why the last change failed, and the field that caused it.
    pub(crate) wrong: RwSignal<Option<WrongModel>>,
    /// What the last change did.
    pub(crate) done: RwSignal<&'static str>,
    /// The values before the last change, for undo, and the model that the change left.
    before: RwSignal<Option<(Value, Model)>>,
    pub(crate) acting: Acting<()>,
    /// Whether the dialog to remove the key is open.
    pub(crate) removes_key: RwSignal<bool>,
    /// The result of the test call; none before the first.
    pub(crate) trial: RwSignal<Option<Loaded<Trial>>>,
    pub(crate) asked: RwSignal<Loaded<AskedLately>>,
    /// The carefulness setting, and the effect of the other levels.
    pub(crate) effects: RwSignal<Loaded<CarefulnessEffects>>,
    /// The level that was chosen but not saved.
    chosen: RwSignal<Option<Carefulness>>,
    /// The result of saving the level.
    pub(crate) carefulness_done: RwSignal<&'static str>,
    pub(crate) setting: Acting<()>,
    pub(crate) questions: RwSignal<Loaded<SavedQuestions>>,
    /// The latest run; none if there was none yet.
    pub(crate) run: RwSignal<Loaded<Option<RunDetail>>>,
    /// Why the questions could not be asked.
    pub(crate) run_problem: RwSignal<Option<Problem>>,
    /// Whether a run is being followed.
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

    pub(crate) fn load(self) {
        self.wrong.set(None);
        spawn_local(async move {
            let model = api::answers::model().await;
            if !untrack(|| self.acting.is_busy(())) {
                self.inbox.settle(self.model, model);
            }
        });
    }

    pub(crate) fn load_asked(self) {
        spawn_local(async move {
            let asked = api::answers::asked(DAYS).await;
            self.inbox.settle(self.asked, asked);
        });
    }

    pub(crate) fn text(self, field: FieldName) -> String {
        self.model.with(|model| {
            let model = model.here();
            model.map_or_else(String::new, |saved| {
                self.typed.with(|typed| typed.text(saved, field))
            })
        })
    }

    /// The value that applies while a field is empty.
    pub(crate) fn listed(self, field: FieldName) -> String {
        self.model.with(|model| {
            let model = model.here();
            model.map_or_else(String::new, |saved| {
                self.typed.with(|typed| typed.listed(saved, field))
            })
        })
    }

    pub(crate) fn note(self, field: FieldName, text: String) {
        self.done.set("");
        self.trial.set(None);
        self.model.with_untracked(|model| {
            if let Some(saved) = model.here() {
                self.typed.update(|typed| typed.note(saved, field, text));
            }
        });
    }

    /// The tone that the typed instructions set.
    pub(crate) fn tone(self) -> Tone {
        Tone::of(&self.text(FieldName::Instructions))
    }

    /// Sets the tone in the typed instructions.
    pub(crate) fn set_tone(self, tone: Tone) {
        let instructions = untrack(|| self.text(FieldName::Instructions));
        self.note(FieldName::Instructions, tone.set_in(&instructions));
    }

    pub(crate) fn discard(self) {
        if !untrack(|| self.acting.is_busy(())) {
            self.wrong.set(None);
            self.typed.set(TypedModel::default());
        }
    }

    pub(crate) fn save(self) {
        let typed = self.typed.get_untracked();
        if !typed.is_empty() {
            self.set(ModelChange::Typed(typed));
        }
    }

    /// Whether the last change can be undone: nothing has been changed since, on this page or elsewhere.
    pub(crate) fn can_undo(self) -> bool {
        self.before.with(|before| {
            let Some((_, after)) = before else {
                return false;
            };
            self.model
                .with(|model| model.here().is_some_and(|now| are_alike(now, after)))
        })
    }

    pub(crate) fn undo(self) {
        if let Some((before, after)) = self.before.get_untracked() {
            self.set(ModelChange::Back(before, Box::new(after)));
        }
    }

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

    /// Applies a change to the current model. Another page may have changed that since `known` was loaded.
    async fn put(self, known: &Model, change: ModelChange) -> Result<(), WrongModel> {
        let refused = |problem| self.refused(&problem);
        let now = api::answers::model().await.map_err(refused)?;
        self.model.set(Loaded::Here(now.clone()));
        let no_number = |field: FieldName| {
            let said = filled(
                "“{field}” is not a valid number.",
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
                        "“{field}” was changed elsewhere in the meantime. “Discard” shows what is saved now, “Save” \
                         replaces it with yours.",
                        &[("field", field.label())],
                    );
                    return Err((Some(field), said));
                }
                let put = typed.put(&now).map_err(no_number)?;
                sent = typed;
                (
                    put,
                    text("Saved. It takes effect with the next answer that is written."),
                )
            }
            ModelChange::Back(earlier, after) => {
                if !are_alike(&now, &after) {
                    let said =
                        text("It was changed elsewhere in the meantime, so nothing was undone.");
                    return Err((None, said.to_owned()));
                }
                (earlier, text("Undone."))
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
        // A change that sent or lost a key cannot be undone, because the key is never read back.
        let can_undo = !sent.has_key() && after.has_secrets_of(&now);
        self.typed.update(|typed| typed.forget_sent(&sent));
        self.model.set(Loaded::Here(after.clone()));
        self.before.set(can_undo.then_some((before, after)));
        self.done.set(done);
        Ok(())
    }

    /// The server's refusal, with the form's labels.
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

    /// Shows the error and moves the focus to its field.
    fn show_wrong(self, field: Option<FieldName>, said: String) {
        if let Some(field) = field {
            focus::soon(format!("[id='{}']", field.name()));
        }
        self.wrong.set(Some((field, said)));
    }

    /// Asks the model for a single word.
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
