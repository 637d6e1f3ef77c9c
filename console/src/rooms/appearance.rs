//! The room for how the chat looks and what it says.
//!
//! *Invariant:* input stays until it is saved, even when the settings are loaded again.

use std::ops::Deref;

use leptos::{prelude::*, task::spawn_local};

use crate::{
    acting::Acting,
    api, focus,
    inbox::Inbox,
    loaded::Loaded,
    model::appearance::{Saved, Settings, StoredSettings, Typed, Warning, Wrong},
    problem::Problem,
    texts::text,
};

#[derive(Clone, Copy)]
pub(crate) struct Appearance(&'static AppearanceState);

impl Deref for Appearance {
    type Target = AppearanceState;

    fn deref(&self) -> &AppearanceState {
        self.0
    }
}

pub(crate) struct AppearanceState {
    pub(crate) inbox: Inbox,
    /// The settings and their `ETag`.
    pub(crate) saved: RwSignal<Loaded<(Settings, String)>>,
    pub(crate) typed: RwSignal<Typed>,
    pub(crate) warnings: RwSignal<Vec<Warning>>,
    pub(crate) wrong: RwSignal<Option<Wrong>>,
    /// What the last change did.
    pub(crate) done: RwSignal<&'static str>,
    /// How often the settings were changed here. Each change reloads the chat in the preview.
    pub(crate) changed: RwSignal<u32>,
    pub(crate) acting: Acting<()>,
}

impl Appearance {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self(Box::leak(Box::new(AppearanceState {
            inbox,
            saved: RwSignal::default(),
            typed: RwSignal::default(),
            warnings: RwSignal::default(),
            wrong: RwSignal::default(),
            done: RwSignal::default(),
            changed: RwSignal::default(),
            acting: Acting::new(inbox),
        })))
    }

    pub(super) fn enter(self) {
        self.done.set("");
        self.load();
    }

    pub(super) fn leave(self) {
        self.saved.set(Loaded::Waiting);
        self.warnings.set(Vec::new());
    }

    pub(crate) fn load(self) {
        self.wrong.set(None);
        let changed = self.changed.get_untracked();
        spawn_local(async move {
            let read = api::appearance::settings().await;
            if self.changed.get_untracked() != changed {
                // The settings were saved in the meantime, so this answer is out of date.
                return;
            }
            let settings = read.map(|(StoredSettings { warnings, config }, tag)| {
                self.warnings.set(warnings);
                (config, tag)
            });
            self.inbox.settle(self.saved, settings);
            self.forget_saved(false);
        });
    }

    pub(crate) fn text(self, name: &str) -> String {
        self.typed
            .with(|typed| self.with_saved(|saved| typed.text(saved, name)))
    }

    pub(crate) fn note(self, name: &str, text: String) {
        self.done.set("");
        self.typed
            .update(|typed| untrack(|| self.with_saved(|saved| typed.note(saved, name, text))));
    }

    pub(crate) fn discard(self) {
        if untrack(|| self.acting.is_busy(())) {
            return;
        }
        self.wrong.set(None);
        self.forget_saved(true);
    }

    pub(crate) fn save(self) {
        let changes = self
            .typed
            .with_untracked(|typed| untrack(|| self.with_saved(|saved| typed.changes(saved))));
        match changes {
            Ok(changes) if changes.is_empty() => {}
            Ok(changes) => {
                let sent = self.typed.get_untracked();
                self.change(
                    text("Saved. Visitors see it within a minute."),
                    move |tag| async move {
                        let saved = api::appearance::save(changes, &tag).await?;
                        self.typed.update(|typed| typed.forget_sent(&sent));
                        Ok(saved)
                    },
                );
            }
            Err(wrong) => self.show_wrong(wrong),
        }
    }

    /// Changes settings that other rooms offer.
    pub(crate) fn set(self, changes: Settings, done: &'static str) {
        self.change(done, move |tag| async move {
            api::appearance::save(changes, &tag).await
        });
    }

    /// Undoes the latest change.
    pub(crate) fn undo(self) {
        if !self.typed.with_untracked(Typed::is_empty) {
            return;
        }
        self.change(text("The latest change was undone."), |tag| async move {
            api::appearance::undo(&tag).await
        });
    }

    fn change<F>(self, done: &'static str, change: impl FnOnce(String) -> F + 'static)
    where
        F: Future<Output = Result<(Saved, String), Problem>>,
    {
        let tag = self
            .saved
            .with_untracked(|saved| saved.here().map(|(_, tag)| tag.clone()));
        let Some(tag) = tag.filter(|_| !untrack(|| self.acting.is_busy(()))) else {
            return;
        };
        self.wrong.set(None);
        self.done.set("");
        self.acting.act((), async move {
            match change(tag).await {
                Ok((saved, tag)) => {
                    self.saved.set(Loaded::Here((saved.config, tag)));
                    self.forget_saved(false);
                    self.warnings.set(saved.warnings);
                    self.done.set(done);
                    self.changed.update(|changed| *changed += 1);
                }
                Err(problem) => {
                    self.inbox.check(&problem);
                    self.show_wrong(Wrong::of(&problem));
                }
            }
            Ok(())
        });
    }

    /// Shows the error and moves the focus to its field.
    fn show_wrong(self, wrong: Wrong) {
        if !wrong.field.is_empty() {
            focus::soon(format!("[id='{}']", wrong.field));
        }
        self.wrong.set(Some(wrong));
    }

    fn forget_saved(self, wholly: bool) {
        self.typed
            .update(|typed| untrack(|| self.with_saved(|saved| typed.forget_saved(saved, wholly))));
    }

    fn with_saved<T>(self, read: impl FnOnce(&Settings) -> T) -> T {
        self.saved.with(|saved| match saved.here() {
            Some((settings, _)) => read(settings),
            None => read(&Settings::new()),
        })
    }

    /// The warning about a colour, with the form's labels.
    pub(crate) fn warning(self, name: &str) -> Option<String> {
        self.warnings.with(|warnings| {
            let warning = warnings.iter().find(|warning| warning.field == name);
            warning.map(Warning::sentence)
        })
    }
}
